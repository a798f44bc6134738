"""Asks the browsers' own history about pages whose titles no rule claims, and remembers what it said."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from agent.core.matching import NOBODY, Contested, Judgement, Ruleset
from agent.core.model import Window
from agent.sources.history import KINDS, Unreadable, addresses, files, stamp
from agent.sources.processes import profile_of

ASKED_AFTER = (0.2, 1.0, 3.0, 4.0, 3.0, 8.0)
"""seconds from one asking to the next: Firefox writes at once, Chromium every ten seconds"""
REMEMBERED = 256
ASKING_MAX = 8

Key = tuple[str, str]
"""a browser and a page's title"""


class Witness:
    """Knows the addresses of some pages; asks for others, and tells when it has learned one."""

    def __init__(
        self, ruleset: Callable[[], Ruleset], learned: Callable[[Window, Judgement], None], folder: Path
    ) -> None:
        """`folder` is a private one, in memory where there is one: Firefox's history is copied there."""
        self._folder = folder
        self._ruleset = ruleset
        self._learned = learned
        self._known: dict[Key, tuple[str, ...]] = {}
        self._asking: dict[Key, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, "history")

    def judge(self, window: Window, judgement: Judgement) -> Judgement:
        """Judge a window anew, where rules said nothing and its page's address is known; else ask for it."""
        title, browser = judgement.page_title, judgement.browser
        if judgement.verdict is not NOBODY or judgement.private or not title or not browser:
            return judgement
        if (known := self._known.get((browser, title))) is not None:
            return self._among(window, judgement, known)
        if (browser, title) not in self._asking and len(self._asking) < ASKING_MAX:
            task = asyncio.get_running_loop().create_task(self._ask((browser, title), window, judgement))
            self._asking[browser, title] = task
        return judgement

    def close(self) -> None:
        """Ask nothing any more."""
        for task in self._asking.values():
            task.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _among(self, window: Window, judgement: Judgement, found: Iterable[str]) -> Judgement:
        """Judge by each of the addresses; where they disagree, it's contested among the networks."""
        judged = [self._ruleset().judge(window, address) for address in found]
        networks = sorted({network for each in judged for network in each.verdict.networks})
        if len(networks) > 1:
            return Judgement(Contested(tuple(networks)), judgement.page_title, browser=judgement.browser)
        agreed = networks and all(each.verdict.networks for each in judged)
        return judged[0] if agreed else judgement

    async def _ask(self, key: Key, window: Window, judgement: Judgement) -> None:
        loop, before = asyncio.get_running_loop(), None
        try:
            for pause in ASKED_AFTER:
                await asyncio.sleep(pause)
                look = partial(self._look, *key, window, before)
                before, found = await loop.run_in_executor(self._thread, look)
                if found:
                    while len(self._known) >= REMEMBERED:
                        del self._known[next(iter(self._known))]
                    self._known[key] = found
                    self._learned(window, judgement)
                    return
        finally:
            del self._asking[key]

    def _look(
        self, browser: str, title: str, window: Window, before: object
    ) -> tuple[object, tuple[str, ...]]:
        """Look into the history, on a thread; not where nothing was written since the last time."""
        known = self._ruleset().browsers.get(browser)
        if known is None or known.history is None:
            return None, ()
        kind = KINDS[known.history]
        own = profile_of(window.process.pid) if window.process else None
        folders = [own] if own else [Path.home() / each for each in known.profiles]
        paths = files(kind, folders)
        now = stamp(paths)
        if now == before:
            return now, ()
        try:
            return now, addresses(kind, paths, title, self._folder)
        except Unreadable:  # half-written, perhaps: so it's looked at again, changed or not
            return None, ()
