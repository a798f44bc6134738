"""The running agent put together: which part tells which, and what happens to them from outside."""

import asyncio
import logging
import os
import shutil
import signal
from datetime import timedelta

from agent import systemd, terminal
from agent.clocks import clock
from agent.core.changes import Change
from agent.core.matching import Judgement
from agent.core.model import Span, Window
from agent.core.periods import Period
from agent.errors import AgentError
from agent.forgetting import Titles
from agent.leftover import Leftover
from agent.live import Live
from agent.paths import Paths, private_folder, shipped
from agent.reader import Reader
from agent.rereading import Rereading
from agent.rulebook.book import Rulebook
from agent.rulebook.watcher import watch_forever
from agent.sampler import Parts, Sampler
from agent.seeing import Hearers, Seeing
from agent.settings import read_settings
from agent.sources.sight import Sight
from agent.store.keeper import Keeper
from agent.store.spans import Store
from agent.store.tail import Tail
from agent.telling import Telling
from agent.troubles import Faults, Troubles, tell_of
from agent.witness import Witness
from agent.writer import Writer

log = logging.getLogger("timesink")


class Wiring:
    """The running agent: its parts, and what happens to them from outside."""

    def __init__(self, paths: Paths, store: Store, *, ends_with_terminal: bool) -> None:
        self.paths = paths
        self._ends_with_terminal = ends_with_terminal
        self.store = store
        self.stopped = asyncio.Event()
        self._rules_stirred = asyncio.Event()
        self._faults = Faults()
        self.settings, self.problems = read_settings(paths.settings, os.environ)
        self.rulebook = Rulebook(shipped("rules"), paths.rules)
        self.leftover = Leftover(store, Tail(paths.tail), titles_kept=self.settings.titles_days > 0)
        shutil.rmtree(paths.copies, ignore_errors=True)  # a kill may have left one there
        private_folder(paths.copies)
        self.witness = Witness(lambda: self.rulebook.ruleset, self._learned, paths.copies)
        self.sampler = self._build_sampler()
        self.titles = Titles(store, lambda: self.settings.titles_days, self._change_pending)
        self.rereading = Rereading(
            store, lambda: self.rulebook.ruleset, self._change_pending, titles_since=self.titles.since
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

    async def run(self) -> None:
        """Watch until told to stop; a crash of any part ends all."""
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(watch_forever(self.rulebook.folders, self._rules_stirred.set)),
                tasks.create_task(self._reload_rules_forever()),
                tasks.create_task(self.titles.forget_forever()),
                tasks.create_task(self.rereading.work_forever()),
            ]
            hearers = Hearers(self.sampler.tell, self.telling.hear, self._sighted, self.live.hear_of)
            seeing = Seeing(tasks, hearers, idle_after=lambda: self.settings.idle_after)
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(Troubles())
            loop.add_signal_handler(signal.SIGHUP, self._hang_up_or_reload, tasks, seeing)
            loop.add_signal_handler(signal.SIGUSR1, self.reload, tasks, seeing)  # our own commands send it
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, self.stopped.set)
            tell_of(self.problems)
            self._faults.tell(self.rulebook.problems)
            self.sampler.beat()
            self.telling.want(tasks.create_task)
            self._report()
            await self.stopped.wait()
            systemd.notify("STOPPING=1")
            self.telling.close()
            seeing.end()
            for task in others:
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
        self._faults.tell(self.rulebook.problems)
        log.info("rules read again: %d networks", len(self.rulebook.ruleset.networks))
        self.sampler.judge_anew()
        self.rereading.catch_up()
        self.live.rules_changed()

    def _hang_up_or_reload(self, tasks: asyncio.TaskGroup, seeing: Seeing) -> None:
        """Take a signal for what it is: where our terminal has gone, nobody asks us to read settings."""
        if self._ends_with_terminal and not terminal.is_there():
            self.stopped.set()
        else:
            self.reload(tasks, seeing)

    def reload(self, tasks: asyncio.TaskGroup, seeing: Seeing) -> None:
        """Read rules and settings again, and say of a setting where it has to wait for the next start."""
        if self.stopped.is_set():
            return
        systemd.notify(systemd.reloading())
        before = self.settings
        self.settings, self.problems = read_settings(self.paths.settings, os.environ)
        tell_of(self.problems)
        self.live.settings_problems = self.problems
        self.sampler.titles_kept = self.settings.titles_days > 0
        self.titles.leave_out()
        if not self.settings.history:
            self.witness.forget()
        self.sampler.judge_anew()
        self.titles.forget()
        self.telling.want(tasks.create_task)
        if self.settings.idle_after != before.idle_after:
            self.sampler.idle_after = self.settings.idle_after
            seeing.begin_anew()
        if self.settings.port != before.port:
            log.warning("`port` is %d from the next start on", self.settings.port)
        self._rules_stirred.set()  # once they're read, we're ready again

    def _build_sampler(self) -> Sampler:
        keeper = Keeper(keep=self.leftover.keep, tail=self.leftover.write_tail, now=clock().awake)
        parts = Parts(
            clock=clock,
            later=asyncio.get_running_loop().call_later,
            judge=self._judge,
            keeper=keeper,
            change_kept=self._change_kept,
            alive=lambda: systemd.notify("WATCHDOG=1"),
            changed=self._changed,
        )
        return Sampler(
            parts,
            idle_after=self.settings.idle_after,
            titles_kept=self.settings.titles_days > 0,
            floor=self.leftover.floor(clock().wall),
        )

    def _change_pending(self, change: Change, within: Period) -> timedelta:
        with self.leftover.changed(change, within):
            return self.sampler.change(change, within)

    def _change_kept(self, span: Span, change: Change) -> None:
        self.store.change(span.start, span.start + timedelta(milliseconds=1), change, noted=False)

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

    def _sighted(self, sight: Sight) -> None:
        """Tell the edges: sight of the desktop found, or lost."""
        if sight != self.live.sight:
            if sight.source is not None:
                log.info("watching the desktop by %s", sight.source)
            else:
                log.info("found no way to see the active window yet: %s", "; ".join(map(str, sight.refusals)))
        self.live.see(sight)
        self._report()

    def _report(self) -> None:
        sight = self.live.sight
        seeing = f"watching by {sight.source}" if sight.source else "waiting for a desktop"
        systemd.notify(f"READY=1\nSTATUS={seeing}, {len(self.rulebook.ruleset.networks)} networks known")
