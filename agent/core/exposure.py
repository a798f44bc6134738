"""How much of an effort has had the time to be answered: referrals come weeks after the hours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import mul

from agent.core.periods import WEEK

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The time on one network in weeks without a gap: a column of numbers, since ten years have 500."""

    start: date
    hours: Sequence[float] = ()

    @property
    def first_end(self) -> date:
        """Return the day after the first week."""
        return self.start + WEEK

    def over(self, at: date) -> int:
        """Return how many of them are over by that day."""
        return min(max((at - self.start) // WEEK, 0), len(self.hours))


@dataclass(frozen=True, slots=True)
class Exposure:
    """Time spent, and the part of it whose outcomes are in."""

    spent: timedelta = timedelta()
    answered: timedelta = timedelta()


def share_answered(waited: timedelta, mean_lag: timedelta) -> float:
    """Return F(t) = 1 - exp(-t / L): the share of the outcomes of an hour that come within that time.

    Raises:
        ValueError: unless the mean lag is positive.
    """
    if mean_lag <= timedelta():
        raise ValueError("the mean lag must be positive.")
    return -math.expm1(-max(waited, timedelta()) / mean_lag)


def exposure(weeks: Weeks, *, at: date, mean_lag: timedelta) -> Exposure:
    """Return T = Σ hours · F(at - week) over the weeks that are over by then, as if spent in their middle.

    Raises:
        ValueError: unless the mean lag is positive.
    """
    hours = weeks.hours[: weeks.over(at)]
    answered = sum(map(mul, hours, _shares(at - weeks.start - WEEK / 2, len(hours), mean_lag)))
    return Exposure(sum(hours) * HOUR, answered * HOUR)


@lru_cache(8)  # all networks have the same weeks
def _shares(waited: timedelta, weeks: int, mean_lag: timedelta) -> tuple[float, ...]:
    """Return the share answered of each of so many weeks, the first of which has waited so long."""
    return tuple(share_answered(waited - at * WEEK, mean_lag) for at in range(weeks))


def later(now: Exposure, *, wait: timedelta, a_week: timedelta, mean_lag: timedelta) -> Exposure:
    """Return the exposure after so many more weeks of so many hours each.

    What is still to be answered shrinks by exp(-t / L); the weeks to come are a geometric sum.

    Raises:
        ValueError: unless the mean lag is positive.
    """
    weeks = wait / WEEK
    decay, a_week_on = math.exp(-wait / mean_lag), math.exp(-WEEK / mean_lag)
    open_still = (now.spent - now.answered) / HOUR * decay
    to_come = a_week / HOUR
    open_then = to_come * math.exp(-WEEK / 2 / mean_lag) * (1 - decay) / (1 - a_week_on)
    spent = now.spent + a_week * weeks
    return Exposure(spent, spent - (open_still + open_then) * HOUR)
