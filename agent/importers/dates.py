"""Dates in all the forms that exports have them."""

import re
from datetime import UTC, date, datetime

_FORMS = (
    "%d %b %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%m/%d/%y, %I:%M %p",
    "%m/%d/%Y, %I:%M %p",
    "%m/%d/%y",
    "%d.%m.%Y",
    "%a %b %d %H:%M:%S %z %Y",
    "%b %d, %Y",
)
_ZONE_INSIDE = re.compile(r" (?:UTC|GMT) (\d{4})\Z")
_ZONE = re.compile(r" ?(?:UTC|GMT)\Z")
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_MILLISECONDS_FROM = 100_000_000_000
"""no network was there in the year 5138, counted in seconds"""


def moment(text: str) -> datetime:
    """Return the moment that a text names; one without a time zone is taken for UTC.

    Raises:
        ValueError: where it names none.
    """
    text = _ZONE.sub("", _ZONE_INSIDE.sub(r" +0000 \1", text.strip()))
    text = _SLASHED.sub(r"\1-\2-\3", text)
    if _ISO.match(text):
        return _aware(datetime.fromisoformat(text))
    for form in _FORMS:
        try:
            return _aware(datetime.strptime(text.replace("\u202f", " "), form))  # noqa: DTZ007  it's made so then
        except ValueError:
            continue
    raise ValueError(text)


def day(text: str) -> date:
    """Return the day that a text names, as it names it.

    Raises:
        ValueError: where it names none.
    """
    return moment(text).date()


def stamp(value: object) -> datetime:
    """Return the moment of a timestamp, in seconds or milliseconds.

    Raises:
        TypeError, ValueError, OverflowError, OSError: where it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS_FROM else value, UTC)


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
