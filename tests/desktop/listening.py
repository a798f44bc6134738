"""Runs a source on a loop of its own and collects what it tells."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from agent.core.model import Window
from agent.sources.base import Event, Idle, InFront, Pauses, Source


@dataclass
class Heard:
    """What a source has told so far, and how it ended, if it did."""

    events: list[tuple[float, Event]] = field(default_factory=list)
    end: BaseException | None = None
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def tell(self, event: Event) -> None:
        self.events.append((time.monotonic(), event))

    def all(self, kind: type[Event]) -> list[Event]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def last(self, kind: type[Event]) -> Event | None:
        return next(iter(self.all(kind)[-1:]), None)

    @property
    def window(self) -> Window | None:
        event = self.last(InFront)
        return event.window if isinstance(event, InFront) else None

    @property
    def windows(self) -> list[Window | None]:
        return [event.window for event in self.all(InFront) if isinstance(event, InFront)]

    @property
    def fills(self) -> bool:
        """Whether the window in front fills the screen."""
        return self.window is not None and self.window.fullscreen

    @contextmanager
    def pausing(self, length: timedelta) -> Iterator["Future[None]"]:
        """Wait for a pause in the input; what is yielded is done once it comes."""
        event = self.last(Pauses)
        assert isinstance(event, Pauses)
        assert event.wait is not None
        future = asyncio.run_coroutine_threadsafe(_awaited(event.wait(length)), self.loop)
        try:
            yield future
        finally:
            future.cancel()

    @property
    def idle(self) -> bool:
        event = self.last(Idle)
        return isinstance(event, Idle) and event.since is not None

    def until(self, true: Callable[["Heard"], object], within: float = 15) -> None:
        deadline = time.monotonic() + within
        while not true(self):
            assert time.monotonic() < deadline, f"heard only {self.events}, end {self.end!r}"
            time.sleep(0.01)


async def _awaited(work: Awaitable[None]) -> None:
    await work


@contextmanager
def listening(source: Source) -> Iterator[Heard]:
    """Watch by the source as long as this lasts."""
    heard = Heard()
    loop = heard.loop

    async def watch() -> None:
        try:
            await source.watch(heard.tell)
        except BaseException as end:
            heard.end = end
            raise

    task = loop.create_task(watch())

    def run() -> None:
        with suppress(BaseException):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield heard
    finally:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        assert not thread.is_alive()
        assert not asyncio.all_tasks(loop), "it left tasks behind"
        loop.close()
