"""How long the agent takes until it sees the desktop, and the command line until it answers."""

import statistics
import time

from desktop import window_manager, xserver
from running import Home, agent, home

TIMES = 10


def main() -> None:
    with xserver() as display, window_manager(display), home(display) as at:
        starts = [_start(at) for _ in range(TIMES)]
        with agent(at):
            asked = [_command(at) for _ in range(TIMES)]
        offline = [_command(at) for _ in range(TIMES)]
    print(f"start until it sees the desktop: median {statistics.median(starts) * 1000:.0f} ms")
    print(f"`timesink summary`: median {statistics.median(asked) * 1000:.0f} ms with the agent running")
    print(f"`timesink summary`: median {statistics.median(offline) * 1000:.0f} ms without")


def _start(at: Home) -> float:
    begun = time.perf_counter()
    with agent(at):
        return time.perf_counter() - begun


def _command(at: Home) -> float:
    begun = time.perf_counter()
    at.timesink("summary")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
