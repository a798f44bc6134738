"""Whether a program that does nothing but lock the screen runs: most of them tell nobody.

Context: i3lock, swaylock and their like set no LockedHint and are on no bus; X11 goes on showing the window
behind, and so does wayfire. Choice: the kernel says when such a program's file is opened and when its process
ends, so all processes are looked through then, which takes some milliseconds, and at no other time. Price:
lockers that aren't named here aren't noticed, nor is slock, which runs as nobody; and one that crashes ends
the lock for us, even where the compositor keeps it. Rejected: to look every few seconds; wayfire's own IPC,
which is off by default and tells no locks. To look at again once compositors tell everybody of locks.
"""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from agent.sources.base import Locked, Tell, Unavailable
from agent.sources.openings import openings
from agent.sources.processes import running
from agent.sources.where import SESSION_ID

LOCKERS = ("swaylock", "hyprlock", "gtklock", "waylock", "i3lock", "xsecurelock", "xtrlock", "xlock")
LOOKS = (0.2, 1.8)
"""seconds from one look to the next, once something has stirred: a file that's opened is no program yet"""


class Lockers:
    """Tells Locked while one of them runs in the session at which the user is."""

    name = "lockers"

    def __init__(self, at: str | None = None) -> None:
        self._at = at

    async def watch(self, tell: Tell) -> None:
        """Look whenever one of their programs is started, and when one ends."""
        files = [Path(file) for name in LOCKERS if (file := shutil.which(name))]
        if not files:
            raise Unavailable("none of the lockers that are known is installed")
        with openings(files, LOCKERS) as opened:
            pids = self._look(tell)
            while True:
                await opened.next(pids)
                for pause in LOOKS:
                    await asyncio.sleep(pause)
                    pids = self._look(tell)

    def _look(self, tell: Tell) -> list[int]:
        """Tell whether one runs, and return them all."""
        pids = [pid for pid, known in running(LOCKERS, os.getuid()) if self._is_here(known)]
        tell(Locked(self.name, now=bool(pids)))
        return pids

    def _is_here(self, environment: Mapping[str, str]) -> bool:
        return self._at is None or environment.get(SESSION_ID, self._at) == self._at
