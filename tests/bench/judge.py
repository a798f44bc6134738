"""Titles judged per second, and what the rules cost in memory: the shipped files, 1,000 rules and 10,000.

    python tests/bench/judge.py

Each title is a browser window's, so that taking off the browser's ending is measured too. Compared with a
loop over `re` of the same rules.
"""

import gc
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from agent.core.matching import Ruleset
from agent.core.model import Network, Window
from agent.core.rules import Condition, NetworkRules, Operator, Rule
from agent.paths import shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.compiled import build_match

WORDS = [
    "the",
    "a",
    "of",
    "news",
    "how",
    "to",
    "why",
    "video",
    "live",
    "photos",
    "review",
    "part",
    "official",
    "trailer",
    "with",
    "from",
    "best",
    "new",
    "world",
    "day",
]
ORDINARY = 20_000


def titles(ruleset: Ruleset, number: int) -> list[str]:
    """Make ordinary titles, a third of them with an ending that some rule knows."""
    luck = random.Random(7)  # noqa: S311 - it only has to look like titles
    endings = [
        text
        for each in ruleset.rules
        for rule in each.rules
        for condition in rule.conditions
        if condition.operator is Operator.ENDS_WITH
        for text in condition.texts
    ]
    made = []
    for _ in range(number):
        words = [*luck.choices(WORDS, k=luck.randint(2, 10)), str(luck.randint(0, 10**6))]
        made.append(" ".join(words) + (luck.choice(endings) if luck.random() < 1 / 3 else ""))
    return made


def synthetic(number: int) -> Ruleset:
    """Make so many rules of all kinds beside the shipped ones, ten a network."""
    luck = random.Random(8)  # noqa: S311 - likewise
    book = Rulebook(shipped("rules"), Path("/nonexistent"))

    def word() -> str:
        return "".join(luck.choices("abcdefghijklmnoprstuvwxyz", k=luck.randint(4, 9))).capitalize()

    def condition(kind: int) -> Condition:
        name = word()
        match kind % 4:
            case 0 | 1:
                return Condition(Operator.ENDS_WITH, (f" | {name}", f" - {name}"))
            case 2:
                return Condition(Operator.EQUALS, (name, f"{name} - {word()}"))
            case _:
                return Condition(Operator.REGEX, (rf"\(@\w{{1,15}}\) (?:on|auf|sur) {name}$",))

    made = [
        NetworkRules(
            Network(id=f"n{each}", name=f"N{each}", hosts=(f"n{each}.example",)),
            tuple(Rule(f"r{kind}", (condition(kind),)) for kind in range(10)),
        )
        for each in range(number // 10)
    ]
    return Ruleset((*book.ruleset.rules, *made), book.ruleset.browsers.values(), build_match)


def loop_over_re(ruleset: Ruleset) -> Callable[[str], object]:
    """Judge as one would without RE2."""
    patterns = [
        (rule.id, [in_re(condition) for condition in rule.conditions])
        for each in ruleset.rules
        for rule in each.rules
    ]
    return lambda title: [
        each
        for each, all_of in patterns
        if all(any(found.search(title) for found in any_of) for any_of in all_of)
    ]


def in_re(condition: Condition) -> list[re.Pattern[str]]:
    """Write a condition as the standard library understands it."""
    if condition.operator is Operator.REGEX:
        return [re.compile(text.replace(r"\p{Cyrillic}", "Ѐ-ӿ")) for text in condition.texts]
    text = "|".join(map(re.escape, condition.texts))
    start = r"\A" if condition.operator in {Operator.EQUALS, Operator.STARTS_WITH} else ""
    end = r"\Z" if condition.operator in {Operator.EQUALS, Operator.ENDS_WITH} else ""
    return [re.compile(f"{start}(?:{text}){end}")]


def microseconds(judge: Callable[[str], object], some: Sequence[str]) -> float:
    """Measure the mean time a title takes."""
    start = time.perf_counter()
    for title in some:
        judge(title)
    return (time.perf_counter() - start) / len(some) * 1e6


def kilobytes() -> int:
    """Return the memory that is the process's own."""
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous"))


def show(name: str) -> None:
    """Print one line of the table."""
    build, times = BUILDS[name]
    first = build()  # fills what lay free in the heap, up to half a megabyte
    before, start = kilobytes(), time.perf_counter()
    ruleset = build()
    built, took = kilobytes() - before, time.perf_counter() - start
    some = titles(ruleset, ORDINARY)
    windows = [Window("Chromium", f"({number % 9}) {title} - Chromium") for number, title in enumerate(some)]
    thousands = [windows[first : first + 1000] for first in range(0, ORDINARY, 1000)]
    with_titles = kilobytes()
    cold = microseconds(ruleset.judge, windows[: ORDINARY // 2])
    warm = min(microseconds(ruleset.judge, thousand) for thousand in thousands)
    grown = kilobytes() - with_titles
    looped = microseconds(loop_over_re(ruleset), some[:times])
    rules = sum(len(each.rules) for each in first.rules)
    print(
        f"{name:12} {rules:6,} rules: {warm:5.1f} µs a title ({cold:.1f} at first), "
        f"{1e6 / warm:8,.0f} titles/s; loop over re {looped:8.1f} µs ({looped / warm:4.0f}x); "
        f"read in {took * 1000:4.0f} ms; {built:,} KB, {built + grown:,} KB after {ORDINARY:,} titles"
    )


BUILDS: dict[str, tuple[Callable[[], Ruleset], int]] = {
    "shipped": (lambda: Rulebook(shipped("rules"), Path("/nonexistent")).ruleset, 2000),
    "1,000 rules": (lambda: synthetic(1_000), 300),
    "10,000 rules": (lambda: synthetic(10_000), 100),
}


def main() -> None:
    """Measure each in a process of its own."""
    if len(sys.argv) > 1:
        show(sys.argv[1])
        return
    for name in BUILDS:
        subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    main()
