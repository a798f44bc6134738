"""Whether the screen is locked, as the desktops' own lockers tell it on the session bus.

KDE's and GNOME's were run for real; Cinnamon's, MATE's and Xfce's speak alike, and were not.
"""

from jeepney import DBusAddress
from jeepney.bus_messages import message_bus

from agent.sources.base import Locked, Tell
from agent.sources.bus import Bus, connected, member_of, sender_of

SCREENSAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",  # KDE
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}
"""names on the bus, which their interfaces bear too, and their objects"""


class ScreenSaver:
    """Tells Locked while any of them is active."""

    name = "screensaver"

    async def watch(self, tell: Tell) -> None:
        """Listen to the session bus; what nobody has started isn't started by us."""
        async with connected("SESSION") as bus:
            for interface in SCREENSAVERS:
                await bus.listen(interface=interface, member="ActiveChanged")
            active: set[str] = set()
            """by their own names on the bus: one may speak in two places, or be gone at once"""
            followed: set[str] = set()
            for name in set(await bus.call(message_bus, "ListNames") or ()) & SCREENSAVERS.keys():
                if await bus.call(DBusAddress(SCREENSAVERS[name], name, name), "GetActive"):
                    active.add(str(await bus.call(message_bus, "GetNameOwner", "s", name)))
            while True:
                for sender in active - followed:
                    followed.add(sender)
                    await bus.listen(sender=message_bus.bus_name, member="NameOwnerChanged", arg0=sender)
                    if not await bus.call(message_bus, "NameHasOwner", "s", sender):
                        active.discard(sender)
                tell(Locked(self.name, now=bool(active)))
                await _hear(bus, active)


async def _hear(bus: Bus, active: set[str]) -> None:
    message = await bus.signal()
    match (*member_of(message), *message.body):
        case (interface, "ActiveChanged", True) if interface in SCREENSAVERS:
            active.add(sender_of(message))
        case (interface, "ActiveChanged", False) if interface in SCREENSAVERS:
            active.discard(sender_of(message))
        case (_, "NameOwnerChanged", name, _, "") if sender_of(message) == message_bus.bus_name:
            active.discard(name)
