"""Desktops as the conformance suite plays on them: programs run, somebody types, locks, all of it dies."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from unittest.mock import patch

from desktop import BROWSER_FLAGS, FIREFOX_PREFS, started, until, window_manager, xdotool, xserver_process
from gnome import gnome
from kwin import kwin, session_bus
from labwc import labwc
from sway import sway
from wayfire import wayfire
from wlroots import Headless

from agent.sources.base import Source
from agent.sources.displays import displays
from agent.sources.gnome import Gnome
from agent.sources.kwin import KWin
from agent.sources.processes import Processes
from agent.sources.sessions import Session
from agent.sources.sway import SwayTree
from agent.sources.wayland_clients import Clients
from agent.sources.wlroots import Identify, Wlroots
from agent.sources.x11 import X11

Run = Callable[..., AbstractContextManager[Popen[bytes]]]
Identifier = Callable[[Headless], Identify]


@dataclass
class Stage:
    """A running desktop."""

    source: Callable[[timedelta], Source]
    run: Run
    """a program there, as long as it lasts"""
    poke: Callable[[], None]
    """makes some input"""
    compositor: Popen[bytes]
    home: Path
    """a folder that the programs may write"""
    locked: Callable[[], AbstractContextManager[None]] | None = None
    native: tuple[str, ...] = ()
    """what makes Chromium speak the desktop's own protocol"""
    terminal: tuple[str, ...] = ("xterm", "-T")
    x11: str = "xterm"
    """a terminal that is an X11 program"""

    @property
    def profile(self) -> Path:
        """Where Chromium keeps what is its own."""
        return self.home / "chromium"

    def chromium(self, url: str, *flags: str) -> AbstractContextManager[Popen[bytes]]:
        """Run Chromium there."""
        flags = ("--no-sandbox", "--test-type", *self.native, f"--user-data-dir={self.profile}", *flags)
        return self.run("chromium", *BROWSER_FLAGS, *flags, url)

    def firefox(self, url: str) -> AbstractContextManager[Popen[bytes]]:
        """Run Firefox there."""
        profile = self.home / "firefox"
        profile.mkdir(exist_ok=True)
        profile.chmod(0o777)
        (profile / "user.js").write_text(FIREFOX_PREFS)
        return self.run("firefox-esr", "--no-remote", "--profile", str(profile), url, MOZ_ENABLE_WAYLAND="1")

    def x11_terminal(self, title: str, *command: str) -> AbstractContextManager[Popen[bytes]]:
        """Run a terminal there that is an X11 program."""
        return self.run(self.x11, "-T", title, *(["-e", *command] if command else []))


@contextmanager
def on_x11(manager: str) -> Iterator[Stage]:
    """Run an X server with a window manager."""
    with (
        xserver_process() as (display, server),
        TemporaryDirectory(prefix="timesink-x11-") as home,
        openbox_or_i3(manager, display),
    ):
        yield Stage(
            source=lambda idle: X11(lambda: displays({"DISPLAY": display}, []), Processes(), idle),
            run=lambda *argv, **more: started(*argv, **{"DISPLAY": display, "HOME": home, **more}),
            poke=lambda: xdotool(display, "mousemove_relative", "3", "3"),
            compositor=server,
            home=Path(home),
            locked=lambda: _i3lock(display),
        )


@contextmanager
def _i3lock(display: str) -> Iterator[None]:
    """Lock the screen; unlock it in the end."""
    with started("i3lock", "-n", DISPLAY=display):
        yield


@contextmanager
def openbox_or_i3(manager: str, display: str) -> Iterator[None]:
    """Run one of the two window managers there."""
    if manager == "openbox":
        with window_manager(display):
            yield
        return
    with TemporaryDirectory(prefix="timesink-i3-") as folder:
        config = Path(folder) / "config"
        config.write_text("font pango:monospace 8\nfocus_follows_mouse no\n")
        with started("i3", "-c", str(config), DISPLAY=display, HOME=folder, XDG_RUNTIME_DIR=folder):
            until(lambda: list(Path(folder).glob("i3/ipc-socket.*")))
            yield


@contextmanager
def on_wlroots(
    compositor: AbstractContextManager[Headless], identify: Identifier, x11: str = "xterm"
) -> Iterator[Stage]:
    """Run a compositor of wlroots'; windows' processes are found as asked for."""
    with compositor as running:
        yield Stage(
            source=lambda idle: Wlroots(lambda: [Session(running.socket)], lambda _: identify(running), idle),
            run=running.started,
            poke=running.poke,
            compositor=running.process,
            home=running.runtime,
            locked=running.locked,
            native=("--ozone-platform=wayland",),
            terminal=("foot", "-T"),
            x11=x11,
        )


@contextmanager
def on_kwin() -> Iterator[Stage]:
    """Run KWin, on a session bus that is ours too meanwhile."""
    with TemporaryDirectory(prefix="timesink-kwin-") as folder, session_bus(Path(folder)):
        ours = patch.dict(os.environ, DBUS_SESSION_BUS_ADDRESS=f"unix:path={folder}/bus")
        with ours, kwin(Path(folder)) as running:
            yield Stage(
                source=lambda idle: KWin(lambda: [Session(running.socket)], Processes(), idle),
                run=lambda *argv, **more: started(*argv, **{**running.environment, **more}),
                poke=running.poke,
                compositor=running.process,
                home=Path(folder),
                native=("--ozone-platform=wayland",),
            )


@contextmanager
def on_gnome() -> Iterator[Stage]:
    """Run GNOME Shell, on a session bus that is ours too meanwhile."""
    with TemporaryDirectory(prefix="timesink-gnome-") as folder, session_bus(Path(folder)):
        ours = patch.dict(os.environ, DBUS_SESSION_BUS_ADDRESS=f"unix:path={folder}/bus")
        with ours, gnome(Path(folder)) as running:
            yield Stage(
                source=lambda idle: Gnome(Processes(), idle),
                run=lambda *argv, **more: started(*argv, **{**running.environment, **more}),
                poke=running.poke,
                compositor=running.process,
                home=Path(folder),
                native=("--ozone-platform=wayland",),
                terminal=("foot", "-T"),
            )


def _by_ipc(running: Headless) -> Identify:
    return SwayTree(Path(running.environment["SWAYSOCK"]), Processes()).identify


def _by_socket(running: Headless) -> Identify:
    return Clients(running.socket, Processes()).identify


Begin = Callable[[], AbstractContextManager[Stage]]
ON_WLROOTS: dict[str, Begin] = {
    "sway": lambda: on_wlroots(sway(), _by_ipc),
    "wlroots": lambda: on_wlroots(sway(), _by_socket),
}
NEWER: dict[str, Begin] = {
    # labwc's xterm takes the word that it's in front for the word to close.
    "labwc": lambda: on_wlroots(labwc(), _by_socket, "urxvt"),
    "wayfire": lambda: on_wlroots(wayfire(), _by_socket),
}
"""what Debian 12 doesn't have: played on where `make test-desktops` has brought it"""
ON_WLROOTS |= {name: NEWER[name] for name in os.environ.get("NEWER_DESKTOPS", "").split()}
STAGES: dict[str, Begin] = {
    "openbox": lambda: on_x11("openbox"),
    "i3": lambda: on_x11("i3"),
    "kwin": on_kwin,
    "gnome": on_gnome,
    **ON_WLROOTS,
}
