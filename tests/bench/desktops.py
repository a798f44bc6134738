"""What the agent does on each real desktop: how late and how true it is, what it costs, how soon it's back.

Titles are changed in a terminal, by escape sequences through a pipe: a delay has the terminal's and the
compositor's part in it. Costs are measured over a third of a minute each, or over MINUTES.
"""

import math
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count

import process
from logins import LOGINS, Desktop, logged_in
from process import Cost
from running import Agent, Home, agent
from shown import delays, error, measured_seconds, true_seconds

MINUTES = float(os.environ.get("MINUTES", "0.33"))
DELAYS, CHANGES = 50, 30
EVERY = 10
BASELINE = "openbox"
COLUMNS = (
    ("delay, ms", "median", 50),
    ("", "worst", 50),
    ("time", "error, %", 0.3),
    ("CPU, s", "active", None),
    ("", "idle", None),
    ("wake-ups/s", "active", None),
    ("", "idle", 0.2),
    ("PSS, MB", "", None),
    ("", "more", 5),
    ("back", "after, s", 2),
)
"""two lines of heading, and the mark"""

Retitle = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured on one desktop."""

    delays: list[float]
    error: float
    active: Cost
    idle: Cost
    recovery: float

    def values(self, baseline_mb: float) -> tuple[float, ...]:
        """Return the row's values, in the columns' order."""
        return (
            statistics.median(self.delays),
            self.delays[-1],
            self.error * 100,
            self.active.cpu_seconds,
            self.idle.cpu_seconds,
            self.active.wakeups_per_second,
            self.idle.wakeups_per_second,
            self.active.pss_mb,
            self.active.pss_mb - baseline_mb,
            self.recovery,
        )


def main() -> None:
    print(f"costs over {MINUTES:g} minutes each, CPU per 10 minutes; active: a title change every {EVERY} s;")
    print(f"more: than on {BASELINE}; !: misses its mark")
    for line in range(2):
        _print("", (column[line] for column in COLUMNS))
    baseline_mb = math.nan
    for name in sys.argv[1:] or LOGINS:
        row = _row(name)
        if name == BASELINE:
            baseline_mb = row.active.pss_mb
        _print(name, map(_marked, row.values(baseline_mb), COLUMNS))
    _print("mark", (str(mark or "") for *_, mark in COLUMNS))


def _print(name: str, cells: Iterable[str]) -> None:
    print(f"{name:8}" + "".join(f"{cell:>11}" for cell in cells), flush=True)


def _marked(value: float, column: tuple[str, str, float | None]) -> str:
    *_, mark = column
    return f"{value:.2f}" + "!" * (mark is not None and value > mark)


def _row(name: str) -> Row:
    with logged_in() as at, ExitStack() as outliving:
        with LOGINS[name](at.root / "run") as desktop, _terminal(desktop) as retitle:
            at.environment |= desktop.found_by
            with agent(at) as running:
                _show(running, retitle, "Begun | Facebook")
                late = delays(running, retitle, DELAYS)
                wrong = _error(running, retitle)
                active = process.used(running.process.pid, MINUTES, _somebody(desktop, retitle), every=EVERY)
            at.environment["TIMESINK_IDLE_AFTER"] = "2s"
            running = outliving.enter_context(agent(at))
            running.until(lambda now: now["presence"] == "idle")
            idle = process.used(running.process.pid, MINUTES)
            desktop.kill()
            running.until(lambda status: not status["watching"], "status")
        return Row(late, wrong, active, idle, _recovery(at, name, running))


@contextmanager
def _terminal(desktop: Desktop) -> Iterator[Retitle]:
    """Run a terminal; what is yielded changes its title."""
    pipe = desktop.home / "titles"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    with desktop.shown("", "cat", str(pipe), app="firefox"), pipe.open("r+b", buffering=0) as titles:
        yield lambda title: titles.write(f"\033]0;{title}\007".encode())


def _show(running: Agent, retitle: Retitle, title: str) -> None:
    """Wait until the terminal is there, and is seen."""

    def shown(now: dict[str, object]) -> bool:
        retitle(title)
        return now["title"] == title

    running.until(shown, within=30)


def _error(running: Agent, retitle: Retitle) -> float:
    draw = random.Random(7)  # noqa: S311  the same session every time
    log = []
    for number in range(CHANGES):
        log.append((time.monotonic(), f"Person {number} | Facebook"))
        retitle(log[-1][1])
        time.sleep(draw.uniform(0.3, 3))
    log.append((time.monotonic(), "The end"))
    retitle("The end")
    running.until(lambda now: now["title"] == "The end")
    return error(measured_seconds(running), true_seconds(log))


def _somebody(desktop: Desktop, retitle: Retitle) -> Callable[[], None]:
    """Return what somebody does now and then: a movement, another page."""
    pages = count()

    def act() -> None:
        desktop.poke()
        retitle(f"Somebody {next(pages)} | Facebook")

    return act


def _recovery(at: Home, name: str, running: Agent) -> float:
    """Start a desktop again that has crashed, and return after how many seconds it's seen."""
    with LOGINS[name](at.root / "run") as desktop:
        begun = time.monotonic()
        with desktop.shown("Back | Facebook", app="firefox"):
            running.until(lambda now: now["title"] == "Back | Facebook", within=30)
            return time.monotonic() - begun


if __name__ == "__main__":
    main()
