"""A row of the ledger's CSV as the outcome that it says, however a spreadsheet has written it."""

import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from agent.cli.spreadsheets import as_it_was
from agent.core.amounts import parse_money
from agent.core.credits import BadOutcome, check, read_credits
from agent.core.days import checked
from agent.core.entries import Words
from agent.core.ledger import Credit, Outcome
from agent.store.outcomes import new_uid

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z", re.ASCII)

_ELSEWHERE = timedelta(days=2)
"""so much later it may have been where it was written"""

Row = dict[str, str]


class RowReader:
    """Reads rows, one after the other."""

    def __init__(self, words: Words, days: list[str]) -> None:
        self._words = words
        self._seen: Counter[str] = Counter()
        self._rows: dict[str, int] = {}
        slashed = [match for match in map(_SLASHES.match, days) if match]
        self._day_first = any(int(match[1]) > 12 for match in slashed)  # noqa: PLR2004  months
        self._month_first = any(int(match[2]) > 12 for match in slashed)  # noqa: PLR2004

    def read(self, row: Row, number: int) -> tuple[str | None, Outcome]:
        """Return the outcome of that row, and where it has no id what it's known by.

        Raises:
            BadOutcome: where it can't be.
        """
        cells = {name: as_it_was(cell) for name, cell in row.items()}
        uid = _uid(cells["id"])
        if uid and (first := self._rows.setdefault(uid, number)) != number:
            raise BadOutcome(f"its id is that of row {first}.", "Leave it empty for a new outcome.")
        outcome = Outcome(
            uid=uid or new_uid(),
            on=self._day(cells["on"].strip(), known=bool(uid)),
            kind=_lenient(self._words.kind, cells["kind"].strip(), known=bool(uid)),
            credits=self._credits(cells["credits"], known=bool(uid)),
            amount=self._amount(cells),
            number=_number(cells["number"].strip()),
            note=cells["note"],
            origin=_uid(cells["origin"]),
            source=cells["source"] if uid else "",  # a copied row is the user's own
        )
        check(outcome)
        return (None if uid else self._key(outcome)), outcome

    def _key(self, outcome: Outcome) -> str:
        """Return what a row without an id is known by: what it says, and how many have said so before."""
        said = hashlib.sha256(repr(replace(outcome, uid="")).encode("utf-8", "replace")).hexdigest()
        self._seen[said] += 1
        return f"csv {said} {self._seen[said]}"

    def _day(self, text: str, *, known: bool) -> date:
        try:
            if match := _ISO.match(text):
                day = date(int(match[1]), int(match[2]), int(match[3]))
            elif match := _POINTS.match(text):
                day = date(int(match[3]), int(match[2]), int(match[1]))
            elif (match := _SLASHES.match(text)) and self._day_first != self._month_first:
                month, day_of = (match[2], match[1]) if self._day_first else (match[1], match[2])
                day = date(int(match[3]), int(month), int(day_of))
            else:
                what = "may be one of two days" if match else "is no day"
                raise BadOutcome(f"“{text}” {what}.", "Write it as 2026-11-02.")
        except ValueError as error:
            if isinstance(error, BadOutcome):
                raise
            raise BadOutcome(f"“{text}” is not in the calendar.", "Write it as 2026-11-02.") from None
        latest = self._words.by_clock or self._words.today
        return checked(day, latest + _ELSEWHERE if known else latest)

    def _credits(self, text: str, *, known: bool) -> tuple[Credit, ...]:
        shares = read_credits(text.strip())
        return tuple(
            replace(each, network=_lenient(self._words.network, each.network, known=known)) for each in shares
        )

    def _amount(self, cells: Row) -> Decimal | None:
        currency = cells["currency"].strip().upper()
        if cells["amount"].strip() and currency not in ("", self._words.currency):
            hint = f"Change it into {self._words.currency}, or set `currency` in config.toml."
            raise BadOutcome(f"{cells['amount']} {currency} isn't in {self._words.currency}.", hint)
        return parse_money(cells["amount"], self._words.currency).amount if cells["amount"].strip() else None


def _lenient(read: Any, word: str, *, known: bool) -> str:  # noqa: ANN401  network or kind
    """Return what a word means; what was written by us may name what isn't known any more."""
    try:
        return str(read(word))
    except BadOutcome:
        if known:
            return word
        raise


def _uid(text: str) -> str | None:
    if not text.strip():
        return None
    try:
        return UUID(text.strip()).hex
    except ValueError:
        raise BadOutcome(f"“{text}” is no id.", "Leave it empty for a new outcome.") from None


def _number(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal()):
        raise BadOutcome(f"“{text}” is no whole number.")
    return int(text[:12])
