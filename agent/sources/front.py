"""Telling which window is in front: each change once, and nothing in front only when it lasts."""

import asyncio
from datetime import timedelta

from agent.core.model import Window
from agent.sources.base import InFront, Tell

NOTHING_HELD = timedelta(milliseconds=100)
"""between two windows there's none in front for up to 60 ms; only after this is it believed"""


class Front:
    """What was told last, and whether nothing is about to be."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told: tuple[InFront, bool] | None = None
        """that, and whether it filled the screen"""
        self._pending: asyncio.TimerHandle | None = None

    @property
    def window(self) -> Window | None:
        """Return the window that was told last."""
        return self._told[0].window if self._told else None

    def say(self, window: Window | None) -> None:
        """Tell a window, or at once that there's none."""
        self.close()
        said = InFront(window), window is not None and window.fullscreen
        if said != self._told:
            self._told = said
            self._tell(said[0])

    def hold_nothing(self) -> None:
        """Tell that there's none, if that's still so in a moment."""
        if self._pending is None:
            later = asyncio.get_running_loop().call_later
            self._pending = later(NOTHING_HELD.total_seconds(), self.say, None)

    def close(self) -> None:
        """Tell nothing that is pending."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
