"""`timesink now`: what the agent sees at this moment, and at every change, fit for a report of a bug."""

from collections.abc import Iterable
from typing import Any
from unicodedata import category

import click

from agent.cli import output
from agent.cli.asking import ask_agent, follow_agent
from agent.errors import AgentError


@click.command(name="now")
@click.option("--follow", is_flag=True, help="Go on with every change, until Ctrl+C.")
@click.option("--titles", is_flag=True, help="Show titles as they are.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, one object a line.")
def command(*, follow: bool, titles: bool, as_json: bool) -> None:
    """What does the agent see just now? Titles are masked, so that you can show it to others."""
    now = ask_agent("now")
    if now is None:
        hint = "Start it with `timesink service install`, or `timesink run`."
        raise AgentError("the agent isn't running, so nothing is seen.", hint)
    if not titles:
        now |= {"title": masked(now["title"])}
    _show(now, as_json=as_json)
    if follow:
        _follow(now, titles=titles, as_json=as_json)
        click.echo("The agent has ended.", err=True)


def _follow(now: dict[str, Any], *, titles: bool, as_json: bool) -> None:
    """Show each change from that one on."""
    for later in follow_agent():
        if not titles:
            later |= {"title": masked(later["title"])}
        if _facts(later) != _facts(now):
            now = later
            _show(now, as_json=as_json)


def _show(now: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.show_json(now, in_one_line=True)
    else:
        output.show(["  ".join(map(output.harmless, _words(now)))])


def _words(now: dict[str, Any]) -> Iterable[str]:
    """Return what makes up a line: `12:03:04 active Chromium (chromium 4711) x/feed "Aaaa / A" by x11`."""
    yield now["at"][11:19]
    yield now["presence"]
    if now["app"] is None:
        yield "no window in front"
    else:
        known = f"{now['process']} {now['pid']}" if now["pid"] is not None else "process unknown"
        yield f"{now['app']} ({known})"
        yield _verdict(now)
    if now["title"] is not None:
        yield f'"{now["title"]}"'
    yield f"by {now['source']}" if now["source"] else "the desktop isn't seen"


def _verdict(now: dict[str, Any]) -> str:
    match now["verdict"]:
        case "attributed":
            what = "/".join(filter(None, (now["network"], now["activity"])))
            return f"{what} (rule {now['rule']})" if now["rule"] else what
        case "contested":
            return f"contested by {', '.join(now['networks'])}"
        case _:
            return "unattributed"


def _facts(now: dict[str, Any]) -> dict[str, Any]:
    """Return what has to differ to be another line."""
    return {key: value for key, value in now.items() if key not in ("at", "since", "seconds")}


def masked(title: str | None) -> str | None:
    """Return a title's shape, character by character: no letter, digit or sign of it is left."""
    return None if title is None else "".join(map(_shape, title))


def _shape(character: str) -> str:
    kind = category(character)[0]
    match kind:
        case "L":
            return "A" if character.isupper() else "a"
        case "N":
            return "0"
        case "P" | "S" if kind == "P" or character.isascii():
            return character
        case "Z":
            return " "
        case _:
            return "*"
