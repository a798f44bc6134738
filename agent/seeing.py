"""Watching: the desktop at which the user is, and what tells of presence beside it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from agent.sources.base import AtSession, Event, Pauses, Source
from agent.sources.registry import at_session, companions, desktops
from agent.sources.sight import Sight, see_forever

RARELY = timedelta(minutes=1)
"""how often a bus that isn't there is looked for"""


@dataclass(frozen=True, slots=True)
class Hearers:
    """Who is told what."""

    tell: Callable[[Event], None]
    """hears what is in front and who is there"""
    pauses: Callable[[Pauses], None]
    """hears how to wait for a pause"""
    sighted: Callable[[Sight], None]
    """hears by which source the desktop is seen, or that none sees it"""
    beside: Callable[[str, Sight], None]
    """likewise of each source beside it, by its name"""


class Seeing:
    """Has all sources tell what they see, each in a task of its own."""

    def __init__(
        self, tasks: asyncio.TaskGroup, hearers: Hearers, *, idle_after: Callable[[], timedelta]
    ) -> None:
        self._tasks = tasks
        self._hearers = hearers
        self._idle_after = idle_after
        self._at: str | None = None
        """the session at which the user is"""
        self._desktop: list[asyncio.Task[None]] = []
        """what depends on the session"""
        self.begin_anew()
        self._beside = [self._see_beside(companion) for companion in companions()]

    def begin_anew(self) -> None:
        """Watch the desktop at which the user is now, by the settings that are in force now."""
        before = self._desktop
        for task in before:
            task.cancel()
        see = self._see_desktop(before)
        self._desktop = [self._tasks.create_task(see), self._see_beside(at_session(self._at))]

    def end(self) -> None:
        """Watch nothing any more."""
        for task in (*self._desktop, *self._beside):
            task.cancel()

    async def _see_desktop(self, before: list[asyncio.Task[None]]) -> None:
        if before:  # what they still say as they end mustn't come behind what is said from now on
            await asyncio.wait(before)
        await see_forever(desktops(self._idle_after(), self._at), self._hear, self._hearers.sighted)

    def _see_beside(self, source: Source) -> asyncio.Task[None]:
        say = partial(self._hearers.beside, source.name)
        return self._tasks.create_task(see_forever([source], self._hear, say, rarely=RARELY))

    def _hear(self, event: Event) -> None:
        match event:
            case Pauses():
                self._hearers.pauses(event)
            case AtSession(session):
                if session != self._at:
                    self._at = session
                    self.begin_anew()
            case _:
                self._hearers.tell(event)
