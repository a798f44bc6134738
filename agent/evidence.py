"""All there is to judge networks by, up to a day: time by week, outcomes, answers, and what is at stake."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent.core.exposure import HOUR, Weeks
from agent.core.ledger import Gain, Rating
from agent.core.looks import Case, Stakes
from agent.core.periods import WEEK, Calendar, Period
from agent.core.worth import Terms, Valued, deals_from, still_open, typical_size, valued
from agent.settings import Settings
from agent.store.elsewhere import elsewhere
from agent.store.ledger import Ledger
from agent.store.ratings import Ratings
from agent.store.spans import Store


@dataclass(slots=True)
class Sum:
    """How many outcomes of a kind came to a network, and their money; None where none has an amount."""

    number: float = 0.0
    money: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of all networks; one isn't in a mapping of which there's nothing."""

    weeks: Mapping[str, Weeks]
    """those that are over"""
    came: Mapping[str, Mapping[str, Sum]]
    """in the period, by kind, without leads in whose place a deal stands"""
    valued: Mapping[str, Sequence[Valued]]
    """what ever came until the period's end and is worth money"""
    ratings: Mapping[str, Sequence[Rating]]
    """about sessions of the period"""
    stakes: Stakes
    calendar: Calendar
    since: date | None
    """the first day that counts: the start of a week; None where that's the one after the warm-up"""
    until: date
    """the day that hasn't yet been looked at"""
    begins: date
    """the first day of the period, or of tracking within it"""
    ends: date | None
    """the day after its last one; None where the period moves on with time"""

    def case(self, network: str) -> Case:
        """Return what there is about one network."""
        weeks, outcomes = self.weeks.get(network, Weeks(self.until)), self.valued.get(network, ())
        answers = self.ratings.get(network, ())
        return Case(weeks, outcomes, answers, self.since, self.calendar, self.begins, self.ends)


def gather(
    store: Store, settings: Settings, calendar: Calendar, *, period: Period, now: datetime
) -> Evidence:
    """Read it.

    Weeks are those of tracking, whatever the period: one that moves on every day, as `26w` does, would have
    it looked at every day, and what is looked at so often is dropped too often.
    """
    begun = calendar.day_of(store.first_start() or now)
    since, until = max(calendar.day_of(period.start), begun), calendar.day_of(min(period.end, now))
    last = min(calendar.day_of(now), calendar.day_of(period.end) - timedelta(days=1))
    gains = Ledger(store.file).gains(last)
    terms = Terms(settings.typical_deal, settings.close_rate, settings.prices)
    size = typical_size(gains, terms)
    own_rate = None if settings.own_rate is None else float(settings.own_rate)
    return Evidence(
        weeks=time_by_week(store, calendar, anchor=begun, until=until),
        came=_came(gains, since),
        valued=valued(gains, terms, size=size) if size else {},
        ratings=_ratings(store, period),
        stakes=Stakes(own_rate, size, settings.mean_lag, settings.social),
        calendar=calendar,
        since=None if since == begun else _week_from(since, begun),
        until=until,
        begins=since,
        ends=None if period.moves_on else calendar.day_of(period.end),
    )


def time_by_week(store: Store, calendar: Calendar, *, anchor: date, until: date) -> dict[str, Weeks]:
    """Return the time on each network, on any device, in the whole weeks of tracking that are over by a day.

    They begin on the weekday of the anchor.
    """
    first = store.first_start()
    begun = calendar.day_of(first) if first else until
    start = _week_from(begun, anchor)
    count = max((until - start) // WEEK, 0)
    hours = store.by_week(calendar.start_of(start), count)
    edges = [calendar.start_of(start + at * WEEK) for at in range(count + 1)]
    for network, others in elsewhere(store, edges):
        here = hours.get(network, [0.0] * count)
        hours[network] = [hour + other / HOUR for hour, other in zip(here, others, strict=True)]
    return {network: Weeks(start, its) for network, its in hours.items()}


def _week_from(day: date, anchor: date) -> date:
    """Return the first day from that one on which has the weekday of the anchor."""
    return day + (anchor - day) % WEEK


def _came(gains: Sequence[Gain], since: date) -> dict[str, dict[str, Sum]]:
    became = deals_from(gains)
    found: dict[str, dict[str, Sum]] = defaultdict(lambda: defaultdict(Sum))
    for gain in gains:
        _, on, kind, shares, amount, number, _ = gain
        left = still_open(gain, became)
        if on < since or not left:
            continue
        for network, share in shares:
            known = found[network][kind]
            known.number += share * left
            if amount is not None:
                known.money = (known.money or 0.0) + share * amount * left / number
    return found


def _ratings(store: Store, period: Period) -> dict[str, list[Rating]]:
    found: dict[str, list[Rating]] = defaultdict(list)
    for rating in Ratings(store.file).within(period):
        found[rating.network].append(rating)
    return found
