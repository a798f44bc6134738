"""Which sessions are asked about: a few, drawn by chance, and the chance is remembered with each.

Asking about all sessions would tire people, and asking about some kinds only would tell of those only. So a
session is drawn by a chance that grows with its length (long ones weigh more in the sum of hours), and an
answer counts 1/chance times in what is estimated from all of them. When the network has lost the focus the
session isn't over at once: people look something up and come back. SETTLE later most of those are back, and
the user is still between two things, which is when a question disturbs least (Iqbal & Bailey 2008); waiting
until the session can't go on any more would be minutes later, in the midst of something else. Whoever gets up
and goes isn't asked: nobody is there, and answers given later differ (Eisele 2021). Nor is who has something
in full screen. So as not to come in the midst of typing, a question waits for a pause in the input, and where
none comes soon it's let go. It never takes the focus and isn't urgent: servers may hold it back as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import sqrt

from agent.core.ledger import Rating
from agent.core.periods import WEEK
from agent.core.summaries import Session

SETTLE = timedelta(seconds=30)
"""how long after the network has lost the focus one asks"""
PAUSE = timedelta(seconds=3)
"""how long there must have been no input, so that one doesn't ask in the midst of typing"""
PATIENCE = timedelta(minutes=1)
"""how long one waits for that pause"""
EXPIRES = timedelta(minutes=15)
"""how long one waits for the answer"""
APART = timedelta(minutes=90)
LEAST = timedelta(minutes=2)
"""shorter sessions aren't worth a question"""
FEW_ANSWERS = 10
"""a network with fewer is asked about twice as often"""

_DAY = timedelta(days=1)
_A_DAY, _A_WEEK = 3, 15
_CHANCE = 0.1
"""of a session of one minute; 25 minutes have 0.5"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put to the user."""

    at: datetime
    answered: bool


def chance(length: timedelta, *, asked: Sequence[Asked], answers: int, now: datetime) -> float:
    """Return the probability, 0 to 1, with which to ask about a session of this length that has just ended.

    `asked` are the questions of the last week, oldest first, about whatever network; `answers` is how many
    there are about this one. It's in proportion to √minutes, and 0 where it was asked within 90 minutes,
    three times in 24 hours, or fifteen times in seven days. A clock that was set back silences nobody: what
    lies as far ahead counts the same.
    """
    if length < LEAST or not _is_allowed([abs(now - each.at) for each in asked]):
        return 0.0
    wished = _CHANCE * sqrt(length / timedelta(minutes=1))
    if answers < FEW_ANSWERS:
        wished *= 2
    if len(asked) > 1 and not any(each.answered for each in asked[-2:]):
        wished /= 2
    return min(wished, 1.0)


def _is_allowed(ago: Sequence[timedelta]) -> bool:
    """Tell whether one may ask again, so long after each of the last questions."""
    within_day = sum(each < _DAY for each in ago)
    within_week = sum(each < WEEK for each in ago)
    return min(ago, default=APART) >= APART and within_day < _A_DAY and within_week < _A_WEEK


def is_quiet(at: time, quiet: tuple[time, time]) -> bool:
    """Tell whether a time of day is from the first on and before the second, maybe over midnight.

    Two equal times are no hours at all.
    """
    begin, end = quiet
    return begin <= at < end if begin <= end else at >= begin or at < end


def rating_of(session: Session, ratings: Sequence[Rating]) -> Rating | None:
    """Return what was answered about a session, also where that went on afterwards."""
    for rating in ratings:
        if rating.network == session.network and rating.start < session.end and session.start < rating.end:
            return rating
    return None
