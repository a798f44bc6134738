"""The X protocol on asyncio, as much of it as the agent needs: a dozen requests, and the events they bring.

Why not a library: xcffib costs 5.5 MB of memory all day and can't parse ListSystemCounters; python-xlib has
had no release since 2022 and doesn't know SYNC; both block while the server thinks. This is some 200 lines,
never blocks, and takes every byte of the server's for hostile. Price: it's ours to maintain, for a protocol
that hasn't changed since 1987. To look at again should the agent ever have to draw.
"""

import asyncio
import contextlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.sources.base import Lost, Unavailable

PROPERTY_NOTIFY = 28
DESTROY_NOTIFY, UNMAP_NOTIFY = 17, 18
PROPERTY_CHANGE, STRUCTURE_NOTIFY = 0x400000, 0x20000
"""kinds of events, as masks"""
ANSWER_MAX = 1 << 20
"""the longest answer that any of our requests can rightly have, in bytes"""

_REPLY, _GENERIC = 1, 35
_LITTLE_ENDIAN = 0x6C
_ACCEPTED = 1
_ANY_HOST, _THIS_HOST = 0xFFFF, 0x100


@dataclass(frozen=True, slots=True)
class Property:
    """A window's property: its type (an atom) and its bytes; type 0 where the window hasn't got it."""

    type: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Extension:
    """Where a protocol extension begins."""

    opcode: int
    first_event: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the server tells by itself: its code, and all its 32 bytes."""

    code: int
    data: bytes


class Gone(Exception):
    """The window asked about isn't there any more."""


class Server:
    """One connection to an X server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, setup: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self._last_id = 0
        self._awaited: dict[int, asyncio.Future[bytes | None]] = {}
        self._atoms: dict[str, int] = {}
        self._id_base = _u32(setup, 12 - 8)
        vendor, formats = struct.unpack_from("<H", setup, 24 - 8)[0], setup[29 - 8]
        self.root = _u32(setup, 40 - 8 + _padded(vendor) + 8 * formats)

    async def read_forever(self, hear: Callable[[Event], None]) -> None:
        """Hand answers to those who wait for them, and events to `hear`.

        Raises:
            Lost: when the server went away, or speaks nonsense.
        """
        try:
            while True:
                self._take(await self._message(), hear)
        except (OSError, EOFError, struct.error, IndexError) as error:
            raise Lost("the X server went away") from error
        finally:
            for waiting in self._awaited.values():
                waiting.cancel()

    async def _message(self) -> bytes:
        head = await self._reader.readexactly(32)
        if head[0] == _REPLY or head[0] & 0x7F == _GENERIC:
            size = 4 * _u32(head, 4)
            if size > ANSWER_MAX:
                raise Lost("the X server answers with more than was asked for")
            return head + await self._reader.readexactly(size)
        return head

    def _take(self, message: bytes, hear: Callable[[Event], None]) -> None:
        code = message[0] & 0x7F
        if code > _REPLY:
            hear(Event(code, message))
            return
        waiting = self._awaited.pop(struct.unpack_from("<H", message, 2)[0], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message if code == _REPLY else None)

    def send(self, opcode: int, detail: int = 0, body: bytes = b"") -> int:
        """Send a request that has no answer; an error to it is no news either."""
        body = body.ljust(_padded(len(body)), b"\0")
        self._writer.write(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)
        self._sequence = (self._sequence + 1) & 0xFFFF
        return self._sequence

    async def ask(self, opcode: int, detail: int = 0, body: bytes = b"") -> bytes | None:
        """Send a request and return its answer; None where the server answers with an error."""
        waiting: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._awaited[self.send(opcode, detail, body)] = waiting
        return await waiting

    def new_id(self) -> int:
        """Return an id for something that we're about to create."""
        self._last_id += 1
        return self._id_base | self._last_id

    async def atom(self, name: str) -> int:
        """Return the number that stands for a name."""
        if name not in self._atoms:
            body = struct.pack("<HH", len(name), 0) + name.encode()
            answer = await self.ask(16, 0, body)
            self._atoms[name] = _u32(answer, 8) if answer else 0
        return self._atoms[name]

    async def property(self, window: int, atom: int, *, longs: int) -> Property:
        """Return a window's property, cut at so many four-byte units; an empty one where it has none.

        Raises:
            Gone: where there is no such window any more.
        """
        answer = await self.ask(20, 0, struct.pack("<IIIII", window, atom, 0, 0, longs))
        if answer is None:
            raise Gone
        if answer[1] == 0:
            return Property()
        kind, _, length = struct.unpack_from("<III", answer, 8)
        return Property(kind, answer[32 : 32 + length * answer[1] // 8])

    def select(self, window: int, mask: int) -> None:
        """Ask for a window's events, or with 0 for no more of them."""
        self.send(2, 0, struct.pack("<III", window, 0x800, mask))

    async def extension(self, name: str) -> Extension | None:
        """Return an extension, where the server has it."""
        answer = await self.ask(98, 0, struct.pack("<HH", len(name), 0) + name.encode())
        return Extension(answer[9], answer[10]) if answer and answer[8] else None

    async def close(self) -> None:
        """End the connection."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


async def connect(number: int, cookie: bytes) -> Server:
    """Connect to the local display `:number`, with its MIT-MAGIC-COOKIE-1 or none (b"").

    Raises:
        Unavailable: where nobody listens there, or we're refused; with the server's own reason.
    """
    try:
        reader, writer = await _stream(number)
    except OSError as error:
        raise Unavailable(f"display :{number} doesn't answer ({error.strerror or error})") from error
    name = b"MIT-MAGIC-COOKIE-1" if cookie else b""
    hello = struct.pack("<BxHHHH2x", _LITTLE_ENDIAN, 11, 0, len(name), len(cookie))
    hello += name.ljust(_padded(len(name)), b"\0") + cookie.ljust(_padded(len(cookie)), b"\0")
    try:
        writer.write(hello)
        head = await reader.readexactly(8)
        answer = await reader.readexactly(4 * struct.unpack_from("<H", head, 6)[0])
        if head[0] == _ACCEPTED:
            return Server(reader, writer, answer)
        writer.close()
    except (OSError, EOFError, struct.error, IndexError) as error:
        writer.close()
        raise Unavailable(f"display :{number} speaks no X") from error
    except asyncio.CancelledError:
        writer.close()
        raise
    reason = answer[: head[1]].decode("latin-1").strip()
    raise Unavailable(f"display :{number} refuses us: {reason}")


async def _stream(number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108  where every X server listens
    try:
        return await asyncio.open_unix_connection(path)
    except OSError:
        return await asyncio.open_unix_connection("\0" + path)


def cookie_of(number: int, authority: Path, host: str) -> bytes:
    """Return the display's cookie from an Xauthority file; b"" where there's none to be had."""
    try:
        data = authority.read_bytes()
    except OSError:
        return b""
    at = 0
    with contextlib.suppress(struct.error):
        while at < len(data):
            family = struct.unpack_from(">H", data, at)[0]
            at += 2
            fields = []
            for _ in range(4):
                length = struct.unpack_from(">H", data, at)[0]
                fields.append(data[at + 2 : at + 2 + length])
                at += 2 + length
            address, display, kind, cookie = fields
            ours = family == _ANY_HOST or (family == _THIS_HOST and address == host.encode())
            if ours and kind == b"MIT-MAGIC-COOKIE-1" and display in (b"", str(number).encode()):
                return cookie
    return b""


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _padded(length: int) -> int:
    return (length + 3) & ~3
