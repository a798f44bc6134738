"""Signs of life: when to look next though nobody says anything, and that systemd's watchdog is fed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from agent.core.attribution import DRIFT
from agent.core.model import Instant
from agent.core.presence import Judged
from agent.store.keeper import TAIL_EVERY

INTERVAL = timedelta(seconds=4)
"""a sign of life while somebody is there; with it, at most 5 s are lost at any kill"""

AWAY_INTERVAL = timedelta(seconds=30)
"""likewise while nobody is there: often enough for systemd's watchdog"""

log = logging.getLogger(__name__)


class Timer(Protocol):
    """Something that will happen, unless it's cancelled."""

    def cancel(self) -> None:
        """Let it not happen."""


Later = Callable[[float, Callable[[], None]], Timer]
"""has something happen in so many seconds"""


class Pulse:
    """Has the next look taken in time."""

    def __init__(
        self, now: Instant, later: Later, look: Callable[[], None], alive: Callable[[], None]
    ) -> None:
        """`alive` feeds the watchdog."""
        self._last = now
        self._later = later
        self._look = look
        self._alive = alive
        self._timer: Timer | None = None
        self._fed_at = now.awake

    def felt(self, now: Instant, judged: Judged, *, is_behind: bool) -> None:
        """Hear that a look was taken, and whether the tail is behind it; set the next one."""
        self._notice_sleep(now)
        if now.awake - self._fed_at >= AWAY_INTERVAL - DRIFT:
            self._fed_at = now.awake
            self._alive()
        self.stop()
        self._timer = self._later(_delay(now, judged, is_behind=is_behind).total_seconds(), self._look)

    def stop(self) -> None:
        """Have no more looks taken."""
        if self._timer is not None:
            self._timer.cancel()

    def _notice_sleep(self, now: Instant) -> None:
        """Say that the machine slept: its boot clock has run ahead."""
        if (slept := (now.up - self._last.up) - (now.awake - self._last.awake)) > DRIFT:
            log.info("the machine slept for %d s", slept.total_seconds())
        self._last = now


def _delay(now: Instant, judged: Judged, *, is_behind: bool) -> timedelta:
    """Return when to look again: soon where the tail is behind, late where nobody is there."""
    delay = TAIL_EVERY if is_behind else INTERVAL
    if judged.away_since is not None:
        delay = AWAY_INTERVAL
    return delay if judged.again is None else min(delay, judged.again - now.awake)
