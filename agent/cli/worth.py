"""`timesink worth`: what each network gave back for its hours, and whether that's worth it."""

from collections.abc import Sequence
from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask, networks
from agent.cli.summary import PERIODS, named
from agent.cli.worth_shown import glance, in_full, last_words

DEFAULT = "26w"


@click.command(name="worth")
@click.argument("words", nargs=-1, metavar="[NETWORK] [OTHER] [PERIOD]")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(words: Sequence[str], *, as_json: bool) -> None:
    """What each network gave back for its hours, and whether that's worth it.

    PERIOD is as in `timesink summary`, the last 26 weeks if not given. With a NETWORK, that one in full; with
    two, the one against the other.
    """
    period, chosen = _meant(words)
    answer = ask("worth", Answers.worth, period=period, network=",".join(chosen))
    if as_json:
        output.show_json(answer)
        return
    name = named(answer)
    rows = answer["networks"]
    if not rows:
        output.show(["", f"  {name}: nothing was tracked, and nothing came."])
        return
    total = output.duration(sum(row["seconds"] for row in rows))
    lines = output.heading("Worth", f"{name}, {total} on {_what(rows)}")
    lines += [line for row in rows for line in in_full(row, answer)] if chosen else glance(answer)
    output.show([*lines, *last_words(answer, chosen)])


def _meant(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the period and the networks that are meant, by id or name; the order is free."""
    known = {each.name.lower(): each.id for each in networks().values()}
    known |= {each: each for each in networks()} | {"twitter": "x"}
    chosen = [known[word.lower()] for word in words if word.lower() in known]
    periods = [word for word in words if word.lower() not in known]
    if len(periods) > 1:
        unknown = next((word for word in periods if word not in PERIODS), periods[-1])
        raise click.UsageError(f"'{output.harmless(unknown)}' is neither a network nor a period.")
    return periods[0] if periods else DEFAULT, list(dict.fromkeys(chosen))


def _what(rows: Sequence[dict[str, Any]]) -> str:
    return str(rows[0]["name"]) if len(rows) == 1 else f"{len(rows)} networks"
