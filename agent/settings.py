"""The settings, from config.toml and the environment: a problem for each fault, and the default instead."""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli

from agent.core.model import Network
from agent.errors import Problem, did_you_mean

FILE_MAX = 64 * 1024
ENVIRONMENT = "TIMESINK_"

_LOCALTIME = Path("/etc/localtime")
_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h)\Z")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user may choose."""

    port: int = 7465
    idle_after: timedelta = timedelta(minutes=3)
    session_pause: timedelta = timedelta(minutes=5)
    day_starts_at: time = time()
    titles_days: int = 30
    history: bool = True
    """whether the browsers' own history is asked about pages that no rule claims"""
    count: tuple[str, ...] = ()
    """networks that count though their files say they don't"""
    leave_out: tuple[str, ...] = ()
    """networks that don't count though their files say they do"""

    def counts(self, network: Network) -> bool:
        """Tell whether the time on a network counts as time on networks."""
        return (network.counts or network.id in self.count) and network.id not in self.leave_out


class _Wrong(ValueError):
    """A value that a key can't have: what it must be."""


def read_settings(path: Path, environment: Mapping[str, str]) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file, if there is one, then what the environment sets (TIMESINK_PORT=…), which goes first."""
    settings = Settings()
    table, problems = _read_table(path)
    for key, value in table.items():
        settings, problem = _with(settings, key, value, where=path.name)
        problems += problem
    for field in fields(Settings):
        name = ENVIRONMENT + field.name.upper()
        if name in environment:
            settings, problem = _with(settings, field.name, environment[name], where=name)
            problems += problem
    known = {ENVIRONMENT + field.name.upper() for field in fields(Settings)} | {ENVIRONMENT + "DEBUG"}
    for name in sorted(environment.keys() - known):
        if name.startswith(ENVIRONMENT):
            problems.append(Problem(name, "is no setting.", did_you_mean(name, sorted(known))))
    return settings, tuple(problems)


def local_zone() -> tzinfo:
    """Return the time zone this computer is in just now, with its changes of the clock."""
    named = os.environ.get("TZ", "").removeprefix(":")
    for file in ([] if not named else [Path(named)] if named.startswith("/") else [named]) + [_LOCALTIME]:
        try:
            if isinstance(file, str):
                return ZoneInfo(file)
            with file.open("rb") as data:
                return ZoneInfo.from_file(data)
        except (OSError, ValueError, ZoneInfoNotFoundError):
            continue
    return ZoneInfo("UTC")


def _read_table(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    nothing: dict[str, Any] = {}
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return nothing, [Problem(path.name, "is not a file.", "The defaults are in force.")]
        with path.open("rb") as file:
            data = file.read(FILE_MAX + 1)
        if len(data) > FILE_MAX:
            return nothing, [Problem(path.name, "is larger than 64 kB.", "The defaults are in force.")]
        return tomli.loads(data.decode("utf-8")), []
    except FileNotFoundError:
        return nothing, []
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}."
    except UnicodeDecodeError:
        what = "cannot be read: it isn't UTF-8."
    except tomli.TOMLDecodeError as error:
        what = f"cannot be read: {str(error)[:1].lower()}{str(error)[1:]}."
    except (ValueError, RecursionError):
        what = "cannot be read: something in it is too long, or nested too deeply."
    return nothing, [Problem(path.name, what, "The defaults are in force.")]


def _with(settings: Settings, key: str, value: object, *, where: str) -> tuple[Settings, list[Problem]]:
    """Return the settings with one value set, or as they were and what's wrong with it."""
    reader = _READERS.get(key)
    if reader is None:
        return settings, [Problem(where, f"unknown key `{key}`.", did_you_mean(key, _READERS))]
    try:
        return replace(settings, **{key: reader(value)}), []
    except _Wrong as wrong:
        return settings, [Problem(f"{where}, `{key}`", f"{wrong}", "What was in force stays so.")]


def _duration(least: timedelta, most: timedelta) -> Callable[[object], timedelta]:
    def read(value: object) -> timedelta:
        match = _DURATION.match(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise _Wrong('must be a duration such as "90s", "3m" or "1h".')
        duration = int(match[1]) * _UNITS[match[2]]
        if not least <= duration <= most:
            raise _Wrong(f"must be from {_written(least)} to {_written(most)}.")
        return duration

    return read


def _written(duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    return f"{seconds // 3600}h" if seconds >= _UNITS["h"].total_seconds() else f"{seconds}s"


def _number(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value.strip()[:9])
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _Wrong(f"must be a whole number from {least} to {most}.")
        return value

    return read


def _time_of_day(value: object) -> time:
    try:
        day_starts = value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        raise _Wrong('must be a time of day such as "04:00".') from None
    if day_starts.minute % 15 or day_starts.second or day_starts.microsecond:
        raise _Wrong('must be a full quarter of an hour, such as "04:15".')
    return day_starts.replace(tzinfo=None)


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool) and str(value).lower() not in ("true", "false"):
        raise _Wrong("must be true or false.")
    return str(value).lower() == "true"


def _ids(value: object) -> tuple[str, ...]:
    several = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
        raise _Wrong('must be a list of networks such as ["github", "discord"].')
    return tuple(several)


_SECOND, _HOUR = timedelta(seconds=1), timedelta(hours=1)
_READERS: dict[str, Callable[[object], Any]] = {
    "port": _number(1, 65535),
    "idle_after": _duration(_SECOND, 12 * _HOUR),
    "session_pause": _duration(0 * _SECOND, 12 * _HOUR),
    "day_starts_at": _time_of_day,
    "titles_days": _number(0, 36_500),
    "history": _yes_or_no,
    "count": _ids,
    "leave_out": _ids,
}
