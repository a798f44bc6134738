"""Whether there is input on Wayland: told when there was none for so long, and when there is again."""

import asyncio
import time
from datetime import timedelta

from agent.sources.base import Idle, Pauses, Tell, milliseconds
from agent.sources.wayland_wire import Compositor, Event, Events

_EXT, _KDE = "ext_idle_notifier_v1", "org_kde_kwin_idle"
_GET_NOTIFICATION, _GET_INPUT_NOTIFICATION, _KDE_GET_TIMEOUT = 1, 2, 0
_DESTROY = 0
_INPUT_SINCE = 2
"""the version of ext-idle-notify that tells of input alone, whatever inhibits idleness"""


def watch_idle(compositor: Compositor, idle_after: timedelta, tell: Tell) -> bool:
    """Have idleness told from now on, and pauses on demand; tells whether the compositor does so at all.

    No protocol tells since when there has been no input: whoever was away before counts as there until the
    threshold has passed once more.
    """
    version = compositor.offers(_EXT)
    if not compositor.offers("wl_seat") or not (version or compositor.offers(_KDE)):
        return False
    seat = _Seat(compositor, version)
    seat.notify(idle_after, _events(idle_after, tell))
    tell(Idle(None))
    tell(Pauses(seat.pause))
    return True


class _Seat:
    """Where the user sits: that there's no input is told by the newest protocol that the compositor has."""

    def __init__(self, compositor: Compositor, version: int) -> None:
        self._compositor = compositor
        self._version = version
        self._seat = compositor.bind("wl_seat", 1)
        self._notifier = compositor.bind(_EXT, _INPUT_SINCE) if version else compositor.bind(_KDE, 1)

    def notify(self, length: timedelta, events: Events) -> int:
        """Have it told when there was no input for so long, and when there is again; returns the notice."""
        threshold = milliseconds(length)
        notice = self._compositor.create(events)
        if self._version:
            opcode = _GET_INPUT_NOTIFICATION if self._version >= _INPUT_SINCE else _GET_NOTIFICATION
            self._compositor.request(self._notifier, opcode, notice, threshold, self._seat)
        else:
            self._compositor.request(self._notifier, _KDE_GET_TIMEOUT, notice, self._seat, threshold)
        return notice

    async def pause(self, length: timedelta) -> None:
        """Wait until there has been no input for so long, from now on."""
        paused = asyncio.Event()
        notice = self.notify(length, {0: Event("", paused.set)})
        try:
            await paused.wait()
        finally:
            self._compositor.request(notice, _DESTROY)


def _events(idle_after: timedelta, tell: Tell) -> Events:
    def idled() -> None:
        tell(Idle(timedelta(seconds=round(time.monotonic(), 3)) - idle_after))

    return {0: Event("", idled), 1: Event("", lambda: tell(Idle(None)))}
