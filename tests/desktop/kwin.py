"""A KWin of one's own, without a screen, on a session bus of its own, and programs in it."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from buses import call
from desktop import started, until

from agent.sources.wayland_wire import Compositor, watching

FAKE_INPUT = "org_kde_kwin_fake_input"
_AUTHENTICATE, _MOVE = 0, 1
_INSIDE = {"WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY"}
SETTINGS = "[Windows]\nFocusStealingPreventionLevel=0\n"


@dataclass
class KWinSession:
    """A running KWin, and the bus it's on."""

    runtime: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> Path:
        return self.runtime / "wayland-0"

    def poke(self) -> None:
        """Move the pointer."""

        async def move(compositor: Compositor) -> None:
            await compositor.answered()
            fake = compositor.bind(FAKE_INPUT, 1)
            compositor.request(fake, _AUTHENTICATE, "tests", "tests")
            compositor.request(fake, _MOVE, 5 << 8, 5 << 8)
            await compositor.answered()

        asyncio.run(watching(self.socket, move))

    def call(self, to: str, path: str, method: str, *words: str) -> str:
        """Call a program on the bus, and return what it answers."""
        return call(self.environment, to, path, method, *words)


@contextmanager
def session_bus(runtime: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a session bus in a runtime folder, where systemd would put it."""
    address = f"--address=unix:path={runtime}/bus"
    with started("dbus-daemon", "--session", address, "--nofork", "--nopidfile") as process:
        until((runtime / "bus").exists)
        yield process


def unique_names() -> list[str]:
    """Return everybody who is on the bus."""
    argv = ["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/"]
    done = subprocess.run(
        [*argv, "--method", "org.freedesktop.DBus.ListNames"], capture_output=True, text=True, check=True
    )
    return [word for word in done.stdout.split("'") if word.startswith(":")]


@contextmanager
def kwin(runtime: Path, *options: str) -> Iterator[KWinSession]:
    """Run KWin in that runtime folder, on its bus."""
    (runtime / "kwinrc").write_text(SETTINGS)
    environment = {
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(runtime),
        "HOME": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
    }
    inside, told = runtime / "inside", runtime / "environment"
    inside.write_text(f"#!/bin/sh\nenv > {told}.part && mv {told}.part {told}\n")
    inside.chmod(0o700)
    told.unlink(missing_ok=True)
    argv = [
        "kwin_wayland",
        "--virtual",
        "--width",
        "1280",
        "--height",
        "800",
        "--xwayland",
    ]
    with subprocess.Popen(
        [*argv, *options, "--socket", "wayland-0", str(inside)],
        env=os.environ | environment | {"KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until(told.exists, within=30)
            lines = (line.partition("=") for line in told.read_text().splitlines())
            known = {name: value for name, _, value in lines if name in _INSIDE}
            yield KWinSession(runtime, environment | known, process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
