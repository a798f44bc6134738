"""The programs behind windows, and the displays they show themselves on; psutil's only home."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from agent.core.model import Process

_PROFILE_OPTIONS = ("--user-data-dir", "-profile", "--profile")
CACHED = 64
"""programs remembered; a desktop has fewer in front in a day"""


class Processes:
    """Looks processes up, each once: by pid and start time, since pids are used again."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, float], Process] = {}

    def get(self, pid: int) -> Process | None:
        """Return the process; None where it's gone or hidden from us."""
        try:
            found = psutil.Process(pid)
            key = (pid, found.create_time())
            if key not in self._known:
                if len(self._known) >= CACHED:
                    self._known.clear()
                with found.oneshot():
                    self._known[key] = Process(pid, found.name(), _exe(found))
            return self._known[key]
        except (psutil.Error, OSError, ValueError, OverflowError):
            return None


def profile_of(pid: int) -> Path | None:
    """Return the folder of a browser's profiles, where its command line names one."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        for word, following in zip(words, [*words[1:], ""], strict=True):
            option, _, value = word.partition("=")
            if option in _PROFILE_OPTIONS and (value or following):
                return Path(process.cwd()) / (value or following)
    except (psutil.Error, OSError):
        pass
    return None


def named(name: str, user: int) -> list[int]:
    """Return a user's processes of that name, in any case, less those that one of them has started."""
    parents: dict[int, int] = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.uids().real == user and process.name().lower() == name.lower():
                parents[process.pid] = process.ppid()
    return [pid for pid, parent in parents.items() if parent not in parents]


def running(names: Collection[str], user: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield a user's processes of these names, with their environments as far as they let us see them."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.name() not in names or process.uids().real != user:
                continue
            if process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid, _environment(process)


def environments(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield those variables of each of this user's processes, where the first one is set."""
    me = psutil.Process().uids().real
    for process in psutil.process_iter():
        try:
            if process.uids().real != me:
                continue
            environment = process.environ()
        except (psutil.Error, OSError):
            continue
        if environment.get(names[0]):
            yield {name: environment[name] for name in names if name in environment}


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return dict(process.environ())
    except (psutil.Error, OSError):
        return {}


def _exe(process: psutil.Process) -> str:
    try:
        return str(Path(process.exe()))
    except (psutil.Error, OSError):
        return ""
