"""Outcomes as rows, in versions: each deed adds some and closes some, and so can be reversed whole."""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from agent.core.credits import BadOutcome, check, read_credits, read_shares, written_credits
from agent.core.ledger import Gain, Outcome
from agent.errors import AgentError, UsageError

COLUMNS = "uid, day, kind, credits, hundredths, number, note, origin, source"
GAINED = "uid, day, kind, credits, hundredths, number, origin"
LATEST = (
    f"SELECT {COLUMNS}, until IS NULL, (SELECT what FROM deeds WHERE uid = until) "  # noqa: S608  a constant
    "FROM outcomes WHERE {} = ? ORDER BY rowid DESC LIMIT 1"
)
_ADD = "INSERT INTO outcomes VALUES (?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CLOSE = "UPDATE outcomes SET until = ? WHERE uid = ? AND until IS NULL RETURNING key, edited"


class BadOutcomeError(UsageError):
    """Something that no outcome can be."""

    def __init__(self, bad: BadOutcome) -> None:
        super().__init__(bad.what, bad.hint)


@dataclass(frozen=True, slots=True)
class Latest:
    """The last version there was of an outcome."""

    outcome: Outcome
    is_in_force: bool
    ended_by: str | None
    """what kind of deed took it away"""


def new_uid() -> str:
    """Return a name that nothing else has, anywhere."""
    return os.urandom(16).hex()


def put(
    cursor: sqlite3.Cursor, deed: bytes, outcome: Outcome, *, key: str | None = None, edited: bool = False
) -> None:
    """Add a version, in the place of the one that is in force; it keeps that one's key.

    Raises:
        AgentError: where it can't be.
    """
    try:
        check(outcome)
    except BadOutcome as bad:
        raise BadOutcomeError(bad) from None
    before = close(cursor, deed, outcome.uid)
    kept_key, was_edited = before or (key and plain(key), False)
    cursor.execute(_ADD, (_bytes(outcome.uid), deed, *_row(outcome), kept_key, edited or was_edited))


def close(cursor: sqlite3.Cursor, deed: bytes, uid: str) -> tuple[str | None, bool] | None:
    """End the version in force; return its key and whether it was edited, None where there is none."""
    row = cursor.execute(_CLOSE, (deed, _bytes(uid))).fetchone()
    return None if row is None else (row[0], bool(row[1]))


def latest(cursor: sqlite3.Cursor, *, uid: str | None = None, key: str | None = None) -> Latest | None:
    """Return the last version by its uid or its key."""
    column, value = ("key", plain(key)) if key is not None else ("uid", _bytes(uid or ""))
    row = cursor.execute(LATEST.format(column), (value,)).fetchone()
    return None if row is None else Latest(as_outcome(row[:-2]), bool(row[-2]), row[-1])


def as_outcome(row: Sequence[Any]) -> Outcome:
    """Return a row of COLUMNS as an outcome."""
    uid, day, kind, shares, hundredths, number, note, origin, source = row
    return Outcome(
        uid=uid.hex(),
        on=date.fromisoformat(day),
        kind=kind,
        credits=read_credits(shares),
        amount=None if hundredths is None else Decimal(hundredths).scaleb(-2),
        number=number,
        note=note,
        origin=origin and origin.hex(),
        source=source,
    )


def as_gain(row: Sequence[Any]) -> Gain:
    """Return a row of GAINED as what is reckoned with."""
    uid, day, kind, shares, hundredths, number, origin = row
    amount = None if hundredths is None else hundredths / 100
    return Gain(uid, date.fromisoformat(day), kind, read_shares(shares), amount, number, origin)


def plain(text: str) -> str:
    """Return a text as UTF-8 can hold it: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def _row(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.on.isoformat(),
        plain(outcome.kind),
        plain(written_credits(outcome.credits)),
        None if outcome.amount is None else int(outcome.amount * 100),
        outcome.number,
        plain(outcome.note),
        _bytes(outcome.origin) if outcome.origin else None,
        plain(outcome.source),
    )


def _bytes(uid: str) -> bytes:
    try:
        if len(found := bytes.fromhex(uid)) == 16:  # noqa: PLR2004  bytes of a uid
            return found
    except ValueError:
        pass
    raise AgentError("an outcome is named by 32 hexadecimal digits.")
