"""Watching: the desktop at which the user is, and what tells of presence beside it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from agent.sources.base import AtSession, Event, Pauses, Source
from agent.sources.registry import at_session, companions, desktops
from agent.sources.sight import RARE_RETRY, Sight, see_forever

RARELY = timedelta(minutes=1)
"""how often a bus that isn't there is looked for"""
PATIENCE = timedelta(seconds=10)
"""with what doesn't let go"""


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
        self._ending: tuple[asyncio.Task[None], ...] = ()
        """what depended on one before, and may not have let go yet"""
        self.begin_anew()
        self._beside = [
            self._see_after((), [each], partial(hearers.beside, each.name), rarely=RARELY)
            for each in companions()
        ]

    def begin_anew(self) -> None:
        """Watch the desktop at which the user is now, by the settings that are in force now."""
        self._ending = tuple(task for task in (*self._ending, *self._desktop) if not task.done())
        for task in self._desktop:
            task.cancel()
        beside = at_session(self._at)
        told = partial(self._hearers.beside, beside.name)
        self._desktop = [
            self._see_after(self._ending, desktops(self._idle_after(), self._at), self._hearers.sighted),
            self._see_after(self._ending, [beside], told, rarely=RARELY),
        ]

    def end(self) -> None:
        """Watch nothing any more."""
        for task in (*self._desktop, *self._beside):
            task.cancel()

    def _see_after(
        self,
        before: Sequence[asyncio.Task[None]],
        sources: Sequence[Source],
        say: Callable[[Sight], None],
        *,
        rarely: timedelta = RARE_RETRY,
    ) -> asyncio.Task[None]:
        async def see() -> None:
            if before:  # what they still say as they end mustn't come behind what is said from now on
                await asyncio.wait(before, timeout=PATIENCE.total_seconds())
            await see_forever(sources, self._hear, say, rarely=rarely)

        return self._tasks.create_task(see())

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
