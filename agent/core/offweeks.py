"""An experiment under way: which week it is, what may be told of its plan, and what its weeks have shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from agent.core.experiments import (
    ALPHA,
    Plan,
    Result,
    judge_experiment,
    power,
    sealed,
    smallest_shown,
)
from agent.core.periods import WEEK

EVE = timedelta(days=2)
"""so long before a week ends it can be scored, and the next one is told: early enough to plan for it, too
late to make up for a week off beforehand"""
SCORED_UNTIL = timedelta(days=7)
"""how long after its end the last week can still be scored"""
SCORE_MAX = 10
MISSING_MAX = 0.25
"""the share of weeks that may be without a value"""


class Stage(StrEnum):
    """How far an experiment is."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Experiment:
    """Weeks off a network, drawn by lot."""

    uid: str
    network: str
    begin: date
    """by the user's own calendar"""
    plan: Plan
    seed: str
    """from which anyone can draw the plan again; kept secret until the end"""
    drawn: datetime
    stopped: date | None = None
    """the day on which it was abandoned"""

    @property
    def weeks(self) -> int:
        """Return how many there are."""
        return len(self.plan)

    @property
    def end(self) -> date:
        """Return the day after the last."""
        return self.begin + self.weeks * WEEK

    @property
    def seal(self) -> str:
        """Return what is shown of the seed beforehand."""
        return sealed(self.seed)

    def start_of(self, week: int) -> date:
        """Return the first day of a week; the first week is 0."""
        return self.begin + week * WEEK

    def stage(self, today: date) -> Stage:
        """Return how far it is."""
        if self.stopped is not None:
            return Stage.ABANDONED
        if today < self.begin:
            return Stage.COMING
        return Stage.RUNNING if today < self.end else Stage.OVER

    def week_on(self, day: date) -> int | None:
        """Return which week a day is in; None before and after."""
        return (day - self.begin) // WEEK if self.begin <= day < self.end else None

    def begun(self, today: date) -> int:
        """Return how many weeks have begun; those after it was abandoned don't count."""
        until = today if self.stopped is None else min(today, self.stopped)
        return min(max((until - self.begin) // WEEK + 1, 0), self.weeks)

    def told(self, today: date) -> int:
        """Return of how many weeks it may be told whether they're off: all once it has ended."""
        if self.stage(today) in (Stage.OVER, Stage.ABANDONED):
            return self.weeks
        return min(max((today + EVE - self.begin) // WEEK + 1, 0), self.weeks)

    def scored_on(self, day: date) -> int | None:
        """Return the week that a score given on that day is about: one just over, or all but over."""
        last = (min(day, self.end - EVE) - self.begin - (WEEK - EVE)) // WEEK
        is_late = self.stopped is not None or day >= self.end + SCORED_UNTIL
        return None if is_late or last < 0 else last


@dataclass(frozen=True, slots=True)
class Finding:
    """What the weeks showed in one measure."""

    result: Result
    power: float
    """how often a difference as large as the one seen would have shown"""
    smallest: float | None
    """the smallest difference that would have shown in 80 % of cases; None where none could have"""
    missing: int
    """weeks without a value, which count as the average of the others"""

    @property
    def is_visible(self) -> bool:
        """Tell whether luck alone does as much more seldom than in 1 of 20."""
        return self.result.p_other <= ALPHA


def find(values: Sequence[float | None], plan: Plan) -> Finding | None:
    """Return what the weeks showed; None where over a quarter of them have no value.

    A missing value is the average of the others: that's the same whatever the plan, so p stays right, and a
    difference is rather told too small than too large.
    """
    known = [value for value in values if value is not None]
    missing = len(values) - len(known)
    if missing > MISSING_MAX * len(values):
        return None
    usual = sum(known) / len(known)
    whole = [usual if value is None else value for value in values]
    result = judge_experiment(whole, plan)
    return Finding(result, power(whole, plan, result.difference), smallest_shown(whole, plan), missing)
