"""Keeping sight of the desktop: sources are tried in order, again and again, and every refusal is told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from agent.sources.base import (
    Asleep,
    AtSession,
    Event,
    Idle,
    InFront,
    Locked,
    Lost,
    Pauses,
    Playing,
    Source,
    Tell,
    Unavailable,
)

RETRY = timedelta(seconds=1)
"""while a desktop may soon be back: a compositor that crashed, a login that goes on"""
SOON = timedelta(minutes=1)
RARE_RETRY = timedelta(seconds=10)
"""later on: a look at all processes for their displays costs some milliseconds"""

KINDS: dict[type[Event], str] = {
    InFront: "windows",
    Idle: "idle",
    Pauses: "pauses",
    Locked: "lock",
    Asleep: "sleep",
    Playing: "media",
    AtSession: "session",
}
"""what a source may tell of"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that can't work here, and why."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which source sees; None where none does, with all their reasons."""

    source: str | None = None
    refusals: tuple[Refusal, ...] = ()
    tells: frozenset[str] = field(default=frozenset(), compare=False)
    """what it has told of so far, in a word each: with more of that, it's still the same sight"""


async def see_forever(
    sources: Sequence[Source], tell: Tell, say: Callable[[Sight], None], *, rarely: timedelta = RARE_RETRY
) -> None:
    """Watch by the first source that works, and say at each change which one that is.

    Where none works, or the one that did has lost its desktop, they're tried anew: soon, then less often.
    """
    clock = asyncio.get_running_loop().time
    blind_since = clock()
    while True:
        refusals: list[Refusal] = []
        for source in sources:
            heard = _Heard(source.name, tell, say, tuple(refusals))
            try:
                await source.watch(heard)
            except Unavailable as refusal:
                refusals.append(Refusal(source.name, str(refusal)))
            except Lost as loss:
                refusals.append(Refusal(source.name, str(loss)))
                blind_since = clock()
                break
            finally:
                heard.forget()
        say(Sight(None, tuple(refusals)))
        pause = RETRY if clock() - blind_since < SOON.total_seconds() else rarely
        await asyncio.sleep(pause.total_seconds())


class _Heard:
    """Passes a source's words on, and takes them back once it's gone: a blind agent counts nothing."""

    def __init__(
        self, name: str, tell: Tell, say: Callable[[Sight], None], refusals: tuple[Refusal, ...]
    ) -> None:
        self._sight = Sight(name, refusals)
        self._tell = tell
        self._say = say
        self._told: set[type[Event]] = set()

    def __call__(self, event: Event) -> None:
        if type(event) not in self._told:
            self._told.add(type(event))
            self._say(replace(self._sight, tells=frozenset(KINDS[kind] for kind in self._told)))
        self._tell(event)

    def forget(self) -> None:
        for nothing in (
            InFront(None),
            Idle(None),
            Pauses(None),
            Locked(self._sight.source or "", now=False),
            Asleep(now=False),
            Playing(()),
        ):
            if type(nothing) in self._told:
                self._tell(nothing)
