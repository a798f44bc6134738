"""From samples to spans: who may claim the time between two looks.

The time between two looks belongs to what was in front at the earlier one, if nothing says otherwise:

    looks     x x x l l . . l l          . nothing in front
    spans     xxxxxxllll    ll

    looks     x x x x x z                z away since the second x: idle takes back what it had granted
    spans     xx

    looks     x          x               longer than max_gap without a sign of life: nobody's
    spans

Durations come from the awake clock, which stands still in sleep. Labels come from the wall clock, but a span
never starts before the last one has ended: where the wall clock was set back, the labels run on at the end of
what is there until a pause lets them catch up. So a changed clock neither makes nor loses time, and spans
never overlap.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent.core.model import Front, Instant, Sample, Span
from agent.core.periods import Period

MAX_GAP = timedelta(seconds=30)
"""the longest silence that is bridged: several times the sampler's interval"""

DRIFT = timedelta(seconds=1)
"""how far two clocks may drift apart before one of them counts as changed"""

FLICKER = timedelta(milliseconds=250)
"""a title shown for less than this, on one and the same claim, gets no span of its own"""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A span, and when it began on the awake clock."""

    since: timedelta
    span: Span

    @property
    def until(self) -> timedelta:
        return self.since + self.span.duration

    def cut(self, until: timedelta) -> "_Stretch":
        """Return what of it lies before that."""
        end = self.span.start + min(max(until - self.since, timedelta()), self.span.duration)
        return replace(self, span=replace(self.span, end=end))


@dataclass(frozen=True, slots=True)
class Attribution:
    """The fold's memory: the newest look, and the spans that may still grow or be taken back."""

    last: Sample | None = None
    stretches: tuple[_Stretch, ...] = ()
    settled: timedelta | None = None
    """on the awake clock: what lies before it has been handed over, and is never taken back"""
    floor: datetime | None = None
    """no label may lie before it"""

    def look(self, sample: Sample) -> "Attribution":
        """Take one more sample, later than the last, into account."""
        grown = self
        if self.last is not None and (front := _owner(self.last, sample)) is not None:
            grown = _grown(self, self.last.at, sample.at, front)
        if sample.away_since is not None:
            grown = _taken_back(grown, sample.away_since)
        return replace(grown, last=sample)

    def pending(self) -> tuple[Span, ...]:
        """Return the spans that are not, or not wholly, settled; the open one last."""
        return tuple(stretch.span for stretch in self.stretches)

    @property
    def half_settled(self) -> Span | None:
        """Return the span of which a part is handed over, and that still grows."""
        first = self.stretches[0] if self.stretches else None
        is_half = first is not None and self.settled is not None and first.since < self.settled
        return first.span if first is not None and is_half else None

    def changed(self, change: Callable[[Front], Front], within: Period) -> "Attribution":
        """Take what isn't settled and starts in a period for something else.

        What is half settled must be changed there too.
        """
        stretches = tuple(
            replace(each, span=replace(each.span, front=change(each.span.front)))
            if within.holds(each.span.start)
            else each
            for each in self.stretches
        )
        last = self.last
        if last is not None and last.front is not None and within.holds(last.at.wall):
            last = replace(last, front=change(last.front))
        return replace(self, stretches=stretches, last=last)

    def settle(self, before: timedelta) -> tuple[list[Span], "Attribution"]:
        """Hand over the time before that (on the awake clock), for good.

        A span that goes on beyond comes back cut, and again later with the same start and a later end.
        """
        final = [stretch.cut(before).span for stretch in self.stretches if stretch.since < before]
        rest = tuple(stretch for stretch in self.stretches if stretch.until > before)
        settled = before if self.settled is None else max(before, self.settled)
        return final, replace(self, stretches=rest, settled=settled)


def _owner(earlier: Sample, later: Sample) -> Front | None:
    """Return to what the time between two looks belongs, if to anything."""
    silence = later.at.awake - earlier.at.awake
    if earlier.away_since is not None or not timedelta() < silence <= MAX_GAP:
        return None
    return earlier.front


def _grown(seen: Attribution, begin: Instant, end: Instant, front: Front) -> Attribution:
    """Add the time between two instants, to the newest stretch where it goes on unbroken."""
    newest = seen.stretches[-1] if seen.stretches else None
    joined = newest is not None and newest.until == begin.awake
    start = _label(seen.floor, begin.wall, joined=joined)
    stop = start + (end.awake - begin.awake)
    before, stretch = seen.stretches, _Stretch(begin.awake, Span(start, stop, front))
    if newest is not None and joined and newest.span.end == start and _is_one(newest.span, front):
        before, stretch = before[:-1], replace(newest, span=Span(newest.span.start, stop, front))
    return replace(seen, stretches=(*before, stretch), floor=stop)


def _label(floor: datetime | None, wall: datetime, *, joined: bool) -> datetime:
    if floor is None:
        return wall
    if joined and abs(wall - floor) <= DRIFT:
        return floor
    return max(wall, floor)


def _is_one(span: Span, front: Front) -> bool:
    """Tell whether a span goes on with this in front: with the same, or after a mere flicker of its title."""
    if span.front == front:
        return True
    return span.duration < FLICKER and replace(span.front, page_title=None) == replace(front, page_title=None)


def _taken_back(seen: Attribution, since: timedelta) -> Attribution:
    """Take back what lies after that, as far as it has not been settled."""
    since = since if seen.settled is None else max(since, seen.settled)
    if not seen.stretches or seen.stretches[-1].until <= since:
        return seen
    rest = tuple(stretch.cut(since) for stretch in seen.stretches if stretch.since < since)
    floor = rest[-1].span.end if rest else seen.stretches[0].span.start
    return replace(seen, stretches=rest, floor=floor)
