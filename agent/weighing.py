"""What it was worth, answered as plain data: of a period, or the one finding of the week."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.core.digest import USUAL_WEEKS
from agent.core.exposure import HOUR
from agent.core.ledger import Rating
from agent.core.model import Span
from agent.core.periods import WEEK, Period
from agent.digests import finding
from agent.evidence import gather, time_by_week
from agent.experimenting import this_week
from agent.listings import Answer, UnknownWordError, in_seconds
from agent.store.elsewhere import elsewhere
from agent.store.guess import SEALED_FOR, sealed
from agent.store.ledger import Ledger
from agent.totals import Totals, summed
from agent.worths import Worths

DIGEST_PERIOD = "26w"


class Weighing(Totals):
    """Totals, set beside what came."""

    def worth(self, period: str, network: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return what each network was worth in a period; or one or several of them, by their ids, in full.

        Raises:
            AgentError: where the period or a network means nothing.
        """
        chosen = [each.strip() for each in network.split(",") if each.strip()]
        for unknown in (each for each in chosen if each not in self._networks):
            raise UnknownWordError(unknown, self._networks)
        asked = self.period(period, now)
        totals = self._totals(asked, self._unkept(asked, pending), "kind")
        evidence = gather(self._store, self._settings, self._calendar, period=asked, now=now)
        names = {each: known.name for each, known in self._networks.items()}
        on = Worths(evidence, self._settings, names)
        by_networks = summed(totals, lambda each: each.networks)
        spent = {networks[0]: time for networks, time in by_networks.items() if len(networks) == 1}
        there = self._elsewhere(asked, now)
        for each, time in there.items():
            spent[each] = spent.get(each, timedelta()) + time
        counted = [each for each in {*spent, *evidence.came} if self._counts((each,))]
        answer = on.told({each: spent.get(each, timedelta()) for each in chosen or counted})
        for row in answer["networks"]:
            row["elsewhere_seconds"] = in_seconds(there.get(row["network"], timedelta()))
        for row in answer["networks"] if chosen else ():
            own = [each for each in totals if each.networks == (row["network"],)]
            done = summed(own, lambda each: each.activity)
            row["activities"] = on.activities(row["network"], done, self._main_activity)
        left_out = self._left_out(asked, now, chosen)
        guess = self._guess(now, pending)
        return {"period": self._told(asked), **answer, "left_out": left_out, "guess": guess}

    def digest(self, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return the one finding of the week, if there's any, with the row of worth that it's about."""
        answer = self.worth(DIGEST_PERIOD, "", now=now, pending=pending)
        week_ago = self.worth(DIGEST_PERIOD, "", now=now - WEEK, pending=())
        off = this_week(self._store, today=self._calendar.day_of(now))
        return {
            "finding": finding(answer, week_ago, self._last_weeks(now)),
            "experiment": off and {"name": self._name((off.network,)), "off": off.is_off, "week": off.number},
            "guess": answer["guess"] if week_ago["guess"] is None else None,
        }

    def _last_weeks(self, now: datetime) -> dict[str, Sequence[timedelta]]:
        """Return the time on each network in each of the last weeks up to yesterday."""
        asked = self.period(f"{USUAL_WEEKS + 1}w", now - timedelta(days=1))
        first, until = (self._calendar.day_of(each) for each in (asked.start, asked.end))
        weeks = time_by_week(self._store, self._calendar, anchor=first, until=until)
        last = -1 - USUAL_WEEKS
        return {network: [each * HOUR for each in its.hours[last:]] for network, its in weeks.items()}

    def _left_out(self, period: Period, now: datetime, chosen: Sequence[str]) -> Answer | None:
        """Return how many outcomes were before the first day that has hours; None where none were."""
        first = self._store.first_start()
        since = self._calendar.day_of(max(period.start, first or now))
        before = min(since, self._calendar.day_of(period.end))
        number = sum(
            number
            for networks, number in Ledger(self._store.file).before(before)
            if any(each in chosen if chosen else self._counts((each,)) for each in networks)
        )
        tracked = first and self._calendar.day_of(first).isoformat()
        told = {"outcomes": number, "before": since.isoformat(), "tracked_since": tracked}
        return told if number else None

    def _elsewhere(self, period: Period, now: datetime) -> dict[str, timedelta]:
        """Return the time that only the networks' own exports know of, since this computer tracks."""
        first = self._store.first_start() or now
        edges = [max(period.start, first), min(period.end, now)]
        if edges[0] >= edges[1]:
            return {}
        return {network: times[0] for network, times in elsewhere(self._store, edges) if times[0]}

    def _main_activity(self, rating: Rating) -> str | None:
        """Return what most of a session's time went into."""
        return self._store.main_activity(rating.network, Period("session", rating.start, rating.end))

    def _guess(self, now: datetime, pending: Sequence[Span]) -> Answer | None:
        """Return what the user once thought, beside what it was since; None until there's enough to tell."""
        guess, first = sealed(self._store.file), self._store.first_start()
        if guess is None or first is None or now < (begun := max(guess.at, first)) + SEALED_FOR:
            return None
        since = self._calendar.start_of(self._calendar.day_of(begun) + timedelta(days=1))
        until = self._calendar.start_of(self._calendar.day_of(now))
        period = Period("guess", since, until)
        totals = self._totals(period, self._unkept(period, pending), "kind")
        time = sum((each.duration for each in totals if self._counts(each.networks)), timedelta())
        return {
            "on": self._calendar.day_of(guess.at).isoformat(),
            "guessed_seconds_a_day": in_seconds(guess.a_day),
            "seconds_a_day": in_seconds(time / ((until - since) / timedelta(days=1))),
        }
