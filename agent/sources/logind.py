"""Where the user is, whether the screen is locked and whether the machine sleeps, as logind tells it."""

import os
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, Message
from jeepney.bus_messages import message_bus

from agent.sources.base import Asleep, AtSession, Locked, Lost, Tell, Unavailable
from agent.sources.bus import Bus, connected, member_of, path_of, sender_of

_LOGIND = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", _LOGIND, f"{_LOGIND}.Manager")
_SESSION = f"{_LOGIND}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_GRAPHICAL = ("x11", "wayland", "mir")


@dataclass(slots=True)
class _Session:
    """A graphical session, as far as logind has told."""

    id: str
    active: bool = True
    locked: bool = False

    def hear(self, changed: dict[str, Any]) -> None:
        if "Active" in changed:
            self.active = bool(changed["Active"][1])
        if "LockedHint" in changed:
            self.locked = bool(changed["LockedHint"][1])


class Logind:
    """Tells at which of this user's graphical sessions he is, whether that's locked, and sleep.

    At none of them, he's at a console or somebody else is: then it's as if all were locked.
    """

    name = "logind"

    async def watch(self, tell: Tell) -> None:
        """Listen to the system bus."""
        async with connected("SYSTEM") as bus:
            await bus.listen(sender=message_bus.bus_name, member="NameOwnerChanged", arg0=_LOGIND)
            await bus.listen(sender=_LOGIND, interface=f"{_LOGIND}.Manager", path=_MANAGER.object_path)
            await bus.listen(sender=_LOGIND, interface=_PROPERTIES, arg0namespace=_LOGIND)
            logind, sessions = await bus.call(message_bus, "GetNameOwner", "s", _LOGIND), await _sessions(bus)
            if not isinstance(logind, str) or sessions is None:
                raise Unavailable("logind doesn't answer")
            self._tell_of(sessions, tell)
            if await bus.get(_MANAGER, _MANAGER.interface, "PreparingForSleep"):
                tell(Asleep(now=True))
            while True:
                message = await bus.signal()
                if sender_of(message) == message_bus.bus_name and member_of(message)[1] == "NameOwnerChanged":
                    raise Lost("logind went away")
                if sender_of(message) == logind:  # anybody may send us signals of that name
                    await self._hear(message, bus, sessions, tell)

    async def _hear(self, message: Message, bus: Bus, sessions: dict[str, _Session], tell: Tell) -> None:
        match (*member_of(message), *message.body):
            case (_, "PrepareForSleep", bool(now)):
                tell(Asleep(now))
            case (_, "SessionNew" | "SessionRemoved", *_):
                if (found := await _sessions(bus)) is None:
                    raise Lost("logind doesn't answer any more")
                sessions.clear()
                sessions.update(found)
                self._tell_of(sessions, tell)
            case (_, "PropertiesChanged", *_) if path_of(message) in sessions:
                sessions[path_of(message)].hear(_changed(message))
                self._tell_of(sessions, tell)

    def _tell_of(self, sessions: dict[str, _Session], tell: Tell) -> None:
        at = next((each for each in sessions.values() if each.active), None)
        tell(AtSession(at.id if at else None))
        tell(Locked(self.name, now=at.locked if at else bool(sessions)))


async def _sessions(bus: Bus) -> dict[str, _Session] | None:
    """Return this user's graphical sessions by their paths; None where logind doesn't tell of all of them."""
    listed = await bus.call(_MANAGER, "ListSessions")
    if listed is None:
        return None
    found: dict[str, _Session] = {}
    for each, uid, _, _, path in listed:
        if uid != os.getuid():
            continue
        told = await bus.call(_object(path), "GetAll", "s", _SESSION)
        if told is None:  # it may just have ended: then the next list is without it
            return None
        if told.get("Type", ("s", ""))[1] in _GRAPHICAL:
            found[path] = _Session(each)
            found[path].hear(told)
    return found


def _object(path: str) -> DBusAddress:
    return DBusAddress(path, _LOGIND, _PROPERTIES)


def _changed(message: Message) -> dict[str, Any]:
    body = message.body
    return dict(body[1]) if len(body) > 1 and body[0] == _SESSION else {}
