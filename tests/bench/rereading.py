"""What it costs to judge the past again: 30 days of spans with titles, and ten times as many.

    python tests/bench/rereading.py

Compared with judging the same titles alone. The longest step is how long a look may have to wait.
"""

import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.core.changes import judged_by
from agent.core.model import Front, Span
from agent.paths import shipped
from agent.rereading import BATCH
from agent.rulebook.book import Rulebook
from agent.store.database import opened

NOW = datetime(2026, 12, 31, tzinfo=UTC)
DAYS, SPANS_A_DAY = 30, 2000
LENGTH = timedelta(days=1) / SPANS_A_DAY


def main() -> None:
    ruleset = Rulebook(shipped("rules"), Path("/nonexistent")).ruleset
    luck = random.Random(7)  # noqa: S311  the same titles every time
    endings = ["", "", " | LinkedIn", " - YouTube", " | Facebook"]
    for times in (1, 10):
        number = DAYS * SPANS_A_DAY * times
        titles = [f"Page {luck.randrange(10**6)}{luck.choice(endings)}" for _ in range(number)]
        begun = time.perf_counter()
        for title in titles:
            ruleset.judge_page(title)
        judged = time.perf_counter() - begun
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "timesink.db") as store:
            fronts = [Front((), None, None, "Chromium", title) for title in titles]
            starts = [NOW - LENGTH * (number - at) for at in range(number)]
            store.keep(
                Span(start, start + LENGTH, front) for start, front in zip(starts, fronts, strict=True)
            )
            for name in ("three in five change", "nothing changes"):
                steps, at = [], NOW
                while at > starts[0]:
                    begun = time.perf_counter()
                    since = store.start_before(at, BATCH) or starts[0]
                    store.change(since, at, judged_by(ruleset))
                    steps.append(time.perf_counter() - begun)
                    at = since
                whole, longest = sum(steps), max(steps) * 1000
                print(
                    f"{number:7,} spans, {name:20}: {whole:5.1f} s ({whole / judged:4.1f} x judging alone), "
                    f"a step {sorted(steps)[len(steps) // 2] * 1000:.1f} ms, the longest {longest:.0f} ms"
                )


if __name__ == "__main__":
    main()
