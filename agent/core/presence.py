"""Whether somebody is there: idle, locked, asleep, or watching what plays."""

from dataclasses import dataclass, replace
from datetime import timedelta

from agent.core.model import Media, Presence, Window


@dataclass(frozen=True, slots=True)
class Signs:
    """What the sources have told of the user so far; all times on the awake clock."""

    idle_since: timedelta | None = None
    locked_since: timedelta | None = None
    lockers: frozenset[str] = frozenset()
    """those who say that it's locked"""
    asleep_since: timedelta | None = None
    playing: tuple[Media, ...] = ()
    watched_until: timedelta | None = None
    """when something in the window in front last stopped playing"""

    def locked(self, by: str, now: timedelta, *, yes: bool) -> "Signs":
        """Return the signs once somebody says that it's locked or not; it's so while anybody says so."""
        lockers = self.lockers | {by} if yes else self.lockers - {by}
        since = now if self.locked_since is None else self.locked_since
        return replace(self, lockers=lockers, locked_since=since if lockers else None)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether somebody is there, and if not, since when; `again` is when to ask anew."""

    presence: Presence
    away_since: timedelta | None = None
    again: timedelta | None = None


def judge_presence(signs: Signs, *, watching: bool, now: timedelta, idle_after: timedelta) -> Judged:
    """Judge from the strongest sign to the weakest: asleep, locked, idle.

    Who watches a film gives no input and is there all the same: idle begins when it stops, and counts once
    `idle_after` has passed from then on. A screen that locks by itself was left before it did.
    """
    if signs.asleep_since is not None:
        return Judged(Presence.ASLEEP, signs.asleep_since)
    left: timedelta | None = None
    again: timedelta | None = None
    if signs.idle_since is not None and not watching:
        left = max(signs.idle_since, signs.watched_until or signs.idle_since)
        if now - left < idle_after:
            again, left = left + idle_after, None
    if signs.locked_since is not None:
        since = signs.locked_since if left is None else min(left, signs.locked_since)
        return Judged(Presence.LOCKED, since, again)
    return Judged(Presence.ACTIVE, again=again) if left is None else Judged(Presence.IDLE, left)


def is_watched(window: Window | None, playing: tuple[Media, ...]) -> bool:
    """Tell whether something plays in the window in front.

    Music in a tab behind is not being watched: where the medium has a title, the window must show it.
    """
    if window is None or window.process is None:
        return False
    title = window.title.casefold()
    return any(
        medium.pid == window.process.pid and medium.title.strip().casefold() in title for medium in playing
    )
