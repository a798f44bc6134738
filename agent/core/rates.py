"""How often something comes of an hour: gamma-Poisson, with a prior that takes no side.

Rates are events per hour, hours are those that have been answered (exposure.py). Source: Gelman et al.,
Bayesian Data Analysis, 3rd edition, chapter 2.6.
"""

import math
from dataclasses import dataclass

from agent.core.special import gamma_above, gamma_quantile, odds_above


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that something lies in, at a given chance."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """What is known of a rate: Gamma(shape, hours)."""

    shape: float
    hours: float

    @property
    def mean(self) -> float:
        """Return the expected rate, in events per hour."""
        return self.shape / self.hours

    def quantile(self, p: float) -> float:
        """Return the rate, in events per hour, that it's below with chance p.

        Raises:
            ValueError: unless 0 < p < 1.
        """
        return gamma_quantile(self.shape, p) / self.hours

    def above(self, rate: float) -> float:
        """Return the chance that it's more than so many events per hour.

        Raises:
            ValueError: if the rate is negative.
        """
        return gamma_above(self.shape, rate * self.hours)

    def interval(self, chance: float) -> Interval:
        """Return the range it lies in with that chance, with equal chances below and above.

        Raises:
            ValueError: unless 0 < chance < 1.
        """
        return Interval(self.quantile((1 - chance) / 2), self.quantile((1 + chance) / 2))

    def after(self, events: float, hours: float) -> "Rate":
        """Return what is known after so many more events (fractions where credit is shared) and hours.

        Raises:
            ValueError: if either is negative.
        """
        if not (events >= 0 and hours >= 0):
            raise ValueError("events and hours must be 0 or more.")
        return Rate(self.shape + events, self.hours + hours)

    def next_within(self, hours: float) -> float:
        """Return the chance of at least one event in so many more hours: 1 - (T / (T + h))^shape."""
        return -math.expm1(self.shape * math.log(self.hours / (self.hours + hours)))


def neutral(break_even: float) -> Rate:
    """Return the prior Gamma(1, ln 2 / λ*): even odds of being above the rate at which the time pays.

    Without an event, P(λ > λ*) is then ½ exp(-λ* T).

    Raises:
        ValueError: unless the rate, in events per hour, is positive.
    """
    if not break_even > 0:
        raise ValueError("the break-even rate must be positive.")
    return Rate(1.0, math.log(2) / break_even)


def more_often(one: Rate, other: Rate, *, times: float = 1.0) -> float:
    """Return the chance that one rate is more than so many times the other: a ratio of gammas is beta-prime.

    P(λ_A > λ_B) = 1 - I_x(a, b) with x = β_A / (β_A + β_B).

    Raises:
        ValueError: unless times is positive.
    """
    if not times > 0:
        raise ValueError("times must be positive.")
    return odds_above(one.shape, other.shape, times * one.hours / other.hours)


def at_most(hours: float, *, confidence: float = 0.95) -> float:
    """Return the most events per hour that hours without any leave room for: -ln(1 - confidence) / T.

    About 3 / T at 95 % (Hanley & Lippman-Hand, If nothing goes wrong, is everything all right?, 1983).

    Raises:
        ValueError: unless the hours are positive and 0 < confidence < 1.
    """
    if not (hours > 0 and 0 < confidence < 1):
        raise ValueError("hours must be positive, and the confidence between 0 and 1.")
    return -math.log1p(-confidence) / hours


def hours_needed(events: float, break_even: float, *, doubt: float = 0.05) -> float:
    """Return after how many hours with no more events than these P(λ > λ*) is down to that doubt.

    Solves Q(1 + k, ln 2 + λ* T) = doubt.

    Raises:
        ValueError: unless events ≥ 0, break_even > 0 and 0 < doubt < 0.5.
    """
    if not (events >= 0 and break_even > 0 and 0 < doubt < 0.5):  # noqa: PLR2004  the prior's own doubt
        raise ValueError("events must be 0 or more, the rate positive, and the doubt between 0 and one half.")
    return (gamma_quantile(1 + events, 1 - doubt) - math.log(2)) / break_even
