"""The wiring: the only room that names the concrete parts of the running agent."""

import asyncio
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any

from agent import systemd
from agent.core.changes import Change, untitled
from agent.core.matching import Judgement
from agent.core.model import Instant, Span, Window
from agent.core.periods import EVER, Period
from agent.errors import AgentError, Exit, Problem, trace
from agent.live import Live
from agent.paths import Paths, private_folder, shipped
from agent.reader import Reader
from agent.rereading import Rereading
from agent.rulebook.book import Rulebook
from agent.rulebook.watcher import watch_forever
from agent.sampler import Parts, Sampler
from agent.settings import read_settings
from agent.sources.base import AtSession, Event, Pauses, Source
from agent.sources.registry import at_session, companions, desktops
from agent.sources.sight import Sight, see_forever
from agent.store.database import opened
from agent.store.keeper import Keeper
from agent.store.lock import only_agent
from agent.store.spans import Store
from agent.store.tail import Tail
from agent.telling import Telling
from agent.web.app import build_app, serve
from agent.web.auth import read_or_make_token
from agent.witness import Witness
from agent.writer import Writer

log = logging.getLogger("timesink")

FORGET_EVERY = timedelta(hours=12)
RARELY = timedelta(minutes=1)
"""how often a bus that isn't there is looked for"""


def clock() -> Instant:
    """Read the three clocks, in whole milliseconds, as the database keeps them."""
    return Instant(
        datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC),
        _milliseconds(time.CLOCK_MONOTONIC),
        _milliseconds(time.CLOCK_BOOTTIME),
    )


def _milliseconds(which: int) -> timedelta:
    return timedelta(milliseconds=time.clock_gettime_ns(which) // 1_000_000)


class Daemon:
    """The running agent: its parts, and what happens to them from outside."""

    def __init__(self, paths: Paths, store: Store) -> None:
        self.paths = paths
        self.store = store
        self.stopped = asyncio.Event()
        self._rules_stirred = asyncio.Event()
        self.settings, self.problems = read_settings(paths.settings, os.environ)
        self.rulebook = Rulebook(shipped("rules"), paths.rules)
        self.tail = Tail(paths.tail)
        self.left: list[Span] = []
        """what the last agent had seen and couldn't be kept yet"""
        shutil.rmtree(paths.copies, ignore_errors=True)  # a kill may have left one there
        private_folder(paths.copies)
        self.witness = Witness(lambda: self.rulebook.ruleset, self._learned, paths.copies)
        self.recover()
        self.sampler = self._build_sampler()
        self.rereading = Rereading(
            store, lambda: self.rulebook.ruleset, self._change_pending, titles_since=self._titles_since
        )
        self.live = Live(self.sampler, self.rulebook, self.rereading, lambda: self.settings, paths.database)
        self.live.settings_problems = self.problems
        self.live.histories = lambda: self.witness.problems
        self.reader = Reader(paths, self.rulebook, lambda: self.settings)
        self.writer = Writer(paths, self.rulebook, lambda: self.settings)
        self.telling = Telling(
            self.sampler,
            self.reader,
            store.file,
            settings=lambda: self.settings,
            networks=lambda: self.rulebook.ruleset.networks,
        )
        self.live.ratings, self.live.asking = self.telling.ratings, self.telling.status
        self._seeing: list[asyncio.Task[None]] = []
        """the two that depend on the session first"""
        self._at: str | None = None
        """the session at which the user is"""

    def recover(self) -> None:
        """Keep what the last agent had seen and not yet kept when it ended."""
        self.left = self.tail.read()
        if self.settings.titles_days == 0:
            self.left = [replace(span, front=untitled(span.front)) for span in self.left]
        if self.left:
            try:
                self._keep(())
                self.tail.replace(())
            except AgentError as error:
                log.warning("%s What the last agent saw is remembered meanwhile.", error)

    async def run(self) -> None:
        """Watch until told to stop; a crash of any part ends all."""
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(watch_forever(self.rulebook.folders, self._rules_stirred.set)),
                tasks.create_task(self._reload_rules_forever()),
                tasks.create_task(self._forget_forever()),
                tasks.create_task(self.rereading.work_forever()),
            ]
            self._see(tasks)
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(Troubles())
            loop.add_signal_handler(signal.SIGHUP, self.reload, tasks)
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, self.stopped.set)
            self._tell(self.problems, self.rulebook.problems)
            self.sampler.beat()
            self.telling.want(tasks.create_task)
            self._report()
            await self.stopped.wait()
            systemd.notify("STOPPING=1")
            self.telling.close()
            for task in (*others, *self._seeing):
                task.cancel()

    async def _reload_rules_forever(self) -> None:
        """Bring the rules as they lie in their folders into force, whenever they have changed.

        They're read on a thread, so that looks go on meanwhile: of 3,000 rules the proof takes seconds.
        """
        while True:
            await self._rules_stirred.wait()
            self._rules_stirred.clear()
            if await asyncio.to_thread(self.rulebook.reload):
                self._rules_changed()
            self._report()

    def _rules_changed(self) -> None:
        self._tell(self.rulebook.problems)
        log.info("rules read again: %d networks", len(self.rulebook.ruleset.networks))
        self.sampler.judge_anew()
        self.rereading.catch_up()
        self.live.rules_changed()

    def reload(self, tasks: asyncio.TaskGroup) -> None:
        """Read rules and settings again, and say of a setting where it has to wait for the next start."""
        systemd.notify(systemd.reloading())
        before = self.settings
        self.settings, self.problems = read_settings(self.paths.settings, os.environ)
        self._tell(self.problems)
        self.live.settings_problems = self.problems
        self.sampler.titles_kept = self.settings.titles_days > 0
        self._leave_titles_out()
        if not self.settings.history:
            self.witness.forget()
        self.sampler.judge_anew()
        self._forget()
        self.telling.want(tasks.create_task)
        if self.settings.idle_after != before.idle_after:
            self.sampler.idle_after = self.settings.idle_after
            self._see_desktop(tasks)
        if self.settings.port != before.port:
            log.warning("`port` is %d from the next start on", self.settings.port)
        self._rules_stirred.set()  # once they're read, we're ready again

    def _build_sampler(self) -> Sampler:
        keeper = Keeper(keep=self._keep, tail=self._write_tail, now=clock().awake)
        parts = Parts(
            clock=clock,
            later=asyncio.get_running_loop().call_later,
            judge=self._judge,
            keeper=keeper,
            change_kept=self._change_kept,
            alive=lambda: systemd.notify("WATCHDOG=1"),
            changed=self._changed,
        )
        titles_kept = self.settings.titles_days > 0
        return Sampler(
            parts, idle_after=self.settings.idle_after, titles_kept=titles_kept, floor=self._floor()
        )

    def _floor(self) -> datetime | None:
        """Return the end of what is kept; none where it lies so far ahead that the clock was wrong then."""
        ends = [self.store.last_end(), *(span.end for span in self.left)]
        last = max((end for end in ends if end is not None), default=None)
        return last if last is not None and last - clock().wall < timedelta(days=1) else None

    def _keep(self, spans: Sequence[Span]) -> None:
        """Put spans into the database, and with them what the last agent left."""
        self.store.keep([*self.left, *spans])
        self.left = []

    def _leave_titles_out(self) -> None:
        """Forget the titles of what is pending, where none are to be kept."""
        if self.settings.titles_days == 0:
            try:
                self._change_pending(untitled, EVER)
            except AgentError as error:
                log.warning("%s Titles of the last minutes are forgotten later.", error)

    def _change_pending(self, change: Change, within: Period) -> timedelta:
        moved = self.sampler.change(change, within)
        self.left = [
            replace(span, front=change(span.front)) if within.holds(span.start) else span
            for span in self.left
        ]
        return moved

    def _change_kept(self, span: Span, change: Change) -> None:
        self.store.change(span.start, span.start + timedelta(milliseconds=1), change, noted=False)

    def _write_tail(self, spans: Sequence[Span]) -> None:
        self.tail.replace([*self.left, *spans])

    def _judge(self, window: Window) -> Judgement:
        judgement = self.rulebook.ruleset.judge(window)
        return self.witness.judge(window, judgement) if self.settings.history else judgement

    def _learned(self, window: Window, before: Judgement) -> None:
        try:
            self.sampler.learn(window, before)
        except AgentError as error:
            log.warning("%s What was learned of a page is not counted.", error)

    def _changed(self) -> None:
        self.live.changed()
        self.telling.changed()

    def _see(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to watch the desktop and what tells of the user's presence."""
        self._see_desktop(tasks)
        for companion in companions():
            self._seeing.append(self._see_beside(tasks, companion))

    def _see_beside(self, tasks: asyncio.TaskGroup, companion: Source) -> asyncio.Task[None]:
        say = partial(self.live.hear_of, companion.name)
        return tasks.create_task(see_forever([companion], partial(self._hear, tasks), say, rarely=RARELY))

    def _see_desktop(self, tasks: asyncio.TaskGroup) -> None:
        """Begin, or begin anew, to watch the desktop at which the user is."""
        before = self._seeing[:2]
        for task in before:
            task.cancel()

        async def see() -> None:
            if before:  # what they still say as they end mustn't come behind what is said from now on
                await asyncio.wait(before)
            sources = desktops(self.settings.idle_after, self._at)
            await see_forever(sources, partial(self._hear, tasks), self._sighted)

        desktop = tasks.create_task(see())
        self._seeing[:2] = [desktop, self._see_beside(tasks, at_session(self._at))]

    def _hear(self, tasks: asyncio.TaskGroup, event: Event) -> None:
        """Hear where the user is, how pauses are waited for, and all that the sampler wants to know."""
        match event:
            case Pauses():
                self.telling.pauses = event
            case AtSession(session):
                if session != self._at:
                    self._at = session
                    self._see_desktop(tasks)
            case _:
                self.sampler.tell(event)

    def _sighted(self, sight: Sight) -> None:
        """Tell the edges: sight of the desktop found, or lost."""
        if sight != self.live.sight:
            if sight.source is not None:
                log.info("watching the desktop by %s", sight.source)
            else:
                log.info("found no way to see the active window yet: %s", "; ".join(map(str, sight.refusals)))
        self.live.see(sight)
        self._report()

    def _tell(self, *several: Iterable[Problem]) -> None:
        for problem in chain(*several):
            log.warning("%s", problem.unquoted())

    def _report(self) -> None:
        sight = self.live.sight
        seeing = f"watching by {sight.source}" if sight.source else "waiting for a desktop"
        systemd.notify(f"READY=1\nSTATUS={seeing}, {len(self.rulebook.ruleset.networks)} networks known")

    async def _forget_forever(self) -> None:
        while True:
            self._forget()
            await asyncio.sleep(FORGET_EVERY.total_seconds())

    def _titles_since(self) -> datetime:
        return clock().wall - timedelta(days=self.settings.titles_days)

    def _forget(self) -> None:
        """Forget the titles that have been kept long enough; where that can't be done, later."""
        try:
            self.store.forget_titles(self._titles_since())
        except AgentError as error:
            log.warning("%s Old titles are forgotten once it can be.", error)


class Troubles:
    """Tells of each kind of trouble in the loop once, and never in the words of what came in from outside."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(self, _: asyncio.AbstractEventLoop, trouble: dict[str, Any]) -> None:
        """Hear of one."""
        error = trouble.get("exception")
        kind = f"{trouble.get('message')} ({type(error).__name__})"
        if kind not in self._told:
            self._told.add(kind)
            log.error("%s\n%s", kind, trace(error) if error else "")


async def run(paths: Paths) -> None:
    """Run the agent of this user until it's told to stop.

    Raises:
        AgentError: where another agent runs, the port is taken, or the database can't be used.
    """
    async with AsyncExitStack() as stack:
        private_folder(paths.data)
        private_folder(paths.runtime)
        stack.enter_context(only_agent(paths.lock))
        daemon = Daemon(paths, stack.enter_context(opened(paths.database)))
        stack.callback(daemon.reader.close)
        stack.callback(daemon.writer.close)
        stack.callback(daemon.witness.close)
        stack.callback(daemon.sampler.stop)
        app = build_app(
            daemon.live,
            daemon.reader,
            daemon.writer,
            token=read_or_make_token(paths.token),
            port=daemon.settings.port,
        )
        await stack.enter_async_context(serve(app, port=daemon.settings.port, socket=paths.socket))
        await daemon.run()


def main() -> None:
    """Run the agent in the foreground; what a person can mend is told in a sentence."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there's something to reload
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it quotes what it was sent
    os.umask(0o077)
    try:
        asyncio.run(run(Paths.of_user()))
    except AgentError as error:
        log.error("timesink: %s", error)  # noqa: TRY400  a sentence, and no traceback
        sys.exit(Exit.MENDABLE)
    except Exception as error:  # noqa: BLE001  the one place where all errors end
        log.error("this is a bug of ours:\n%s", trace(error))  # noqa: TRY400  with no word of the error's
        sys.exit(Exit.OUR_BUG)


if __name__ == "__main__":
    main()
