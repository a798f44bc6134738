"""The user changes sessions while what watched the last one is still letting go: none is blind, none lies."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from agent.core.model import Window
from agent.seeing import Hearers, Seeing
from agent.sources.base import AtSession, Event, InFront, Locked, Tell
from agent.sources.sight import Sight


class Slow:
    """Tells what it knows of a session at once, and lets go of it only when it's allowed to."""

    def __init__(self, at: str | None, says: Callable[[str | None], Event], let_go: asyncio.Event) -> None:
        self.name = f"slow {at}"
        self._says = says(at)
        self._let_go = let_go

    async def watch(self, tell: Tell) -> None:
        tell(self._says)
        try:
            await asyncio.Event().wait()
        finally:
            await self._let_go.wait()


class Sessions:
    """Tells at which session the user is."""

    name = "logind"

    def __init__(self) -> None:
        self.tell: Tell | None = None

    async def watch(self, tell: Tell) -> None:
        self.tell = tell
        await asyncio.Event().wait()

    def switch(self, *sessions: str) -> None:
        assert self.tell
        for session in sessions:
            self.tell(AtSession(session))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_sessions_changed_twice_in_a_moment_are_seen_and_the_last_word_is_the_lasts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[Event] = []
    sights: list[Sight] = []

    async def run() -> None:
        let_go, logind = asyncio.Event(), Sessions()

        def window(at: str | None) -> Event:
            return InFront(Window(f"at {at}", ""))

        def locked(at: str | None) -> Event:
            return Locked(f"slow {at}", now=True)

        def desktops(_: timedelta, at: str | None) -> list[Slow]:
            return [Slow(at, window, let_go)]

        monkeypatch.setattr("agent.seeing.desktops", desktops)
        monkeypatch.setattr("agent.seeing.at_session", lambda at: Slow(at, locked, let_go))
        monkeypatch.setattr("agent.seeing.companions", lambda: [logind])
        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            hearers = Hearers(heard.append, lambda _: None, sights.append, lambda *_: None)
            seeing = Seeing(tasks, hearers, idle_after=lambda: timedelta(minutes=3))
            await settle()
            logind.switch("2", "1", "2", "3")
            await settle()
            assert heard == [InFront(Window("at None", "")), Locked("slow None", now=True)]
            let_go.set()
            await settle()
            seeing.end()

    asyncio.run(run())
    assert heard[2:4] == [InFront(None), Locked("slow None", now=False)]
    assert heard[4:6] == [InFront(Window("at 3", "")), Locked("slow 3", now=True)]
    assert [sight.source for sight in sights] == ["slow None", "slow 3"]
