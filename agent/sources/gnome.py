"""The window in front on GNOME, as our own small extension of the Shell tells it over D-Bus.

GNOME tells its windows to nobody outside the Shell. The extension (gnome_extension/) sends what is in front
to those alone who have asked it, not to the whole bus. The Shell turns it off behind the lock screen: it says
that nothing is in front as it goes, and that it's ready when it's back.

Run for real on 43, 48 and 51.
"""

import time
from datetime import timedelta
from pathlib import Path

from jeepney import DBusAddress, Message
from jeepney.bus_messages import message_bus

from agent.core.model import Window
from agent.sources.base import Idle, Lost, Pauses, Tell, Unavailable, milliseconds
from agent.sources.bus import Bus, connected, member_of, sender_of
from agent.sources.front import Front
from agent.sources.processes import Processes
from agent.sources.text import clean

SHELL = "org.gnome.Shell"
EXTENSION = "windows@timesink"
"""the extension's name"""
FILES = Path(__file__).parent / "gnome_extension"
VERSIONS = (1, 2)
"""of what the extension says: the first, which may be loaded until the next login, tells no full screen"""

_INTERFACE = "timesink.Windows"
_WINDOWS = DBusAddress("/timesink", SHELL, _INTERFACE)
_MUTTER = "org.gnome.Mutter.IdleMonitor"
_MONITOR = DBusAddress("/org/gnome/Mutter/IdleMonitor/Core", _MUTTER, _MUTTER)
_INSTALL = "run `timesink desktop install`, then log out and in"


class Gnome:
    """Sees the window in front in GNOME Shell."""

    name = "gnome"

    def __init__(self, processes: Processes, idle_after: timedelta) -> None:
        self._processes = processes
        self._idle_after = idle_after

    async def watch(self, tell: Tell) -> None:
        """Ask the extension, and hear what it tells as long as the Shell is there."""
        async with connected("SESSION") as bus:
            watch = _Watch(bus, self._processes, self._idle_after, tell)
            try:
                await watch.run()
            finally:
                watch.front.close()


class _Watch:
    """One connection's watch."""

    def __init__(self, bus: Bus, processes: Processes, idle_after: timedelta, tell: Tell) -> None:
        self.front = Front(tell)
        self._bus = bus
        self._processes = processes
        self._idle_after = idle_after
        self._tell = tell
        self._idle_watch: int | None = None
        self._active_watch: int | None = None

    async def run(self) -> None:
        await self._bus.listen(sender=message_bus.bus_name, member="NameOwnerChanged", arg0=SHELL)
        self._shell = await self._bus.call(message_bus, "GetNameOwner", "s", SHELL)
        if not self._shell:
            raise Unavailable("GNOME Shell isn't on the session bus")
        await self._bus.listen(sender=SHELL, interface=_INTERFACE, member="Ready")
        await self._ask()
        await self._bus.listen(sender=SHELL, interface=_MUTTER, member="WatchFired")
        await self._watch_idle()
        while True:
            await self._hear(await self._bus.signal())

    async def _ask(self) -> None:
        version = await self._bus.call(_WINDOWS, "Watch")
        if version is None:
            raise Unavailable(f"its extension isn't running: {_INSTALL}")
        if version not in VERSIONS:
            raise Unavailable(f"its extension is of another version than timesink: {_INSTALL}")

    async def _watch_idle(self) -> None:
        """Have idleness told, if it can be; a watch doesn't fire where it's idle already."""
        threshold = milliseconds(self._idle_after)
        watch = await self._bus.call(_MONITOR, "AddIdleWatch", "t", threshold)
        idle = await self._bus.call(_MONITOR, "GetIdletime")
        if watch is None or not isinstance(idle, int):
            return
        self._idle_watch = watch
        if idle >= threshold:
            await self._idled(timedelta(milliseconds=idle))
        else:
            self._tell(Idle(None))
        self._tell(Pauses(_pause))

    async def _idled(self, length: timedelta) -> None:
        self._tell(Idle(timedelta(seconds=round(time.monotonic(), 3)) - length))
        self._active_watch = await self._bus.call(_MONITOR, "AddUserActiveWatch")
        if self._active_watch is None:
            raise Lost("Mutter doesn't tell when there is input again")

    async def _hear(self, message: Message) -> None:
        sender, member = sender_of(message), member_of(message)
        if sender == message_bus.bus_name and member[1] == "NameOwnerChanged":
            raise Lost("GNOME Shell went away")
        if sender != self._shell:
            return
        match (*member, *message.body):
            case (_, "InFront", str(title), str(app), str(instance), int(pid), *more):
                self._see(title, app, instance, pid, fills=more == [True])
            case (_, "Ready"):
                try:
                    await self._ask()
                except Unavailable as refusal:
                    raise Lost(str(refusal)) from refusal
            case (_, "WatchFired", int(watch)) if watch == self._idle_watch:
                await self._idled(self._idle_after)
            case (_, "WatchFired", int(watch)) if watch == self._active_watch:
                self._tell(Idle(None))

    def _see(self, title: str, app: str, instance: str, pid: int, *, fills: bool) -> None:
        if title or app:
            process = self._processes.get(pid)
            self.front.say(Window(clean(app), clean(title), process, clean(instance), fills))
        else:
            self.front.hold_nothing()


async def _pause(length: timedelta) -> None:
    """Wait until there has been no input for so long; the watch for it ends with this connection."""
    threshold = milliseconds(length)
    async with connected("SESSION") as bus:
        await bus.listen(sender=SHELL, interface=_MUTTER, member="WatchFired")
        watch = await bus.call(_MONITOR, "AddIdleWatch", "t", threshold)
        idle = await bus.call(_MONITOR, "GetIdletime")
        if watch is None or not isinstance(idle, int):
            raise Unavailable("GNOME Shell doesn't tell whether there is input")
        while idle < threshold:
            message = await bus.signal()
            if member_of(message) == (_MUTTER, "WatchFired") and message.body == (watch,):
                return
