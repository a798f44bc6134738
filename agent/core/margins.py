"""What a plain average hides: hours beyond the first few, outcomes that come in bunches, and luck."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from agent.core.money import Earned
from agent.core.rates import Rate, neutral
from agent.core.special import gamma_above, gamma_below

WEEKS_MIN = 4
"""of either kind, before long weeks are set against short ones"""
CONTRAST_MIN = 1.5
"""how many times as long they must be"""
_STEPS, _END = 48, 1e-8


@dataclass(frozen=True, slots=True)
class Margin:
    """Short weeks against long ones: what the extra hours gave."""

    short: Earned
    long: Earned
    short_weeks: int
    long_weeks: int

    @property
    def _hours(self) -> tuple[float, float]:
        return self.short.hours / self.short_weeks, self.long.hours / self.long_weeks

    @property
    def extra_hours(self) -> float:
        """Return how many more hours a long week has."""
        short, long = self._hours
        return long - short

    @property
    def extra_events(self) -> float:
        """Return how many more outcomes came of each extra hour; negative where long weeks had fewer."""
        more = self.long.events / self.long_weeks - self.short.events / self.short_weeks
        return more / self.extra_hours

    @property
    def extra_money(self) -> float:
        """Return how much more money came of each extra hour."""
        return (self.long.total / self.long_weeks - self.short.total / self.short_weeks) / self.extra_hours

    def chance_above(self, break_even: float) -> float:
        """Return the chance that extra hours give more than so many events each.

        P(λ_L h_L > λ_S h_S + λ* (h_L - h_S)), both rates from the neutral prior, by the trapezoidal rule over
        the logarithm of the short weeks' rate, exact to 1e-6.

        Raises:
            ValueError: unless the rate is positive.
        """
        short = neutral(break_even).after(self.short.events, self.short.hours)
        long = neutral(break_even).after(self.long.events, self.long.hours)
        short_hours, long_hours = self._hours
        low, high = (math.log(short.quantile(p)) for p in (_END, 1 - _END))
        width = (high - low) / _STEPS
        total = 0.0
        for at in range(_STEPS + 1):
            rate = math.exp(low + at * width)
            enough = (rate * short_hours + break_even * self.extra_hours) / long_hours
            total += _log_density(short, rate) * long.above(enough)
        return min(total * width, 1.0)


def margin(weeks: Sequence[Earned]) -> Margin | None:
    """Part weeks with time in them at their median; None where there are too few, or all are about as long.

    The hours of a week are those that are answered in it, so that outcomes meet the effort they come from.
    """
    by_hours = sorted((week for week in weeks if week.hours > 0), key=lambda week: week.hours)
    half = len(by_hours) // 2
    if half < WEEKS_MIN:
        return None
    short, long = by_hours[:half], by_hours[half:]
    found = Margin(_sum(short), _sum(long), len(short), len(long))
    short_hours, long_hours = found.short.hours / half, found.long.hours / len(long)
    return found if long_hours >= CONTRAST_MIN * short_hours else None


@dataclass(frozen=True, slots=True)
class Bunching:
    """How much more the weeks differ than chance would have it, and what the events weigh then."""

    phi: float
    """Pearson's χ² / (weeks - 1); 1 is chance"""
    events: float
    hours: float

    def rate(self) -> Rate:
        """Return the rate with as little certainty as bunched events give: a quasi-Poisson posterior."""
        return Rate(0.5 + self.events, self.hours)


def bunching(events: Sequence[float], hours: Sequence[float]) -> Bunching:
    """Return the overdispersion of events in weeks (McCullagh & Nelder, Generalized Linear Models, 6.2.3).

    Events and hours are divided by phi where it's above 1.

    Raises:
        ValueError: unless there are as many hours as events, all positive, and two weeks or more.
    """
    if len(events) < 2 or not all(hour > 0 for hour in hours):  # noqa: PLR2004  one week can't differ
        raise ValueError("there must be two weeks or more, with hours in each.")
    number, time = math.fsum(events), math.fsum(hours)
    rate = number / time
    if not rate:
        return Bunching(1.0, 0.0, time)
    off = math.fsum(
        (event - rate * hour) ** 2 / (rate * hour) for event, hour in zip(events, hours, strict=True)
    )
    phi = off / (len(events) - 1)
    return Bunching(phi, number / max(phi, 1.0), time / max(phi, 1.0))


def share_with(least: int, expected: float) -> float:
    """Return the share of people with at least so many events, where each may expect as many: Poisson.

    Raises:
        ValueError: unless expected is 0 or more.
    """
    return gamma_below(least, expected) if least > 0 else 1.0


def luckiest(expected: float, *, people: int = 100) -> float:
    """Return how many events the luckiest of so many equal people may expect: Σ 1 - F(n)^people.

    Raises:
        ValueError: unless expected is 0 or more.
    """
    total, number, more = 0.0, 1, 1.0
    while more > 1e-9 or number <= expected:  # noqa: PLR2004  what is left out doesn't show
        more = -math.expm1(people * _log(gamma_above(number, expected)))
        total += more
        number += 1
    return total


def _log(chance: float) -> float:
    return math.log(chance) if chance else -math.inf


def _log_density(rate: Rate, at: float) -> float:
    """Return the density of the rate's logarithm."""
    x = at * rate.hours
    return math.exp(rate.shape * math.log(x) - x - math.lgamma(rate.shape))


def _sum(weeks: Sequence[Earned]) -> Earned:
    return Earned(
        math.fsum(week.events for week in weeks),
        math.fsum(week.total for week in weeks),
        math.fsum(week.hours for week in weeks),
    )
