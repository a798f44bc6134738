"""How the ledger is shown: a table, what it sums to, and what was done when."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from agent.bookkeeping import Answer
from agent.cli import books, output
from agent.core.amounts import show_money
from agent.core.ledger import DEAL
from agent.settings import local_zone

_DOING = {
    "add": "logging",
    "edit": "changing",
    "delete": "deleting",
    "bring": "importing",
    "take back": "taking back the import of",
    "read": "reading from a file",
}
_DONE = {
    "add": "logged",
    "edit": "changed",
    "delete": "deleted",
    "bring": "imported",
    "take back": "import taken back",
    "read": "read from a file",
    "undo": "undone",
    "redo": "done again",
}


def listing(answer: Answer) -> list[str]:
    """Return a period's outcomes as a table, the newest last, and what they sum to."""
    rows, period = answer["outcomes"], answer["period"]
    if not rows:
        more = "`timesink import` reads it from its export"
        if period["name"] != "all":
            more = "`timesink ledger all` shows it all"
        hint = f"`timesink log` notes what a network gave back; {more}."
        return [
            "",
            f"  {_named(period)}: nothing was logged.",
            *(f"  {each}" for each in output.wrapped(hint, 2)),
        ]
    head = output.heading(_named(period), f"{len(rows):,} outcome{'s'[: len(rows) != 1]}")
    cells = [_cells(row) for row in reversed(rows)]
    names = ("day", "kind", "amount", "networks", "note", "id")
    return [*head, *output.table(names, cells, right=frozenset({0, 2})), "", *_sums(rows)]


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    day = f"{date.fromisoformat(row['on']):%-d %b %y}"
    return (
        day,
        books.kind(row),
        books.amount(row),
        books.credited(row, unit=""),
        row["note"],
        row["uid"][: books.UID_SHOWN],
    )


def _named(period: Answer) -> str:
    return output.period(period["name"], *(date.fromisoformat(period[edge]) for edge in ("first", "last")))


def _sums(rows: Sequence[Answer]) -> list[str]:
    """Return a line for each network and kind: how many, and how much; who has sold most comes first."""
    sums: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for row in rows:
        for credit in row["credits"]:
            share, kinds = Fraction(credit["share"]), sums.setdefault(credit["name"], {})
            number, money = kinds.get(row["kind"], (Fraction(), Fraction()))
            money += share * Fraction(row["amount"] or 0)
            kinds[row["kind"]] = (number + share * row["number"], money)
    names = sorted(sums, key=lambda name: (-sums[name].get(DEAL, (0, 0))[1], name))
    cells = [
        (name * (at == 0), books.several(kind, round(float(number), 2)), _money(money, rows[0]["currency"]))
        for name in names
        for at, (kind, (number, money)) in enumerate(sorted(sums[name].items(), key=_most_first))
    ]
    return output.table(("network", "what", "sum"), cells, right=frozenset({2}))


def _most_first(item: tuple[str, tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction, str]:
    kind, (number, money) = item
    return -money, -number, kind


def _money(amount: Fraction, currency: str) -> str:
    return show_money(Decimal(round(amount * 100)).scaleb(-2), currency) if amount else ""


def told_deed(deed: Answer, side: str) -> str:
    """Return what was done, in words; of one outcome, how it's on that side of it."""
    outcome = deed[side] or deed["before"] or deed["after"]
    word = _DOING[deed["what"]]
    if not outcome:
        return f"{word} {deed['number']:,} outcomes"
    is_gone = side == "before" and deed["what"] == "edit" and not deed["before"]
    return f"{word} {books.sentence(outcome)}{' It went with its import.' * is_gone}"


def deed_lines(deed: Answer) -> list[str]:
    """Return when something was done to an outcome, by whom, and what became of it."""
    at = datetime.fromisoformat(deed["at"]).astimezone(local_zone())
    who = f" ({deed['who']})" if deed["who"] else ""
    now = deed["after"] and books.sentence(deed["after"]).partition(": ")[2]
    head = f"{at:%-d %b %Y %H:%M} · {_DONE[deed['what']]}{who}"
    return [*books.folded(head), *(f"  {line}" for line in books.folded(now or "(gone)", 2))]
