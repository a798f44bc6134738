"""From single moments at which somebody was there to stays: a lower bound, told as such."""

from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from agent.core.stays import Stay, union
from agent.importers.base import LONGEST


class Moments:
    """Moments in any order; the time between two is proved where they are no further apart than the gap.

    moments   x  x  x        x    x x
    stays     ━━━━━━              ━━
    """

    def __init__(self, gap: timedelta, most: timedelta | None = None) -> None:
        self._gap = round(gap.total_seconds())
        self._most = round((most or gap).total_seconds())
        self._at = array("q")

    def add(self, at: datetime) -> None:
        """Add a moment."""
        self._at.append(int(at.timestamp()))

    def stays(self) -> Iterator[Stay]:
        """Yield the stays that they prove, none longer than a day; the last moment proves nothing."""
        stretches = (
            (_utc(at), _utc(min(after, at + self._most)))
            for at, after in pairwise(sorted(set(self._at)))
            if after - at <= self._gap
        )
        for start, end in union(stretches):
            for part in range((end - start) // LONGEST + 1):
                begin = start + part * LONGEST
                if begin < end:
                    yield Stay(begin, min(begin + LONGEST, end), at_least=True)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
