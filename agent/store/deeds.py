"""What was done to the ledger: noted, and reversed, the last deed first."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.core.ledger import Outcome
from agent.store.outcomes import COLUMNS, as_outcome
from agent.store.rows import moment, ms

_DONE = "INSERT INTO deeds (uid, at_ms, who, what, reverses) VALUES (?, ?, ?, ?, ?)"
_LEFT = "EXISTS (SELECT 1 FROM outcomes WHERE {} = d.uid)"
LAST_DONE = (  # of what an import brought that was taken back nothing is left
    "SELECT uid, what FROM deeds d WHERE what != 'undo' "  # noqa: S608  constants
    "AND NOT EXISTS (SELECT 1 FROM deeds WHERE reverses = d.uid) "
    f"AND ({_LEFT.format('since')} OR {_LEFT.format('until')}) ORDER BY turn DESC LIMIT 1"
)
LAST_UNDONE = (
    "SELECT uid, what FROM deeds d WHERE what = 'undo' AND turn > "
    "(SELECT max(turn) FROM deeds WHERE reverses IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM deeds WHERE reverses = d.uid) ORDER BY turn DESC LIMIT 1"
)
_DEED = "SELECT at_ms, who, what, reverses FROM deeds WHERE uid = ?"
_MADE = f"SELECT {COLUMNS} FROM outcomes WHERE since = ? LIMIT 1"  # noqa: S608
_ENDED = f"SELECT {COLUMNS} FROM outcomes WHERE until = ? LIMIT 1"  # noqa: S608
# The last deed is reversed first, so what is in force of the outcomes it touched is what it made of them.
_CLOSE_MADE = (
    "UPDATE outcomes SET until = ? WHERE until IS NULL AND uid IN (SELECT uid FROM outcomes WHERE since = ?)"
)
_RESTORE_CLOSED = (
    "INSERT INTO outcomes SELECT uid, ?, NULL, day, kind, credits, hundredths, number, note, origin, source, "
    "key, edited FROM outcomes WHERE until = ?"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done: to one outcome, which was `before` and is `after`, or to so many at once."""

    at: datetime
    who: str
    what: str
    """add, edit, delete, bring, take back, read; in a history also undo and redo"""
    number: int = 1
    before: Outcome | None = None
    after: Outcome | None = None


def done(cursor: sqlite3.Cursor, deed: bytes, who: str, what: str, *, reverses: bytes | None = None) -> None:
    """Note a deed."""
    cursor.execute(_DONE, (deed, ms(datetime.now(UTC)), who, what, reverses))


def reverse(cursor: sqlite3.Cursor, deed: bytes, reversed_deed: bytes) -> int:
    """Put all as it was before the last deed; return how many outcomes it concerned."""
    closed = cursor.execute(_CLOSE_MADE, (deed, reversed_deed)).rowcount
    return max(closed, cursor.execute(_RESTORE_CLOSED, (deed, reversed_deed)).rowcount)


def told(cursor: sqlite3.Cursor, deed: bytes, number: int) -> Deed:
    """Return a deed that concerned so many outcomes."""
    at, who, what, reverses = cursor.execute(_DEED, (deed,)).fetchone()
    while reverses is not None:  # what is done again has the name that it had at first
        what, reverses = cursor.execute(_DEED, (reverses,)).fetchone()[2:]
    ended, made = (cursor.execute(question, (deed,)).fetchone() for question in (_ENDED, _MADE))
    before, after = (row and as_outcome(row) for row in (ended, made))
    return Deed(moment(at), who, what, number, *((before, after) if number == 1 else ()))
