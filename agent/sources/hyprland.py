"""The window in front on Hyprland: its event socket says when to ask, the other one answers.

Context: Hyprland also speaks wlr-foreign-toplevel-management, but there a window stays `activated` behind
the lock screen, and no process is told. Choice: this source comes before wlroots' one; events are but a sign
to ask (they cut titles at 1,024 bytes, and part them by commas), and locks are told by hyprland-lock-notify.
Price: a request for each change; and before Hyprland 0.49, which has no such notice, a lock is noticed but by
its program (lockers.py). Rejected: to read windows off the events, and to ask `j/locked` with each window,
since nothing says when to. To look at again once the event socket or wlr-foreign-toplevel tells locks.

Never run with Hyprland itself, which needs a graphics card: tested against a fake, after its documentation.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from agent.core.model import Window
from agent.sources.base import Locked, Lost, Tell, Unavailable
from agent.sources.compositors import watch_first
from agent.sources.front import Front
from agent.sources.processes import Processes
from agent.sources.sessions import Session
from agent.sources.text import clean
from agent.sources.together import until_one_ends
from agent.sources.wayland_idle import watch_idle
from agent.sources.wayland_wire import Compositor, Event

_EVENTS, _REQUESTS = ".socket2.sock", ".socket.sock"
_FOCUS = ("activewindow", "activewindowv2", "fullscreen")
_OF_A_WINDOW = ("windowtitle", "windowtitlev2", "closewindow")
ANSWER_WITHIN = 10
"""seconds that Hyprland may take; a client that doesn't hang up holds it for 5"""
ANSWER_MAX = 1_000_000
_LOCK_NOTIFIER, _GET_LOCK_NOTIFICATION = "hyprland_lock_notifier_v1", 1
_FULLSCREEN = 2


class Hyprland:
    """Sees the window in front on Hyprland."""

    name = "hyprland"

    def __init__(
        self, sessions: Callable[[], list[Session]], processes: Processes, idle_after: timedelta
    ) -> None:
        self._sessions = sessions
        self._processes = processes
        self._idle_after = idle_after

    async def watch(self, tell: Tell) -> None:
        """Watch the first session that is Hyprland's and answers."""
        folders = {each: each.hyprland for each in self._sessions() if each.hyprland is not None}

        def watch(session: Session) -> _Watch:
            return _Watch(folders[session], self._processes, tell)

        await watch_first(folders, watch, self._idle_after, none="no Hyprland session was found")


class _Watch:
    """One connection's watch."""

    def __init__(self, folder: Path, processes: Processes, tell: Tell) -> None:
        self.front = Front(tell)
        self._folder = folder
        self._processes = processes
        self._tell = tell
        self._address = ""
        self._stale = asyncio.Event()

    async def run(self, idle_after: timedelta, compositor: Compositor) -> None:
        await compositor.answered()
        try:
            events, writer = await asyncio.open_unix_connection(self._folder / _EVENTS)
        except OSError as error:
            why = (error.strerror or "no answer").lower()
            raise Unavailable(f"Hyprland's event socket can't be opened ({why})") from error
        try:
            watch_idle(compositor, idle_after, self._tell)
            self._watch_lock(compositor)
            await until_one_ends(self._read(events), self._look_forever())
        finally:
            writer.close()

    def _watch_lock(self, compositor: Compositor) -> None:
        if compositor.offers(_LOCK_NOTIFIER):
            self._tell(Locked(Hyprland.name, now=False))
            notifier = compositor.bind(_LOCK_NOTIFIER, 1)
            told = {opcode: Event("", partial(self._lock, now=opcode == 0)) for opcode in (0, 1)}
            compositor.request(notifier, _GET_LOCK_NOTIFICATION, compositor.create(told))

    def _lock(self, *, now: bool) -> None:
        self._tell(Locked(Hyprland.name, now=now))

    async def _read(self, events: asyncio.StreamReader) -> None:
        """Hear when it's time to ask again."""
        while True:
            try:
                line = await events.readline()
            except ValueError:  # longer than any event; what is left of it is read as another line
                continue
            except OSError as error:
                raise Lost("Hyprland went away") from error
            if not line:
                raise Lost("Hyprland went away")
            if self._concerns(line.decode("utf-8", "replace")):
                self._stale.set()

    def _concerns(self, line: str) -> bool:
        """Tell whether an event may be of the window in front."""
        name, _, data = line.rstrip("\n").partition(">>")
        return name in _FOCUS or (name in _OF_A_WINDOW and data.partition(",")[0] == self._address)

    async def _look_forever(self) -> None:
        while True:
            self._see(await self._ask("j/activewindow"))
            await self._stale.wait()
            self._stale.clear()

    async def _ask(self, request: str) -> Mapping[str, Any]:
        """Return Hyprland's answer; an empty one where it has none, or none that can be understood."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                reader, writer = await asyncio.open_unix_connection(self._folder / _REQUESTS)
                try:
                    writer.write(request.encode())
                    answer = json.loads(await _whole(reader), strict=False)
                finally:
                    writer.close()
        except (OSError, TimeoutError, ValueError, RecursionError):
            return {}
        return answer if isinstance(answer, dict) else {}

    def _see(self, window: Mapping[str, Any]) -> None:
        self._address = str(window.get("address", "")).removeprefix("0x")
        app, title, pid = _text(window, "class"), _text(window, "title"), window.get("pid")
        if not (app or title):
            self.front.hold_nothing()
            return
        process = self._processes.get(pid) if isinstance(pid, int) else None
        self.front.say(Window(app, title, process, fullscreen=_fills(window)))


async def _whole(reader: asyncio.StreamReader) -> str:
    """Return all that is said until the other side hangs up."""
    try:
        await reader.readexactly(ANSWER_MAX)
    except asyncio.IncompleteReadError as ended:
        return ended.partial.decode("utf-8", "replace")
    raise ValueError("longer than any answer")


def _fills(window: Mapping[str, Any]) -> bool:
    """Tell whether it fills the screen; that it's but maximized is told in the same word."""
    match window.get("fullscreen"):
        case bool(is_either):  # before Hyprland 0.42
            return is_either and window.get("fullscreenMode") == 0
        case int(modes):
            return bool(modes & _FULLSCREEN)
        case _:
            return False


def _text(window: Mapping[str, Any], key: str) -> str:
    """Return a text, clean and without the halves of characters that JSON can write."""
    return clean(str(window.get(key) or "").encode("utf-8", "replace").decode())
