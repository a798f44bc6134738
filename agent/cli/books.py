"""The ledger opened for a command, whether or not an agent runs; and how outcomes are shown."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rich.cells import cell_len

from agent.bookkeeping import Books, books
from agent.cli import output
from agent.cli.asking import opened_store
from agent.core.amounts import show_money

UID_SHOWN = 8
_UNCOUNTED = ("learning", "support", "fun")
_BLANK = re.compile("[^\\S\xa0]+")
"""where a line may be broken"""
UNDO = "`timesink ledger --undo` takes it back."


@contextmanager
def opened_books(*, read_only: bool = False) -> Iterator[Books]:
    """Open the ledger.

    Raises:
        AgentError: where the database can't be used.
    """
    with opened_store(read_only=read_only) as (store, moment):
        yield books(store, **moment, who="command line")


def amount(outcome: dict[str, Any]) -> str:
    """Return an outcome's amount as it's shown; nothing where it has none."""
    return show_money(Decimal(outcome["amount"]), outcome["currency"]) if outcome["amount"] else ""


def credited(outcome: dict[str, Any], unit: str = " %") -> str:
    """Return the networks an outcome is credited to, with their shares per cent where they're several."""
    parts = [(each["name"], Fraction(each["share"])) for each in outcome["credits"]]
    if len(parts) == 1:
        return str(parts[0][0])
    return ", ".join(f"{name} {float(share * 100):.0f}{unit}" for name, share in parts)


def kind(outcome: dict[str, Any]) -> str:
    """Return an outcome's kind, with the number of them where they're several."""
    return outcome["kind"] if outcome["number"] == 1 else several(outcome["kind"], outcome["number"])


def several(kind: str, number: float) -> str:
    """Return so many of a kind, in words."""
    plural = kind if kind in _UNCOUNTED else f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    told = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{told} {kind if number == 1 else plural}"


def day(outcome: dict[str, Any]) -> str:
    """Return an outcome's day as it's shown."""
    return f"{date.fromisoformat(outcome['on']):%a %-d %b %Y}"


def sentence(outcome: dict[str, Any]) -> str:
    """Return all of an outcome on one line, its short id first."""
    lead = outcome["origin"] and f"from {outcome['origin'][:UID_SHOWN]}"
    note = outcome["note"] and f"“{outcome['note']}”"
    parts = (kind(outcome), amount(outcome), credited(outcome), day(outcome), lead, note)
    return f"{outcome['uid'][:UID_SHOWN]}: {' · '.join(filter(None, parts))}"


def folded(text: str, indent: int = 0) -> list[str]:
    """Return a text, made harmless, as lines that leave so many columns free, however long its words are."""
    room, lines = output.width() - indent, [""]
    for word in _BLANK.split(output.harmless(text)):
        for part in _chopped(word, room):
            longer = f"{lines[-1]} {part}".strip()
            lines[-1:] = [longer] if cell_len(longer) <= room else [lines[-1], part]
    return lines


def _chopped(word: str, room: int) -> Iterator[str]:
    """Yield a word in pieces of at most so many cells."""
    piece = ""
    for sign in word:
        if piece and cell_len(piece + sign) > room:
            yield piece
            piece = ""
        piece += sign
    yield piece
