"""A weekly look at one network: what is known by then, and whether that's enough to say something.

The first week is warm-up: what comes in it is owed to hours that nobody tracked, so it doesn't count. Of its
hours counts what is answered later, as of all hours before the first day that counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from functools import cached_property
from operator import attrgetter

from agent.core.came import Came
from agent.core.exposure import HOUR, Exposure, Weeks, exposure
from agent.core.ledger import Rating
from agent.core.money import Earned, Value, value
from agent.core.periods import WEEK, Calendar
from agent.core.shares import Share, share_worth_it
from agent.core.worth import Valued

PERIODS_MIN = 3.0
"""so many times the hours in which one's own rate would have earned one outcome"""
WEEKS_MIN = 4
ANSWERS_MIN = 10


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a network has to be worth, in money."""

    own_rate: float | None = None
    """per hour"""
    size: float | None = None
    """d0, the typical worth of an outcome"""
    mean_lag: timedelta = timedelta(weeks=3)
    social: bool = True
    """whether the answers about sessions count too"""

    @property
    def break_even(self) -> float | None:
        """Return λ* = w / d0, the outcomes per hour at which the time pays; None without business."""
        return self.own_rate / self.size if self.own_rate and self.size else None


@dataclass(frozen=True)
class Case:
    """All there is about one network: its weeks, outcomes and answers."""

    weeks: Weeks
    outcomes: Sequence[Valued] = ()
    ratings: Sequence[Rating] = ()
    since: date | None = None
    """the first day that counts, where that isn't the one after the warm-up: the start of a week"""
    calendar: Calendar = field(default_factory=lambda: Calendar(UTC))
    """on whose days the answers lie"""
    begins: date | None = None
    """the first day of the period that is asked about, or of tracking within it"""
    ends: date | None = None
    """the day after the period's last one: there's no look after it. None where the period moves on"""

    @property
    def counts_from(self) -> date:
        """Return the first day that counts."""
        return self.since or self.weeks.first_end

    @cached_property
    def came(self) -> Came:
        """Return what came since the first day that counts, week by week."""
        return Came(self.outcomes, self.counts_from)

    def largest(self, *, until: date) -> Valued:
        """Return the outcome with most money in it of those that count, and had come before that day.

        One of several in a line stands for itself alone; one that is shared, for the part credited here.

        Raises:
            ValueError: where there's none.
        """
        since = self.counts_from
        counting = (
            each
            for each in self.outcomes
            if since <= each.on < until and (each.until is None or until <= each.until)
        )
        return max(map(_one_of, counting), key=attrgetter("money"))

    def rated(self, *, until: date, since: date | None = None) -> list[Rating]:
        """Return the answers about sessions of those days, which count where no first day is given."""
        first, end = self.calendar.start_of(since or self.counts_from), self.calendar.start_of(until)
        return [each for each in self.ratings if first <= each.start < end]

    def is_told_by(self, day: date) -> bool:
        """Tell whether there may be a look on a day to come."""
        return self.ends is None or day <= self.ends

    @property
    def came_before(self) -> float:
        """Return the money that came in the period before the first day that counts."""
        first, last = self.begins or self.counts_from, self.counts_from
        return sum(each.money for each in self.outcomes if first <= each.on < last and each.until is None)

    def since_then(self, day: date) -> tuple[float, int]:
        """Return the money and how many answers came from that day on."""
        begin = self.calendar.start_of(day)
        money = sum(each.money for each in self.outcomes if each.on >= day and each.until is None)
        return money, sum(each.start >= begin for each in self.ratings)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known on a day."""

    on: date
    weeks: int
    """that count"""
    spent: timedelta
    """in them"""
    exposure: Exposure
    """of all weeks, also those that don't count"""
    earned: Earned
    """since the first day that counts, of the hours that were answered since"""
    value: Value | None
    """of an hour; None where there's no business"""
    periods: float
    """the answered hours, in those in which one's own rate would have earned one outcome"""
    chance: float | None
    """P(V > w); None while that can't be told"""
    share: Share
    """of the minutes that were worth it"""
    answers: int
    social_chance: float | None
    """P(share > ½); None while that can't be told"""


def look(case: Case, stakes: Stakes, *, at: date) -> Look:
    """Return what is known at the end of a week."""
    since = case.counts_from
    weeks = (at - since) // WEEK
    before = exposure(case.weeks, at=since, mean_lag=stakes.mean_lag)
    time = exposure(case.weeks, at=at, mean_lag=stakes.mean_lag)
    came = case.came.within(weeks).earned((time.answered - before.answered) / HOUR)
    known, periods, chance = None, 0.0, None
    if stakes.own_rate and stakes.size and came.hours > 0:
        known = value(came, own_rate=stakes.own_rate, size=stakes.size)
        periods = stakes.own_rate * came.hours / stakes.size
        if weeks >= WEEKS_MIN and periods >= PERIODS_MIN:
            chance = known.above(stakes.own_rate)
    rated = case.rated(until=at)
    share = share_worth_it(rated)
    is_told = weeks >= WEEKS_MIN and len(rated) >= ANSWERS_MIN
    social = share.above(0.5) if stakes.social and is_told else None
    return Look(
        at, weeks, time.spent - before.spent, time, came, known, periods, chance, share, len(rated), social
    )


def _one_of(outcome: Valued) -> Valued:
    events, money = outcome.events / outcome.number, outcome.money / outcome.number
    return outcome._replace(events=events, money=money, number=1)
