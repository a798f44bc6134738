"""`timesink status`: is the agent tracking, and what does it see?"""

from typing import Any

import click

from agent.cli import output
from agent.cli.asking import ask_agent
from agent.cli.today import in_front
from agent.errors import Exit


@click.command(name="status")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(*, as_json: bool) -> None:
    """Is the agent tracking, and what does it see? Ends with 1 where it doesn't track."""
    status = ask_agent("status")
    if as_json:
        output.show_json(status or {"watching": False, "running": False})
    else:
        output.show(_lines(status))
    if status is None or not status["watching"]:
        raise click.exceptions.Exit(Exit.MENDABLE)


def _lines(status: dict[str, Any] | None) -> list[str]:
    if status is None:
        return ["The agent isn't running. Start it with `timesink service install`, or `timesink run`."]
    lines = [f"The agent runs (timesink {status['version']}, process {status['pid']})."]
    if status["watching"]:
        lines += [f"It watches the desktop by {status['source']}. {in_front(status['now'])}"]
    else:
        lines += ["It found no way to see the active window:"]
        lines += [f"  - {each['source']}: {output.harmless(each['reason'])}" for each in status["refusals"]]
    rules = status["rules"]
    lines += [f"It knows {rules['networks']} networks and {rules['browsers']} browsers."]
    for problem in (*rules["problems"], *status["settings"]["problems"]):
        said = f"{problem['where']}: {problem['what']} {problem['hint']}".rstrip()
        lines += output.hanging(said, 2)
    return lines
