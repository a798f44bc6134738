"""Desktops in a user's runtime folder, as an agent meets them: they die, and come back in the same place."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import Popen
from unittest.mock import patch

from buses import machine, uid
from desktop import started, xdotool, xserver_process
from gnome import gnome
from kwin import kwin, session_bus
from running import Home, home
from stages import Run, openbox_or_i3
from sway import sway

FOOT = ("foot", "--working-directory=/", "--app-id")
"""who runs it may not be let into ours"""


@dataclass
class Desktop:
    """A compositor or X server that may be killed, and what programs in it need."""

    source: str
    """which of the agent's sources sees it"""
    compositor: Popen[bytes]
    environment: dict[str, str]
    run: Run
    """a program there, as long as it lasts"""
    poke: Callable[[], None]
    """makes some input"""
    home: Path
    """a folder that the programs may read"""
    terminal: tuple[str, ...] = ("xterm", "-class")
    """a terminal, and its options; the last is for which app it passes itself off as"""
    found_by: dict[str, str] = field(default_factory=dict)
    """what the environment of an agent in that session says of it"""

    def shown(
        self, title: str, *command: str, app: str | None = None
    ) -> AbstractContextManager[Popen[bytes]]:
        """Run a terminal of that title there, as that app's window."""
        words = ("-e", *command) if command else ()
        return self.run(*self.terminal, app or self.terminal[0], "-T", title, *words)

    def kill(self) -> None:
        """Have it crash."""
        self.compositor.kill()


@contextmanager
def user(**settings: str) -> Iterator[Home]:
    """Make a user with a session bus, whose folders are open to the one as whom sway runs."""
    with home(**settings) as at, session_bus(at.root / "run"):
        at.root.chmod(0o755)
        (at.root / "run").resolve().chmod(0o755)
        yield at


@contextmanager
def logged_in(**settings: str) -> Iterator[Home]:
    """Make a user as on a machine of one's own, where logind knows of the session."""
    with user(**settings) as at, machine() as (address, logind):
        logind.add_session("c1", uid())
        at.environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
        yield at


@contextmanager
def on_x11(manager: str, runtime: Path) -> Iterator[Desktop]:
    """Run an X server with a window manager; the next one there gets the same display."""
    kept = runtime / "display"
    with xserver_process(display=kept.read_text() if kept.exists() else None) as (display, server):
        kept.write_text(display)
        inside = {"DISPLAY": display, "HOME": str(runtime)}
        with openbox_or_i3(manager, display):
            yield Desktop(
                "x11",
                server,
                inside,
                run=_running_in(inside),
                poke=lambda: xdotool(display, "mousemove_relative", "3", "3"),
                home=runtime,
                found_by={"DISPLAY": display},
            )


@contextmanager
def on_sway(runtime: Path) -> Iterator[Desktop]:
    """Run sway."""
    folder = runtime / "sway"
    folder.mkdir(exist_ok=True)
    with sway(folder) as running:
        socket = str(folder / running.environment["WAYLAND_DISPLAY"])
        yield Desktop(
            "wlroots",
            running.process,
            running.environment,
            run=running.started,
            poke=running.poke,
            home=folder,
            terminal=FOOT,
            found_by={"WAYLAND_DISPLAY": socket, "SWAYSOCK": running.environment["SWAYSOCK"]},
        )


@contextmanager
def on_kwin(runtime: Path) -> Iterator[Desktop]:
    """Run KWin."""
    with kwin(runtime) as running:
        yield Desktop(
            "kwin",
            running.process,
            running.environment,
            run=_running_in(running.environment),
            poke=running.poke,
            home=runtime,
            found_by={"WAYLAND_DISPLAY": str(running.socket)},
        )


@contextmanager
def on_gnome(runtime: Path) -> Iterator[Desktop]:
    """Run GNOME Shell."""
    with gnome(runtime) as running:
        bus = {"DBUS_SESSION_BUS_ADDRESS": running.environment["DBUS_SESSION_BUS_ADDRESS"]}

        def poke() -> None:
            with patch.dict(os.environ, bus):
                running.poke()

        yield Desktop(
            "gnome",
            running.process,
            running.environment,
            run=_running_in(running.environment),
            poke=poke,
            home=runtime,
            terminal=FOOT,
            found_by={"WAYLAND_DISPLAY": str(runtime / running.environment["WAYLAND_DISPLAY"])},
        )


def _running_in(environment: dict[str, str]) -> Run:
    return lambda *argv, **more: started(*argv, **{**environment, **more})


LOGINS: dict[str, Callable[[Path], AbstractContextManager[Desktop]]] = {
    "openbox": partial(on_x11, "openbox"),
    "i3": partial(on_x11, "i3"),
    "sway": on_sway,
    "kwin": on_kwin,
    "gnome": on_gnome,
}
