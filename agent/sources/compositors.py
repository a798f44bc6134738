"""Watching the compositor of the session where the user is: the first that lets us in."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Protocol

from agent.sources.base import Unavailable
from agent.sources.front import Front
from agent.sources.sessions import Session
from agent.sources.wayland_wire import Compositor, watching


class Watch(Protocol):
    """One connection's watch."""

    front: Front

    async def run(self, idle_after: timedelta, compositor: Compositor) -> None:
        """Tell what is in front, as long as the compositor is there."""


async def watch_first(
    sessions: Iterable[Session], watch: Callable[[Session], Watch], idle_after: timedelta, *, none: str
) -> None:
    """Watch the first session whose compositor lets us in.

    Raises:
        Unavailable: where none does, with all their reasons; or with `none`, where there's no session.
        Lost: it went away meanwhile.
    """
    refusals = []
    for session in sessions:
        watched = watch(session)
        try:
            await watching(session.socket, partial(watched.run, idle_after))
        except Unavailable as refusal:
            refusals.append(str(refusal))
        finally:
            watched.front.close()
    raise Unavailable("; ".join(refusals) or none)
