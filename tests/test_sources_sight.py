"""Sources are tried in order, refusals told, and a desktop that comes back is seen again."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from agent.core.model import Media, Window
from agent.sources.base import Asleep, Event, Idle, InFront, Lost, Pauses, Playing, Tell, Unavailable
from agent.sources.sight import Refusal, Sight, see_forever

WINDOW = Window("App", "Title")


class Scripted:
    """A source whose first, second, ... watch goes as written."""

    def __init__(self, name: str, *turns: Callable[[Tell], None]) -> None:
        self.name = name
        self.turns = list(turns)

    async def watch(self, tell: Tell) -> None:
        if self.turns:
            self.turns.pop(0)(tell)
        await asyncio.Event().wait()  # a turn that ends in no error goes on for ever


def refuse(_: Tell) -> None:
    raise Unavailable("DISPLAY is not set.")


async def pause(_: timedelta) -> None:
    """Pause at once."""


def see_and_lose(tell: Tell) -> None:
    tell(InFront(WINDOW))
    tell(Idle(timedelta(1)))
    tell(Pauses(pause))
    tell(Asleep(now=True))
    tell(Playing((Media(7, "Cats"),)))
    raise Lost("the X server went away.")


def watched(*sources: Scripted) -> tuple[list[Event], list[Sight]]:
    """Return what was told, and each sight that is another than the one before, with all that it told."""
    events: list[Event] = []
    sights: list[Sight] = []

    def say(sight: Sight) -> None:
        sights[-1:] = [sight] if sights[-1:] == [sight] else [*sights[-1:], sight]

    async def run() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                await see_forever(sources, events.append, say)

    asyncio.run(run())
    return events, sights


def test_the_first_source_that_works_is_the_one_and_refusals_are_told() -> None:
    _, sights = watched(Scripted("sway", refuse), Scripted("x11", see_and_lose, refuse))
    refused = Refusal("sway", "DISPLAY is not set.")
    assert sights[0] == Sight("x11", (refused,))
    assert sights[1] == Sight(None, (refused, Refusal("x11", "the X server went away.")))


def test_what_a_source_tells_is_known_once_it_has_told_it() -> None:
    _, sights = watched(Scripted("x11", see_and_lose, refuse))
    assert sights[0].tells == {"windows", "idle", "pauses", "sleep", "media"}
    assert sights[1].tells == set()


def test_what_a_lost_source_has_told_is_taken_back() -> None:
    events, _ = watched(Scripted("x11", see_and_lose))
    assert events[5:] == [InFront(None), Idle(None), Pauses(None), Asleep(now=False), Playing(())]


def test_a_desktop_that_comes_back_is_seen_again() -> None:
    events, sights = watched(Scripted("x11", see_and_lose, lambda tell: tell(InFront(WINDOW))))
    assert events[-2:] == [InFront(WINDOW), InFront(None)]
    assert [sight.source for sight in sights[:3]] == ["x11", None, "x11"]
