"""A sway of one's own, without a screen, and programs in it; as nobody where we are root: sway insists."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop import until

NOBODY = 65534
CONFIG = "xwayland enable\nfocus_follows_mouse no\ndefault_border none\n"


@dataclass
class Sway:
    """A running sway."""

    runtime: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @contextmanager
    def started(self, *argv: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program in it as long as this lasts."""
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            [*as_nobody(), *argv],
            env=self.environment | environment,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()

    def say(self, *words: str) -> object:
        """Tell sway something."""
        done = subprocess.run(
            [*as_nobody(), "swaymsg", "--raw", *words],
            env=self.environment,
            capture_output=True,
            check=True,
            timeout=20,
        )
        return json.loads(done.stdout)

    def poke(self) -> None:
        """Move the pointer."""
        self.say("seat", "-", "cursor", "move", "3", "3")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the screen; unlock it in the end."""
        with self.started("swaylock", "-c", "000000") as locker:
            yield
            locker.send_signal(signal.SIGUSR1)
            locker.wait(5)


def as_nobody() -> list[str]:
    """Return what runs a command as nobody, where we're root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]


@contextmanager
def sway(runtime: Path | None = None) -> Iterator[Sway]:
    """Run sway; in that runtime folder, where one is given, which is kept."""
    folder = runtime or Path(tempfile.mkdtemp(prefix="timesink-sway-"))
    folder.chmod(0o700)
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    for left in (*folder.glob("sway-ipc.*"), *folder.glob("wayland-*"), *folder.glob("environment")):
        left.unlink()
    (folder / "config").write_text(CONFIG)
    (folder / "config").chmod(0o644)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "SHELL": "/bin/sh",
    }
    headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
    argv = [*as_nobody(), "sway", "-c", str(folder / "config")]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(argv, env=environment | headless, stdout=quiet, stderr=quiet) as process:
        try:
            until(lambda: list(folder.glob("sway-ipc.*")) and _socket(folder))
            inside = {"WAYLAND_DISPLAY": _socket(folder), "SWAYSOCK": str(next(folder.glob("sway-ipc.*")))}
            running = Sway(folder, environment | inside, process)
            running.say("exec", f"env > {folder}/environment")
            until(lambda: "\nDISPLAY=" in _text(folder / "environment"))
            display = _text(folder / "environment").partition("\nDISPLAY=")[2].partition("\n")[0]
            running.environment["DISPLAY"] = display
            yield running
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
            if runtime is None:
                time.sleep(0.1)
                shutil.rmtree(folder, ignore_errors=True)


def _socket(folder: Path) -> str:
    return next((path.name for path in folder.glob("wayland-*") if path.suffix != ".lock"), "")


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
