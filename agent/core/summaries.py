"""From spans to what people ask for: sessions, and the parts of spans that lie in a period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent.core.model import Span
from agent.core.periods import Period


@dataclass(frozen=True, slots=True)
class Session:
    """Spans of one network with pauses no longer than `session_pause`; `duration` is without the pauses."""

    network: str
    start: datetime
    end: datetime
    duration: timedelta


def clipped(spans: Iterable[Span], period: Period) -> Iterator[Span]:
    """Return what of the spans lies in the period."""
    for span in spans:
        start, end = max(span.start, period.start), min(span.end, period.end)
        if start < end:
            yield replace(span, start=start, end=end)


def quarters(span: Span) -> Iterator[Span]:
    """Return the parts of a span in each quarter of an hour: no day or hour of any time zone parts one."""
    start = span.start
    while start < span.end:
        begun = start - timedelta(
            minutes=start.minute % 15, seconds=start.second, microseconds=start.microsecond
        )
        end = min(span.end, begun + timedelta(minutes=15))
        yield replace(span, start=start, end=end)
        start = end


def sessions(spans: Iterable[Span], *, session_pause: timedelta) -> Iterator[Session]:
    """Join spans, oldest first, into the sessions of each network, in the order in which they end.

    spans      xx.xx....ll.x
    sessions   xxxxx    ll x        with a pause of one allowed
    """
    going: dict[str, Session] = {}
    for span in spans:
        yield from _over(going, span.start - session_pause)
        network = span.front.network
        if network is None:
            continue
        if (session := going.pop(network, None)) is None:
            session = Session(network, span.start, span.start, timedelta())
        going[network] = replace(session, end=span.end, duration=session.duration + span.duration)
    yield from sorted(going.values(), key=lambda session: session.end)


def _over(going: dict[str, Session], ended_before: datetime) -> list[Session]:
    """Take out the sessions that nothing can join any more."""
    over = [session for session in going.values() if session.end < ended_before]
    for session in over:
        del going[session.network]
    return over
