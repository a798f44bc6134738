"""The Wayland wire protocol, as much of it as listening takes: no file descriptors, no buffers.

Why our own: pywayland costs 2.9 MB and brings a libwayland that has to be told of the two protocols we need;
this takes nothing. A message is an object's id, an opcode with the length, and arguments of four bytes.
"""

import asyncio
import struct
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agent.sources.base import Lost, Unavailable
from agent.sources.together import until_one_ends

ANSWER_WITHIN = 10
"""seconds that the compositor may take for what we ask at the beginning"""

_DISPLAY, _REGISTRY = 1, 2
_SYNC, _GET_REGISTRY, _BIND = 0, 1, 0
_HEAD = struct.Struct("=IHH")
_SERVERS = 0xFF000000
"""ids from here on are the compositor's to give"""

Argument = int | str | bytes
Hear = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Event:
    """How an event's arguments are read (u, i, s, a, o, n as in the protocol's XML), and who hears it."""

    signature: str
    hear: Hear


Events = Mapping[int, Event]


class Compositor:
    """A connection to a compositor: what it offers, requests, and the events that come back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._next = _REGISTRY
        self._free: list[int] = []
        self._hearing: dict[int, Events] = {
            _DISPLAY: {0: Event("ous", self._fail), 1: Event("u", self._forget)},
        }
        self._offers: dict[str, tuple[int, int]] = {}
        registry = self.create({0: Event("usu", self._offer)})
        self.request(_DISPLAY, _GET_REGISTRY, registry)

    def offers(self, interface: str) -> int:
        """Return which version of an interface is offered; 0 where it isn't."""
        return self._offers.get(interface, (0, 0))[1]

    def bind(self, interface: str, version: int, events: Events | None = None) -> int:
        """Return an object of an interface that is offered, of this version at most."""
        name, offered = self._offers[interface]
        made = self.create(events or {})
        self.request(_REGISTRY, _BIND, name, interface, min(version, offered), made)
        return made

    def create(self, events: Events) -> int:
        """Return a new object's id, to be named in the very next request: compositors want them in order."""
        if self._free:
            made = self._free.pop()
        else:
            made, self._next = self._next, self._next + 1
        self._hearing[made] = events
        return made

    def hear(self, made: int, events: Events) -> None:
        """Hear an object that the compositor has made."""
        self._hearing[made] = events

    def request(self, to: int, opcode: int, *arguments: Argument) -> None:
        """Send a request."""
        body = b"".join(map(_packed, arguments))
        self._writer.write(_HEAD.pack(to, opcode, _HEAD.size + len(body)) + body)

    async def answered(self) -> None:
        """Wait until the compositor has done all that was asked so far.

        Raises:
            Unavailable: it doesn't answer.
        """
        done = asyncio.Event()
        self.request(_DISPLAY, _SYNC, self.create({0: Event("u", lambda _: done.set())}))
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await done.wait()
        except TimeoutError:
            raise Unavailable("the compositor doesn't answer") from None

    async def read_forever(self) -> None:
        """Hear events; raises Lost when the compositor has gone, or says what no compositor says."""
        try:
            while True:
                to, opcode, length = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
                body = await self._reader.readexactly(length - _HEAD.size)
                event = self._hearing.get(to, {}).get(opcode)
                if event is not None:
                    event.hear(*_arguments(event.signature, body))
        except (OSError, EOFError) as error:
            raise Lost("the compositor went away") from error
        except (struct.error, ValueError) as error:
            raise Lost("the compositor says what can't be understood") from error

    async def close(self) -> None:
        """Let the connection go."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    def _offer(self, name: int, interface: str, version: int) -> None:
        self._offers.setdefault(interface, (name, version))

    def _fail(self, _made: int, code: int, _message: str) -> None:
        raise Lost(f"the compositor broke off (error {code})")

    def _forget(self, made: int) -> None:
        self._hearing.pop(made, None)
        if made < _SERVERS:
            self._free.append(made)


async def watching(path: Path, watch: Callable[[Compositor], Coroutine[None, None, None]]) -> None:
    """Connect to the compositor of that socket, and watch it as long as it's there.

    Raises:
        Unavailable: where there's none, or it doesn't answer.
        Lost: it went away meanwhile.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError as error:
        why = (error.strerror or "no answer").lower()
        raise Unavailable(f"the compositor's socket can't be opened ({why})") from error
    compositor = Compositor(reader, writer)
    try:
        await until_one_ends(compositor.read_forever(), watch(compositor))
    finally:
        await compositor.close()


def _packed(argument: Argument) -> bytes:
    if isinstance(argument, int):
        return struct.pack("=I", argument & 0xFFFFFFFF)
    data = argument.encode() + b"\0" if isinstance(argument, str) else argument
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)


def _arguments(signature: str, body: bytes) -> list[int | str | bytes]:
    read: list[int | str | bytes] = []
    at = 0
    for kind in signature:
        (number,) = struct.unpack_from("=i" if kind == "i" else "=I", body, at)
        at += 4
        if kind in "sa":
            data = body[at : at + number]
            if len(data) < number:
                raise ValueError("cut off")
            read.append(data.rstrip(b"\0").decode("utf-8", "replace") if kind == "s" else data)
            at += (number + 3) & ~3
        else:
            read.append(number)
    return read
