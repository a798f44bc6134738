"""How much time a kill -9 costs: the agent is killed at random moments, over and over."""

import json
import random
import signal
import statistics
import time

from desktop import window_manager, xserver, xterm
from running import Agent, agent, home

KILLS = 20


def main() -> None:
    draw = random.Random(3)  # noqa: S311  the same moments every time
    lost = []
    with xserver() as display, window_manager(display), xterm(display), home(display) as at:
        for _ in range(KILLS):
            with agent(at) as running:
                running.until(lambda now: now["app"] is not None)
                time.sleep(draw.uniform(0.5, 9))
                seen = _observed(running)
                running.process.send_signal(signal.SIGKILL)
                running.process.wait()
            kept = json.loads(at.timesink("summary", "--json"))["observed_seconds"]
            lost.append(seen - kept)
    print(
        f"lost at {KILLS} kills: median {statistics.median(lost):.2f} s, worst {max(lost):.2f} s (mark: 5 s)"
    )


def _observed(running: Agent) -> float:
    return running.get("summary", period="today", by="network")["observed_seconds"]


if __name__ == "__main__":
    main()
