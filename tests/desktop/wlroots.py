"""wlroots' compositors without a screen, and programs in them; as nobody where we are root: sway insists."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop import started, until

from agent.sources.wayland_wire import Compositor, watching

NOBODY = 65534
POINTERS = "zwlr_virtual_pointer_manager_v1"
_CREATE, _MOVE, _FRAME = 0, 0, 4
_INSIDE = {"WAYLAND_DISPLAY", "DISPLAY", "SWAYSOCK"}
_WITHOUT_SCREEN = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


@dataclass
class Headless:
    """A running compositor."""

    runtime: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> Path:
        return self.runtime / self.environment["WAYLAND_DISPLAY"]

    @contextmanager
    def started(self, *argv: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program in it as long as this lasts."""
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            [*as_nobody(), *argv],
            env=self.environment | environment,
            cwd=self.runtime,  # for ours may be closed to nobody
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                _end(process)

    def poke(self) -> None:
        """Move the pointer."""

        async def move(compositor: Compositor) -> None:
            await compositor.answered()
            seat, pointers = compositor.bind("wl_seat", 1), compositor.bind(POINTERS, 1)
            pointer = compositor.create({})
            compositor.request(pointers, _CREATE, seat, pointer)
            compositor.request(pointer, _MOVE, int(time.monotonic() * 1000), 3 << 8, 3 << 8)
            compositor.request(pointer, _FRAME)
            await compositor.answered()

        asyncio.run(watching(self.socket, move))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the screen, as ourselves; unlock it in the end."""
        with started("swaylock", "-c", "000000", **self.environment) as locker:
            yield
            locker.send_signal(signal.SIGUSR1)
            locker.wait(5)


def as_nobody() -> list[str]:
    """Return what runs a command as nobody, where we're root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]


@contextmanager
def headless(runtime: Path | None, argv: Callable[[Path, Path], list[str]]) -> Iterator[Headless]:
    """Run a compositor; in that runtime folder, where one is given, which is kept.

    `argv` says how, given the folder, and what the compositor is to run once it's ready.
    """
    folder = runtime or Path(tempfile.mkdtemp(prefix="timesink-wlroots-"))
    folder.chmod(0o700)
    for left in (*folder.glob("sway-ipc.*"), *folder.glob("wayland-*"), *folder.glob("environment")):
        left.unlink()
    inside, told = folder / "inside", folder / "environment"
    inside.write_text(f"#!/bin/sh\nenv > {told}.part && mv {told}.part {told}\n")
    inside.chmod(0o755)
    outside = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "SHELL": "/bin/sh"}
    outside["PATH"] = os.environ["PATH"]
    words = [*as_nobody(), *argv(folder, inside)]
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, env=outside | _WITHOUT_SCREEN, stdout=quiet, stderr=quiet) as process:
        try:
            until(told.exists)
            lines = (line.partition("=") for line in told.read_text().splitlines())
            yield Headless(
                folder, outside | {name: value for name, _, value in lines if name in _INSIDE}, process
            )
        finally:
            _end(process)
            if runtime is None:
                time.sleep(0.1)
                shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
