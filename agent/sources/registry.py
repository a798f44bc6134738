"""What is tried on a desktop, and in which order."""

import os
from datetime import timedelta

from agent.sources.base import Source
from agent.sources.displays import VARIABLES, displays
from agent.sources.logind import Logind
from agent.sources.mpris import Mpris
from agent.sources.processes import Processes, environments
from agent.sources.x11 import X11


def desktops(idle_after: timedelta) -> list[Source]:
    """Return the ways to see the window in front; the first that works is taken."""
    return [X11(lambda: displays(os.environ, environments(VARIABLES)), Processes(), idle_after)]


def companions() -> list[Source]:
    """Return what tells of the user besides; each works by itself."""
    return [Logind(), Mpris()]
