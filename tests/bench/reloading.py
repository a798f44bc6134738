"""How long the loop is held up while 2,000 rules of a user's are read again: on a thread, and in the loop.

python tests/bench/reloading.py
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path

from agent.paths import shipped
from agent.rulebook.book import Rulebook

FILES = 20
RULES = 100
"""a file"""
RULE = r"""
[[rule]]
id = "rule-{number}"
why = "Made for this."
title.regex = ' [|-] {word}(?: \d+)?$'
matches = ["Anna | {word}"]
rejects = ["Anna on {word}"]
"""


def write(folder: Path) -> None:
    luck = random.Random(3)  # noqa: S311 - it only has to look like rules
    for file in range(FILES):
        lines = [f'schema = 1\nid = "own-{file}"\nname = "Own {file}"\n']
        for number in range(RULES):
            word = "".join(luck.choices("abcdefghijklmnoprstuvwxyz", k=14)).capitalize()
            lines.append(RULE.replace("{number}", str(number)).replace("{word}", word))
        (folder / f"own-{file}.toml").write_text("".join(lines), encoding="utf-8")


async def held_up(book: Rulebook, *, on_thread: bool) -> tuple[float, float]:
    """Return how long reading takes, and the longest that the loop is late meanwhile, in milliseconds."""
    late = [0.0]

    async def tick() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - begun - 0.001)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    late.clear()
    begun = time.perf_counter()
    if on_thread:
        await asyncio.to_thread(book.reload)
    else:
        book.reload()
    took = time.perf_counter() - begun
    await asyncio.sleep(0.05)
    ticking.cancel()
    return took * 1000, max(late) * 1000


def main() -> None:
    for on_thread in (False, True):
        with tempfile.TemporaryDirectory(prefix="timesink-bench-") as folder:
            book = Rulebook(shipped("rules"), Path(folder))
            write(Path(folder))
            took, late = asyncio.run(held_up(book, on_thread=on_thread))
            where = "on a thread" if on_thread else "in the loop"
            count = sum(len(each.rules) for each in book.ruleset.rules)
            print(
                f"{count:,} rules read again {where}: {took:6.0f} ms, the loop held up {late:6.1f} ms at most"
            )


if __name__ == "__main__":
    main()
