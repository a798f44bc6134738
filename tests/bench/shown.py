"""What the agent shows to those who ask it: how late, and how much time of each title."""

import http.client
import json
import time
from collections.abc import Callable, Iterable
from itertools import pairwise

from running import Agent, Unix


def delays(running: Agent, retitle: Callable[[str], None], changes: int) -> list[float]:
    """Change the title in front, over and over, and return after how many milliseconds each was shown."""
    events = _events(running)
    found = []
    for number in range(changes):
        time.sleep(0.05)
        title = f"Title {number} | Facebook"
        begun = time.perf_counter()
        retitle(title)
        while _next(events)["title"] != title:
            pass
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


def measured_seconds(running: Agent) -> dict[str, float]:
    """Return how much time each title got today."""
    sums: dict[str, float] = {}
    for span in running.get("timeline", day="today")["spans"]:
        if span["title"]:
            sums[span["title"]] = sums.get(span["title"], 0) + span["seconds"]
    return sums


def true_seconds(log: Iterable[tuple[float, str]]) -> dict[str, float]:
    """Return how much time each title had, by a log of when it came in front."""
    sums: dict[str, float] = {}
    for (begin, title), (finish, _) in pairwise(log):
        sums[title] = sums.get(title, 0) + finish - begin
    return sums


def error(measured: dict[str, float], truth: dict[str, float]) -> float:
    """Return how far the times of the titles are from the truth, as a share of it all."""
    wrong = sum(abs(measured.get(title, 0) - seconds) for title, seconds in truth.items())
    return wrong / sum(truth.values())


def _events(running: Agent) -> http.client.HTTPResponse:
    connection = Unix(running.home.socket)
    connection.request("GET", "/api/v1/events")
    return connection.getresponse()


def _next(events: http.client.HTTPResponse) -> dict[str, object]:
    while True:
        line = events.readline().decode()
        if line.startswith("data:") and '"presence"' in line:
            return json.loads(line.removeprefix("data:"))
