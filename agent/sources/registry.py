"""What is tried on a desktop, and in which order."""

import os
from datetime import timedelta

from agent.sources.base import Source
from agent.sources.displays import DISPLAY_VARIABLES, displays
from agent.sources.gnome import Gnome
from agent.sources.hyprland import Hyprland
from agent.sources.kwin import KWin
from agent.sources.lockers import Lockers
from agent.sources.logind import Logind
from agent.sources.mpris import Mpris
from agent.sources.processes import Processes, environments
from agent.sources.screensaver import ScreenSaver
from agent.sources.sessions import SESSION_VARIABLES, Session, sessions
from agent.sources.sway import SwayTree
from agent.sources.wayland_clients import Clients
from agent.sources.wlroots import Identify, Wlroots
from agent.sources.x11 import X11


def desktops(idle_after: timedelta, at: str | None = None) -> list[Source]:
    """Return the ways to see the window in front; the first that works is taken.

    Wayland's come first: there, X11 shows but a part. Hyprland speaks as wlroots does, too, so it
    comes before. `at` is the session at which the user is, where logind tells it.
    """
    processes = Processes()

    def identify(session: Session) -> Identify:
        if session.sway is not None:
            return SwayTree(session.sway, processes).identify
        return Clients(session.socket, processes).identify

    def found() -> list[Session]:
        return sessions(os.environ, environments(SESSION_VARIABLES), at)

    return [
        Hyprland(found, processes, idle_after),
        Wlroots(found, identify, idle_after),
        KWin(found, processes, idle_after),
        Gnome(processes, idle_after),
        X11(lambda: displays(os.environ, environments(DISPLAY_VARIABLES), at), processes, idle_after),
    ]


def companions() -> list[Source]:
    """Return what tells of the user besides; each works by itself."""
    return [Logind(), ScreenSaver(), Mpris()]


def at_session(at: str | None) -> Source:
    """Return what tells, besides, of that session alone; of all of them where he's at none that's known."""
    return Lockers(at)
