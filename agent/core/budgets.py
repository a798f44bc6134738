"""Budgets: the time one means to spend on a network in a day or a week, told of twice, and never enforced."""

from collections.abc import Collection
from datetime import datetime, timedelta

from agent.core.periods import Calendar, Period, parse_period

_WORDS = {"day": "today", "week": "week"}


def current_period(per: str, *, now: datetime, calendar: Calendar) -> Period:
    """Return the day or the week, by the user's calendar, for which a budget counts now."""
    return parse_period(_WORDS[per], now=now, calendar=calendar)


def due(spent: timedelta, limit: timedelta, *, told: Collection[timedelta]) -> timedelta | None:
    """Return the point that is reached and is to be told now, 80 % or all of the limit; None where none is.

    `told` are the points of this period that were. Whoever is beyond both at once is told of the second only.
    A limit that is changed has points of its own, so it's told anew where it differs.
    """
    reached = [point for point in _points(limit) if point <= spent]
    return reached[-1] if reached and reached[-1] not in told else None


def wait(spent: timedelta, limit: timedelta, *, told: Collection[timedelta]) -> timedelta | None:
    """Return after how much more time the next point can be reached; None where there's none left to tell."""
    return next((point - spent for point in _points(limit) if point > spent and point not in told), None)


def _points(limit: timedelta) -> tuple[timedelta, timedelta]:
    return limit * 4 // 5, limit
