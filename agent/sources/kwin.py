"""The window in front on KDE Plasma's Wayland sessions, as a script within KWin tells it over D-Bus.

KWin tells its windows to no ordinary Wayland client, but lets a script see them, which calls back. The script
(kwin.js) is loaded with our own name on the bus in it, which dies with us: what a killed agent leaves in KWin
talks to nobody, until the next agent unloads it. A call is heard only where it comes from KWin.

Run for real on 5.27, 6.3 and 6.7.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from jeepney import DBusAddress, Message
from jeepney.bus_messages import message_bus

from agent.core.model import Window
from agent.sources.base import Lost, Tell, Unavailable
from agent.sources.bus import Bus, connected, member_of, sender_of
from agent.sources.compositors import watch_first
from agent.sources.front import Front
from agent.sources.processes import Processes
from agent.sources.sessions import Session
from agent.sources.text import clean
from agent.sources.wayland_idle import watch_idle
from agent.sources.wayland_wire import Compositor

KWIN = "org.kde.KWin"
PLUGIN = "timesink"
"""the name by which KWin knows the script"""

_SCRIPTING = DBusAddress("/Scripting", KWIN, "org.kde.kwin.Scripting")
_PATHS = ("/Scripting/Script{}", "/{}")
"""where a loaded script is, in KWin 6 and in 5"""
_CALL = ("timesink.Windows", "InFront")
_WORDS = 5
_SUFFIX = re.compile(" <\\d+>\u200e?$")
"""what KWin adds to the second window of a title"""


class KWin:
    """Sees the window in front on a KDE Plasma Wayland session."""

    name = "kwin"

    def __init__(
        self, sessions: Callable[[], list[Session]], processes: Processes, idle_after: timedelta
    ) -> None:
        self._sessions = sessions
        self._processes = processes
        self._idle_after = idle_after

    async def watch(self, tell: Tell) -> None:
        """Load the script and hear what it calls, as long as KWin is there."""
        async with connected("SESSION") as bus:
            await bus.listen(sender=message_bus.bus_name, member="NameOwnerChanged", arg0=KWIN)
            owner = await bus.call(message_bus, "GetNameOwner", "s", KWIN)
            if not owner:
                raise Unavailable("KWin isn't on the session bus")

            def watch(_: Session) -> _Watch:
                return _Watch(bus, str(owner), self._processes, tell)

            await watch_first(self._sessions(), watch, self._idle_after, none="no Wayland session was found")


class _Watch:
    """One script's time in KWin."""

    def __init__(self, bus: Bus, owner: str, processes: Processes, tell: Tell) -> None:
        self.front = Front(tell)
        self._bus = bus
        self._owner = owner
        self._processes = processes
        self._tell = tell

    async def run(self, idle_after: timedelta, compositor: Compositor) -> None:
        await compositor.answered()
        try:
            await self._load()
            watch_idle(compositor, idle_after, self._tell)
            while True:
                await self._hear(await self._bus.message())
        finally:
            with suppress(Lost):
                await self._bus.call(_SCRIPTING, "unloadScript", "s", PLUGIN)

    @contextmanager
    def _file(self) -> Iterator[IO[str]]:
        try:
            with tempfile.NamedTemporaryFile(
                "w", suffix=".js", dir=os.environ.get("XDG_RUNTIME_DIR")
            ) as file:
                yield file
        except OSError as error:
            raise Unavailable(f"the script can't be written: {error.strerror or error}") from error

    async def _load(self) -> None:
        """Have KWin run the script; one that a killed agent has left goes first."""
        await self._bus.call(_SCRIPTING, "unloadScript", "s", PLUGIN)
        script = (Path(__file__).parent / "kwin.js").read_text().replace("AGENT", self._bus.name)
        with self._file() as file:
            file.write(script)
            file.flush()
            number = await self._bus.call(_SCRIPTING, "loadScript", "ss", file.name, PLUGIN)
            for path in _PATHS if isinstance(number, int) and number >= 0 else ():
                run = DBusAddress(path.format(number), KWIN, "org.kde.kwin.Script")
                if await self._bus.call(run, "run") is not None:
                    return
        raise Unavailable("KWin runs no script of ours")

    async def _hear(self, message: Message) -> None:
        sender, (_, member) = sender_of(message), member_of(message)
        if sender == message_bus.bus_name and member == "NameOwnerChanged":
            raise Lost("KWin went away")
        words = message.body
        if sender != self._owner or member_of(message) != _CALL or len(words) != _WORDS:
            return
        await self._bus.answer(message)
        caption, app, instance, pid, fills = map(str, words)
        if not (app or caption):
            self.front.hold_nothing()
            return
        process = self._processes.get(int(pid)) if pid.isdecimal() else None
        title = clean(_SUFFIX.sub("", caption))
        self.front.say(Window(clean(app), title, process, clean(instance), fills == "true"))
