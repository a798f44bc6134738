"""The ledger: what networks gave back. Every deed can be undone, and every undo redone."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from agent.core.ledger import DEAL, Outcome
from agent.errors import AgentError
from agent.store.deeds import LAST_DONE, LAST_UNDONE, Deed, done, reverse, told
from agent.store.file import File
from agent.store.outcomes import close, latest, new_uid, plain, put
from agent.store.pages import NAMED_BY, NoSuchOutcomeError, Pages

_DEALS_OF = "SELECT uid FROM outcomes WHERE until IS NULL AND origin = ? LIMIT 1"
_IN_FORCE = "SELECT uid FROM outcomes WHERE until IS NULL AND source = ?1"
_NUMBER = f"SELECT count(*) FROM ({_IN_FORCE})"  # noqa: S608
_TAKE_BACK = f"DELETE FROM outcomes WHERE source = ?1 AND (NOT edited OR uid NOT IN ({_IN_FORCE} AND edited))"  # noqa: S608


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many of an import's outcomes went, and how many stayed since they were edited by hand."""

    gone: int
    stayed: int


@dataclass(frozen=True, slots=True)
class Read:
    """How many outcomes of a file were new, were changed by it, or were there already."""

    new: int = 0
    changed: int = 0
    known: int = 0


class Ledger(Pages):
    """The outcomes in an open database. `who` does what is done: it's noted with every deed."""

    def __init__(self, file: File, who: str = "") -> None:
        super().__init__(file)
        self._who = who

    def add(self, outcome: Outcome, key: str | None = None) -> Outcome:
        """Keep an outcome; where its key or uid is known already, return the one that was kept then.

        Raises:
            AgentError: where it can't be, or where there's no such lead as it names.
        """
        with self._doing("add") as (cursor, deed):
            known = (key is not None and latest(cursor, key=key)) or latest(cursor, uid=outcome.uid)
            if known and (known.is_in_force or known.ended_by == "delete"):
                return known.outcome
            put(cursor, deed, outcome, key=key)
            self._check_origin(cursor, outcome)
        return outcome

    def edit(self, uid: str, change: Callable[[Outcome], Outcome]) -> Outcome:
        """Put what becomes of an outcome in its place, and return that.

        Raises:
            AgentError: where it isn't there, or can't be so.
        """
        with self._doing("edit") as (cursor, deed):
            old = self._in_force(cursor, uid)
            new = change(old)
            if new != old:
                put(cursor, deed, new, edited=True)
                self._check_lead(cursor, new)
                if new.origin != old.origin:
                    self._check_origin(cursor, new)
        return new

    def delete(self, uid: str) -> Outcome:
        """Take an outcome away, and return it. A deal that came from it goes on naming it.

        Raises:
            AgentError: where it isn't there.
        """
        with self._doing("delete") as (cursor, deed):
            old = self._in_force(cursor, uid)
            close(cursor, deed, uid)
        return old

    def bring(self, source: str, outcomes: Iterable[tuple[str, Outcome]]) -> int:
        """Keep what an import found, all or nothing, and return how many were new.

        What has a known key isn't brought again, neither where it was deleted by hand. They are asked for one
        by one, so that there may be any number of them.
        """
        number = 0
        with self._doing("bring") as (cursor, deed):
            for key, outcome in outcomes:
                known = latest(cursor, key=key)
                if known is None or not (known.is_in_force or known.ended_by == "delete"):
                    put(cursor, deed, replace(outcome, source=source), key=key)
                    number += 1
        return number

    def take_back(self, source: str) -> TakenBack:
        """Take away for good what an import brought, but what was edited by hand since."""
        with self._doing("take back") as (cursor, _):
            held = cursor.execute(_NUMBER, (plain(source),)).fetchone()[0]
            cursor.execute(_TAKE_BACK, (plain(source),))
            stayed = cursor.execute(_NUMBER, (plain(source),)).fetchone()[0]
        return TakenBack(held - stayed, stayed)

    def read(self, outcomes: Iterable[tuple[str | None, Outcome]]) -> Read:
        """Make the ledger say what a file says of these outcomes, all or nothing.

        One with a key is looked for by that, any other by its uid; what the file doesn't name stays as it is.

        Raises:
            AgentError: where one of them can't be.
        """
        new = changed = known = 0
        deals = []
        with self._doing("read") as (cursor, deed):
            for key, outcome in outcomes:
                kept = latest(cursor, uid=outcome.uid) if key is None else latest(cursor, key=key)
                is_kept = kept is not None and kept.is_in_force
                if is_kept and kept is not None and (key is not None or kept.outcome == outcome):
                    known += 1
                    continue
                put(cursor, deed, outcome, key=key, edited=is_kept)
                deals += [outcome] * (is_kept and outcome.kind == DEAL)
                new, changed = new + (not is_kept), changed + is_kept
            for outcome in deals:  # the last row may have made it so
                self._check_lead(cursor, outcome)
        return Read(new, changed, known)

    def undo(self) -> Deed:
        """Take the last deed back that isn't yet, and return it; so one by one back to the first.

        Raises:
            AgentError: where nothing is left to be undone.
        """
        hint = "Nothing was done yet, or all of it is undone."
        return self._reverse(LAST_DONE, "undo", AgentError("there is nothing to undo.", hint))

    def is_import_last(self) -> bool:
        """Tell whether an import is what was done last, of all that isn't undone or taken back."""
        return any(what == "bring" for _, what in self._file.rows(LAST_DONE))

    def redo(self) -> Deed:
        """Do again what was undone last, if nothing else was done since, and return it.

        Raises:
            AgentError: where nothing was undone, or something was done since.
        """
        hint = "Only what was undone last can be done again, and only until something else is done."
        return self._reverse(LAST_UNDONE, "redo", AgentError("there is nothing to redo.", hint))

    @contextmanager
    def _doing(self, what: str) -> Iterator[tuple[sqlite3.Cursor, bytes]]:
        """Do something in one go, and note it if it has changed anything."""
        deed = bytes.fromhex(new_uid())
        with self._file.transaction() as cursor:
            before = cursor.connection.total_changes
            yield cursor, deed
            if cursor.connection.total_changes > before:
                done(cursor, deed, self._who, what)

    def _reverse(self, last: str, what: str, nothing: AgentError) -> Deed:
        with self._file.transaction() as cursor:
            row = cursor.execute(last).fetchone()
            if row is None:
                raise nothing
            deed = bytes.fromhex(new_uid())
            number = reverse(cursor, deed, row[0])
            done(cursor, deed, self._who, what, reverses=row[0])
            return told(cursor, row[0] if what == "undo" else deed, number)

    def _in_force(self, cursor: sqlite3.Cursor, uid: str) -> Outcome:
        kept = latest(cursor, uid=uid)
        if kept is None or not kept.is_in_force:
            raise NoSuchOutcomeError(f"there is no outcome {uid}.", NAMED_BY)
        return kept.outcome

    def _check_lead(self, cursor: sqlite3.Cursor, outcome: Outcome) -> None:
        """See that none is a deal from which another one came: only one of the two would count."""
        if outcome.kind == DEAL and (
            row := cursor.execute(_DEALS_OF, (bytes.fromhex(outcome.uid),)).fetchone()
        ):
            what = f"{outcome.uid[:8]} can't be a deal: it's the lead that {row[0].hex()[:8]} came from."
            raise AgentError(what, "Change that deal in its place.")

    def _check_origin(self, cursor: sqlite3.Cursor, outcome: Outcome) -> None:
        lead = latest(cursor, uid=outcome.origin) if outcome.origin else None
        if outcome.origin and (lead is None or not lead.is_in_force or lead.outcome.kind == DEAL):
            what = f"there is no lead {outcome.origin[:8]} that a deal could come from."
            raise AgentError(what, "`timesink ledger` lists them, with their ids.")
