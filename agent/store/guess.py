"""The user's own guess of their hours a day: kept sealed, until there's enough to set beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.store.file import File
from agent.store.rows import duration, moment, ms

SEALED_FOR = timedelta(weeks=2)
"""how long a guess is set beside nothing"""


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody thought, before they knew."""

    at: datetime
    a_day: timedelta


def seal(file: File, guess: Guess) -> None:
    """Keep a guess; the first one stands.

    Raises:
        KeepError: where nothing may be written.
    """
    with file.transaction() as cursor:
        cursor.execute(
            "INSERT INTO guesses SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM guesses)",
            (ms(guess.at), guess.a_day // timedelta(milliseconds=1)),
        )


def sealed(file: File) -> Guess | None:
    """Return the guess; None where there was none."""
    row = next(file.rows("SELECT at_ms, a_day_ms FROM guesses"), None)
    return None if row is None else Guess(moment(row[0]), duration(row[1]))
