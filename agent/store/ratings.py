"""What was asked about sessions and what was answered; and which budgets were told of."""

import os
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agent.core.asking import Asked
from agent.core.ledger import Answer, Rating
from agent.core.periods import Period
from agent.core.summaries import Session
from agent.store.file import File
from agent.store.rows import duration, moment, ms

_REMEMBERED = timedelta(days=15)
"""how long it's known which budgets were told of: no period is longer"""

_RATINGS = "SELECT uid, network, start_ms, end_ms, answer, longer, probability FROM ratings "
_OF_SESSION = "network = ? AND start_ms < ? AND end_ms > ?"
_KEEP = "INSERT INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_PROMPTED = f"SELECT probability FROM prompts WHERE {_OF_SESSION} ORDER BY asked_ms DESC LIMIT 1"  # noqa: S608
_ANSWERED = f"UPDATE prompts SET answered_ms = ? WHERE {_OF_SESSION} AND answered_ms IS NULL"  # noqa: S608
_TALLY = "SELECT answer, count(*) FROM ratings WHERE network = ? GROUP BY answer"


class Ratings:
    """The questions, answers and budgets of one database. All writing raises KeepError where it can't be."""

    def __init__(self, file: File) -> None:
        self._file = file

    def ask(self, session: Session, probability: float, now: datetime) -> bytes:
        """Remember that a session is asked about, and return by what that's known."""
        uid = os.urandom(16)
        row = (ms(now), uid, session.network, ms(session.start), ms(session.end), probability)
        with self._file.transaction() as cursor:
            cursor.execute("INSERT INTO prompts VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
        return uid

    def withdraw(self, uid: bytes) -> None:
        """Forget a question that the user couldn't see or answer."""
        with self._file.transaction() as cursor:
            cursor.execute("DELETE FROM prompts WHERE uid = ?", (uid,))

    def asked_since(self, since: datetime) -> list[Asked]:
        """Return the questions from then on, oldest first."""
        question = "SELECT asked_ms, answered_ms FROM prompts WHERE asked_ms >= ? ORDER BY asked_ms"
        return [
            Asked(moment(at), answered is not None)
            for at, answered in self._file.rows(question, (ms(since),))
        ]

    def rate(self, session: Session, answer: Answer, *, longer: bool | None, now: datetime) -> Rating:
        """Keep the answer about a session, in place of an earlier one, and return it.

        Where the session had been drawn, the probability of that goes with it, however it was answered.
        """
        uid, network, start, end = os.urandom(16), session.network, ms(session.start), ms(session.end)
        of_session = (network, end, start)
        with self._file.transaction() as cursor:
            probability = _first(cursor.execute(_PROMPTED, of_session))
            cursor.execute(f"DELETE FROM ratings WHERE {_OF_SESSION}", of_session)  # noqa: S608
            said = None if longer is None else int(longer)
            cursor.execute(_KEEP, (start, uid, network, end, answer.value, said, probability, ms(now)))
            cursor.execute(_ANSWERED, (ms(now), *of_session))
        return _as_rating((uid, network, start, end, answer, said, probability))

    def within(self, period: Period) -> list[Rating]:
        """Return the answers about sessions that began in the period, oldest first."""
        where = "WHERE start_ms >= ? AND start_ms < ? ORDER BY start_ms"
        rows = self._file.table(_RATINGS + where, (ms(period.start), ms(period.end)))
        return [_as_rating(row) for row in rows]

    def tally(self, network: str) -> dict[Answer, int]:
        """Return how often each answer was given about a network."""
        return {Answer(answer): number for answer, number in self._file.rows(_TALLY, (network,))}

    def tell(self, network: str, start: datetime, spent: timedelta) -> None:
        """Remember that it was told of a budget, in the period that began then, at so much time."""
        row = (ms(start), network, spent // timedelta(milliseconds=1))
        with self._file.transaction() as cursor:
            cursor.execute("DELETE FROM budgets_told WHERE start_ms < ?", (ms(start - _REMEMBERED),))
            cursor.execute("INSERT OR IGNORE INTO budgets_told VALUES (?, ?, ?)", row)

    def untell(self, network: str, start: datetime, spent: timedelta) -> None:
        """Forget that it was told: nobody could show it."""
        row = (ms(start), network, spent // timedelta(milliseconds=1))
        with self._file.transaction() as cursor:
            cursor.execute(
                "DELETE FROM budgets_told WHERE start_ms = ? AND network = ? AND spent_ms = ?", row
            )

    def told(self, network: str, start: datetime) -> set[timedelta]:
        """Return at how much time it was told of a budget in the period that began then."""
        question = "SELECT spent_ms FROM budgets_told WHERE start_ms = ? AND network = ?"
        return {duration(spent) for (spent,) in self._file.rows(question, (ms(start), network))}


def _first(cursor: sqlite3.Cursor) -> float | None:
    row = cursor.fetchone()
    return None if row is None else _as_probability(row[0])


def _as_probability(value: object) -> float | None:
    """Return a chance with which one may have been asked; in a damaged file it may be anything."""
    return value if isinstance(value, float) and 0 < value <= 1 else None


def _as_rating(row: Sequence[Any]) -> Rating:
    uid, network, start, end, answer, longer, probability = row
    said = None if longer is None else bool(longer)
    asked = _as_probability(probability)
    return Rating(uid.hex(), network, moment(start), moment(end), Answer(answer), said, asked)
