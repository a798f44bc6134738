"""What an export tells, held in temporary tables until the user has said yes: nothing of it is kept before.

They lie in a file of SQLite's own that has no name and goes with the connection, so that an export of any
size takes little memory, and reading one leaves the database free for the agent.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from itertools import islice

from agent.core.findings import Exported, Finding, Lifetime, Received
from agent.core.periods import Calendar
from agent.core.stays import Stay
from agent.store.file import File
from agent.store.rows import ms

BATCH = 10_000
"""findings that are written at once"""

_TABLES = (
    "DROP TABLE IF EXISTS temp.staged",
    "DROP TABLE IF EXISTS temp.staged_stays",
    "DROP TABLE IF EXISTS temp.staged_counts",
    "CREATE TEMP TABLE staged (key BLOB PRIMARY KEY, what TEXT, day TEXT, hundredths INTEGER) WITHOUT ROWID",
    "CREATE TEMP TABLE staged_stays (start_ms, end_ms, at_least, PRIMARY KEY (start_ms, end_ms))",
    "CREATE TEMP TABLE staged_counts (what TEXT PRIMARY KEY, count INTEGER)",
)
_ADD = "INSERT INTO staged VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADD_STAY = (
    "INSERT INTO staged_stays VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET at_least = min(at_least, excluded.at_least)"
)
_ADD_COUNT = (
    "INSERT INTO staged_counts VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
)


class Staging:
    """What one export tells, so far only held."""

    def __init__(self, file: File, *, network: str, calendar: Calendar, currency: str) -> None:
        self.file = file
        self.network = network
        self.calendar = calendar
        self.exported: datetime | None = None
        """when the export was made, where it says so"""
        self.foreign: Counter[str] = Counter()
        """amounts in other currencies, which aren't held: how many in which"""
        self._currency = currency
        self._salt = next(file.rows("SELECT salt FROM salt"))[0]
        with file.scratch() as cursor:
            for statement in _TABLES:
                cursor.execute(statement)

    def stage(self, findings: Iterable[Finding]) -> None:
        """Hold what is found.

        Raises:
            AgentError: where there's no room for it.
        """
        findings = iter(findings)
        while batch := list(islice(findings, BATCH)):
            with self.file.scratch() as cursor:
                for finding in batch:
                    self._hold(cursor, finding)

    def _hold(self, cursor: sqlite3.Cursor, finding: Finding) -> None:
        match finding:
            case Received() if finding.amount is None or self._currency in finding.currencies:
                cursor.execute(_ADD, self._row(finding))
            case Received():
                self.foreign[" or ".join(finding.currencies[:2])] += 1
            case Lifetime(what, count):
                cursor.execute(_ADD_COUNT, (what, count))
            case Stay(start, end, at_least):
                cursor.execute(_ADD_STAY, (ms(start), ms(end), at_least))
            case Exported(at):
                self.exported = at

    def _row(self, received: Received) -> tuple[bytes, str, str | None, int | None]:
        at = received.at
        day = self.calendar.day_of(at) if isinstance(at, datetime) else at
        words = "\x1f".join((self.network, received.what, *received.key))
        key = blake2b(words.encode("utf-8", "replace"), digest_size=16, key=self._salt).digest()
        hundredths = None if received.amount is None else round(received.amount * 100)
        return key, received.what, None if day is None else day.isoformat(), hundredths
