"""What a process costs, as the kernel counts it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SETTLING = 10
"""seconds: what a start costs is measured elsewhere"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The counters of one process and all its threads at one moment."""

    at: float
    cpu_seconds: float
    wakeups: int
    written_bytes: int
    pss_mb: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What was used between two readings, as if it had been ten minutes."""

    pss_mb: float
    cpu_seconds: float
    wakeups_per_second: float
    written_mb_per_hour: float


def read(pid: int) -> Reading:
    root = Path(f"/proc/{pid}")
    threads = list((root / "task").iterdir())
    cpu = sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
    wakeups = sum(_field(thread / "status", "voluntary_ctxt_switches") for thread in threads)
    return Reading(
        time.monotonic(),
        cpu,
        wakeups,
        _field(root / "io", "write_bytes"),
        _field(root / "smaps_rollup", "Pss") / 1024,
    )


def between(first: Reading, last: Reading) -> Cost:
    passed = last.at - first.at
    return Cost(
        max(first.pss_mb, last.pss_mb),
        (last.cpu_seconds - first.cpu_seconds) / passed * 600,
        (last.wakeups - first.wakeups) / passed,
        (last.written_bytes - first.written_bytes) / passed * 3600 / 1e6,
    )


def used(
    pid: int, minutes: float, meanwhile: Callable[[], None] = lambda: None, *, every: float = 20
) -> Cost:
    """Measure a process that was left in peace before, while something is done every few seconds."""
    time.sleep(SETTLING)
    first, end = read(pid), time.monotonic() + minutes * 60
    while (left := end - time.monotonic()) > 0:
        meanwhile()
        time.sleep(min(every, left))
    return between(first, read(pid))


def _field(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    raise KeyError(name)
