"""What plays, as players tell it over MPRIS: who watches a film gives no input, and is there all the same."""

from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress
from jeepney.bus_messages import message_bus

from agent.core.model import TITLE_MAX, Media
from agent.sources.base import Playing, Tell
from agent.sources.bus import Bus, connected, member_of, sender_of

_PREFIX = "org.mpris.MediaPlayer2"
_PLAYER = f"{_PREFIX}.Player"
_PATH = "/org/mpris/MediaPlayer2"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_WANTED = ("PlaybackStatus", "Metadata")


@dataclass(slots=True)
class _Player:
    """One player, as far as it has told."""

    pid: int
    status: str = ""
    title: str = ""

    def hear(self, changed: dict[str, Any]) -> None:
        """Take a change in; players tell one property at a time, and not all keep to the types."""
        if "PlaybackStatus" in changed:
            self.status = str(_value(changed["PlaybackStatus"]))
        if "Metadata" in changed:
            metadata = _value(changed["Metadata"])
            title = _value(metadata.get("xesam:title", "")) if isinstance(metadata, dict) else ""
            self.title = title[:TITLE_MAX] if isinstance(title, str) else ""


class Mpris:
    """Tells what plays, at each change."""

    name = "mpris"

    async def watch(self, tell: Tell) -> None:
        """Listen to the session bus."""
        async with connected("SESSION") as bus:
            await bus.listen(sender="org.freedesktop.DBus", member="NameOwnerChanged", arg0namespace=_PREFIX)
            await bus.listen(interface=_PROPERTIES, member="PropertiesChanged", path=_PATH)
            players: dict[str, _Player] = {}
            for name in await bus.call(message_bus, "ListNames") or ():
                if name.startswith(f"{_PREFIX}."):
                    await _meet(bus, name, players)
            told = _playing(players)
            tell(Playing(told))
            while True:
                await _hear(bus, players)
                if (playing := _playing(players)) != told:
                    told = playing
                    tell(Playing(told))


async def _hear(bus: Bus, players: dict[str, _Player]) -> None:
    message = await bus.signal()
    sender = sender_of(message)
    match (*member_of(message), *message.body):
        case (_, "NameOwnerChanged", str(name), before, after) if sender == message_bus.bus_name:
            players.pop(before, None)
            if after and name.startswith(f"{_PREFIX}."):
                await _meet(bus, name, players)
        case (_, "PropertiesChanged", interface, dict(changed), *_) if interface == _PLAYER:
            if sender in players:
                players[sender].hear(changed)


async def _meet(bus: Bus, name: str, players: dict[str, _Player]) -> None:
    """Ask a player that has appeared who it is and what it does."""
    owner = await bus.call(message_bus, "GetNameOwner", "s", name)
    pid = await bus.call(message_bus, "GetConnectionUnixProcessID", "s", name)
    if not owner or not pid:
        return
    player = players[owner] = _Player(pid)
    address = DBusAddress(_PATH, name, _PROPERTIES)
    player.hear({key: ("", await bus.get(address, _PLAYER, key)) for key in _WANTED})


def _playing(players: dict[str, _Player]) -> tuple[Media, ...]:
    found = {Media(player.pid, player.title) for player in players.values() if player.status == "Playing"}
    return tuple(sorted(found, key=lambda medium: (medium.pid, medium.title)))


def _value(variant: object) -> Any:  # noqa: ANN401
    """Return what is in a variant, which comes as (signature, value)."""
    return variant[1] if isinstance(variant, tuple) and len(variant) == 2 else variant  # noqa: PLR2004
