"""Changes what is kept of the recent past, in the background: after the rules have changed, or by hand.

What is pending is changed at once, and what is kept of it with it; then the rest, newest first, in small
transactions with pauses, so that no look is late. A kill in between harms nothing: what rules change is done
again at the next start.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from agent.core.changes import Change, corrected, judged_by
from agent.core.matching import Ruleset
from agent.core.periods import Period
from agent.errors import AgentError
from agent.store.spans import Store

BATCH = 200
"""spans that are read in one go: some milliseconds"""
PAUSE_SECONDS = 0.01
AHEAD = timedelta(days=1)
"""how far spans may be labelled ahead of the clock, where it was set back"""
WAITING_MAX = 100
"""jobs that may wait"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A change of the spans that start in a period."""

    change: Change
    period: Period
    rules: str | None = None
    """by which rules all will have been judged in the end"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come."""

    start: datetime
    end: datetime
    done_from: datetime
    """what lies after it is done"""
    changed: timedelta = timedelta()
    """time that is for other networks now, by this job and those right before it"""
    problem: str | None = None
    """why one of them was given up"""


class Rereading:
    """Does one job after the other."""

    def __init__(
        self,
        store: Store,
        ruleset: Callable[[], Ruleset],
        change_pending: Callable[[Change, Period], timedelta],
        *,
        titles_since: Callable[[], datetime],
    ) -> None:
        self.progress: Progress | None = None
        """of the jobs since there was last nothing to do"""
        self._store = store
        self._ruleset = ruleset
        self._change_pending = change_pending
        self._titles_since = titles_since
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._left = 0
        self._last_rules: str | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether something is still to be done."""
        return self._left > 0

    def catch_up(self) -> None:
        """Judge the past again, where other rules than those in force judged it last, or are about to."""
        try:
            if (self._last_rules or self._store.rules_of_past()) != _digest(self._ruleset()):
                self.by_rules()
        except AgentError as error:
            log.warning("%s", error)

    def by_rules(self, start: datetime | None = None) -> None:
        """Judge by the rules in force what was kept since then, or since titles are kept."""
        ruleset, since = self._ruleset(), self._titles_since()
        start = start or since
        rules = self._last_rules = _digest(ruleset) if start <= since else None
        self._begin(Job(judged_by(ruleset), Period("", start, datetime.now(UTC) + AHEAD), rules))

    def by_hand(self, page_title: str, network: str | None, period: Period) -> None:
        """Give the pages of that title in a period to a network, or to nobody.

        Raises:
            AgentError: too much is to be done already.
        """
        if self._left >= WAITING_MAX:
            raise AgentError("too many corrections are waiting.", "Try again in a minute.")
        since = max(period.start, self._titles_since())
        self._begin(Job(corrected(page_title, network), replace(period, start=since)))

    async def work_forever(self) -> None:
        """Catch up with the rules in force, then do what is begun; never return."""
        self.catch_up()
        while True:
            await self._do(await self._jobs.get())
            self._left -= 1

    def _begin(self, job: Job) -> None:
        if self.progress is None or not self.is_running:
            self.progress = Progress(job.period.start, job.period.end, job.period.end)
        self._left += 1
        self._jobs.put_nowait(job)

    async def _do(self, job: Job) -> None:
        before = self.progress or Progress(job.period.start, job.period.end, job.period.end)
        self.progress = progress = replace(
            before, start=job.period.start, end=job.period.end, done_from=job.period.end
        )
        try:
            if job.rules is not None:
                self._store.set_rules_of_past("")  # of none, until it's done
            moved = self._change_pending(job.change, job.period)
            self.progress = progress = replace(progress, changed=progress.changed + moved)
            while progress.done_from > job.period.start:
                await asyncio.sleep(PAUSE_SECONDS)
                self.progress = progress = self._step(job, progress)
            if job.rules is not None:
                self._store.set_rules_of_past(job.rules)
        except AgentError as error:
            self._last_rules = None
            log.warning("%s The past is not judged again.", error)
            self.progress = replace(progress, problem=progress.problem or str(error))
        if changed := progress.changed - before.changed:
            log.info("the past was judged again: %d s are for other networks now", changed.total_seconds())

    def _step(self, job: Job, progress: Progress) -> Progress:
        until = progress.done_from
        since = max(job.period.start, self._store.start_before(until, BATCH) or job.period.start)
        changed = self._store.change(since, until, job.change)
        return replace(progress, done_from=since, changed=progress.changed + changed)


def _digest(ruleset: Ruleset) -> str:
    return hashlib.sha256(repr(ruleset.rules).encode("utf-8", "backslashreplace")).hexdigest()
