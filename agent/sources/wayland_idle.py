"""Whether there is input on Wayland: told when there was none for so long, and when there is again."""

import time
from datetime import timedelta

from agent.sources.base import Idle, Tell
from agent.sources.wayland_wire import Compositor, Event, Events

_EXT, _KDE = "ext_idle_notifier_v1", "org_kde_kwin_idle"
_GET_NOTIFICATION, _GET_INPUT_NOTIFICATION, _KDE_GET_TIMEOUT = 1, 2, 0
_INPUT_SINCE = 2
"""the version of ext-idle-notify that tells of input alone, whatever inhibits idleness"""


def watch_idle(compositor: Compositor, idle_after: timedelta, tell: Tell) -> bool:
    """Have idleness told from now on; tells whether the compositor does so at all."""
    threshold = max(int(idle_after.total_seconds() * 1000), 1)
    seats = compositor.offers("wl_seat")
    version = compositor.offers(_EXT)
    if not seats or not (version or compositor.offers(_KDE)):
        return False
    seat = compositor.bind("wl_seat", 1)
    if version:
        opcode = _GET_INPUT_NOTIFICATION if version >= _INPUT_SINCE else _GET_NOTIFICATION
        notifier = compositor.bind(_EXT, _INPUT_SINCE)
        compositor.request(notifier, opcode, compositor.create(_events(idle_after, tell)), threshold, seat)
    else:
        notifier = compositor.bind(_KDE, 1)
        notice = compositor.create(_events(idle_after, tell))
        compositor.request(notifier, _KDE_GET_TIMEOUT, notice, seat, threshold)
    tell(Idle(None))
    return True


def _events(idle_after: timedelta, tell: Tell) -> Events:
    def idled() -> None:
        tell(Idle(timedelta(seconds=round(time.monotonic(), 3)) - idle_after))

    return {0: Event("", idled), 1: Event("", lambda: tell(Idle(None)))}
