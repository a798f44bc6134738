"""What it takes to look a title up in a browser's history, of 10,000 and of 500,000 pages.

And how long a page whose title says nothing is in front of a real browser before its network is known.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop import chromium, firefox, window_manager, xserver
from running import Agent, agent, home
from walk import Walk, served

from agent.sources.history import KINDS, visits

TIMES = 7
PAGES = 6
HOST = "knitters.test"
RULES = f'schema = 1\nid = "knitters"\nname = "Knitters"\nhosts = ["{HOST}"]\n'
NOW = 13_400_000_000
SCHEMAS = {
    "chromium": (
        (
            "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_time INTEGER);"
            "CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);"
            "CREATE INDEX visits_time_index ON visits (visit_time)"
        ),
        "INSERT INTO urls VALUES (?, ?, ?, ?)",
    ),
    "firefox": (
        (
            "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_date INTEGER);"
            "CREATE INDEX moz_places_lastvisitdateindex ON moz_places (last_visit_date)"
        ),
        "INSERT INTO moz_places VALUES (?, ?, ?, ?)",
    ),
}


def main() -> None:
    _look_up()
    with xserver() as display, window_manager(display):
        for kind, seconds, mark in (("chromium", 20, 12), ("firefox", 5, 2)):
            taken = _attributed(display, kind, seconds)
            middle, worst = statistics.median(taken), max(taken)
            told = f"known after {middle:.1f} s, at worst {worst:.1f} s (mark: {mark})"
            print(f"{kind}: {PAGES} bare titles {told}")


def _attributed(display: str, kind: str, seconds: float) -> list[float]:
    """Return after how long each of some bare titles in front was known to be its network's."""
    steps = [(f"Photos {number}", seconds) for number in range(PAGES)]
    with home(display) as at, served(steps) as walk:
        at.rules.mkdir(parents=True)
        (at.rules / "knitters.toml").write_text(RULES)
        first = f"{walk.base}/walk".replace("127.0.0.1", HOST)
        with agent(at) as running:
            if kind == "chromium":
                with chromium(display, first, flags=(f"--host-resolver-rules=MAP {HOST} 127.0.0.1",)):
                    return _waited(running, walk)
            with firefox(display, first, prefs={"network.dns.localDomains": HOST}):
                return _waited(running, walk)


def _waited(running: Agent, walk: Walk) -> list[float]:
    shown: dict[str, float] = {}
    known: dict[str, float] = {}
    while not walk.over.is_set():
        now = running.get("now")
        if str(now["title"]).startswith("Photos"):
            shown.setdefault(now["title"], time.monotonic())
            if now["network"] == "knitters":
                known.setdefault(now["title"], time.monotonic())
        time.sleep(0.02)
    never = float("inf")
    return [known.get(title, never) - since for title, since in shown.items()]


def _look_up() -> None:
    print(f"{'':10}{'pages':>9}{'size':>9}{'just visited':>14}{'long ago':>11}{'never':>11}")
    for kind, (schema, insert) in SCHEMAS.items():
        for pages in (10_000, 500_000):
            with tempfile.TemporaryDirectory(prefix="timesink-bench-") as folder:
                path = Path(folder) / KINDS[kind].file
                with closing(sqlite3.connect(path)) as made:
                    made.executescript(schema)
                    made.executemany(insert, _pages(pages))
                    if kind == "chromium":
                        made.execute("INSERT INTO visits SELECT NULL, id, last_visit_time FROM urls")
                    made.commit()
                asked = (f"Page {pages - 3}", "Page 3", "Page of nobody")
                took = [_median(kind, path, title, Path(folder)) for title in asked]
                size = path.stat().st_size / 1e6
            print(f"{kind:10}{pages:9,}{size:6.0f} MB" + "".join(f"{each:9.1f} ms" for each in took))


def _pages(number: int) -> Iterator[tuple[int, str, str, int]]:
    for each in range(number):
        address = f"https://site{each % 997}.example/some/page/{each}?with=parameters&and={each}"
        yield each + 1, address, f"Page {each}", (NOW + each * 60) * 1_000_000


def _median(kind: str, path: Path, title: str, folder: Path) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        visits(KINDS[kind], [path], title, folder)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
