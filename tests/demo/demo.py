"""A day on social networks in a minute and a half: a virtual desktop, a real Chromium, the real agent.

Pages on loopback carry titles as the networks write them, and walk through them by themselves. The agent
watches the window in front as on any desktop; in the end what it measured stands beside the truth.
"""

import os
import subprocess
import sys
import time

from desktop import chromium, window_manager, xserver
from running import Agent, Home, agent, home
from walk import Walk, served

DAY = (
    ("Inbox (12) - Mail", 6, None),
    ("(3) Facebook", 9, "Facebook"),
    ("Cycling in Winter | Facebook", 7, "Facebook"),
    ("(2) Feed | LinkedIn", 8, "LinkedIn"),
    ("(2) Messaging | LinkedIn", 5, "LinkedIn"),
    ("Quarterly report - Documents", 8, None),
    ("How a violin is made - YouTube", 14, "YouTube"),
    ("What is your favourite shortcut? : r/linux", 7, "Reddit"),
    ("Home / X", 6, "X"),
    ("Ask HN: What did you build this year? | Hacker News", 5, "Hacker News"),
    ("Home — Bluesky", 4, "Bluesky"),
    ("Facebook database schema explained - Blog", 5, None),
)
REDRAW_EVERY = 2


def main() -> None:
    print("Starting a virtual desktop with Chromium …", flush=True)
    steps = [(title, float(seconds)) for title, seconds, _ in DAY]
    with (
        xserver() as display,
        window_manager(display),
        served(steps) as walk,
        home(display) as at,
        agent(at) as running,
        chromium(display, f"{walk.base}/walk?step=0"),
    ):
        _show_live(at, walk)
        running.until(lambda now: now["title"] == "The end")
        _compare(walk, running)


def _show_live(at: Home, walk: Walk) -> None:
    """Draw today's table again and again on a terminal; elsewhere, once at the end."""
    on_terminal = sys.stdout.isatty()
    at.environment["TERM"] = os.environ.get("TERM", "dumb")
    deadline = time.monotonic() + 60 + sum(seconds for _, seconds, _ in DAY)
    while not walk.over.wait(REDRAW_EVERY):
        if time.monotonic() > deadline:
            sys.exit("The pages never came to their end: is Chromium able to start here?")
        if on_terminal:
            print("\033[H\033[2J", end="", flush=True)
            subprocess.run([sys.executable, "-m", "agent"], env=at.environment, check=False)
    if not on_terminal:
        print(at.timesink())


def _compare(walk: Walk, running: Agent) -> None:
    network_of = {title: network for title, _, network in DAY}
    truth: dict[str, float] = {}
    for title, seconds in walk.true_seconds().items():
        network = network_of.get(title)
        if network is not None:
            truth[network] = truth.get(network, 0) + seconds
    rows = running.get("summary", period="today", by="network")["rows"]
    measured = {row["name"]: row["seconds"] for row in rows if row["kind"] == "attributed"}
    print(f"\n  {'':15}{'measured':>10}{'true':>10}{'error':>9}")
    for network in sorted(truth, key=truth.__getitem__, reverse=True):
        seen = measured.pop(network, 0)
        error = round(seen / truth[network] - 1, 4) + 0.0  # and never -0.00 %
        print(f"  {network:15}{seen:8.2f} s{truth[network]:8.2f} s{error:9.2%}")
    wrong = sum(measured.values())
    print(f"\n  Counted for a network and shouldn't have been: {wrong:.2f} s")


if __name__ == "__main__":
    main()
