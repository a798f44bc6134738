"""A stand-in for Hyprland, which needs a graphics card: both its sockets, as its documentation has them.

As the real one does, it writes events of 1,024 bytes at most, with spaces for line breaks, hangs up after
each answer, and goes on answering with the last window while the screen is locked.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compositor import Compositor, loop_running, serving

OFFERS = {"wl_seat": 9, "ext_idle_notifier_v1": 2, "hyprland_lock_notifier_v1": 1}


@dataclass
class Hyprland:
    """A running Hyprland."""

    folder: Path
    wayland: Compositor
    loop: asyncio.AbstractEventLoop
    answer: bytes = b"{}"
    """to j/activewindow"""
    asked: list[bytes] = field(default_factory=list)
    listeners: list[asyncio.StreamWriter] = field(default_factory=list)

    def focus(self, address: str, app: str, title: str, pid: int = 0, *, xwayland: bool = False) -> None:
        """Bring a window in front, or change its title."""
        window = {
            "address": f"0x{address}",
            "class": app,
            "title": title,
            "pid": pid,
            "xwayland": xwayland,
        }
        self.answer = json.dumps(window).encode()
        self.post("activewindow", f"{app},{title}")
        self.post("activewindowv2", address)

    def fill(self, **modes: object) -> None:
        """Put the window in front into full screen, or take it out, as a version tells that."""
        self.answer = json.dumps(json.loads(self.answer) | modes).encode()
        self.post("fullscreen", str(int(bool(modes["fullscreen"]))))

    def focus_nothing(self) -> None:
        """Go to an empty workspace."""
        self.answer = b"{}"
        self.post("workspace", "2")
        self.post("activewindow", ",")
        self.post("activewindowv2", "")

    def lock(self) -> None:
        """Lock the screen: no window has the keyboard, and yet the last one is still answered."""
        self.post("activewindow", ",")
        self.post("activewindowv2", "")
        self.wayland.tell("lock", 0)

    def unlock(self) -> None:
        self.wayland.tell("lock", 1)

    def post(self, event: str, data: str) -> None:
        line = f"{event}>>".encode() + data.encode("utf-8", "replace")[:1024].replace(b"\n", b" ") + b"\n"
        self.write(line)

    def write(self, data: bytes) -> None:
        """Write that to all who listen."""
        self.loop.call_soon_threadsafe(lambda: [each.write(data) for each in self.listeners])

    async def serve_events(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.listeners.append(writer)
        try:
            await reader.read()
        finally:
            self.listeners.remove(writer)
            writer.close()

    async def serve_requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(1024)
        self.asked.append(request)
        writer.write(self.answer if request == b"j/activewindow" else b"unknown request")
        writer.close()


@contextmanager
def hyprland(runtime: Path, signature: str, offers: Mapping[str, int] = OFFERS) -> Iterator[Hyprland]:
    """Run Hyprland in that runtime folder, with its Wayland socket as wayland-1."""
    folder = runtime / "hypr" / signature
    folder.mkdir(parents=True, exist_ok=True)
    with loop_running() as loop:
        running = Hyprland(folder, Compositor(offers, loop), loop)
        sockets = {
            runtime / "wayland-1": running.wayland.serve,
            folder / ".socket2.sock": running.serve_events,
            folder / ".socket.sock": running.serve_requests,
        }
        with serving(loop, sockets):
            yield running
