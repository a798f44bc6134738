"""What is kept: spans, their titles for a while, and their sums."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.core.model import Front, Span
from agent.core.periods import Period
from agent.errors import AgentError
from agent.store.sums import WIDTHS, cover, shares

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_LONGEST_MS = 31 * 24 * 3600 * 1000
"""no span is longer: where to begin to look for those that reach into a period"""


_DAMAGED = "It's damaged: move it away and put a backup in its place."


class KeepError(AgentError):
    """What was seen can't be written just now."""

    def __init__(self, path: Path, reason: object) -> None:
        hint = "Free some space there, or make it writable."
        if isinstance(reason, sqlite3.Error) and reason.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            hint = "Close the other program that has it open."
        elif not isinstance(reason, sqlite3.OperationalError):
            hint = _DAMAGED
        super().__init__(f"{path} cannot be written: {reason}.", hint)


@dataclass(frozen=True, slots=True)
class Total:
    """How long one kind of thing was in front, and from which bucket on it was counted."""

    start: datetime
    networks: tuple[str, ...]
    activity: str | None
    app: str
    duration: timedelta


class Store:
    """An open database. Spans go in whole; nothing that was kept is ever changed but by growing."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], path: Path) -> None:
        self._connect = connect
        self._path = path
        self._connection = connect()
        self._file = _identity(path)

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def keep(self, spans: Iterable[Span]) -> None:
        """Keep spans, all or none; one with the start and front of a kept one makes that one longer.

        Raises:
            KeepError: where the disk is full, or nothing may be written.
        """
        with self._transaction() as cursor:
            for span in spans:
                _keep(cursor, span)

    def totals(self, start: datetime, end: datetime, *, by: str) -> Iterator[Total]:
        """Yield the time in [start, end), both at a quarter of an hour, added up.

        `by` is "kind" for networks and activities, "app" for programs, "quarter" for networks in each quarter
        of an hour.
        """
        columns = _COLUMNS[by]
        runs = cover(_ms(start), _ms(end), level=0) if by == "quarter" else cover(_ms(start), _ms(end))
        sums: dict[tuple[int, str, str, str], int] = {}
        for width, first, last in runs:
            rows = self._rows(
                f"SELECT {columns}, sum(ms) FROM sums WHERE width = ? AND start_ms >= ? AND start_ms < ? "  # noqa: S608
                f"GROUP BY {_GROUPS[by]}",
                (width, first, last),
            )
            for *key, ms in rows:
                whole = (key[0], key[1], key[2], key[3])
                sums[whole] = sums.get(whole, 0) + ms
        for (begin, networks, activity, app), ms in sums.items():
            yield Total(_moment(begin), _networks(networks), activity or None, app, ms * _MS)

    def within(self, period: Period) -> Iterator[Span]:
        """Yield the spans that lie in the period, or reach into it, whole; oldest first."""
        start, end = _ms(period.start), _ms(period.end)
        rows = self._rows(
            "SELECT s.start_ms, s.end_ms, s.networks, s.activity, s.rule, s.app, t.page_title "
            "FROM spans s LEFT JOIN titles t USING (start_ms, uid) "
            "WHERE s.start_ms >= ? AND s.start_ms < ? AND s.end_ms > ? ORDER BY s.start_ms",
            (start - _LONGEST_MS, end, start),
        )
        for begin, finish, networks, activity, rule, app, title in rows:
            front = Front(_networks(networks), activity or None, rule or None, app, title)
            yield Span(_moment(begin), _moment(finish), front)

    def kept_until(self, span: Span) -> datetime | None:
        """Return the end of this span as far as it is kept; None where it isn't at all."""
        row = next(self._rows(_KEPT, _key(span)), None)
        return None if row is None else _moment(row[1])

    def forget_titles(self, before: datetime) -> int:
        """Forget, for good, the page titles of spans that began before that; return how many."""
        with self._transaction() as cursor:
            count = cursor.execute("DELETE FROM titles WHERE start_ms < ?", (_ms(before),)).rowcount
        if count:
            next(self._rows("PRAGMA wal_checkpoint(TRUNCATE)", ()))
        return count

    def first_start(self) -> datetime | None:
        """Return the start of the earliest span."""
        row = next(self._rows("SELECT start_ms FROM spans ORDER BY start_ms LIMIT 1", ()), None)
        return None if row is None else _moment(row[0])

    def last_end(self) -> datetime | None:
        """Return the end of the latest span."""
        row = next(self._rows("SELECT end_ms FROM spans ORDER BY start_ms DESC LIMIT 1", ()), None)
        return None if row is None else _moment(row[0])

    def is_sound(self) -> bool:
        """Tell whether the file is whole, and its sums are those of its spans."""
        sound = next(self._rows("PRAGMA integrity_check", ()))[0] == "ok"
        spans = next(self._rows("SELECT coalesce(sum(end_ms - start_ms), 0) FROM spans", ()))[0]
        question = "SELECT coalesce(sum(ms), 0) FROM sums WHERE width = ?"
        return sound and all(next(self._rows(question, (width,)))[0] == spans for width in WIDTHS)

    def _rows(self, question: str, values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(question, values)
        except sqlite3.Error as error:
            hint = "" if isinstance(error, sqlite3.OperationalError) else _DAMAGED
            raise AgentError(f"{self._path} cannot be read: {error}.", hint) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        if self._file != _identity(self._path):  # deleted, or another one put in its place
            self.close()
            self._connection, self._file = self._connect(), _identity(self._path)
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except sqlite3.Error as error:
            raise KeepError(self._path, error) from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()
            cursor.close()


_KEPT = (
    "SELECT uid, end_ms FROM spans "
    "WHERE start_ms = ? AND networks = ? AND activity = ? AND rule = ? AND app = ? LIMIT 1"
)
_ADD = (
    "INSERT INTO sums VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (width, start_ms, networks, activity, app) DO UPDATE SET ms = ms + excluded.ms"
)
_COLUMNS = {
    "kind": "0, networks, activity, ''",
    "app": "0, '', '', app",
    "quarter": "start_ms, networks, '', ''",
}
_GROUPS = {"kind": "networks, activity", "app": "app", "quarter": "start_ms, networks"}


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _keep(cursor: sqlite3.Cursor, span: Span) -> None:
    start, networks, activity, _, app = key = _key(span)
    end = _ms(span.end)
    kept = cursor.execute(_KEPT, key).fetchone()
    uid, kept_until = kept or (os.urandom(16), start)
    if end <= kept_until:
        return
    if kept:
        cursor.execute("UPDATE spans SET end_ms = ? WHERE start_ms = ? AND uid = ?", (end, start, uid))
    else:
        cursor.execute("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?)", (start, uid, end, *key[1:]))
        if span.front.page_title is not None:
            cursor.execute("INSERT INTO titles VALUES (?, ?, ?)", (start, uid, span.front.page_title))
    for width, bucket, ms in shares(kept_until, end):
        cursor.execute(_ADD, (width, bucket, networks, activity, app, ms))


def _key(span: Span) -> tuple[int, str, str, str, str]:
    front = span.front
    return _ms(span.start), "|".join(front.networks), front.activity or "", front.rule or "", front.app


def _networks(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // _MS


def _moment(ms: int) -> datetime:
    return _EPOCH + ms * _MS
