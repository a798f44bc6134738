"""What is asked and told of one's time, as far as the settings want it; what isn't isn't even loaded."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any, Protocol

from agent.core.model import Network
from agent.core.summaries import Session
from agent.reader import Reader
from agent.sampler import Sampler
from agent.settings import Settings
from agent.sources.base import Pauses, Unavailable
from agent.store.digests import Digests
from agent.store.file import File
from agent.store.ratings import Ratings

Run = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Hearer(Protocol):
    """Hears what is in front, and does its part."""

    def changed(self) -> None:
        """Hear that something else is in front, or nobody is there any more."""

    def close(self) -> None:
        """Let go of all that was to come."""


class Telling:
    """Asks and tells, from the moment on at which it's told what is wanted."""

    def __init__(
        self,
        sampler: Sampler,
        reader: Reader,
        file: File,
        *,
        settings: Callable[[], Settings],
        networks: Callable[[], Mapping[str, Network]],
    ) -> None:
        self.ratings = Ratings(file)
        self._pauses = Pauses(None)
        """how a pause in the user's input is waited for, where the desktop tells"""
        self._digests = Digests(file)
        self._sampler = sampler
        self._reader = reader
        self._settings = settings
        self._networks = networks
        self._hearers: list[Hearer] = []
        self._drawn: dict[str, Session] = {}
        """sessions about which isn't to be asked again, whatever the settings become"""
        self._tasks: set[asyncio.Task[None]] = set()
        self._notices: Any = None
        """agent.notify's, once something is wanted of it"""

    def want(self, run: Run) -> None:
        """Ask and tell what the settings want by now."""
        self._let_go()
        settings = self._settings()
        if settings.ask or settings.budgets:
            self._hearers = self._build(run, settings)

    def hear(self, pauses: Pauses) -> None:
        """Hear how a pause is waited for from now on."""
        self._pauses = pauses

    def changed(self) -> None:
        """Hear that something else is in front, or nobody is there any more."""
        for hearer in self._hearers:
            hearer.changed()

    def close(self) -> None:
        """End it all, and take from the screen what is there."""
        self._let_go()
        for task in self._tasks:
            task.cancel()

    def status(self) -> dict[str, Any]:
        """Return whether it's asked, and whether notifications work, as far as that was tried."""
        works, problem = (self._notices.works, self._notices.problem) if self._notices else (None, "")
        return {"on": self._settings().ask, "works": works, "problem": problem or None}

    def _let_go(self) -> None:
        for hearer in self._hearers:
            hearer.close()
        self._hearers = []

    def _build(self, run: Run, settings: Settings) -> list[Hearer]:
        from agent.limits import Limits  # noqa: PLC0415  not loaded where nothing is wanted
        from agent.notify import Notices  # noqa: PLC0415
        from agent.prompts import Parts, Prompts  # noqa: PLC0415
        from agent.weekly import Weekly  # noqa: PLC0415

        self._notices = self._notices or Notices()
        parts = Parts(
            current=self._sampler.current,
            later=asyncio.get_running_loop().call_later,
            run=lambda work: self._run(run, work),
            settings=self._settings,
            network=lambda its_id: self._networks().get(its_id),
            session=self._session,
            spent=self._spent,
            ratings=self.ratings,
            show=self._notices.show,
            pause=self._pause,
            draw=SystemRandom().random,
        )
        hearers: list[Hearer] = []
        if settings.ask:
            hearers += [Prompts(parts, self._drawn), Weekly(parts, self._digest, self._digests)]
        if settings.budgets:
            hearers.append(Limits(parts))
        return hearers

    def _run(self, run: Run, work: Coroutine[Any, Any, None]) -> None:
        task = run(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _session(self, network: str, at: datetime) -> Session | None:
        pending = self._sampler.pending()
        return await self._reader(lambda on: on.session(network, at, pending=pending))

    async def _spent(self, network: str, period: str) -> timedelta:
        now, pending = self._sampler.current().at, self._sampler.pending()
        summary = await self._reader(lambda on: on.summary(period, "network", now=now, pending=pending))
        seconds = [row["seconds"] for row in summary["rows"] if row["key"] == network]
        return timedelta(seconds=sum(seconds))

    async def _pause(self, length: timedelta) -> None:
        if self._pauses.wait is None:
            raise Unavailable("the desktop doesn't tell whether there is input")
        await self._pauses.wait(length)

    async def _digest(self) -> dict[str, Any]:
        now, pending = self._sampler.current().at, self._sampler.pending()
        return await self._reader(lambda on: on.digest(now=now, pending=pending))
