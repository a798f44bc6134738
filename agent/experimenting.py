"""Experiments begun, scored week by week, and abandoned; and what one asks of this week."""

import os
from dataclasses import dataclass
from datetime import date, timedelta

from agent.core.credits import BadOutcome
from agent.core.entries import Words
from agent.core.experiments import WEEKS_MAX, plan
from agent.core.offweeks import SCORE_MAX, Experiment, Stage
from agent.core.periods import BadPeriod, parse_day
from agent.errors import AgentError, UsageError
from agent.offweeks import ENDED, START, Answer, OffWeeks
from agent.store import experiments as kept
from agent.store.outcomes import BadOutcomeError, new_uid
from agent.store.spans import Store

AHEAD_MAX = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """What an experiment asks of the week that a day is in."""

    network: str
    number: int
    weeks: int
    is_off: bool


def this_week(store: Store, *, today: date) -> ThisWeek | None:
    """Return whether this week is one off a network; None where no experiment goes on."""
    for each in reversed(kept.experiments(store.file)):
        if each.stage(today) is Stage.RUNNING and (week := each.week_on(today)) is not None:
            return ThisWeek(each.network, week + 1, each.weeks, each.plan[week])
    return None


class Experiments(OffWeeks):
    """What can be done with them besides."""

    def start(self, network: str, weeks: int, begin: str | None = None) -> Answer:
        """Draw a plan and keep it; it begins on a Monday if no other day is named.

        Raises:
            AgentError: where it can't be so, or another one goes on.
        """
        names = {each: known.name for each, known in self._networks.items()}
        try:
            meant = Words(names, self._today).network(network)
        except BadOutcome as bad:
            raise BadOutcomeError(bad) from None
        if weeks % 2 or not 2 <= weeks <= WEEKS_MAX:  # noqa: PLR2004  one off, one on
            hint = f"Half of its weeks are off: take an even number from 2 to {WEEKS_MAX}."
            raise UsageError(f"an experiment can't have {weeks} week{'s'[: weeks != 1]}.", hint)
        seed = os.urandom(16).hex()
        made = Experiment(new_uid(), meant, self._first_day(begin), plan(seed, weeks), seed, self._now)
        try:
            kept.begin(self._store.file, made, today=self._today)
        except kept.StillRunningError as still:
            raise kept.StillRunningError(still.running, self._name(still.running)) from None
        return self.told()

    def score(self, score: int) -> Answer:
        """Keep how the week was that is just over or all but over; return the experiment.

        Raises:
            AgentError: where there's no such week.
        """
        if not 0 <= score <= SCORE_MAX:
            raise UsageError(f"{score} is no score.", f"A week is from 0 to {SCORE_MAX}.")
        last = self._last()
        week = last.scored_on(self._today)
        if week is None:
            raise AgentError(
                "no week can be scored now.", "Each can in its last two days and the five after."
            )
        kept.score(self._store.file, last, week, score)
        return self.told() | {"scored": week + 1}

    def going(self) -> Experiment:
        """Return the experiment that goes on, or is still to begin.

        Raises:
            AgentError: where none is.
        """
        last = self._last()
        if last.stage(self._today) in ENDED:
            raise AgentError("no experiment goes on.", START)
        return last

    def stop(self) -> Answer:
        """Abandon the experiment that goes on, and return it.

        Raises:
            AgentError: where none does.
        """
        kept.abandon(self._store.file, self.going(), on=self._today)
        return self.told()

    def _last(self) -> Experiment:
        known = kept.experiments(self._store.file)
        if not known:
            raise AgentError("there is no experiment.", START)
        return known[-1]

    def _first_day(self, begin: str | None) -> date:
        if begin is None:
            return self._today + timedelta(days=7 - self._today.weekday())
        try:
            asked = parse_day(begin, now=self._now, calendar=self._calendar)
        except BadPeriod as bad:
            raise UsageError(bad.what, "Give a day such as 2026-11-30.") from None
        first = self._calendar.day_of(asked.start)
        if first < self._today:
            raise UsageError(f"{first} is over.", "Begin today or later: what has been can't be drawn.")
        if first > self._today + AHEAD_MAX:
            raise UsageError(f"{first} is too far away.", "Begin within a year.")
        return first
