"""Which share of the time was worth it, from answers about sessions; and where sessions get too long.

Answers count 1, ½ and 0. Where prompts were sampled, each answer stands for the minutes of its session over
the chance with which it was asked for (Hájek, 1971), and the answers weigh what as many equal ones would:
n = (Σw)² / Σw² (Kish, Survey Sampling, 1965). The posterior is Jeffreys' Beta(½ + x, ½ + n - x).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from agent.core.ledger import Answer, Rating
from agent.core.rates import Interval
from agent.core.series import log_beta_peak
from agent.core.special import beta_above, beta_quantile, odds_above, odds_quantile

POINTS = {Answer.YES: 1.0, Answer.PARTLY: 0.5, Answer.NO: 0.0}
_MINUTE = timedelta(minutes=1)
_HALF = 0.5
_END = 1e-10
_STEPS = 110


@dataclass(frozen=True, slots=True)
class Share:
    """What is known of a share: Beta(yes, no), with the prior in it."""

    yes: float
    no: float

    @property
    def mean(self) -> float:
        """Return the expected share, from 0 to 1."""
        return self.yes / (self.yes + self.no)

    def quantile(self, p: float) -> float:
        """Return the share that it's below with chance p.

        Raises:
            ValueError: unless 0 < p < 1.
        """
        return beta_quantile(self.yes, self.no, p)

    def above(self, share: float) -> float:
        """Return the chance that it's more than that share.

        Raises:
            ValueError: unless the share is from 0 to 1.
        """
        return beta_above(self.yes, self.no, share)

    def interval(self, chance: float) -> Interval:
        """Return the range it lies in with that chance, with equal chances below and above.

        Raises:
            ValueError: unless 0 < chance < 1.
        """
        return Interval(self.quantile((1 - chance) / 2), self.quantile((1 + chance) / 2))


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean, with its standard error and with how many equal answers would be worth as much."""

    mean: float
    error: float
    answers: float


def share(yes: float, answers: float) -> Share:
    """Return what so many yes (a partly is half of one) of so many answers tell.

    Raises:
        ValueError: unless 0 ≤ yes ≤ answers.
    """
    if not 0 <= yes <= answers:
        raise ValueError("yes must be from 0 to the number of answers.")
    return Share(_HALF + yes, _HALF + answers - yes)


def weighted(values: Sequence[float], weights: Sequence[float]) -> Weighted:
    """Return Σwy / Σw, its error √Σw²(y - mean)² / Σw (linearised), and Kish's effective number.

    Raises:
        ValueError: unless there are as many weights as values, all of them positive, and at least one.
    """
    if not values or not all(weight > 0 for weight in weights):
        raise ValueError("there must be a value, and weights must be positive.")
    total = math.fsum(weights)
    pairs = list(zip(weights, values, strict=True))
    mean = math.fsum(weight * value for weight, value in pairs) / total
    error = math.sqrt(math.fsum((weight * (value - mean)) ** 2 for weight, value in pairs)) / total
    return Weighted(mean, error, total**2 / math.fsum(weight**2 for weight in weights))


def share_worth_it(ratings: Iterable[Rating]) -> Share:
    """Return which share of the minutes was worth it; just the prior where there are no ratings.

    An answer that nobody asked for stands for its own session alone.

    Raises:
        ValueError: if a rating's probability isn't above 0.
    """
    rated = [rating for rating in ratings if rating.end > rating.start]
    if not rated:
        return share(0, 0)
    weights = [
        minutes(rating) / (1 if rating.probability is None else rating.probability) for rating in rated
    ]
    found = weighted([POINTS[rating.answer] for rating in rated], weights)
    return share(min(found.mean, 1) * found.answers, found.answers)


def minutes(rating: Rating) -> float:
    """Return how many minutes the session had that an answer is about."""
    return (rating.end - rating.start) / _MINUTE


def regretted(time: timedelta, worth_it: Share) -> timedelta:
    """Return the part of a time that wasn't worth it: time · (1 - E[share])."""
    return time * (1 - worth_it.mean)


def may_be_larger(one: Share, other: Share) -> bool:
    """Tell, at little cost, whether one share is larger than the other with a chance of 7/8 or more.

    It isn't where a quarter of the other lies above the median of the one: then it's smaller in 1/2 · 1/4.
    """
    return other.quantile(0.75) < one.quantile(0.5)


def larger(one: Share, other: Share) -> float:
    """Return the chance that one share is larger than the other.

    ∫ f_B Q_A over the log-odds of the better known one, where both ends decay so fast that the trapezoidal
    rule is exact to 1e-8.
    """
    if one.yes + one.no > other.yes + other.no:
        return 1 - larger(other, one)
    ends = [math.log(odds_quantile(other.yes, other.no, p)) for p in (_END, 1 - _END)]
    width = (ends[1] - ends[0]) / _STEPS
    total = 0.0
    for at in range(_STEPS + 1):
        odds = math.exp(ends[0] + at * width)
        density = other.yes * math.exp(log_beta_peak(other.yes, other.no, odds))
        total += density * odds_above(one.yes, one.no, odds)
    return min(total * width, 1.0)
