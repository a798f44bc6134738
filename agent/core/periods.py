"""From a word like `week` to the time it means: zones, daylight saving, and when a day starts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches

ALL_START = date(1970, 1, 2)
DAYS_MAX = 9_999
FIRST_YEAR, LAST_YEAR = 1970, 2999
WEEK = timedelta(days=7)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_YEAR_OF = re.compile(r"\d{4}(-\d{2}){0,2}\Z")
_LAST = re.compile(r"(\d{1,9})([dw])\Z")
_EXAMPLES = "Try today, yesterday, week, last-week, month, year, 7d, 2026-11 or 2026-11-01..2026-11-14."


class BadPeriod(ValueError):
    """Words that mean no period: what is wrong with them, and what to write instead."""

    def __init__(self, what: str, hint: str = _EXAMPLES) -> None:
        super().__init__(f"{what} {hint}")
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Period:
    """What a question is about: [start, end), aware."""

    name: str
    start: datetime
    end: datetime

    @property
    def moves_on(self) -> bool:
        """Tell whether another day it's another one: `26w` is, `2026-11` isn't."""
        return self.name == "all" or _LAST.match(self.name) is not None

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in it."""
        return self.start <= moment < self.end


EVER = Period("ever", datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a person's days lie in time."""

    zone: tzinfo
    day_starts_at: time = time()

    def start_of(self, day: date) -> datetime:
        """Return when that day starts, in UTC; days have 23 or 25 hours where the clock is changed."""
        return datetime.combine(day, self.day_starts_at, self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """Return the day a moment belongs to: before `day_starts_at` it's still the day before."""
        day = moment.astimezone(self.zone).date()
        while self.start_of(day) > moment:
            day -= timedelta(days=1)
        return day

    def period(self, name: str, first: date, last: date) -> Period:
        """Return the time from the start of the first day to the end of the last."""
        return Period(name, self.start_of(first), self.start_of(last + timedelta(days=1)))

    def days(self, period: Period) -> Iterator[Period]:
        """Yield each day that a period begins, ends or spends in, as 2026-11-14."""
        day = self.day_of(period.start)
        while self.start_of(day) < period.end:
            yield self.period(day.isoformat(), day, day)
            day += timedelta(days=1)


def parse_period(text: str, *, now: datetime, calendar: Calendar) -> Period:
    """Return the period that a text means, as seen from now.

    Raises:
        BadPeriod: where it means none.
    """
    word = text.strip().lower()
    today = calendar.day_of(now)
    if word in _WORDS:
        return calendar.period(word, *_days_of_word(word, today))
    if ".." in word:
        first, last = (_days_written(part, text) for part in word.split("..", 1))
        if last[1] < first[0]:
            raise BadPeriod(f"'{text}' ends before it begins.", "Put the earlier day first.")
        return calendar.period(word, first[0], last[1])
    if match := _LAST.match(word):
        days = int(match[1]) * (7 if match[2] == "w" else 1)
        if not 0 < days <= DAYS_MAX:
            raise BadPeriod(f"'{text}' is no period: it must be from 1 to {DAYS_MAX} days.")
        return calendar.period(word, today - timedelta(days=days - 1), today)
    return calendar.period(word, *_days_written(word, text))


def parse_day(text: str, *, now: datetime, calendar: Calendar) -> Period:
    """Return the one day that a text means: today, yesterday or 2026-11-14.

    Raises:
        BadPeriod: where it means none, or more than a day.
    """
    period = parse_period(text, now=now, calendar=calendar)
    if calendar.day_of(period.end - timedelta(microseconds=1)) != calendar.day_of(period.start):
        raise BadPeriod(f"'{text}' is more than a day.", "Try today, yesterday or 2026-11-14.")
    return period


_WORDS = ("today", "yesterday", "week", "last-week", "month", "last-month", "year", "last-year", "all")


def _days_of_word(word: str, today: date) -> tuple[date, date]:
    day, week = timedelta(days=1), timedelta(days=7)
    monday, month, year = today - today.weekday() * day, today.replace(day=1), today.replace(month=1, day=1)
    return {
        "today": (today, today),
        "yesterday": (today - day, today - day),
        "week": (monday, monday + week - day),
        "last-week": (monday - week, monday - day),
        "month": (month, _month_end(month)),
        "last-month": ((month - day).replace(day=1), month - day),
        "year": (year, year.replace(month=12, day=31)),
        "last-year": ((year - day).replace(month=1, day=1), year - day),
        "all": (ALL_START, today),
    }[word]


def _days_written(word: str, text: str) -> tuple[date, date]:
    """Read a day, a month or a year; return its first and last day."""
    if _YEAR_OF.match(word) and not FIRST_YEAR <= int(word[:4]) <= LAST_YEAR:
        raise BadPeriod(f"'{text}' is too far away: years go from {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        if match := _DAY.match(word):
            day = date(*map(int, match.groups()))
            return day, day
        if match := _MONTH.match(word):
            first = date(int(match[1]), int(match[2]), 1)
            return first, _month_end(first)
        if match := _YEAR.match(word):
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    except ValueError:
        raise BadPeriod(f"'{text}' is not in the calendar.") from None
    close = get_close_matches(word, _WORDS, n=1)
    raise BadPeriod(f"'{text}' is no period.", f"Did you mean `{close[0]}`?" if close else _EXAMPLES)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
