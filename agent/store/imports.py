"""Imports of the networks' own exports: each kept whole or not at all, known again, and taken back whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from agent.core.periods import Period
from agent.core.stays import Stay
from agent.errors import AgentError
from agent.store.file import File
from agent.store.ledger import Ledger, TakenBack
from agent.store.plans import NEW, NEW_STAYS, Plan
from agent.store.rows import moment, ms

_KEEP = (
    "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?)",
    f"INSERT INTO findings SELECT key, ? {NEW}",
    f"INSERT INTO stays SELECT ?, start_ms, end_ms, at_least, ? {NEW_STAYS}",
    "INSERT INTO lifetimes VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
)
_ALL = "SELECT uid, network, at_ms, exported_ms, counts FROM imports ORDER BY at_ms DESC"
_TAKE_BACK = tuple(
    f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608  constants
    for table, column in (
        ("findings", "import"),
        ("stays", "import"),
        ("lifetimes", "import"),
        ("imports", "uid"),
    )
)
_STAYS = (
    "SELECT start_ms, end_ms, at_least FROM stays "
    "WHERE network = ? AND start_ms >= ? AND start_ms < ? AND end_ms > ? ORDER BY 1, 2"
)
_NEXT = timedelta(milliseconds=1)
_LONGEST_MS = 24 * 3600 * 1000
"""no stay is longer: where to begin to look for those that reach into a period"""


@dataclass(frozen=True, slots=True)
class Import:
    """An export that was imported, and what it brought."""

    uid: str
    network: str
    at: datetime
    exported: datetime
    counts: dict[str, int]


class Imports:
    """The imports in an open database."""

    def __init__(self, file: File) -> None:
        self._file = file

    def keep(self, plan: Plan, *, at: datetime, digest: bytes) -> Import:
        """Keep what a plan says, all or nothing, and return it as an import.

        Raises:
            KeepError: where the disk is full, or nothing may be written.
        """
        uid, network = uuid4(), plan.staging.network
        at = max([at, *(each.at + _NEXT for each in self.all()[:1])])  # in order, whatever the clock says
        counts = {new.what: new.number for new in plan.new()}
        counts["stays"] = sum(plan.stays(at_least=each)[0] for each in (False, True))
        written = json.dumps({what: number for what, number in counts.items() if number})
        with self._file.transaction() as cursor:
            Ledger(self._file, "import").bring(uid.hex, plan.outcomes())
            row = (uid.bytes, ms(at), network, ms(plan.exported), digest, written)
            cursor.execute(_KEEP[0], row)
            cursor.execute(_KEEP[1], (uid.bytes,))
            cursor.execute(_KEEP[2], (network, uid.bytes, network))
            for what, count in plan.lifetimes.items():
                cursor.execute(_KEEP[3], (network, what, ms(plan.exported), count, uid.bytes))
        return Import(uid.hex, network, at, plan.exported, json.loads(written))

    def all(self) -> list[Import]:
        """Return all imports, the last one first."""
        return [
            Import(uid.hex(), network, moment(at), moment(exported), json.loads(counts))
            for uid, network, at, exported, counts in self._file.rows(_ALL)
        ]

    def earlier(self, digest: bytes) -> datetime | None:
        """Return when the very same export was imported; None where it wasn't."""
        row = next(self._file.rows("SELECT at_ms FROM imports WHERE digest = ? ORDER BY 1", (digest,)), None)
        return None if row is None else moment(row[0])

    def take_back(self, begin: str) -> tuple[Import, TakenBack]:
        """Take an import back whole, by the first digits of its id; what was edited by hand since stays.

        Raises:
            AgentError: where it's none, may be several, or isn't the last one of its network.
        """
        known = self.all()
        meant = [each for each in known if begin and each.uid.startswith(begin.lower())]
        if len(meant) != 1:
            what = f"there is no import {begin}." if not meant else f"several imports begin with {begin}."
            raise AgentError(what, "`timesink import --list` shows them all.")
        last = next(each for each in known if each.network == meant[0].network)
        if last != meant[0]:  # what both tell of came by the first, and would be gone with it
            raise AgentError("a later import builds on it.", f"Take {last.uid[:8]} back first.")
        with self._file.transaction() as cursor:
            taken = Ledger(self._file, "import").take_back(meant[0].uid)
            for statement in _TAKE_BACK:
                cursor.execute(statement, (bytes.fromhex(meant[0].uid),))
        return meant[0], taken

    def networks_with_stays(self) -> list[str]:
        """Return the networks whose exports told of time spent there."""
        return [str(network) for (network,) in self._file.rows("SELECT DISTINCT network FROM stays")]

    def stays(self, network: str, period: Period) -> Iterator[Stay]:
        """Yield the stays on a network that lie in the period, or reach into it, whole; oldest first."""
        start, end = ms(period.start), ms(period.end)
        for first, last, at_least in self._file.rows(_STAYS, (network, start - _LONGEST_MS, end, start)):
            yield Stay(moment(first), moment(last), bool(at_least))
