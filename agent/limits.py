"""Tells, twice a period at most, what has become of a budget while the user is at its network."""

import logging
from datetime import timedelta

from agent.core.budgets import current_period, due, wait
from agent.core.periods import Calendar, Period
from agent.errors import AgentError
from agent.notify import Notice, in_words
from agent.prompts import Parts
from agent.pulse import Timer
from agent.settings import local_zone
from agent.sources.base import Lost, Unavailable
from agent.values import Budget

log = logging.getLogger(__name__)

_SHOWN_FOR = timedelta(seconds=30)
_PERIODS = {"day": "today", "week": "this week"}


class Limits:
    """Hears what is in front.

    While that has a budget, it looks again when the next point can be reached at the earliest.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._here: str | None = None
        self._timer: Timer | None = None
        self.changed()

    def changed(self) -> None:
        """Hear that something else is in front, or nobody is there any more."""
        here = self._parts.in_front()
        if here == self._here:
            return
        self.close()
        self._here = here
        self._look()

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        if self._here is not None and (budget := self._parts.settings().budgets.get(self._here)) is not None:
            self._parts.run(self._consider(self._here, budget))

    async def _consider(self, network: str, budget: Budget) -> None:
        try:
            now = self._parts.current().at
            calendar = Calendar(local_zone(), self._parts.settings().day_starts_at)
            period = current_period(budget.per, now=now, calendar=calendar)
            spent = await self._parts.spent(network, period.name)
            told = self._parts.ratings.told(network, period.start)
            if self._here == network:
                self._arm(min(wait(spent, budget.limit, told=told) or period.end - now, period.end - now))
            point = due(spent, budget.limit, told=told)
            if point is not None and not self._parts.is_quiet():
                await self._tell(network, budget, period, point, spent)
        except AgentError as error:
            log.warning("%s What has become of a budget is told later.", error)

    def _arm(self, delay: timedelta) -> None:
        self.close()
        self._timer = self._parts.later(delay.total_seconds(), self._look)

    async def _tell(
        self, network: str, budget: Budget, period: Period, point: timedelta, spent: timedelta
    ) -> None:
        """Show it; where nobody can, it's told another time."""
        self._parts.ratings.tell(network, period.start, point)
        notice = _notice(self._parts.name(network), budget, spent, is_over=point == budget.limit)
        try:
            await self._parts.show(notice)
        except (Unavailable, Lost):
            self._parts.ratings.untell(network, period.start, point)


def _notice(name: str, budget: Budget, spent: timedelta, *, is_over: bool) -> Notice:
    limit, when = in_words(budget.limit), _PERIODS[budget.per]
    if is_over:
        return Notice(
            f"{name}: {limit} {when}",
            "That's what you meant to spend. Going on is up to you.",
            lasts=_SHOWN_FOR,
        )
    left = in_words(budget.limit - spent)
    return Notice(f"{name}: {left} left {when}", f"Of the {limit} that you meant to spend.", lasts=_SHOWN_FOR)
