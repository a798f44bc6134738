"""What time it is, by the clocks that a span needs."""

import time
from datetime import UTC, datetime, timedelta

from agent.core.model import Instant


def clock() -> Instant:
    """Read the three clocks, in whole milliseconds, as the database keeps them."""
    return Instant(
        datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC),
        _milliseconds(time.CLOCK_MONOTONIC),
        _milliseconds(time.CLOCK_BOOTTIME),
    )


def _milliseconds(which: int) -> timedelta:
    return timedelta(milliseconds=time.clock_gettime_ns(which) // 1_000_000)
