"""Which share of the time was worth it, from answers about sessions; and where sessions get too long.

Answers count 1, ½ and 0. Where prompts were sampled, each answer stands for the minutes of its session over
the chance with which it was asked for (Hájek, 1971), and the answers weigh what as many equal ones would:
n = (Σw)² / Σw² (Kish, Survey Sampling, 1965). The posterior is Jeffreys' Beta(½ + x, ½ + n - x).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import mul

from agent.core.ledger import Answer, Rating
from agent.core.rates import Interval
from agent.core.series import log_beta_peak
from agent.core.special import beta_above, beta_quantile, odds_above, odds_quantile

POINTS = {Answer.YES: 1.0, Answer.PARTLY: 0.5, Answer.NO: 0.0}
_MINUTE = timedelta(minutes=1)
_HALF = 0.5
_END = 1e-10
_STEP = 1 / 3
"""of about a standard deviation"""


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
    """A weighted mean: Σwy / Σw."""

    values: Sequence[float]
    weights: Sequence[float]
    mean: float

    @property
    def error(self) -> float:
        """Return its standard error √Σw²(y - mean)² / Σw (linearised)."""
        pairs = zip(self.weights, self.values, strict=True)
        off = math.fsum((weight * (value - self.mean)) ** 2 for weight, value in pairs)
        return math.sqrt(off) / math.fsum(self.weights)

    @property
    def answers(self) -> float:
        """Return how many equal answers would be worth as much: Kish's effective number."""
        return math.fsum(self.weights) ** 2 / math.fsum(map(mul, self.weights, self.weights))


def share(yes: float, answers: float) -> Share:
    """Return what so many yes (a partly is half of one) of so many answers tell.

    Raises:
        ValueError: unless 0 ≤ yes ≤ answers.
    """
    if not 0 <= yes <= answers:
        raise ValueError("yes must be from 0 to the number of answers.")
    return Share(_HALF + yes, _HALF + answers - yes)


def weighted(values: Sequence[float], weights: Sequence[float]) -> Weighted:
    """Return the mean of values that don't weigh alike.

    Raises:
        ValueError: unless there are as many weights as values, all of them positive, and at least one.
    """
    if not values or len(values) != len(weights) or not min(weights) > 0:
        raise ValueError("there must be a value, as many weights, and all weights must be positive.")
    return Weighted(values, weights, math.fsum(map(mul, weights, values)) / math.fsum(weights))


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
    rule is exact to 1e-7.
    """
    if one.yes + one.no > other.yes + other.no:
        return 1 - larger(other, one)
    ends = [math.log(odds_quantile(other.yes, other.no, p)) for p in (_END, 1 - _END)]
    steps = math.ceil((ends[1] - ends[0]) / (_STEP * math.sqrt(1 / other.yes + 1 / other.no)))
    width = (ends[1] - ends[0]) / steps
    total = 0.0
    for at in range(steps + 1):
        odds = math.exp(ends[0] + at * width)
        density = other.yes * math.exp(log_beta_peak(other.yes, other.no, odds))
        total += density * odds_above(one.yes, one.no, odds)
    return min(total * width, 1.0)
