"""The window in front on wlroots' compositors, by wlr-foreign-toplevel-management: told by events.

Each toplevel tells its title, its program and its state; `done` closes a change. A locked screen takes
`activated` from all of them: then no window is in front, which is what counts. No event tells the process:
it's asked for elsewhere, once for each toplevel that comes in front.

Run for real on sway 1.7 to 1.12, labwc 0.8 and 0.20 and wayfire 0.10, which alone leaves windows activated
behind a lock: there lockers.py has to notice it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from agent.core.model import Process, Window
from agent.sources.base import Lost, Tell, Unavailable
from agent.sources.compositors import watch_first
from agent.sources.front import Front
from agent.sources.sessions import Session
from agent.sources.text import clean
from agent.sources.wayland_idle import watch_idle
from agent.sources.wayland_wire import Compositor, Event

_MANAGER, _VERSION = "zwlr_foreign_toplevel_manager_v1", 3
_DESTROY = 7
_ACTIVATED, _FULLSCREEN = 2, 3


@dataclass(slots=True)
class Toplevel:
    """A window, as far as it has told."""

    title: str = ""
    app: str = ""
    activated: bool = False
    fullscreen: bool = False
    instance: str = ""
    process: Process | None = None
    is_known: bool = False
    """whether its process was asked for"""


Identify = Callable[[Toplevel], Awaitable[None]]
"""finds the process of the toplevel in front, where that can be told, and an X11 window's instance"""


class Wlroots:
    """Sees the window in front on a compositor that speaks wlr-foreign-toplevel-management."""

    name = "wlroots"

    def __init__(
        self,
        sessions: Callable[[], list[Session]],
        identifier: Callable[[Session], Identify],
        idle_after: timedelta,
    ) -> None:
        self._sessions = sessions
        self._identifier = identifier
        self._idle_after = idle_after

    async def watch(self, tell: Tell) -> None:
        """Watch the first session whose compositor lets us in and tells its windows."""

        def watch(session: Session) -> _Watch:
            return _Watch(self._identifier(session), tell)

        await watch_first(self._sessions(), watch, self._idle_after, none="no Wayland session was found")


class _Watch:
    """One connection's watch."""

    def __init__(self, identify: Identify, tell: Tell) -> None:
        self.front = Front(tell)
        self._tell = tell
        self._identify = identify
        self._toplevels: dict[int, Toplevel] = {}
        self._stale = asyncio.Event()

    async def run(self, idle_after: timedelta, compositor: Compositor) -> None:
        self._compositor = compositor
        await compositor.answered()
        if not compositor.offers(_MANAGER):
            raise Unavailable("the compositor doesn't tell its windows (wlr-foreign-toplevel-management)")
        events = {0: Event("n", self._appeared), 1: Event("", self._finished)}
        compositor.bind(_MANAGER, _VERSION, events)
        await compositor.answered()
        watch_idle(compositor, idle_after, self._tell)
        while True:
            await self._look()
            await self._stale.wait()
            self._stale.clear()

    def _appeared(self, made: int) -> None:
        toplevel = self._toplevels[made] = Toplevel()
        self._compositor.hear(
            made,
            {
                0: Event("s", partial(setattr, toplevel, "title")),
                1: Event("s", partial(setattr, toplevel, "app")),
                4: Event("a", partial(self._is_in, toplevel)),
                5: Event("", self._stale.set),
                6: Event("", partial(self._closed, made)),
            },
        )

    def _is_in(self, toplevel: Toplevel, states: bytes) -> None:
        told = memoryview(states[: len(states) & ~3]).cast("I")
        toplevel.activated, toplevel.fullscreen = _ACTIVATED in told, _FULLSCREEN in told

    def _closed(self, made: int) -> None:
        if self._toplevels.pop(made, None) is not None:
            self._compositor.request(made, _DESTROY)
            self._stale.set()

    def _finished(self) -> None:
        raise Lost("the compositor tells its windows no longer")

    async def _look(self) -> None:
        """Tell the toplevel that is activated now."""
        top = next((each for each in self._toplevels.values() if each.activated), None)
        if top is None:
            self.front.hold_nothing()
            return
        if not top.is_known and top.app:
            await self._identify(top)
            top.is_known = True
        if top.activated:
            app, title, instance = clean(top.app), clean(top.title), clean(top.instance)
            self.front.say(Window(app, title, top.process, instance, top.fullscreen))
