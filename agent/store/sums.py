"""The spans added up per bucket of time, so that a year costs as little to ask for as a day.

Buckets come in three widths, each lying whole within the next, counted from the epoch in UTC. A period is
covered by as few of them as can be: wide ones inside, narrow ones at its edges.

    period            |-------------------------------------|
    32 days                 |===============|
    a day               |=|=|               |=|=|=|
    a quarter hour     ||                         ||||       every time zone's days begin at a quarter
"""

from collections.abc import Iterator

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WIDTHS = (15 * MINUTE_MS, DAY_MS, 32 * DAY_MS)


def shares(start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (width, bucket's start, milliseconds in it) for all buckets that [start, end) lies in."""
    for width in WIDTHS:
        bucket = start - start % width
        while bucket < end:
            yield width, bucket, min(end, bucket + width) - max(start, bucket)
            bucket += width


def cover(start: int, end: int, level: int = len(WIDTHS) - 1) -> Iterator[tuple[int, int, int]]:
    """Yield (width, first bucket, end) of runs of buckets that together are [start, end).

    Both are rounded down to a quarter of an hour.
    """
    width = WIDTHS[level]
    first, last = start + -start % width, end - end % width
    if level == 0:
        first = start - start % width
        if first < last:
            yield width, first, last
    elif first < last:
        yield from cover(start, first, level - 1)
        yield width, first, last
        yield from cover(last, end, level - 1)
    else:
        yield from cover(start, end, level - 1)
