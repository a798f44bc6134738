"""What the values of settings may be: each reader returns the value meant, or says what it must be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, TypeVar

_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)\s*(s|m|min|h|d|w)\Z")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_OFTEN = "EUR USD GBP CHF JPY CNY INR AUD CAD SEK NOK DKK PLN CZK BRL MXN"
"""currencies of most trade: likeliest meant"""
_CURRENCIES = (
    f"{_OFTEN} "
    "AED AFN ALL AMD AOA ARS AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BSD BTN BWP BYN BZD CDF CLP COP CRC "
    "CUP CVE DJF DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS IQD IRR "
    "ISK JMD JOD KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MYR MZN NAD NGN NIO NPR NZD OMR PAB PEN PGK PHP PKR PYG QAR RON RSD RUB RWF SAR SBD "
    "SCR SDG SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS "
    "VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
"""those of ISO 4217 in which people are paid, as of 2026"""
_BUDGET = re.compile(r"(.+?)\s*/\s*(day|week)\Z")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Budget:
    """How long one means to be on a network at most."""

    limit: timedelta
    per: str
    """day or week"""


class Wrong(ValueError):
    """A value that a key can't have: what it must be."""


def duration(least: timedelta, most: timedelta) -> Callable[[object], timedelta]:
    """Return what reads a duration such as "90s", "3m", "1.5h", "2d" or "3w"."""

    def read(value: object) -> timedelta:
        match = _DURATION.match(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise Wrong('must be a duration such as "90s", "3m" or "1h".')
        length = float(match[1]) * _UNITS[match[2]]
        if not least <= length <= most:
            raise Wrong(f"must be from {_written(least)} to {_written(most)}.")
        return length

    return read


def _written(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 3600}h" if seconds >= _UNITS["h"].total_seconds() else f"{seconds}s"


def number(least: int, most: int) -> Callable[[object], int]:
    """Return what reads a whole number."""

    def read(value: object) -> int:
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value.strip()[:9])
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Wrong(f"must be a whole number from {least} to {most}.")
        return value

    return read


def time_of_day(value: object) -> time:
    """Read a time of day at which days may start."""
    try:
        day_starts = value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        raise Wrong('must be a time of day such as "04:00".') from None
    if day_starts.minute % 15 or day_starts.second or day_starts.microsecond:
        raise Wrong('must be a full quarter of an hour, such as "04:15".')
    return day_starts.replace(tzinfo=None)


def yes_or_no(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool) and str(value).lower() not in ("true", "false"):
        raise Wrong("must be true or false.")
    return str(value).lower() == "true"


def words(value: object) -> tuple[str, ...]:
    """Read a list of words, such as networks' ids."""
    several = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
        raise Wrong('must be a list of words such as ["github", "discord"].')
    return tuple(several)


def amount(least: str, most: str) -> Callable[[object], Decimal]:
    """Return what reads an amount of money or a share, or says from where to where it must be."""

    def read(value: object) -> Decimal:
        try:
            number = Decimal(str(value).strip()) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
            raise Wrong(f"must be a number from {least} to {most}.")
        return number

    return read


def currency(value: object) -> str:
    """Read a currency's three letters."""
    word, known = str(value).strip().upper(), _CURRENCIES.split()
    if word not in known:
        close = get_close_matches(word, _OFTEN.split(), 1) or get_close_matches(word, known, 1)
        hint = f'. Did you mean "{close[0]}"?' if close else ' such as "EUR" or "USD".'
        raise Wrong(f"must be a currency{hint}")
    return word


def hours_of_day(value: object) -> tuple[time, time]:
    """Read from when to when, as in "22:00-08:00"."""
    first, _, last = str(value).partition("-")
    try:
        return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        raise Wrong('must be two times of day such as "22:00-08:00".') from None


def budget(value: object) -> Budget:
    """Read a budget such as "30m/day"."""
    match = _BUDGET.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Wrong('must be a time per day or week, such as "30m/day" or "5h/week".')
    most = timedelta(days=1 if match[2] == "day" else 7)
    return Budget(duration(timedelta(minutes=1), most)(match[1]), match[2])


def table(of: Callable[[object], T]) -> Callable[[object], Mapping[str, T]]:
    """Return what reads a table whose values are all of one kind; in one line, `a = 1, b = 2`."""

    def read(value: object) -> Mapping[str, T]:
        found: dict[str, Any] = {}
        if isinstance(value, str):
            found = dict(_pair(part) for part in value.split(",") if part.strip())
        elif isinstance(value, dict):
            found = value
        else:
            raise Wrong("must be a table.")
        return {str(key): _at(str(key), of, each) for key, each in found.items()}

    return read


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise Wrong("must be a table such as `a = 1, b = 2`.")
    return key.strip(), value.strip()


def _at(key: str, of: Callable[[object], T], value: object) -> T:
    try:
        return of(value)
    except Wrong as wrong:
        raise Wrong(f"at “{key}” {wrong}") from None
