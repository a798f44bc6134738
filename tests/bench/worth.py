"""What `worth` costs over ten years: a million spans on 15 networks, 10,000 outcomes, 2,000 ratings.

A day is spent on six of the networks, in one browser. Compared with adding up the spans alone, network by
network and week by week.
"""

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from summaries import median

from agent.answers import Answers
from agent.core.ledger import Answer, Credit, Outcome
from agent.core.model import Front, Network, Span
from agent.core.summaries import Session
from agent.settings import Settings
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
from agent.store.ratings import Ratings
from agent.store.spans import Store

NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
NETWORKS = {each: Network(each, each.title()) for each in (f"network{number}" for number in range(15))}
SPANS_A_DAY, OUTCOMES_A_YEAR, RATINGS_A_YEAR = 290, 1000, 200
SETTINGS = Settings(own_rate=Decimal(60), typical_deal=Decimal(1500), close_rate=Decimal("0.2"))
QUESTIONS = (
    ("all", "all", ""),
    ("26 weeks", "26w", ""),
    ("one in full, all", "all", "network0"),
)
MARK_MS = 100


def main() -> None:
    """Measure on the last year alone, and again with nine years before it."""
    with tempfile.TemporaryDirectory(prefix="timesink-bench-") as folder:
        path = Path(folder) / "timesink.db"
        _lay(path, [0])
        one = _measured(path)
        _lay(path, range(1, 10))
        ten, added = _measured(path), median(lambda: _add_up(path))
    counts = (365 * SPANS_A_DAY * 10, OUTCOMES_A_YEAR * 10, RATINGS_A_YEAR * 10)
    print("{:,} spans, {:,} outcomes, {:,} ratings".format(*counts))
    print(f"{'':22}{'1 year':>10}{'10 years':>12}{'growth':>9}")
    for name, _, _ in QUESTIONS:
        print(f"{name:22}{one[name]:7.1f} ms{ten[name]:9.1f} ms{ten[name] / one[name]:8.1f}x")
    print(f"mark: all <= {MARK_MS} ms; to add up the spans alone takes {added:.0f} ms")


def _lay(path: Path, years: range | list[int]) -> None:
    with opened(path) as store:
        for ago in years:
            draw = random.Random(ago)  # noqa: S311  the same life every time
            first = NOW - timedelta(days=365 * (ago + 1)) + timedelta(hours=8)
            for day in range(365):
                store.keep(_day(first + timedelta(days=day), draw))
            _judge(store, first, draw)


def _day(at: datetime, draw: random.Random) -> Iterator[Span]:
    today = draw.sample(list(NETWORKS), 6)
    browser = draw.choice(("Chromium", "Firefox"))
    for _ in range(SPANS_A_DAY):
        end = at + timedelta(milliseconds=draw.randint(500, 120_000))
        networks = (draw.choice(today),) if draw.random() < 0.5 else ()
        activity = draw.choice(("feed", "messages", "video")) if networks else None
        yield Span(at, end, Front(networks, activity, "page", browser))
        at = end


def _judge(store: Store, first: datetime, draw: random.Random) -> None:
    """Note what came in the year, and what was answered."""
    Ledger(store.file).bring("bench", ((each.uid, each) for each in _outcomes(first, draw)))
    for _ in range(RATINGS_A_YEAR):
        start = first + timedelta(days=draw.randrange(365), seconds=draw.randrange(16_000))
        length = timedelta(seconds=draw.randint(120, 1800))
        session = Session(draw.choice(list(NETWORKS)), start, start + length, length)
        Ratings(store.file).rate(session, draw.choice(list(Answer)), longer=None, now=start + length)


def _outcomes(first: datetime, draw: random.Random) -> Iterator[Outcome]:
    for _ in range(OUTCOMES_A_YEAR):
        kind = draw.choice(("deal", "lead", "lead", "follower", "fun"))
        networks = draw.sample(list(NETWORKS), 1 + (draw.random() < 0.2))
        credits_ = tuple(Credit(each, Fraction(1, len(networks))) for each in networks)
        amount = Decimal(draw.randint(100, 3000)) if kind == "deal" else None
        on = first.date() + timedelta(days=draw.randrange(365))
        yield Outcome(new_uid(), on, kind, credits_, amount)


def _measured(path: Path) -> dict[str, float]:
    def asked(period: str, network: str) -> Callable[[], object]:
        def ask() -> object:
            with opened(path, read_only=True) as store:
                on = Answers(store, settings=SETTINGS, networks=NETWORKS, zone=UTC)
                return on.worth(period, network, now=NOW, pending=())

        return ask

    return {name: median(asked(period, network)) for name, period, network in QUESTIONS}


def _add_up(path: Path) -> object:
    database = sqlite3.connect(path)
    week = timedelta(weeks=1) // timedelta(milliseconds=1)
    question = "SELECT start_ms / ? AS week, networks, sum(end_ms - start_ms) FROM spans GROUP BY 1, 2"
    found = database.execute(question, (week,)).fetchall()
    database.close()
    return found


if __name__ == "__main__":
    main()
