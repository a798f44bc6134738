"""Who is on the session bus, and who shows notifications there; nothing is started by asking."""

from dataclasses import dataclass

from jeepney import DBusAddress
from jeepney.bus_messages import message_bus

from agent.sources.bus import connected

NOTIFICATIONS = "org.freedesktop.Notifications"
_SHOWER = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, NOTIFICATIONS)


@dataclass(frozen=True, slots=True)
class SessionBus:
    """The names that somebody has, and those that somebody would be started for."""

    names: frozenset[str]
    startable: frozenset[str]
    shower: str | None
    """what shows notifications, by its own name, where it runs and tells it"""


async def read_session_bus() -> SessionBus:
    """Return how it is just now.

    Raises:
        Unavailable: where there's no session bus.
        Lost: it went away meanwhile.
    """
    async with connected("SESSION") as bus:
        names = frozenset(await bus.call(message_bus, "ListNames") or ())
        startable = frozenset(await bus.call(message_bus, "ListActivatableNames") or ())
        shower = await bus.call(_SHOWER, "GetServerInformation") if NOTIFICATIONS in names else None
        return SessionBus(names, startable, str(shower) if shower else None)
