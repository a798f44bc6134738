"""All there is to judge networks by, up to a day: time by week, outcomes, answers, and what is at stake."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agent.core.exposure import WEEK, Week
from agent.core.ledger import Outcome, Rating
from agent.core.looks import Case, Stakes
from agent.core.periods import EVER, Calendar, Period
from agent.core.worth import Terms, Valued, typical_size, valued
from agent.settings import Settings
from agent.store.ledger import Ledger
from agent.store.ratings import Ratings
from agent.store.spans import Store


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of all networks."""

    weeks: Mapping[str, Sequence[Week]]
    """those that are over; a network isn't in it that had no time"""
    outcomes: Sequence[Outcome]
    valued: Mapping[str, Sequence[Valued]]
    ratings: Mapping[str, Sequence[Rating]]
    stakes: Stakes
    since: date
    """the period's first day, or that of tracking where it began later"""
    until: date
    """the day that hasn't yet been looked at"""
    is_from_the_start: bool
    """whether the first week is that in which tracking began"""

    @property
    def credited(self) -> set[str]:
        """Return the networks that gave something back in the period."""
        return {credit.network for each in self.outcomes if each.on >= self.since for credit in each.credits}

    def case(self, network: str) -> Case:
        """Return what there is about one network."""
        since = None if self.is_from_the_start else self.since
        weeks, outcomes = self.weeks.get(network, ()), self.valued.get(network, ())
        return Case(weeks, outcomes, self.ratings.get(network, ()), since)


def gather(
    store: Store, settings: Settings, calendar: Calendar, *, period: Period, now: datetime
) -> Evidence:
    """Read it; weeks are counted from the period's beginning, or from that of tracking."""
    first = store.first_start() or now
    since, begun = calendar.day_of(max(period.start, first)), calendar.day_of(first)
    until = calendar.day_of(min(period.end, now))
    start = since + (begun - since) // WEEK * WEEK
    outcomes = Ledger(store.file).outcomes(date.min, until).outcomes
    terms = _terms(settings)
    size = typical_size(outcomes, terms)
    return Evidence(
        weeks=_weeks(store, calendar, start, until),
        outcomes=outcomes,
        valued=valued(outcomes, terms, size=size) if size else {},
        ratings=_ratings(store, calendar, until),
        stakes=Stakes(number(settings.own_rate), size, settings.mean_lag, settings.social),
        since=since,
        until=until,
        is_from_the_start=since == begun,
    )


def number(amount: object) -> float | None:
    """Return an amount as formulas take it."""
    return None if amount is None else float(str(amount))


def _terms(settings: Settings) -> Terms:
    return Terms(
        settings.own_rate,
        settings.typical_deal,
        settings.close_rate,
        settings.mean_lag,
        settings.social,
        settings.prices,
    )


def _weeks(store: Store, calendar: Calendar, start: date, until: date) -> dict[str, list[Week]]:
    """Return the time on each network in each week that is over, without a gap."""
    count = max((until - start) // WEEK, 0)
    times: dict[str, list[timedelta]] = defaultdict(lambda: [timedelta()] * count)
    for week, network, time in store.by_week(calendar.start_of(start), count):
        times[network][week] += time
    return {
        network: [Week(start + at * WEEK, time) for at, time in enumerate(its)]
        for network, its in times.items()
    }


def _ratings(store: Store, calendar: Calendar, until: date) -> dict[str, list[Rating]]:
    """Return the answers about sessions by network, on the user's own days."""
    found: dict[str, list[Rating]] = defaultdict(list)
    for rating in Ratings(store.file).within(EVER):
        if calendar.day_of(rating.start) <= until:
            moved = rating.start.astimezone(calendar.zone)
            found[rating.network].append(
                replace(rating, start=moved, end=moved + (rating.end - rating.start))
            )
    return found
