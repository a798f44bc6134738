"""Half a year of somebody who doesn't exist, in a database: hours, outcomes, answers."""

import random
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from agent.core.ledger import Answer, Credit, Outcome
from agent.core.model import Front, Span
from agent.core.summaries import Session
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
from agent.store.ratings import Ratings
from agent.store.spans import Store

WEEKS = 30
HABITS = {
    "linkedin": (2.5, ("feed", "messages", "post"), 0.6),
    "facebook": (4.0, ("feed", "video", "groups"), 0.15),
    "x": (3.0, ("feed", "post"), 0.35),
    "reddit": (2.0, ("post", "feed"), 0.8),
    "youtube": (0.02, ("video",), 0.5),
}
"""hours a week, what is done, how often a session is worth it"""
CAME = (
    ("linkedin", "deal", "2400", "shop website"),
    ("linkedin", "deal", "1100", "bakery"),
    ("linkedin", "lead", None, ""),
    ("linkedin", "lead", None, ""),
    ("linkedin", "connection", None, ""),
    ("x", "lead", None, ""),
    ("x", "follower", None, ""),
    ("reddit", "learning", None, "how to sharpen knives"),
)


def fill(store: Store, now: datetime) -> None:
    """Write it all, up to now."""
    draw = random.Random(7)  # noqa: S311  the same life every time
    first = now.replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(weeks=WEEKS)
    for day in range(WEEKS * 7):
        at = first + timedelta(days=day)
        spans = []
        for network, (hours, activities, _) in HABITS.items():
            for _ in range(2):
                length = timedelta(hours=hours / 14 * draw.uniform(0.4, 1.6))
                front = Front((network,), draw.choice(activities), "page", "firefox", None)
                spans.append(Span(at, at + length, front))
                at += length + timedelta(minutes=20)
        spans.append(Span(at, at + timedelta(hours=4), Front((), None, None, "code", None)))
        store.keep(spans)
        _rate(store, spans, draw)
    ledger = Ledger(store.file, "demo")
    for number, (network, kind, amount, note) in enumerate(CAME):
        on = date.fromordinal(first.date().toordinal() + 30 + number * 17)
        money = None if amount is None else Decimal(amount)
        ledger.add(Outcome(new_uid(), on, kind, (Credit(network),), money, note=note))


def _rate(store: Store, spans: list[Span], draw: random.Random) -> None:
    for span in spans:
        network = span.front.network
        if network in HABITS and draw.random() < 0.1:
            answer = Answer.YES if draw.random() < HABITS[network][2] else Answer.NO
            session = Session(network, span.start, span.end, span.duration)
            Ratings(store.file).rate(session, answer, longer=None, now=span.end)


if __name__ == "__main__":
    with opened(Path(sys.argv[1])) as made:
        fill(made, datetime.now(UTC))
