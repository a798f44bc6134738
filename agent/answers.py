"""What people ask, answered as plain data: for the endpoint, and for the command line when no agent runs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.core.ledger import Rating
from agent.core.model import Span
from agent.core.periods import Period
from agent.evidence import gather
from agent.listings import Answer, UnknownWordError, in_seconds
from agent.store.guess import sealed
from agent.store.spans import Total
from agent.totals import Totals
from agent.worths import Worths

SEALED_FOR = timedelta(weeks=2)
"""how long a guess is set beside nothing"""


class Answers(Totals):
    """What it was worth besides."""

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
        on, spent = Worths(evidence, self._settings, names), _by_network(totals)
        counted = [each for each in {*spent, *evidence.came} if self._counts((each,))]
        answer = on.told({each: spent.get(each, timedelta()) for each in chosen or counted})
        for row in answer["networks"] if chosen else ():
            done = _by_activity(totals, row["network"])
            row["activities"] = on.activities(row["network"], done, self._main_activity)
        return {"period": self._told(asked), **answer, "guess": self._guess(now, pending)}

    def _main_activity(self, rating: Rating) -> str | None:
        """Return what most of a session's time went into."""
        sums: dict[str | None, timedelta] = {None: timedelta()}
        for span in self._store.within(Period("session", rating.start, rating.end)):
            if span.front.network == rating.network:
                activity = span.front.activity
                sums[activity] = sums.get(activity, timedelta()) + span.duration
        return max(sums, key=lambda activity: sums[activity])

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


def _by_network(totals: Sequence[Total]) -> dict[str, timedelta]:
    sums: dict[str, timedelta] = {}
    for each in totals:
        if len(each.networks) == 1:
            sums[each.networks[0]] = sums.get(each.networks[0], timedelta()) + each.duration
    return sums


def _by_activity(totals: Sequence[Total], network: str) -> dict[str | None, timedelta]:
    sums: dict[str | None, timedelta] = {}
    for each in totals:
        if each.networks == (network,):
            sums[each.activity] = sums.get(each.activity, timedelta()) + each.duration
    return sums
