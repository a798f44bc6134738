"""How much of an effort has had the time to be answered: referrals come weeks after the hours."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from agent.core.periods import WEEK

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Week:
    """The time on one network in the seven days from a day on."""

    start: date
    hours: timedelta

    @property
    def end(self) -> date:
        """Return the day after it."""
        return self.start + WEEK


@dataclass(frozen=True, slots=True)
class Exposure:
    """Time spent, and the part of it whose outcomes are in."""

    spent: timedelta = timedelta()
    answered: timedelta = timedelta()

    @property
    def maturity(self) -> float:
        """Return the share that has been answered, from 0 to 1; 0 where no time was spent."""
        return self.answered / self.spent if self.spent else 0.0


@lru_cache(4096)  # all networks have the same weeks
def share_answered(waited: timedelta, mean_lag: timedelta) -> float:
    """Return F(t) = 1 - exp(-t / L): the share of the outcomes of an hour that come within that time.

    Raises:
        ValueError: unless the mean lag is positive.
    """
    if mean_lag <= timedelta():
        raise ValueError("the mean lag must be positive.")
    return -math.expm1(-max(waited, timedelta()) / mean_lag)


def exposure(weeks: Iterable[Week], *, at: date, mean_lag: timedelta) -> Exposure:
    """Return T = Σ hours · F(at - week) over the weeks that are over by then, as if spent in their middle.

    Raises:
        ValueError: unless the mean lag is positive.
    """
    spent, answered, half = timedelta(), 0.0, WEEK / 2
    for week in weeks:
        waited = at - week.start - half
        if waited >= half:
            spent += week.hours
            answered += week.hours / HOUR * share_answered(waited, mean_lag)
    return Exposure(spent, answered * HOUR)


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
