"""Time on a network told twice, by this computer and by the network's own log: united, never added."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Stay:
    """Time on a network on any device, as its own export tells it: [start, end)."""

    start: datetime
    end: datetime
    at_least: bool = False
    """it was only inferred from single moments, and may well have been longer"""


Stretch = tuple[datetime, datetime]
"""[start, end)"""
At = TypeVar("At", datetime, int)
"""a moment, or its milliseconds"""


def union(stretches: Iterable[tuple[At, At]]) -> Iterator[tuple[At, At]]:
    """Yield the time that lies in at least one stretch, oldest first; these never touch.

    tracked   ####    ####
    told        ####   #       ##
    union     ######  ####     ##
    """
    held: tuple[At, At] | None = None
    for start, end in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if held is not None and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held is not None:
            yield held
        held = start, end
    if held is not None:
        yield held


def divided(stretches: Iterable[Stretch], edges: Sequence[datetime]) -> list[timedelta]:
    """Return how much time of the union lies between each two edges, which are given oldest first."""
    sums = [timedelta()] * max(len(edges) - 1, 0)
    for start, end in union(stretches):
        first = max(bisect_right(edges, start) - 1, 0)
        for at in range(first, len(sums)):
            if edges[at] >= end:
                break
            sums[at] += max(min(end, edges[at + 1]) - max(start, edges[at]), timedelta())
    return sums
