"""Asks the browsers' own history about pages whose titles no rule claims, and remembers what it said."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from agent.core.matching import NOBODY, Contested, Judgement, Ruleset
from agent.core.model import Window
from agent.core.rules import BY_HOST
from agent.core.titles import Browser
from agent.errors import Problem
from agent.sources.history import KINDS, Kind, Visit, files, lately, newest, stamp, visits, with_ahead
from agent.sources.inotify import written
from agent.sources.processes import profile_of

ASKED_AFTER = 0.2
"""seconds; then whenever the history is written, as Firefox does at once and Chromium every ten seconds"""
ASKED_FOR = 20.0
"""seconds, from the beginning: long enough for two of Chromium's commits, since a script may title late"""
FRESH = timedelta(seconds=10)
"""a page visited so shortly before its title came in front is the one in front; an older visit is only
believed when a newer one would have been written by now"""
REMEMBERED_SECONDS = 120
"""the next page of that title may be another network's"""
REMEMBERED = 256
ASKING_MAX = 8
RESTS = 30
"""times what a look has taken, nothing is looked at: a large history costs a thirtieth of the time at most"""

Key = tuple[str, str, int]
"""a browser, a page's title, and the process, since that has its own profile"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a history said of a title, in which state it was, and until when that is believed unasked."""

    found: Sequence[Visit] = ()
    stamp: object = None
    problems: Sequence[Problem] = ()
    is_asked: bool = False
    until: float = 0.0


class Witness:
    """Knows the addresses of some pages; asks for others, and tells when it has learned one."""

    def __init__(
        self, ruleset: Callable[[], Ruleset], learned: Callable[[Window, Judgement], None], folder: Path
    ) -> None:
        """`folder` is a private one, in memory where there is one: Firefox's history is copied there."""
        self._folder = folder
        self._ruleset = ruleset
        self._learned = learned
        self._known: dict[Key, _Said] = {}
        self._asking: dict[Key, asyncio.Task[None]] = {}
        self._problems: dict[str, Sequence[Problem]] = {}
        self._rests_until = 0.0
        self._thread = ThreadPoolExecutor(1, "history")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return which histories couldn't be read when they were last asked."""
        return tuple(problem for several in self._problems.values() for problem in several)

    def judge(self, window: Window, judgement: Judgement) -> Judgement:
        """Judge a window anew, where rules said nothing and its page's address is known; else ask for it."""
        title, browser = judgement.page_title, judgement.browser
        if judgement.verdict is not NOBODY or judgement.private or not title or not browser:
            return judgement
        key = _key(window, judgement)
        said = self._known.get(key, _Said())
        known = self._ruleset().browsers.get(browser)
        if known and known.history and key not in self._asking:
            self._begin(known, KINDS[known.history], window, judgement, said)
        if said.until > asyncio.get_running_loop().time():
            return self._among(window, judgement, lately(said.found))
        return judgement

    def forget(self) -> None:
        """Ask for none of the pages so far, and keep nothing of what was said of them."""
        for task in self._asking.values():
            task.cancel()
        self._asking.clear()  # one that hadn't begun can't do so itself
        self._known.clear()

    def close(self) -> None:
        """Ask nothing any more."""
        self.forget()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _among(self, window: Window, judgement: Judgement, found: Iterable[str]) -> Judgement:
        """Judge by each of the addresses; where they disagree, it's contested among the networks."""
        judged = [self._ruleset().judge(window, address) for address in found]
        networks = sorted({network for each in judged for network in each.verdict.networks})
        if len(networks) > 1:
            contested = Contested(tuple(networks), BY_HOST)
            return Judgement(contested, judgement.page_title, browser=judgement.browser)
        agreed = networks and all(each.verdict.networks for each in judged)
        return judged[0] if agreed else judgement

    def _begin(self, browser: Browser, kind: Kind, window: Window, judgement: Judgement, said: _Said) -> None:
        """Ask, also where the answer is known: the page in front now may be another network's."""
        while len(self._asking) >= ASKING_MAX:
            self._asking.pop(next(iter(self._asking))).cancel()  # the page in front has precedence
        key = _key(window, judgement)
        asking = self._ask(browser, kind, window, judgement, said)
        self._asking[key] = asyncio.get_running_loop().create_task(asking)

    async def _ask(
        self, browser: Browser, kind: Kind, window: Window, judgement: Judgement, said: _Said
    ) -> None:
        """Ask whenever the history is written, until a visit is found that must be to the page in front."""
        loop, at = asyncio.get_running_loop(), datetime.now(UTC)
        begun, title = loop.time(), judgement.page_title or ""
        key = _key(window, judgement)
        due = [ASKED_AFTER, kind.commits_within.total_seconds(), ASKED_FOR]
        look = partial(self._look, kind, browser, title, window)
        try:
            paths, _ = await loop.run_in_executor(self._thread, _files, kind, browser, window)
            with written(with_ahead(paths)) as history:
                while due:
                    if not await history.next(by=begun + due[0]):
                        del due[0]
                    if not await self._rested(by=begun + ASKED_FOR):
                        break
                    said = await self._looked(partial(look, said))
                    waited = timedelta(seconds=loop.time() - begun)
                    if said.found and (newest(said.found) >= at - FRESH or waited >= kind.commits_within):
                        self._learn(key, window, judgement, said)
                        break
            if said.is_asked:
                self._tell(browser, said.problems)
        finally:
            if self._asking.get(key) is asyncio.current_task():
                del self._asking[key]

    async def _rested(self, *, by: float) -> bool:
        """Wait until there may be a look again; tell whether that is so by a moment."""
        clock = asyncio.get_running_loop().time
        while clock() < self._rests_until < by:  # noqa: ASYNC110  it may be prolonged meanwhile
            await asyncio.sleep(self._rests_until - clock())
        return self._rests_until <= clock()

    async def _looked(self, look: Callable[[], _Said]) -> _Said:
        """Look, on the thread, and have a rest begin."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        said = await loop.run_in_executor(self._thread, look)
        self._rests_until = loop.time() + RESTS * (loop.time() - begun)
        return said

    def _learn(self, key: Key, window: Window, judgement: Judgement, said: _Said) -> None:
        """Remember what was said, and tell where it isn't what was believed."""
        loop = asyncio.get_running_loop()
        known = self._known.get(key, _Said())
        believed = lately(known.found) if known.until > loop.time() else None
        before = judgement if believed is None else self._among(window, judgement, believed)
        self._remember(key, replace(said, until=loop.time() + REMEMBERED_SECONDS))
        if believed != lately(said.found):
            self._learned(window, before)

    def _look(self, kind: Kind, browser: Browser, title: str, window: Window, said: _Said) -> _Said:
        """Look into the history, on a thread; where nothing was written since, it says what it said."""
        paths, problems = _files(kind, browser, window)
        now = stamp(paths)
        if now == said.stamp:
            return said
        found, faults = visits(kind, paths, title, self._folder)
        if not paths and not problems:
            problems = [Problem(browser.name, "keeps its history in no folder that is known.", _HINT)]
        return _Said(found, None if faults else now, (*problems, *faults), is_asked=True)

    def _remember(self, key: Key, said: _Said) -> None:
        """Believe it for a while, and have no address in memory afterwards."""
        self._known.pop(key, None)
        while len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[key] = said
        asyncio.get_running_loop().call_at(said.until, self._let_go, key)

    def _let_go(self, key: Key) -> None:
        said = self._known.get(key)
        if said is not None and said.until < asyncio.get_running_loop().time() + 1:  # else learned anew
            del self._known[key]

    def _tell(self, browser: Browser, problems: Sequence[Problem]) -> None:
        """Say what can't be read once, and once more where it has changed."""
        for problem in problems:
            if problem not in self._problems.get(browser.id, ()):
                log.warning("%s", problem)
        self._problems[browser.id] = problems


def _files(kind: Kind, browser: Browser, window: Window) -> tuple[list[Path], list[Problem]]:
    own = profile_of(window.process.pid) if window.process else None
    return files(kind, [own] if own else [Path.home() / each for each in browser.profiles])


def _key(window: Window, judgement: Judgement) -> Key:
    pid = window.process.pid if window.process else 0
    return judgement.browser or "", judgement.page_title or "", pid


_HINT = "Tell `profiles` in a file of yours: rules/browsers/ has the shipped ones."
