"""What a summary costs on a year of a million spans, and on ten such years, against adding the spans up."""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.answers import Answers
from agent.core.model import Front, Network, Span
from agent.settings import Settings
from agent.store.database import opened

NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
DAYS = 384  # twelve of the widest buckets, so that another year can be laid before this one as it is
SPANS_A_DAY = 2740
QUESTIONS = (
    ("a day", "2026-11-14", "network"),
    ("a month", "2026-11", "network"),
    ("a year", "2026", "network"),
    ("a year, by activity", "2026", "activity"),
    ("a year, by program", "2026", "app"),
    ("a year, by day", "2026", "day"),
    ("all", "all", "network"),
)


def main() -> None:
    networks = {each: Network(each, each.title()) for each in "abcdefghijkl"}
    with tempfile.TemporaryDirectory(prefix="timesink-bench-") as folder:
        path = Path(folder) / "timesink.db"
        begun = time.perf_counter()
        with opened(path) as store:
            for day in _days(sorted(networks)):
                store.keep(day)
        spans = DAYS * SPANS_A_DAY
        rate = spans / (time.perf_counter() - begun)
        print(f"kept {spans:,} spans in {DAYS} days, {rate:,.0f} a second ({_megabytes(path)})")
        one = _measured(path, networks)
        scanned = median(lambda: _scan(path))
        _lay_nine_years_before(path)
        print(f"nine more such years laid before it ({_megabytes(path)})")
        ten = _measured(path, networks)
    print(f"{'':22}{'1 year':>10}{'10 years':>12}{'growth':>9}")
    for name, _, _ in QUESTIONS:
        print(f"{name:22}{one[name]:7.2f} ms{ten[name]:9.2f} ms{ten[name] / one[name]:8.1f}x")
    print("marks: a year <= 10 ms; with ten years kept <= 20 ms")
    year = one["a year"]
    print(f"the year by adding up its spans: {scanned:.0f} ms, {scanned / year:.0f} times as long")


def _days(networks: list[str]) -> Iterator[list[Span]]:
    draw = random.Random(7)  # noqa: S311  the same year every time
    programs = [f"Program {number}" for number in range(20)]
    fronts = [
        Front((network,), activity, "page", browser, None)
        for network in networks
        for activity in ("feed", "messages", "video")
        for browser in ("Chromium", "Firefox")
    ] + [Front(app=program) for program in programs] * 4
    for day in range(DAYS, 0, -1):
        at = NOW - timedelta(days=day) + timedelta(hours=8)
        spans = []
        for _ in range(SPANS_A_DAY):
            end = at + timedelta(milliseconds=draw.randint(500, 20_000))
            spans.append(Span(at, end, draw.choice(fronts)))
            at = end
        yield spans


def _measured(path: Path, networks: dict[str, Network]) -> dict[str, float]:
    def asked(period: str, by: str) -> Callable[[], object]:
        def ask() -> object:
            with opened(path, read_only=True) as store:
                answers = Answers(store, settings=Settings(), networks=networks, zone=UTC)
                return answers.summary(period, by, now=NOW, pending=())

        return ask

    return {name: median(asked(period, by)) for name, period, by in QUESTIONS}


def _scan(path: Path) -> object:
    database = sqlite3.connect(path)
    start, end = (datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000 for year in (2026, 2027))
    question = (
        "SELECT networks, sum(end_ms - start_ms) FROM spans WHERE start_ms BETWEEN ? AND ? GROUP BY networks"
    )
    found = database.execute(question, (start, end)).fetchall()
    database.close()
    return found


def _lay_nine_years_before(path: Path) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA cache_size = -200000")
    last = {
        table: database.execute(f"SELECT min(start_ms) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("spans", "sums")
    }
    for year in range(9, 0, -1):
        shift = year * DAYS * 86_400_000
        database.execute(
            "INSERT INTO spans SELECT start_ms - ?, uid, end_ms - ?, networks, activity, rule, app "
            "FROM spans WHERE start_ms >= ?",
            (shift, shift, last["spans"]),
        )
        database.execute(
            "INSERT INTO sums SELECT width, start_ms - ?, networks, activity, app, ms FROM sums "
            "WHERE start_ms >= ? ON CONFLICT DO UPDATE SET ms = ms + excluded.ms",
            (shift, last["sums"]),
        )
    database.close()


def median(ask: Callable[[], object], times: int = 11) -> float:
    """How long an answer takes, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _megabytes(path: Path) -> str:
    return f"{sum(each.stat().st_size for each in path.parent.iterdir()) / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
