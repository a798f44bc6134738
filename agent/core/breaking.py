"""The breaking point: from which length on sessions are no longer worth it, told only where the answers do.

Each cut between lengths parts the answers in two. Whether two shares tell them better than one is the ratio
of their beta-binomial likelihoods with Jeffreys' prior (Kass & Raftery, Bayes factors, 1995); the best of
many cuts looks good by luck, so its logarithm is less ln(number of cuts).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from agent.core.ledger import Rating
from agent.core.series import log_beta
from agent.core.shares import POINTS, Share, minutes, share

TOLD_FROM = 1.1
"""three to one, in natural logarithms"""


@dataclass(frozen=True, slots=True)
class BreakingPoint:
    """Where sessions part best into shorter ones and ones at least that long."""

    length: timedelta
    shorter: Share
    longer: Share
    evidence: float
    """the log Bayes factor against no cut, less ln(number of cuts)"""

    @property
    def is_clear(self) -> bool:
        """Tell whether long sessions are surely less often worth it."""
        return self.evidence > TOLD_FROM and self.longer.mean < self.shorter.mean


@dataclass(frozen=True, slots=True)
class _Answers:
    yes: float = 0.0
    number: int = 0

    def and_(self, yes: float, number: int) -> "_Answers":
        return _Answers(self.yes + yes, self.number + number)

    def log_likelihood(self) -> float:
        return log_beta(0.5 + self.yes, 0.5 + self.number - self.yes) - log_beta(0.5, 0.5)

    def share(self) -> Share:
        return share(self.yes, self.number)


def breaking_point(ratings: Iterable[Rating]) -> BreakingPoint | None:
    """Return the best cut, at a whole minute; None where all rated sessions had the same length."""
    rated = sorted((int(minutes(rating)), POINTS[rating.answer]) for rating in ratings)
    lengths: list[tuple[int, _Answers]] = []
    so_far = _Answers()
    for length, group in groupby(rated, key=lambda each: each[0]):
        lengths.append((length, so_far))
        points = [point for _, point in group]
        so_far = so_far.and_(math.fsum(points), len(points))
    if not (cuts := lengths[1:]):
        return None
    found = [_parted(length, shorter, so_far) for length, shorter in cuts]
    gain, length, shorter, longer = max(found, key=lambda each: each[0])
    evidence = gain - so_far.log_likelihood() - math.log(len(cuts))
    return BreakingPoint(timedelta(minutes=length), shorter.share(), longer.share(), evidence)


def _parted(length: int, shorter: _Answers, all_: _Answers) -> tuple[float, int, _Answers, _Answers]:
    longer = all_.and_(-shorter.yes, -shorter.number)
    return shorter.log_likelihood() + longer.log_likelihood(), length, shorter, longer
