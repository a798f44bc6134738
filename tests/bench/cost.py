"""What the agent costs all day, with somebody there and with nobody."""

import os
import subprocess
import sys
import time

import process
from desktop import chromium, window_manager, xdotool, xserver
from logins import logged_in
from running import agent
from walk import served

MINUTES = float(os.environ.get("MINUTES", "2"))
EVERY = 10
ROWS = (
    ("memory, PSS", "pss_mb", "MB", 50, 50),
    ("CPU per 10 minutes", "cpu_seconds", "s", 0.5, 0.05),
    ("wake-ups", "wakeups_per_second", "/s", 1, 0.2),
    ("written per hour", "written_mb_per_hour", "MB", 1, 1),
)


def main() -> None:
    titles = [f"({n}) Somebody {n} | Facebook" for n in range(1000)]
    with xserver() as display, window_manager(display), served([(title, EVERY) for title in titles]) as walk:
        with logged_in(display=display) as at, agent(at) as running, chromium(display, f"{walk.base}/walk"):
            running.until(lambda now: now["network"] == "facebook")
            move = ("mousemove_relative", "3", "3")
            active = process.used(running.process.pid, MINUTES, lambda: xdotool(display, *move))
        with logged_in(display=display, idle_after="2s") as at, agent(at) as running:
            running.until(lambda now: now["presence"] == "idle")
            idle = process.used(running.process.pid, MINUTES)
    bare = _bare_python()
    print(f"over {MINUTES:g} minutes each, a title change every {EVERY} s while active:")
    print(f"{'':22}{'active':>12}{'mark':>8}{'idle':>12}{'mark':>8}")
    for name, field, unit, active_mark, idle_mark in ROWS:
        values = (
            f"{getattr(active, field):9.3f} {unit:<2}{active_mark:>8}{getattr(idle, field):9.3f} {unit:<2}"
        )
        print(f"{name:22}{values}{idle_mark:>8}")
    print(f"memory against Python with asyncio alone ({bare:.1f} MB): {active.pss_mb / bare:.1f} times")


def _bare_python() -> float:
    argv = [sys.executable, "-c", "import asyncio; asyncio.run(asyncio.sleep(30))"]
    with subprocess.Popen(argv) as bare:
        time.sleep(2)
        pss = process.read(bare.pid).pss_mb
        bare.terminate()
    return pss


if __name__ == "__main__":
    main()
