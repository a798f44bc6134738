"""Days as people write them: yesterday, monday, 3 weeks ago, 2.11., 02.11.2026 or 2026-11-02."""

import re
from calendar import isleap
from datetime import date, timedelta

from agent.core.credits import BadOutcome

FIRST_DAY = date(1997, 1, 1)
"""the first social network opened in that year"""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_POINTS = r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})?"
_AGO = "([0-9]{1,4}) (day|week|month|year)s? ago"
_SLASHES = "[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}"
DAY = f"today|yesterday|tomorrow|{'|'.join(_WEEKDAYS)}|{_ISO}|{_POINTS}|{_AGO.replace('(', '(?:')}|{_SLASHES}"
"""what a day looks like, as a pattern"""
_EXAMPLES = "Write it as today, yesterday, monday, 2026-11-02 or 2.11."


def parse_day(text: str, today: date, latest: date | None = None) -> date:
    """Return the day that a text means, as seen from today; a weekday is the last one before it.

    `latest` is the day by the clock, where the user's days start after midnight.

    Raises:
        BadOutcome: where it means none, or one that is still to come, or was before there were networks.
    """
    word, latest = text.strip().lower(), latest or today
    if word == "tomorrow":
        return checked(latest + timedelta(days=1), latest)
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    if word in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(word) - 1) % 7 + 1)
    if ago := re.fullmatch(_AGO, word):
        return _ago(int(ago[1]), ago[2], today)
    if not re.fullmatch(f"{_ISO}|{_POINTS}", word):
        raise BadOutcome(f"“{text.strip()}” is no day.", _EXAMPLES)
    try:
        day = _written(word, latest)
    except ValueError:
        raise BadOutcome(f"“{text.strip()}” is not in the calendar.", _EXAMPLES) from None
    return checked(day, latest)


def _ago(number: int, unit: str, today: date) -> date:
    if unit not in ("day", "week"):
        raise BadOutcome(f"“{number} {unit}s ago” may be several days.", "Write the day: 2026-11-02 or 2.11.")
    return checked(today - timedelta(days=number * (7 if unit == "week" else 1)), today)


def checked(day: date, latest: date) -> date:
    """Return a day on which there may have been an outcome.

    Raises:
        BadOutcome: where it's still to come, or was before there were networks.
    """
    if day > latest:
        raise BadOutcome(f"{day} is still to come.", "An outcome is logged once it's there.")
    if day < FIRST_DAY:
        raise BadOutcome(f"{day} was before there were networks.", f"Days go from {FIRST_DAY} on.")
    return day


def _written(word: str, today: date) -> date:
    parts = word.split("-") if "-" in word else word.split(".")[::-1]
    year, month, day = parts[0], int(parts[1]), int(parts[2])
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004  26 is 2026
    if (month, day) == (2, 29):
        return max(
            date(each, 2, 29) for each in range(FIRST_DAY.year, today.year + 1) if _has_29(each, today)
        )
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _has_29(year: int, today: date) -> bool:
    return isleap(year) and date(year, 2, 29) <= today
