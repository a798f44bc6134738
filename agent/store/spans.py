"""What is kept: spans, their titles for a while, and their sums."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.core.changes import Change
from agent.core.model import Span
from agent.core.periods import Period
from agent.store.file import File
from agent.store.rows import (
    KEPT,
    SPANS,
    as_networks,
    as_span,
    change_between,
    duration,
    keep,
    moment,
    ms,
)
from agent.store.sums import DAY_MS, HOUR_MS, WIDTHS, cover

_LONGEST_MS = 31 * 24 * 3600 * 1000
"""no span is longer: where to begin to look for those that reach into a period"""


@dataclass(frozen=True, slots=True)
class Total:
    """How long one kind of thing was in front, and from which bucket on it was counted."""

    start: datetime
    networks: tuple[str, ...]
    activity: str | None
    app: str
    duration: timedelta


class Store:
    """An open database. Spans go in whole; what was kept is changed only by growing and by `change`."""

    def __init__(self, file: File) -> None:
        self.file = file

    def keep(self, spans: Iterable[Span]) -> None:
        """Keep spans, all or none; one with the start of a kept one makes that one longer.

        Raises:
            KeepError: where the disk is full, or nothing may be written.
        """
        with self.file.transaction() as cursor:
            for span in spans:
                keep(cursor, span)

    def change(self, start: datetime, end: datetime, change: Change, *, noted: bool = True) -> timedelta:
        """Take the spans that start in [start, end) for something else, all or none of them.

        Returns how much time is for other networks now than it was; `changed` tells of it where it's noted.

        Raises:
            KeepError: where the disk is full, or nothing may be written.
        """
        with self.file.transaction() as cursor:
            return change_between(cursor, (ms(start), ms(end)), change, noted=noted)

    def start_before(self, end: datetime, number: int) -> datetime | None:
        """Return the start of the span so many before that moment; None where there are fewer."""
        question = "SELECT start_ms FROM spans WHERE start_ms < ? ORDER BY start_ms DESC LIMIT 1 OFFSET ?"
        row = next(self.file.rows(question, (ms(end), number)), None)
        return None if row is None else moment(row[0])

    def changed(self, period: Period) -> timedelta:
        """Return how much time of a period is for other networks than it was at first."""
        start, end = ms(period.start), ms(period.end)
        row = next(self.file.rows(_CHANGED, (end, start, start - _LONGEST_MS, end, start)))
        return duration(row[0])

    def totals(self, start: datetime, end: datetime, *, by: str) -> Iterator[Total]:
        """Yield the time in [start, end), both at a quarter of an hour, added up.

        `by` is "kind" for networks and activities, "app" for programs, "quarter" for networks in each quarter
        of an hour.
        """
        columns = _COLUMNS[by]
        runs = cover(ms(start), ms(end), level=0) if by == "quarter" else cover(ms(start), ms(end))
        sums: dict[tuple[int, str, str, str], int] = {}
        for width, first, last in runs:
            rows = self.file.rows(
                f"SELECT {columns}, sum(ms) FROM sums WHERE width = ? AND start_ms >= ? AND start_ms < ? "  # noqa: S608
                f"GROUP BY {_GROUPS[by]}",
                (width, first, last),
            )
            for *key, length in rows:
                whole = (key[0], key[1], key[2], key[3])
                sums[whole] = sums.get(whole, 0) + length
        for (begin, networks, activity, app), length in sums.items():
            yield Total(moment(begin), as_networks(networks), activity or None, app, duration(length))

    def by_week(self, start: datetime, weeks: int) -> dict[str, list[float]]:
        """Return the hours on each network in each of so many weeks.

        Days are UTC's, so that ten years are read at once: a week's edges may lie half a day off.
        """
        first = ms(start) + DAY_MS // 2 - (ms(start) + DAY_MS // 2) % DAY_MS
        end = first + weeks * 7 * DAY_MS
        hours: dict[str, list[float]] = {}
        for networks, numbers, lengths in self.file.rows(_BY_WEEK, (first, 7 * DAY_MS, first, end)):
            if len(as_networks(networks)) == 1:
                sums = [0] * weeks
                # as JSON they're read faster than by split and int
                columns = (json.loads(f"[{each}]") for each in (numbers, lengths))
                for number, length in zip(*columns, strict=True):
                    sums[number] += length
                hours[networks] = [each / HOUR_MS for each in sums]
        return hours

    def within(self, period: Period) -> Iterator[Span]:
        """Yield the spans that lie in the period, or reach into it, whole; oldest first."""
        start, end = ms(period.start), ms(period.end)
        rows = self.file.rows(SPANS, (start - _LONGEST_MS, end, start))
        for _, *row in rows:
            yield as_span(row)

    def main_activity(self, network: str, period: Period) -> str | None:
        """Return what most of a network's time went into, of the spans that reach into a period."""
        start, end = ms(period.start), ms(period.end)
        row = next(self.file.rows(_MAIN_ACTIVITY, (start, start, end, start, network)), None)
        return None if row is None else row[0] or None

    def times(self, network: str, period: Period) -> Iterator[tuple[datetime, datetime]]:
        """Yield when a network's spans began and ended, those that lie in the period or reach into it."""
        start, end = ms(period.start), ms(period.end)
        for first, last in self.file.rows(_TIMES, (start - _LONGEST_MS, end, start, network)):
            yield moment(first), moment(last)

    def rules_of_past(self) -> str | None:
        """Return by which rules the past was judged last; None where it never was."""
        row = next(self.file.rows("SELECT rules FROM judged_by", ()), None)
        return None if row is None else str(row[0])

    def set_rules_of_past(self, rules: str) -> None:
        """Remember by which rules the past is judged now."""
        with self.file.transaction() as cursor:
            cursor.execute("DELETE FROM judged_by")
            cursor.execute("INSERT INTO judged_by VALUES (?)", (rules,))

    def kept_until(self, start: datetime) -> datetime | None:
        """Return the end of the span that starts then, as far as it is kept; None where it isn't at all."""
        row = next(self.file.rows(KEPT, (ms(start),)), None)
        return None if row is None else moment(row[1])

    def forget_titles(self, before: datetime) -> int:
        """Forget the page titles of spans that began before that, and what they were at first.

        Returns how many titles those were. `overwrite` has them leave the file.
        """
        with self.file.transaction() as cursor:
            cursor.execute("DELETE FROM changes WHERE start_ms < ?", (ms(before),))
            return cursor.execute("DELETE FROM titles WHERE start_ms < ?", (ms(before),)).rowcount

    def overwrite(self) -> bool:
        """Have what was forgotten leave the file; tell whether that could be, at once: a reader may hold it.

        Raises:
            AgentError: where the file can't be read or written.
        """
        (waits,) = next(self.file.rows("PRAGMA busy_timeout"))
        next(self.file.rows("PRAGMA busy_timeout = 0"))
        try:
            return not next(self.file.rows("PRAGMA wal_checkpoint(TRUNCATE)"))[0]
        finally:
            next(self.file.rows(f"PRAGMA busy_timeout = {waits}"))

    def first_start(self) -> datetime | None:
        """Return the start of the earliest span."""
        row = next(self.file.rows("SELECT start_ms FROM spans ORDER BY start_ms LIMIT 1", ()), None)
        return None if row is None else moment(row[0])

    def last_end(self) -> datetime | None:
        """Return the end of the latest span."""
        row = next(self.file.rows("SELECT end_ms FROM spans ORDER BY start_ms DESC LIMIT 1", ()), None)
        return None if row is None else moment(row[0])

    def is_sound(self) -> bool:
        """Tell whether the file is whole, and its sums are those of its spans."""
        sound = next(self.file.rows("PRAGMA integrity_check", ()))[0] == "ok"
        spans = next(self.file.rows("SELECT coalesce(sum(end_ms - start_ms), 0) FROM spans", ()))[0]
        question = "SELECT coalesce(sum(ms), 0) FROM sums WHERE width = ?"
        sums = [next(self.file.rows(question, (width,)))[0] for width in WIDTHS]
        days = next(self.file.rows("SELECT coalesce(sum(ms), 0) FROM days"))[0]
        return sound and all(each == spans for each in (*sums, days))


_CHANGED = (
    "SELECT coalesce(sum(min(s.end_ms, ?) - max(s.start_ms, ?)), 0) FROM changes c "
    "JOIN spans s USING (start_ms, uid) WHERE c.start_ms >= ? AND c.start_ms < ? AND s.end_ms > ?"
)
_TIMES = (
    "SELECT start_ms, end_ms FROM spans WHERE start_ms >= ? AND start_ms < ? AND end_ms > ? AND networks = ?"
)
_MAIN_ACTIVITY = (  # spans never overlap: of those that began before, only the last may reach into it
    "SELECT activity FROM spans WHERE start_ms >= coalesce((SELECT max(start_ms) FROM spans "
    "WHERE start_ms <= ?), ?) AND start_ms < ? AND end_ms > ? AND networks = ? "
    "GROUP BY activity ORDER BY sum(end_ms - start_ms) DESC, activity = '' DESC, min(start_ms) LIMIT 1"
)
_BY_WEEK = (  # a row for each network, in the table's order: to fetch each day takes three times as long
    "SELECT networks, group_concat((start_ms - ?) / ?), group_concat(ms) FROM days "
    "WHERE start_ms >= ? AND start_ms < ? GROUP BY networks"
)
_COLUMNS = {
    "kind": "0, networks, activity, ''",
    "app": "0, '', '', app",
    "quarter": "start_ms, networks, '', ''",
}
_GROUPS = {"kind": "networks, activity", "app": "app", "quarter": "start_ms, networks"}
