"""Notifications, shown by the desktop's own server over D-Bus, with buttons where it has some.

The bus is connected to as long as one is on the screen, and not at all in between: two or three a day aren't
worth a connection that is held open, and a server that comes, goes or is replaced needs no looking after.
Do-not-disturb is asked about where the server tells it (KDE's does). GNOME, Xfce and dunst don't, and keep
notifications back themselves; one that nobody saw within its time then counts as ignored.
"""

import asyncio
import html
import logging
from dataclasses import dataclass
from datetime import timedelta

from jeepney import DBusAddress

from agent.sources.base import Lost, Unavailable
from agent.sources.bus import Bus, connected, member_of

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.Notifications"
_SERVER = DBusAddress("/org/freedesktop/Notifications", _NAME, _NAME)
_LOW, _NORMAL = 0, 1
_NO_BANNER_FOR_LOW = ("gnome-shell",)
"""servers that put what isn't urgent where nobody sees it"""


class DoNotDisturb(Unavailable):
    """The user wants to be left alone just now."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown: a headline, a sentence, and buttons as (what a press returns, what's written on it)."""

    title: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    instead: str = ""
    """what to do where the server has no buttons"""
    lasts: timedelta = timedelta(minutes=15)


class Notices:
    """Shows notices, and knows whether that works here."""

    def __init__(self) -> None:
        self.works: bool | None = None
        """None as long as it hasn't been tried"""
        self.problem = ""

    async def show(self, notice: Notice) -> str | None:
        """Show a notice until a button is pressed, it's closed, or its time is over; return the button.

        None where none was pressed.

        Raises:
            Unavailable: where nobody can show it now, or nobody is to be disturbed.
            Lost: where who showed it went away.
        """
        try:
            async with connected("SESSION") as bus:
                return await self._show(bus, notice)
        except DoNotDisturb:
            raise
        except (Unavailable, Lost) as error:
            self._found(str(error))
            raise

    async def _show(self, bus: Bus, notice: Notice) -> str | None:
        await bus.listen(sender=_NAME, interface=_NAME)
        await bus.listen(sender="org.freedesktop.DBus", member="NameOwnerChanged", arg0=_NAME)
        shown = await _notify(bus, notice)
        self._found("")
        is_open = True
        try:
            async with asyncio.timeout(notice.lasts.total_seconds()):
                pressed = await _pressed(bus, shown, dict(notice.buttons))
                is_open = pressed is not None
                return pressed
        except TimeoutError:
            return None
        except Lost:
            is_open = False
            raise
        finally:
            if is_open:  # also when we're told to stop: nobody would hear a button any more
                await bus.call(_SERVER, "CloseNotification", "u", shown)

    def _found(self, problem: str) -> None:
        """Tell the edges: notifications can't be shown, or can again."""
        if problem and problem != self.problem:
            log.info("notifications can't be shown: %s", problem)
        if not problem and self.problem:
            log.info("notifications are shown again")
        self.works, self.problem = not problem, problem


def in_words(length: timedelta) -> str:
    """Return how long, in full minutes: 24 min, 1 h, 2 h 30 min."""
    hours, minutes = divmod(round(length / timedelta(minutes=1)), 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)) or "less than 1 min"


async def _notify(bus: Bus, notice: Notice) -> int:
    """Put a notice on the screen, and return its number there."""
    able = await bus.call(_SERVER, "GetCapabilities")
    if able is None:
        raise Unavailable("no program shows them")
    if await bus.get(_SERVER, _NAME, "Inhibited"):
        raise DoNotDisturb("do not disturb is on")
    buttons = [word for button in notice.buttons for word in button] if "actions" in able else []
    text = notice.text if buttons else f"{notice.text} {notice.instead}".rstrip()
    text = html.escape(text, quote=False) if "body-markup" in able else text
    server = await bus.call(_SERVER, "GetServerInformation")
    urgency = _NORMAL if server in _NO_BANNER_FOR_LOW else _LOW
    hints = {
        "urgency": ("y", urgency),
        "transient": ("b", True),
        "suppress-sound": ("b", True),
    }
    milliseconds = int(notice.lasts / timedelta(milliseconds=1))
    words = ("timesink", 0, "", _plain(notice.title), _plain(text), buttons, hints, milliseconds)
    shown = await bus.call(_SERVER, "Notify", "susssasa{sv}i", *words)
    if not isinstance(shown, int):
        raise Unavailable("the program that shows them refuses")
    return shown


def _plain(text: str) -> str:
    """Return text without what could turn a line round, or what the bus refuses."""
    return "".join(each if each.isprintable() else " " for each in text)


async def _pressed(bus: Bus, shown: int, buttons: dict[str, str]) -> str | None:
    """Wait for a button; None where it was closed instead."""
    while True:
        message = await bus.signal()
        match member_of(message)[1], message.body:
            case "ActionInvoked", (number, key) if number == shown and key in buttons:
                return str(key)
            case "NotificationClosed", (number, _) if number == shown:
                return None
            case "NameOwnerChanged", (name, _, _) if name == _NAME:
                raise Lost("the program that shows them has ended")
