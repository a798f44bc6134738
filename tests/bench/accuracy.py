"""How far the time per title is from the truth: 60 switches with 0.3 to 5 s between them, in real Chromium.

The truth is logged twice, by witnesses that know nothing of the agent: by the pages themselves when they
become visible, and by a second X client that writes down when the title in front changes.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from desktop import chromium, window_manager, xserver
from running import Agent, agent, home
from shown import error, measured_seconds, true_seconds
from walk import Walk, served

SWITCHES = 60
NAMES = (
    "Somebody {} | Facebook",
    "Clip {} - YouTube",
    "Person {} | LinkedIn",
    "Thing {} : r/things",
    "Inbox {}",
)
TABS = 6


def main() -> None:
    print(f"time error per title, {SWITCHES} switches (mark: 0.3 %):")
    for name, session in (("tab switches", _tabs), ("navigation in one tab", _navigation)):
        by_pages, by_server = _error(session)
        print(f"  {name:24} against the X server {by_server:.2%}, against the pages {by_pages:.2%}")


def _dwells() -> list[float]:
    draw = random.Random(7)  # noqa: S311  the same session every time
    return [round(draw.uniform(0.3, 5), 2) for _ in range(SWITCHES)]


def _error(session: Callable[[str, Agent], Walk]) -> tuple[float, float]:
    with xserver() as display, window_manager(display), _observed(display) as seen, home(display) as at:
        with agent(at) as running:
            walk = session(display, running)
            measured = measured_seconds(running)
        by_pages = {title: s for title, s in walk.true_seconds().items() if title != "The end"}
        by_server = _by_server(seen())
    return (
        error(measured, by_pages),
        error(measured, {title: by_server.get(title, 0) for title in by_pages}),
    )


def _navigation(display: str, running: Agent) -> Walk:
    steps = [(NAMES[n % len(NAMES)].format(n), dwell) for n, dwell in enumerate(_dwells())]
    with served(steps) as walk, chromium(display, f"{walk.base}/walk?step=0"):
        assert walk.over.wait(SWITCHES * 6)
        running.until(lambda now: now["title"] == "The end")
    return walk


def _tabs(display: str, running: Agent) -> Walk:
    titles = [NAMES[n % len(NAMES)].format(n) for n in range(TABS)]
    draw = random.Random(11)  # noqa: S311  the same session every time
    with served([]) as walk:
        pages = [f"{walk.base}/page?title={quote(title)}" for title in titles]
        with chromium(display, *pages):
            running.until(lambda now: now["title"] in titles)
            time.sleep(3)  # all tabs have loaded
            at = 0
            for dwell in _dwells():
                at = draw.choice([tab for tab in range(TABS) if tab != at])
                _press(display, f"ctrl+{at + 1}")
                time.sleep(dwell)
            walk.log.append((time.time(), "The end"))
            _press(display, "ctrl+t")
            running.until(lambda now: now["title"] not in titles)
    return walk


def _press(display: str, keys: str) -> None:
    subprocess.run(["xdotool", "key", keys], env=os.environ | {"DISPLAY": display}, check=True)


@contextmanager
def _observed(display: str) -> Iterator[Callable[[], list[tuple[float, str | None]]]]:
    argv = [sys.executable, str(Path(__file__).parent / "observer.py")]
    with subprocess.Popen(
        argv, env=os.environ | {"DISPLAY": display}, stdout=subprocess.PIPE, text=True
    ) as observer:

        def seen() -> list[tuple[float, str | None]]:
            observer.terminate()
            assert observer.stdout is not None
            told = [json.loads(line) for line in observer.stdout]
            return [(line["at"], line["title"]) for line in told]

        yield seen
        observer.terminate()


def _by_server(seen: list[tuple[float, str | None]]) -> dict[str, float]:
    return true_seconds((at, (title or "").removesuffix(" - Chromium")) for at, title in seen)


if __name__ == "__main__":
    main()
