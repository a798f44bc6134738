"""From what is held of an export to what it would add: only what no import has found before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import uuid4

from agent.core.findings import WHATS
from agent.core.ledger import Credit, Outcome
from agent.core.stays import union
from agent.store.rows import duration, ms
from agent.store.staging import Staging

NEW = "FROM staged s WHERE NOT EXISTS (SELECT 1 FROM findings f WHERE f.key = s.key)"
NEW_STAYS = (
    "FROM staged_stays s WHERE NOT EXISTS (SELECT 1 FROM stays t "
    "WHERE t.network = ? AND t.start_ms = s.start_ms AND t.end_ms = s.end_ms)"
)
_DATED = f"SELECT s.what, s.day, s.hundredths, s.key {NEW} AND day IS NOT NULL ORDER BY 1, 2, 3, 4"
_UNDATED = f"SELECT s.what, s.key {NEW} AND day IS NULL ORDER BY 1, 2"
_LISTED = "SELECT what, count(*) FROM staged WHERE day IS NULL GROUP BY 1"
_BY_NOTE = {what.one: word for word, what in WHATS.items()}
_OLDER = "SELECT 1 FROM lifetimes WHERE network = ? AND what = ? AND exported_ms < ? LIMIT 1"
_BEFORE = "SELECT exported_ms, count FROM lifetimes WHERE network = ? AND what = ? ORDER BY 1 DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class New:
    """How many of something are new, and from which day to which."""

    what: str
    number: int
    first: date
    last: date


class Plan:
    """What an export that is held would add, exported at that moment."""

    def __init__(self, staging: Staging, exported: datetime) -> None:
        self.staging = staging
        self.exported = exported
        self.lifetimes = dict(self._rows("SELECT what, count FROM staged_counts")) | dict(self._rows(_LISTED))
        """counts that a later export is compared with"""

    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        """Yield what would go into the ledger, with the key by which that knows it again.

        Of a day, all of one kind are one outcome with their number; amounts stay single.
        """
        for (what, day, _), rows in groupby(self._rows(_DATED), key=_together):
            members = list(rows)
            yield self._outcome(
                what, date.fromisoformat(day), [row[3] for row in members], hundredths=members[0][2]
            )
        day_of_export = self.staging.calendar.day_of(self.exported)
        for what, rows in groupby(self._rows(_UNDATED), key=itemgetter(0)):
            if self._has_older(what, ms(self.exported)):
                yield self._outcome(what, day_of_export, [key for _, key in rows])
        for what, count in self._rows("SELECT what, count FROM staged_counts"):
            before = self._before(what)
            if before is not None and count > before:
                key = f"{self.staging.network} {what} {ms(self.exported)} {count}".encode()
                yield self._outcome(what, day_of_export, [key], number=count - before)

    def new(self) -> list[New]:
        """Return what would go into the ledger, added up."""
        sums: dict[str, New] = {}
        for _, outcome in self.outcomes():
            what = _BY_NOTE[outcome.note]
            kept = sums.get(what, New(what, 0, outcome.on, outcome.on))
            first, last = min(kept.first, outcome.on), max(kept.last, outcome.on)
            sums[what] = New(what, kept.number + outcome.number, first, last)
        return list(sums.values())

    def known(self) -> int:
        """Return how much of it an earlier import has found."""
        staged = next(self._rows("SELECT count(*) FROM staged"))[0]
        new = next(self._rows(f"SELECT count(*) {NEW}"))[0]
        return int(staged - new)

    def stays(self, *, at_least: bool) -> tuple[int, timedelta]:
        """Return how many new stays there are, and how long they are together."""
        question = f"SELECT start_ms, end_ms {NEW_STAYS} AND s.at_least = ?"
        found: list[tuple[int, int]] = list(self._rows(question, (self.staging.network, at_least)))
        together = sum(end - start for start, end in union(found))
        return len(found), duration(together)

    def noted(self) -> list[str]:
        """Return what is only noted: counts and lists without dates that can't be compared yet."""
        return [what for what in self.lifetimes if not self._has_older(what, ms(self.exported) + 1)]

    def is_empty(self) -> bool:
        """Tell whether it adds nothing at all, not even what a later export is compared with."""
        nothing_new = (
            next(self.outcomes(), None) is None and not next(self._rows(f"SELECT count(*) {NEW}"))[0]
        )
        question = f"SELECT count(*) {NEW_STAYS}"
        stays = next(self._rows(question, (self.staging.network,)))[0]
        return nothing_new and not stays and not self.noted()

    def _has_older(self, what: str, than_ms: int) -> bool:
        """Tell whether an export was imported, made before that, which had such a list or count."""
        return next(self._rows(_OLDER, (self.staging.network, what, than_ms)), None) is not None

    def _before(self, what: str) -> int | None:
        """Return the count in the newest export that was imported, if that's older than this one."""
        row = next(self._rows(_BEFORE, (self.staging.network, what)), None)
        return None if row is None or row[0] >= ms(self.exported) else int(row[1])

    def _outcome(
        self,
        what: str,
        on: date,
        keys: list[bytes],
        *,
        hundredths: int | None = None,
        number: int | None = None,
    ) -> tuple[str, Outcome]:
        digest = blake2b(b"".join(keys), digest_size=16).hexdigest()
        amount = None if hundredths is None else Decimal(hundredths).scaleb(-2)
        credits_ = (Credit(self.staging.network),)
        kind, note = WHATS[what].kind, WHATS[what].one
        return digest, Outcome(uuid4().hex, on, kind, credits_, amount, number or len(keys), note)

    def _rows(self, question: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        return self.staging.file.rows(question, values)


def _together(row: tuple[Any, ...]) -> tuple[str, str, bytes | None]:
    what, day, hundredths, key = row
    return what, day, None if hundredths is None else key
