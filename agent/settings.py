"""The settings, from config.toml and the environment: a problem for each fault, and the default instead."""

import os
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time, timedelta, tzinfo
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli

from agent.core.ledger import KINDS_OF_OUTCOME
from agent.core.model import Network
from agent.errors import Problem, did_you_mean
from agent.values import (
    Budget,
    Wrong,
    amount,
    budget,
    currency,
    duration,
    hours_of_day,
    number,
    table,
    time_of_day,
    words,
    yes_or_no,
)

FILE_MAX = 64 * 1024
ENVIRONMENT = "TIMESINK_"

_LOCALTIME = Path("/etc/localtime")


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
    currency: str = "EUR"
    own_rate: Decimal | None = None
    """what an hour of the user's is worth, in the currency"""
    typical_deal: Decimal | None = None
    close_rate: Decimal | None = None
    """the share of leads that become deals"""
    mean_lag: timedelta = timedelta(weeks=3)
    """from effort to outcome, on average"""
    social: bool = True
    """whether what isn't money counts for the user"""
    kinds: tuple[str, ...] = ()
    """kinds of outcome of the user's own"""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    """what one of a kind without an amount is worth: the user's assumption"""
    rather: Mapping[str, timedelta] = field(default_factory=dict)
    """what the user would rather do, and how long each takes"""
    ask: bool = True
    """whether to ask, now and then, if a session was worth it, and to tell once a week what that comes to"""
    quiet: tuple[time, time] = (time(22), time(8))
    """from when to when nothing is asked or told"""
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    """by the network's id"""

    def counts(self, network: Network) -> bool:
        """Tell whether the time on a network counts as time on networks."""
        return (network.counts or network.id in self.count) and network.id not in self.leave_out

    def counts_id(self, network: str, known: Mapping[str, Network]) -> bool:
        """Tell the same of a network by its id; one that no rules know any more counts, unless left out."""
        return self.counts(known[network]) if network in known else network not in self.leave_out


def read_settings(path: Path, environment: Mapping[str, str]) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file, if there is one, then what the environment sets (TIMESINK_PORT=…), which goes first."""
    settings = Settings()
    table, problems = _read_table(path)
    for key, value in table.items():
        settings, problem = _with(settings, key, value, where=path.name)
        problems += problem
    for each in fields(Settings):
        name = ENVIRONMENT + each.name.upper()
        if name in environment:
            settings, problem = _with(settings, each.name, environment[name], where=name)
            problems += problem
    known = {ENVIRONMENT + each.name.upper() for each in fields(Settings)} | {ENVIRONMENT + "DEBUG"}
    for name in sorted(environment.keys() - known):
        if name.startswith(ENVIRONMENT):
            problems.append(Problem(name, "is no setting.", did_you_mean(name, sorted(known))))
    return settings, tuple(problems)


def faults_of(values: Mapping[str, object], where: str) -> tuple[Problem, ...]:
    """Return what keeps these settings from coming into force."""
    return tuple(
        problem for key, value in values.items() for problem in _with(Settings(), key, value, where=where)[1]
    )


def misnamed(settings: Settings, networks: Collection[str]) -> tuple[Problem, ...]:
    """Return what settings say of networks that aren't known, or say twice; it harms nothing."""
    where, problems = "config.toml, `{}`", []
    for key in ("count", "leave_out", "budgets"):
        for each in sorted(set(getattr(settings, key)) - set(networks)):
            close = get_close_matches(each, networks, n=1)
            hint = f"Did you mean `{close[0]}`?" if close else "`timesink rules list` has the ids."
            problems.append(Problem(where.format(key), f"“{each}” is no network that is known.", hint))
    kinds = (*KINDS_OF_OUTCOME, *settings.kinds)
    for each in sorted({*settings.prices}.difference(kinds)):
        hint = did_you_mean(each, kinds)
        problems.append(Problem(where.format("prices"), f"“{each}” is no kind that is known.", hint))
    for each in sorted({*settings.count} & {*settings.leave_out}):
        what = f"“{each}” stands in `leave_out` too, which goes."
        problems.append(Problem(where.format("count"), what, "Take it out of one of them."))
    return tuple(problems)


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
        return settings, [Problem(where, f"unknown key “{key}”.", did_you_mean(key, _READERS))]
    try:
        return replace(settings, **{key: reader(value)}), []
    except Wrong as wrong:
        return settings, [Problem(f"{where}, `{key}`", f"{wrong}", "What was in force stays so.")]


_SECOND, _HOUR, _DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
_MONEY = amount("0", "1000000000")
_READERS: dict[str, Callable[[object], Any]] = {
    "port": number(1, 65535),
    "idle_after": duration(_SECOND, 12 * _HOUR),
    "session_pause": duration(0 * _SECOND, 12 * _HOUR),
    "day_starts_at": time_of_day,
    "titles_days": number(0, 36_500),
    "history": yes_or_no,
    "count": words,
    "leave_out": words,
    "currency": currency,
    "own_rate": amount("0.01", "1000000"),
    "typical_deal": amount("0.01", "1000000000"),
    "close_rate": amount("0.001", "1"),
    "mean_lag": duration(_DAY, 520 * 7 * _DAY),
    "social": yes_or_no,
    "kinds": words,
    "prices": table(_MONEY),
    "rather": table(duration(_SECOND, 365 * _DAY)),
    "ask": yes_or_no,
    "quiet": hours_of_day,
    "budgets": table(budget),
}
