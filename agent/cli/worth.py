"""`timesink worth`: what each network gave back for its hours, and whether that's worth it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask, networks
from agent.cli.summary import named
from agent.cli.worth_shown import NAME, glance, in_full, indented, last_words, nothing
from agent.core.credits import BadOutcome
from agent.core.entries import Words
from agent.core.periods import BadPeriod, Calendar, parse_period
from agent.settings import local_zone

DEFAULT = "26w"


@click.command(name="worth")
@click.argument("words", nargs=-1, metavar="[NETWORK] [OTHER] [PERIOD]")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(words: Sequence[str], *, as_json: bool) -> None:
    """What each network gave back for its hours, and whether that's worth it.

    PERIOD is as in `timesink summary`, the last 26 weeks if not given. A verdict is of its period alone: a
    longer one has more to tell by, a shorter one is closer to now. With a NETWORK, that one in full; with
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
        output.show(["", *indented(nothing(name, answer["left_out"]), 2)])
        return
    total = output.duration(sum(row["seconds"] for row in rows))
    lines = output.heading("Worth", f"{name}, {total} on {_what(rows)}")
    lines += [line for row in rows for line in in_full(row, answer)] if chosen else glance(answer)
    output.show([*lines, *last_words(answer, chosen)])


def _meant(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the period and the networks that are meant, by id or name; the order is free."""
    now = datetime.now(UTC)
    calendar = Calendar(local_zone())
    known = Words({each.id: each.name for each in networks().values()}, calendar.day_of(now))
    chosen, periods = [], []
    for word in words:
        try:
            chosen.append(known.network(word))
        except BadOutcome as no_network:
            try:
                periods.append(parse_period(word, now=now, calendar=calendar).name)
            except BadPeriod as no_period:
                raise _neither(word, no_network, no_period) from None
    if len(periods) > 1:
        raise click.UsageError(f"{periods[0]} and {periods[1]} are two periods. Name one.")
    return periods[0] if periods else DEFAULT, list(dict.fromkeys(chosen))


def _neither(word: str, no_network: BadOutcome, no_period: BadPeriod) -> click.UsageError:
    """Tell of a word that means nothing: what was most likely meant."""
    if word[:1].isdecimal():
        return click.UsageError(str(no_period))
    hints = [each.hint for each in (no_network, no_period) if each.hint.startswith("Did you mean")]
    hint = hints[0] if hints else no_network.hint
    return click.UsageError(f"'{word}' is neither a network nor a period. {hint}")


def _what(rows: Sequence[dict[str, Any]]) -> str:
    return output.fitted(rows[0]["name"], NAME).rstrip() if len(rows) == 1 else f"{len(rows)} networks"
