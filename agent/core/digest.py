"""One finding of the week: a verdict that turned, hours out of the usual, or how surely one is ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

USUAL_WEEKS = 8
SLIGHT = timedelta(hours=1)
"""so much out of the usual is nothing to tell of"""


@dataclass(frozen=True, slots=True)
class Turned:
    """A network's verdict isn't what it was a week ago."""

    network: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Unusual:
    """A network's last week had more time, or less, than any of the eight before."""

    network: str
    time: timedelta
    least: timedelta
    most: timedelta

    @property
    def beyond(self) -> timedelta:
        """Return how far it lies out of what's usual."""
        return max(self.time - self.most, self.least - self.time)


def turned(before: Mapping[str, str], now: Mapping[str, str]) -> Turned | None:
    """Return a verdict that turned, of networks in both; the first in the order they're given."""
    for network, verdict in now.items():
        if network in before and before[network] != verdict:
            return Turned(network, before[network], verdict)
    return None


def unusual(weeks: Mapping[str, Sequence[timedelta]]) -> Unusual | None:
    """Return the network whose last week, of nine or more, lies farthest out of the eight before."""
    found = [
        Unusual(network, times[-1], min(times[-1 - USUAL_WEEKS : -1]), max(times[-1 - USUAL_WEEKS : -1]))
        for network, times in weeks.items()
        if len(times) > USUAL_WEEKS
    ]
    far = [each for each in found if each.beyond >= SLIGHT]
    return max(far, key=lambda each: each.beyond, default=None)
