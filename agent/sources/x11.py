"""The window in front and the user's idleness on X11: told by events, never polled.

The server tells when the root window's _NET_ACTIVE_WINDOW changes, and when the active window's title does. A
window's id says little, for the next client may get it at once: all is read anew whenever another window may
be in front. Idleness comes from alarms on the server's IDLETIME counter, so nothing wakes us in between.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from agent.core.model import Window
from agent.sources.base import Idle, Pauses, Tell, Unavailable
from agent.sources.displays import Display
from agent.sources.front import Front
from agent.sources.processes import Processes
from agent.sources.text import clean, read_compound_text
from agent.sources.together import until_one_ends
from agent.sources.x11_idle import IdleAlarm
from agent.sources.x11_wire import (
    DESTROY_NOTIFY,
    PROPERTY_CHANGE,
    PROPERTY_NOTIFY,
    STRUCTURE_NOTIFY,
    UNMAP_NOTIFY,
    Event,
    Gone,
    Property,
    Server,
    connect,
    cookie_of,
)
from agent.sources.x11_xwayland import is_xwayland

TITLE_LONGS = 1024
"""a title is read up to 4 kB, however long it is"""

STATES = 32
"""as many of a window's states are read, of the dozen that there are"""

ANSWER_WITHIN = 10
"""seconds that the server may take for what we ask at the beginning"""

_WM_CLIENT_MACHINE, _WM_NAME, _WM_CLASS = 36, 39, 67
_LOCAL_CLIENT_PID = 2


class X11:
    """Sees the window in front on an X11 display, through any window manager that keeps EWMH."""

    name = "x11"

    def __init__(
        self, displays: Callable[[], list[Display]], processes: Processes, idle_after: timedelta
    ) -> None:
        self._displays = displays
        self._processes = processes
        self._idle_after = idle_after

    async def watch(self, tell: Tell) -> None:
        """Watch the first display that lets us in."""
        refusals = []
        for display in self._displays():
            try:
                async with _answering():
                    server = await connect(
                        display.number, cookie_of(display.number, display.authority, socket.gethostname())
                    )
                await _Watch(server, self._processes, tell).run(self._idle_after)
            except Unavailable as refusal:
                refusals.append(str(refusal))
        raise Unavailable("; ".join(refusals) or "no display of this session was found")


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    """Give the server so long, and no longer, for what is done meanwhile."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            yield
    except TimeoutError:
        raise Unavailable("the X server doesn't answer") from None


class _Watch:
    """One connection's watch, from the first look until the server goes away."""

    def __init__(self, server: Server, processes: Processes, tell: Tell) -> None:
        self._server = server
        self._processes = processes
        self._tell = tell
        self._window = self._closed = 0
        self._front = Front(tell)
        self._stale = _Stale()
        self._idle: IdleAlarm | None = None

    async def run(self, idle_after: timedelta) -> None:
        server = self._server
        try:
            await until_one_ends(server.read_forever(self._hear), self._look_forever(idle_after))
        finally:
            self._front.close()
            await server.close()

    async def _look_forever(self, idle_after: timedelta) -> None:
        server = self._server
        async with _answering():
            names = ("_NET_ACTIVE_WINDOW", "_NET_WM_NAME", "_NET_WM_PID", "UTF8_STRING", "COMPOUND_TEXT")
            self._active, self._name, self._pid, self._utf8, self._compound = await asyncio.gather(
                *map(server.atom, names)
            )
            states = ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
            self._state, self._fullscreen = await asyncio.gather(*map(server.atom, states))
            if await is_xwayland(server):
                raise Unavailable("this is Xwayland, which shows but a part of the desktop")
            self._resources = await server.extension("X-Resource")
            server.select(server.root, PROPERTY_CHANGE)
            self._idle = await IdleAlarm.set_up(server, idle_after)
        if self._idle is not None:
            self._tell(Idle(self._idle.since))
            self._tell(Pauses(self._idle.pause))
        self._stale.window = True
        while True:
            try:
                await self._look()
            except Gone:
                self._window = 0
                self._front.hold_nothing()
            await self._stale.wait()

    def _hear(self, event: Event) -> None:
        if event.code in (DESTROY_NOTIFY, UNMAP_NOTIFY):
            # Some window managers go on naming a closed window as the active one.
            if struct.unpack_from("<I", event.data, 8)[0] == self._window:
                self._stale.mark(window=True)
                self._closed = self._window
        elif event.code == PROPERTY_NOTIFY:
            window, atom = struct.unpack_from("<II", event.data, 4)
            if window == self._server.root:
                if atom == self._active:
                    self._closed = 0
                    self._stale.mark(window=True)
            elif window == self._window and atom in (self._name, _WM_NAME, self._state):
                self._stale.mark()
        elif self._idle is not None and self._idle.hear(event):
            self._tell(Idle(self._idle.since))

    async def _look(self) -> None:
        """Read what may have changed, and tell it where it has."""
        if not self._stale.take_window():
            if self._window and (seen := self._front.window) is not None:
                title, fills = await asyncio.gather(self._title(self._window), self._fills(self._window))
                self._front.say(replace(seen, title=title, fullscreen=fills))
            return
        active = await self._server.property(self._server.root, self._active, longs=1)
        number = int.from_bytes(active.data, "little")
        if number == self._closed:
            number = 0
        if self._window not in (0, number):
            self._server.select(self._window, 0)
        self._window = number
        if number:
            self._front.close()
            self._server.select(number, PROPERTY_CHANGE | STRUCTURE_NOTIFY)
            self._front.say(await self._read(number))
        else:
            self._front.hold_nothing()

    async def _read(self, window: int) -> Window:
        title, names, pid, fills = await asyncio.gather(
            self._title(window),
            self._server.property(window, _WM_CLASS, longs=64),
            self._process_of(window),
            self._fills(window),
        )
        instance, _, rest = names.data.decode("latin-1").partition("\0")
        process = self._processes.get(pid) if pid else None
        app = clean(rest.partition("\0")[0]) or clean(instance)
        return Window(app, title, process, clean(instance), fills)

    async def _fills(self, window: int) -> bool:
        states = (await self._server.property(window, self._state, longs=STATES)).data
        return self._fullscreen in memoryview(states[: len(states) & ~3]).cast("I")

    async def _title(self, window: int) -> str:
        name = await self._server.property(window, self._name, longs=TITLE_LONGS)
        if not name.data:
            name = await self._server.property(window, _WM_NAME, longs=TITLE_LONGS)
        return clean(self._text(name))

    def _text(self, text: Property) -> str:
        if text.type == self._utf8:
            return text.data.decode("utf-8", "replace")
        if text.type == self._compound:
            return read_compound_text(text.data)
        return text.data.decode("latin-1")

    async def _process_of(self, window: int) -> int | None:
        """Return the window's pid as the server knows it, else as a window of this host claims."""
        if self._resources is not None:
            question = struct.pack("<III", 1, window, _LOCAL_CLIENT_PID)
            answer = await self._server.ask(self._resources.opcode, 4, question)
            if answer and len(answer) >= 48:  # noqa: PLR2004  one answer: header, id, length, pid
                return int(struct.unpack_from("<I", answer, 44)[0])
        claimed, machine = await asyncio.gather(
            self._server.property(window, self._pid, longs=1),
            self._server.property(window, _WM_CLIENT_MACHINE, longs=64),
        )
        if len(claimed.data) == 4 and machine.data.decode("latin-1") == socket.gethostname():  # noqa: PLR2004
            return int(struct.unpack("<I", claimed.data)[0])
        return None


class _Stale:
    """What has to be read again: a title, or all because another window may be in front."""

    def __init__(self) -> None:
        self.window = False
        self._event = asyncio.Event()

    def mark(self, *, window: bool = False) -> None:
        self.window |= window
        self._event.set()

    def take_window(self) -> bool:
        window, self.window = self.window, False
        return window

    async def wait(self) -> None:
        await self._event.wait()
        self._event.clear()
