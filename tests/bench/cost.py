"""What the agent costs all day, with somebody there and with nobody."""

import os
import subprocess
import sys
import time

import process
from desktop import chromium, window_manager, xserver
from process import Cost
from running import Agent, agent, home
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
        with home(display) as at, agent(at) as running, chromium(display, f"{walk.base}/walk"):
            running.until(lambda now: now["network"] == "facebook")
            active = _measured(running, display)
        with home(display, idle_after="2s") as at, agent(at) as running:
            running.until(lambda now: now["presence"] == "idle")
            idle = _measured(running, None)
    bare = _bare_python()
    print(f"over {MINUTES:g} minutes each, a title change every {EVERY} s while active:")
    print(f"{'':22}{'active':>12}{'mark':>8}{'idle':>12}{'mark':>8}")
    for name, field, unit, active_mark, idle_mark in ROWS:
        values = (
            f"{getattr(active, field):9.3f} {unit:<2}{active_mark:>8}{getattr(idle, field):9.3f} {unit:<2}"
        )
        print(f"{name:22}{values}{idle_mark:>8}")
    print(f"memory against Python with asyncio alone ({bare:.1f} MB): {active.pss_mb / bare:.1f} times")


def _measured(running: Agent, display: str | None) -> Cost:
    """Measure the agent in peace; with a display, somebody moves the pointer there."""
    time.sleep(10)  # start-up is measured elsewhere
    first, end = process.read(running.process.pid), time.monotonic() + MINUTES * 60
    while (left := end - time.monotonic()) > 0:
        if display is not None:
            argv = ["xdotool", "mousemove_relative", "--sync", "--", str(1 - 2 * (int(left) % 2)), "0"]
            subprocess.run(argv, env=os.environ | {"DISPLAY": display}, check=False, timeout=10)
        time.sleep(min(20, left))
    return process.between(first, process.read(running.process.pid))


def _bare_python() -> float:
    argv = [sys.executable, "-c", "import asyncio; asyncio.run(asyncio.sleep(30))"]
    with subprocess.Popen(argv) as bare:
        time.sleep(2)
        pss = process.read(bare.pid).pss_mb
        bare.terminate()
    return pss


if __name__ == "__main__":
    main()
