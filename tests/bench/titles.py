"""Precision and recall on a file of titles: JSON lines with `title`, `url` and `network` (an id or null).

    python tests/bench/titles.py PATH

Measured over the networks that the shipped rules know: with the title alone, and with the address's host too.
A contested title counts as nobody's; "and labelled" are those networks that the file's labels know at all. A
label may be a kind of networks (`dating`), which any network of that kind is.
Lines with `selected: suffix` were found by their suffix: they count for precision, not for recall.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from agent.core.matching import Ruleset
from agent.core.model import Window
from agent.paths import shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.explain import classify


class Score:
    def __init__(self) -> None:
        self.claimed: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.named: Counter[str] = Counter()
        self.wrong: list[tuple[str, str, str]] = []

    def add(self, said: str | None, line: dict, kind: str | None) -> None:
        truth = line["network"] if kind is None or line["network"] != kind else said
        self.named[truth] += 1
        if said is not None:
            self.claimed[said] += 1
            self.right[said] += said == truth
            if said != truth:
                self.wrong.append((said, str(truth), line["title"]))
        if truth is not None and line.get("selected", "any") == "any":
            self.there[truth] += 1
            self.found[truth] += said == truth

    def row(self, networks: list[str]) -> str:
        claimed = sum(self.claimed[each] for each in networks)
        there = sum(self.there[each] for each in networks)
        right = sum(self.right[each] for each in networks)
        found = sum(self.found[each] for each in networks)
        return f"{share(right, claimed)} {share(found, there)} ({found}/{there})"


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.3f}" if whole else "     -"


def lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def microseconds(ruleset: Ruleset, titles: list[str]) -> float:
    """Measure the mean time that judging a browser's window takes, the second time that it's met."""
    windows = [Window("Chromium", f"{title} - Chromium") for title in titles]
    random.Random(1).shuffle(windows)  # noqa: S311 - real ones come in no order
    for _ in range(2):
        start = time.perf_counter()
        for window in windows:
            ruleset.judge(window)
        took = time.perf_counter() - start
    return took / len(titles) * 1e6


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    ruleset = Rulebook(shipped("rules"), Path("/nonexistent")).ruleset
    title_only, with_url = Score(), Score()
    for line in lines(Path(sys.argv[1])):
        for score, url in ((title_only, None), (with_url, line.get("url"))):
            said = classify(ruleset, {"title": line["title"], "url": url})["network"]
            score.add(said, line, ruleset.networks[said].kind if said else None)
    networks = sorted(ruleset.networks)
    print(f"{'':12} title only: precision, recall    with address: precision, recall")
    for each in networks:
        print(f"{each:12} {title_only.row([each]):30}    {with_url.row([each])}")
    counted = [each for each in networks if ruleset.networks[each].counts]
    labelled = [each for each in counted if title_only.named[each]]
    for name, some in (("all", networks), ("those counted", counted), ("and labelled", labelled)):
        print(f"{name:14} {title_only.row(some):28}    {with_url.row(some)}")
    some = [line["title"] for line in lines(Path(sys.argv[1]))]
    print(f"{microseconds(ruleset, some):.1f} µs a title, one after the other in any order")
    if "--wrong" in sys.argv:
        for name, score in (("title only", title_only), ("with address", with_url)):
            for said, truth, title in score.wrong:
                print(f"{name}: said {said}, is {truth}: {title}")


if __name__ == "__main__":
    main()
