"""Look, judge, keep the time in between.

The sampler takes a sample at every word of a source, and now and then as a sign of life. What it has seen
lies in the tail, a small file in memory that outlives the process, and goes to the database some minutes
later, when idle can't take it back any more: so a kill costs seconds, and an hour writes little to the disk.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent.core.attribution import Attribution
from agent.core.changes import Change, as_front, learned
from agent.core.matching import Judgement
from agent.core.model import Front, Instant, Presence, Process, Sample, Span, Window
from agent.core.periods import EVER, Period
from agent.core.presence import Judged, Signs, is_watched, judge_presence
from agent.core.rules import BY_HAND
from agent.pulse import Later, Pulse
from agent.sources.base import Asleep, Event, Idle, InFront, Locked, Playing
from agent.store.keeper import Keeper


@dataclass(frozen=True, slots=True)
class Parts:
    """What the sampler works with; each is a plain function, so that tests can hand in time itself."""

    clock: Callable[[], Instant]
    later: Later
    judge: Callable[[Window], Judgement]
    keeper: Keeper
    change_kept: Callable[[Span, Change], None]
    """changes a span where it's kept; raises AgentError where that can't be done"""
    alive: Callable[[], None]
    """feeds the watchdog"""
    changed: Callable[[], None]
    """what is in front, or whether somebody is there, is not what it was"""


@dataclass(frozen=True, slots=True)
class Current:
    """How things are just now."""

    at: datetime
    presence: Presence
    window: Window | None
    front: Front | None
    since: datetime
    lasted: timedelta
    """since then, by the clock that nobody sets"""
    watching: bool
    """whether something plays in the window in front"""


Seen = tuple[Front | None, timedelta | None, Process | None]
"""what others are told the changes of: what is in front, since when nobody is there, and the program"""


class Sampler:
    """Hears the sources, and makes spans of what they say."""

    def __init__(
        self, parts: Parts, *, idle_after: timedelta, titles_kept: bool, floor: datetime | None = None
    ) -> None:
        """`floor` is the end of what was kept by others before: no label may lie before it."""
        self.idle_after = idle_after
        self.titles_kept = titles_kept
        self._parts = parts
        self._memory = Attribution(floor=floor)
        self._signs = Signs()
        self._window: Window | None = None
        self._front: Front | None = None
        self._seen: Seen | None = None
        self._presence = Presence.ACTIVE
        self._since = parts.clock()
        self._watching = False
        self._pulse = Pulse(self._since, parts.later, self.beat, parts.alive)

    def tell(self, event: Event) -> None:
        """Hear a word of a source."""
        now = self._parts.clock()
        match event:
            case InFront(window):
                self._see(window, now)
            case Idle(since):
                self._signs = replace(self._signs, idle_since=since)
            case Locked(by, yes):
                self._signs = self._signs.locked(by, now.awake, yes=yes)
            case Asleep(yes):
                since = self._signs.asleep_since or now.awake
                self._signs = replace(self._signs, asleep_since=since if yes else None)
            case Playing(media):
                self._signs = replace(self._signs, playing=media)
        self._look(now)

    def judge_anew(self) -> None:
        """Judge the window in front again, by rules that have changed."""
        now = self._parts.clock()
        self._see(self._window, now)
        self._look(now)

    def learn(self, window: Window, before: Judgement) -> None:
        """Judge a window again of which more is known now, and what is pending of it with it.

        Raises:
            AgentError: as `change` does
        """
        old = self._as_front(window, before)
        known = self._as_front(window, self._parts.judge(window))
        if old.page_title is not None:  # else it can't be told from others
            self.change(learned(old, known), EVER)
        if self._window == window:
            self.judge_anew()

    def change(self, change: Change, within: Period) -> timedelta:
        """Take what is pending and starts in a period for something else, and what is in front.

        What of it is kept already is changed there. Returns how much time is for other networks now.

        Raises:
            AgentError: what is kept of it can't be changed; then nothing is
        """
        now = self._parts.clock()
        self._look(now)
        half = self._memory.half_settled
        if half is not None and within.holds(half.start) and change(half.front) != half.front:
            self._parts.change_kept(half, change)
        before = self._memory.pending()
        self._memory = self._memory.changed(change, within)
        self._parts.keeper.write_tail(self._memory, now.awake)
        if self._front is not None and within.holds(now.wall):
            self._front = change(self._front)
        self._parts.changed()
        pairs = zip(before, self._memory.pending(), strict=True)
        moved = (new.duration for old, new in pairs if new.front.networks != old.front.networks)
        return sum(moved, timedelta())

    def beat(self) -> None:
        """Look without being told: a sign of life."""
        self._look(self._parts.clock())

    def stop(self) -> None:
        """Keep all that was seen, and look no more."""
        self._pulse.stop()
        now = self._parts.clock()
        self._memory = self._memory.look(self._sample(now, self._judged(now)))
        self._memory = self._parts.keeper.settle(self._memory, now.awake, before=now.awake)
        self._parts.keeper.write_tail(self._memory, now.awake)

    def pending(self) -> tuple[Span, ...]:
        """Return the spans up to now that may not be in the database yet."""
        now = self._parts.clock()
        return self._memory.look(self._sample(now, self._judged(now))).pending()

    def current(self) -> Current:
        """Return how things are now."""
        now, since = self._parts.clock(), self._since
        lasted = now.awake - since.awake
        return Current(
            now.wall, self._presence, self._window, self._front, since.wall, lasted, self._watching
        )

    def _see(self, window: Window | None, now: Instant) -> None:
        front = None if window is None else self._as_front(window, self._parts.judge(window))
        if window == self._window and self._front is not None and self._front.rule == BY_HAND:
            front = self._front  # what somebody said of it stands as long as it's in front
        if front != self._front:
            self._since = now
        self._window, self._front = window, front

    def _as_front(self, window: Window, judgement: Judgement) -> Front:
        return as_front(window, judgement, titled=self.titles_kept)

    def _judged(self, now: Instant) -> Judged:
        return judge_presence(self._signs, watching=self._watching, now=now.awake, idle_after=self.idle_after)

    def _sample(self, now: Instant, judged: Judged) -> Sample:
        return Sample(now, self._front, judged.away_since)

    def _look(self, now: Instant) -> None:
        watching = is_watched(self._window, self._signs.playing)
        if self._watching and not watching:
            self._signs = replace(self._signs, watched_until=now.awake)
        self._watching = watching
        judged = self._judged(now)
        self._memory = self._memory.look(self._sample(now, judged))
        if judged.presence != self._presence:
            since = now.awake if judged.away_since is None else judged.away_since
            self._presence, self._since = judged.presence, now.back_to(since)
        away, sure = judged.away_since is not None, judged.presence in (Presence.IDLE, Presence.ASLEEP)
        keeper, reach = self._parts.keeper, self.idle_after
        self._memory = keeper.save(self._memory, now.awake, away=away, sure=sure, reach=reach)
        self._pulse.felt(now, judged, is_behind=keeper.is_behind(now.awake))
        seen = (self._front, judged.away_since, self._window.process if self._window else None)
        if seen != self._seen:
            self._seen = seen
            self._parts.changed()
