"""A GNOME Shell of one's own, without a screen, on buses of its own, and programs in it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from buses import call, machine, uid
from desktop import started, until
from jeepney import DBusAddress

from agent.sources.bus import connected
from agent.sources.gnome import SHELL

_REMOTE = "org.gnome.Mutter.RemoteDesktop"
DISPLAY = "wayland-gnome"
_KEYS = ".mutter-Xwaylandauth.*"
ATTEMPTS = 5


@dataclass
class GnomeSession:
    """A running GNOME Shell, and the bus it's on."""

    runtime: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def call(self, to: str, path: str, method: str, *words: str) -> str:
        """Call a program on the bus, and return what it answers."""
        return call(self.environment, to, path, method, *words)

    def poke(self) -> None:
        """Move the pointer: Mutter takes input from whoever is on the bus, which must be ours."""
        asyncio.run(_poke())


async def _poke() -> None:
    async with connected("SESSION") as bus:
        remote = DBusAddress("/org/gnome/Mutter/RemoteDesktop", _REMOTE, _REMOTE)
        path = await bus.call(remote, "CreateSession")
        session = DBusAddress(str(path), _REMOTE, f"{_REMOTE}.Session")
        for method, signature, words in (
            ("Start", "", ()),
            ("NotifyPointerMotionRelative", "dd", (7.0, 7.0)),
            ("Stop", "", ()),
        ):
            assert await bus.call(session, method, signature, *words) is not None


@contextmanager
def gnome(runtime: Path, *, extension: bool = True) -> Iterator[GnomeSession]:
    """Run GNOME Shell in that runtime folder, on its session bus, and with the extension in it."""
    environment = {
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(runtime / "config"),
        "XDG_DATA_HOME": str(runtime / "data"),
        "HOME": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
        "GSETTINGS_BACKEND": "keyfile",
        "WAYLAND_DISPLAY": DISPLAY,
    }
    if extension:
        argv = [sys.executable, "-m", "agent", "desktop", "install"]
        subprocess.run(argv, env=os.environ | environment, check=True, capture_output=True, timeout=60)
    with machine() as (system, logind):
        logind.add_session("c1", uid(), kind="wayland")
        with _display_manager(system), _shell(runtime, environment, system) as process:
            running = GnomeSession(runtime, environment, process)
            until(lambda: _leaves_overview(running))
            running.environment |= _x11_of(runtime)
            yield running


@contextmanager
def _display_manager(system: str) -> Iterator[None]:
    """Play GDM, without whose version GNOME locks no screen."""
    name, interface = "org.gnome.DisplayManager", "org.gnome.DisplayManager.Manager"
    path = "/org/gnome/DisplayManager/Manager"
    argv = ("/usr/bin/python3", "-m", "dbusmock", "--system", name, path, interface)
    with started(*argv, DBUS_SYSTEM_BUS_ADDRESS=system):
        version = ["--method", "org.freedesktop.DBus.Mock.AddProperty", interface, "Version", "<'43.0'>"]
        adding = ["gdbus", "call", "--address", system, "--dest", name, "--object-path", path, *version]
        until(lambda: subprocess.run(adding, capture_output=True, check=False).returncode == 0)
        yield


def _log(runtime: Path) -> str:
    return (runtime / "shell.log").read_text()


def _leaves_overview(running: GnomeSession) -> bool:
    """Begin where windows are: it starts in the overview, where none is in front."""
    words = ("org.freedesktop.DBus.Properties.Set", SHELL, "OverviewActive", "<false>")
    with suppress(subprocess.CalledProcessError):
        running.call(SHELL, "/org/gnome/Shell", *words)
        return True
    return False


def _x11_of(runtime: Path) -> dict[str, str]:
    """Return how X11 programs get in: the Shell names the display in its log."""
    (key,) = runtime.glob(_KEYS)
    shown = _log(runtime).rpartition("Using public X11 display ")[2]
    return {"XAUTHORITY": str(key), "DISPLAY": shown.partition(",")[0].strip()}


@contextmanager
def _shell(runtime: Path, environment: dict[str, str], system: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the Shell; where it hangs at its start, as 43 does when it forks at a bad moment, another one."""
    session = {
        "DBUS_SYSTEM_BUS_ADDRESS": system,
        "XDG_SESSION_TYPE": "wayland",
        "XDG_SESSION_ID": "c1",
        "XDG_CURRENT_DESKTOP": "GNOME",
    }
    for _ in range(ATTEMPTS):
        with _attempt(runtime, environment | session) as process:
            if _has_started(runtime):
                yield process
                return
            process.kill()  # it hears nothing else
    raise AssertionError(_log(runtime))


def _has_started(runtime: Path) -> bool:
    with suppress(AssertionError):
        until(lambda: "Shell started" in _log(runtime), within=6)
        return True
    return False


@contextmanager
def _attempt(runtime: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    argv = ["gnome-shell", "--headless", "--wayland", "--virtual-monitor", "1280x800"]
    argv += ["--wayland-display", DISPLAY]
    for key in runtime.glob(_KEYS):
        key.unlink()
    with (
        (runtime / "shell.log").open("wb") as log,
        subprocess.Popen(
            argv, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with suppress(ProcessLookupError):  # what it was about to start may hang, and hold its socket
                os.killpg(process.pid, signal.SIGKILL)
