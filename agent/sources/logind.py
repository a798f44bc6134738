"""Whether the screen is locked and whether the machine sleeps, as logind tells it."""

import os
from typing import Any

from jeepney import DBusAddress, Message

from agent.sources.base import Asleep, Locked, Tell, Unavailable
from agent.sources.bus import Bus, connected, member_of, path_of

_LOGIND = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", _LOGIND, f"{_LOGIND}.Manager")
_SESSION = f"{_LOGIND}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_GRAPHICAL = ("x11", "wayland", "mir")


class Logind:
    """Tells Locked by the LockedHint of this user's graphical sessions, and Asleep by PrepareForSleep."""

    name = "logind"

    async def watch(self, tell: Tell) -> None:
        """Listen to the system bus."""
        async with connected("SYSTEM") as bus:
            await bus.listen(interface=f"{_LOGIND}.Manager", path=_MANAGER.object_path)
            await bus.listen(interface=_PROPERTIES, member="PropertiesChanged", arg0namespace=_LOGIND)
            sessions = await _sessions(bus)
            if sessions is None:
                raise Unavailable("logind doesn't answer")
            locked = {path: await _is_locked(bus, path) for path in sessions}
            tell(Locked(any(locked.values())))
            if await bus.get(_MANAGER, _MANAGER.interface, "PreparingForSleep"):
                tell(Asleep(now=True))
            while True:
                message = await bus.signal()
                match member_of(message):
                    case (_, "PrepareForSleep"):
                        tell(Asleep(bool(message.body[0])))
                    case (_, "SessionNew" | "SessionRemoved"):
                        locked = {path: await _is_locked(bus, path) for path in await _sessions(bus) or ()}
                        tell(Locked(any(locked.values())))
                    case (_, "PropertiesChanged") if path_of(message) in locked:
                        hint = _changed(message).get("LockedHint")
                        if hint is not None:
                            locked[path_of(message)] = bool(hint[1])
                            tell(Locked(any(locked.values())))


async def _sessions(bus: Bus) -> list[str] | None:
    """Return this user's graphical sessions; None where logind doesn't answer."""
    listed = await bus.call(_MANAGER, "ListSessions")
    if listed is None:
        return None
    mine = [path for _, uid, _, _, path in listed if uid == os.getuid()]
    kinds = {path: await bus.get(_object(path), _SESSION, "Type") for path in mine}
    return [path for path in mine if kinds[path] in _GRAPHICAL]


async def _is_locked(bus: Bus, path: str) -> bool:
    return bool(await bus.get(_object(path), _SESSION, "LockedHint"))


def _object(path: str) -> DBusAddress:
    return DBusAddress(path, _LOGIND)


def _changed(message: Message) -> dict[str, Any]:
    body = message.body
    return dict(body[1]) if len(body) > 1 and body[0] == _SESSION else {}
