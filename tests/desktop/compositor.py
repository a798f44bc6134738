"""A stand-in for a Wayland compositor, as far as we hear one: without windows, but it idles and locks."""

import asyncio
import struct
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

DISPLAY, REGISTRY_GLOBAL, CALLBACK_DONE, DELETE_ID = 1, 0, 0, 1
MAKING = {
    "ext_idle_notifier_v1": {1: "idle", 2: "input"},
    "org_kde_kwin_idle": {0: "kde"},
    "hyprland_lock_notifier_v1": {1: "lock"},
}
"""which of an interface's requests make what, named in their first word"""
MADE, DESTROY = "something made", 0
TELLING = "zwlr_foreign_toplevel_manager_v1"
"""tells windows as soon as it's bound"""


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Compositor:
    """Offers interfaces, each in a version, and tells events of the objects that were asked for."""

    def __init__(self, offers: Mapping[str, int], loop: asyncio.AbstractEventLoop) -> None:
        self.offers = list(offers.items())
        self._loop = loop
        self.made: dict[str, int] = {}
        """what clients have asked for: its kind, and its id"""
        self.destroyed: list[int] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        bound: dict[int, str] = {}
        try:
            while True:
                to, size = struct.unpack("=II", await reader.readexactly(8))
                body = await reader.readexactly((size >> 16) - 8)
                self._hear(writer, bound, to, size & 0xFFFF, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def tell(self, kind: str, opcode: int) -> None:
        """Tell an event without arguments."""
        self._loop.call_soon_threadsafe(_send, self._writers[-1], self.made[kind], opcode)

    def say(self, to: int, opcode: int, body: bytes) -> None:
        """Tell an event with its arguments."""
        self._loop.call_soon_threadsafe(_send, self._writers[-1], to, opcode, body)

    def write(self, data: bytes) -> None:
        """Write that, whatever it is."""
        self._loop.call_soon_threadsafe(self._writers[-1].write, data)

    def _hear(
        self, writer: asyncio.StreamWriter, bound: dict[int, str], to: int, opcode: int, body: bytes
    ) -> None:
        words = struct.unpack(f"={len(body) // 4}I", body)
        if to == DISPLAY and opcode == 0:
            _send(writer, words[0], CALLBACK_DONE, struct.pack("=I", 0))
            _send(writer, DISPLAY, DELETE_ID, struct.pack("=I", words[0]))
        elif to == DISPLAY:
            bound[words[0]] = "registry"
            for number, (interface, version) in enumerate(self.offers):
                told = struct.pack("=I", number) + _string(interface) + struct.pack("=I", version)
                _send(writer, words[0], REGISTRY_GLOBAL, told)
        elif bound.get(to) == "registry":
            interface, offered = self.offers[words[0]]
            assert words[-2] <= offered, f"{interface} is bound in a version that isn't offered"
            bound[words[-1]] = interface
            if interface == TELLING:
                self.made[interface] = words[-1]
        elif kind := MAKING.get(bound.get(to, ""), {}).get(opcode):
            self.made[kind] = words[0]
            bound[words[0]] = MADE
        elif bound.get(to) == MADE and opcode == DESTROY:
            self.destroyed.append(to)
            _send(writer, DISPLAY, DELETE_ID, struct.pack("=I", to))


@contextmanager
def loop_running() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop on a thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def serving(loop: asyncio.AbstractEventLoop, sockets: Mapping[Path, Serve]) -> Iterator[None]:
    """Serve at each of the sockets; in the end, hang up on everybody and take them away."""
    servers: list[asyncio.Server] = []

    async def start() -> None:
        for path, serve in sockets.items():
            path.unlink(missing_ok=True)
            servers.append(await asyncio.start_unix_server(serve, path))

    async def stop() -> None:
        for server in servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        for path in sockets:
            path.unlink(missing_ok=True)  # from Python 3.13 on it's gone already


def _send(writer: asyncio.StreamWriter, to: int, opcode: int, body: bytes = b"") -> None:
    writer.write(struct.pack("=II", to, (8 + len(body)) << 16 | opcode) + body)


def _string(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)
