"""What lies in a period, span by span: the day's timeline, sessions, unsorted titles, exports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from agent.core.asking import rating_of
from agent.core.ledger import Rating
from agent.core.model import Network, Span
from agent.core.periods import EVER, BadPeriod, Calendar, Period, parse_day, parse_period
from agent.core.rules import BY_HAND
from agent.core.summaries import Session, clipped, sessions
from agent.errors import UsageError, did_you_mean
from agent.exports import FORMS
from agent.settings import Settings
from agent.store.ratings import Ratings
from agent.store.spans import Store

Answer = dict[str, Any]
NOBODYS = "Everything else"
UNSORTED_MAX = 100
"""titles that are listed, those with the most time first"""
REACH = timedelta(days=1)
"""how far around a moment its session is looked for"""


class UnknownWordError(UsageError):
    """A word of the question that isn't one of those known."""

    def __init__(self, word: str, known: Iterable[str]) -> None:
        known = tuple(known)
        super().__init__(f"'{word}' is unknown.", did_you_mean(word, known))


class BadPeriodError(UsageError):
    """A period that isn't one."""

    def __init__(self, bad: BadPeriod) -> None:
        super().__init__(bad.what, bad.hint)


class Listings:
    """Lists from one database, by the networks, settings and time zone of the moment.

    `pending` are the spans that may not be in the database yet; what of them already is isn't counted twice.
    """

    def __init__(
        self, store: Store, *, settings: Settings, networks: Mapping[str, Network], zone: tzinfo
    ) -> None:
        self._store = store
        self._settings = settings
        self._networks = networks
        self._zone = zone
        self._calendar = Calendar(zone, settings.day_starts_at)
        self._ratings = Ratings(store.file)

    def timeline(self, day: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return the spans of one day, oldest first."""
        try:
            asked = parse_day(day, now=now, calendar=self._calendar)
        except BadPeriod as bad:
            raise BadPeriodError(bad) from None
        told = self._told(asked)
        spans = [self._span(span) for span in self._spans(asked, pending)]
        return {"day": told["name"], "start": told["start"], "end": told["end"], "spans": spans}

    def sessions(self, period: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return the sessions of a period, newest first."""
        asked = self.period(period, now)
        found = sessions(self._spans(asked, pending), session_pause=self._settings.session_pause)
        ratings = self._ratings.within(_around(asked))
        told = [self._session(session, rating_of(session, ratings)) for session in found]
        pause = in_seconds(self._settings.session_pause)
        return {
            "period": self._told(asked),
            "pause_seconds": pause,
            "sessions": sorted(told, key=lambda each: str(each["start"]), reverse=True),
        }

    def session(self, network: str, at: datetime, *, pending: Sequence[Span]) -> Session | None:
        """Return the last session of a network that had begun by then; None where there's none that day."""
        near = Period("near", at - REACH, at + REACH)
        found = sessions(self._spans(near, pending), session_pause=self._settings.session_pause)
        begun = [each for each in found if each.network == network and each.start <= at]
        return max(begun, key=lambda each: each.start, default=None)

    def ratings(self, period: str, *, now: datetime, pending: Sequence[Span]) -> Answer:  # noqa: ARG002  asked like all
        """Return the answers about the sessions of a period, oldest first."""
        asked = self.period(period, now)
        return {
            "period": self._told(asked),
            "ratings": [self.rating(each) for each in self._ratings.within(asked)],
        }

    def rating(self, rating: Rating) -> Answer:
        """Return an answer about a session as it's told."""
        return {
            "uid": rating.uid,
            "network": rating.network,
            "name": self._name((rating.network,)),
            "start": self._iso(rating.start),
            "end": self._iso(rating.end),
            "answer": rating.answer.value,
            "longer": rating.longer,
            "probability": rating.probability,
        }

    def unsorted(self, period: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return the page titles that no network claimed and that nobody sorted by hand, most time first.

        Only titles that are still kept can be listed: those of the last `titles_days` days.
        """
        asked = self.period(period, now)
        sums: dict[tuple[str, str], timedelta] = {}
        for span in self._spans(asked, pending):
            if not span.front.networks and span.front.page_title and span.front.rule != BY_HAND:
                key = (span.front.page_title, span.front.app)
                sums[key] = sums.get(key, timedelta()) + span.duration
        most = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:UNSORTED_MAX]
        rows = [{"title": title, "app": app, "seconds": in_seconds(time)} for (title, app), time in most]
        return {"period": self._told(asked), "rows": rows}

    def export(self, period: str, form: str, *, now: datetime, pending: Sequence[Span]) -> Iterator[str]:
        """Yield the spans of a period as lines of text: `csv` with a head, or `jsonl`.

        Raises:
            AgentError: where the period or the form means nothing.
        """
        if form not in FORMS:
            raise UnknownWordError(form, FORMS)
        asked = self.period(period, now)
        return FORMS[form](self._span(span) for span in self._spans(asked, pending))

    def period(self, text: str, now: datetime) -> Period:
        """Return the period that is meant.

        Raises:
            AgentError: where it means nothing.
        """
        try:
            return parse_period(text, now=now, calendar=self._calendar)
        except BadPeriod as bad:
            raise BadPeriodError(bad) from None

    def _spans(self, period: Period, pending: Sequence[Span]) -> Iterator[Span]:
        """Yield what lies in the period, kept or not, oldest first; a span that is half kept comes whole."""
        unkept = {span.start: span for span in pending}
        for span in self._store.within(period):
            grown = unkept.pop(span.start, span)
            yield from clipped([replace(span, end=max(span.end, grown.end))], period)
        yield from clipped(unkept.values(), period)

    def _name(self, networks: tuple[str, ...]) -> str:
        names = [self._networks[each].name if each in self._networks else each for each in networks]
        return " or ".join(names) or NOBODYS

    def _span(self, span: Span) -> Answer:
        front = span.front
        return {
            "start": self._iso(span.start),
            "end": self._iso(span.end),
            "seconds": in_seconds(span.duration),
            "network": front.network,
            "networks": list(front.networks),
            "activity": front.activity,
            "rule": front.rule,
            "app": front.app,
            "title": front.page_title,
        }

    def _session(self, session: Session, rating: Rating | None) -> Answer:
        known = self._networks.get(session.network)
        return {
            "network": session.network,
            "name": self._name((session.network,)),
            "counts": known is not None and self._settings.counts(known),
            "start": self._iso(session.start),
            "end": self._iso(session.end),
            "seconds": in_seconds(session.duration),
            "rating": rating.answer.value if rating else None,
        }

    def _told(self, period: Period) -> Answer:
        return {"name": period.name, "start": self._iso(period.start), "end": self._iso(period.end)}

    def _iso(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).isoformat(timespec="milliseconds")


def _around(period: Period) -> Period:
    """Return a period with so much before it that all sessions that reach into it had begun."""
    return replace(period, start=max(period.start, EVER.start + REACH) - REACH)


def in_seconds(duration: timedelta) -> float:
    """Return a duration as answers give it: in seconds, to the millisecond."""
    return round(duration.total_seconds(), 3)
