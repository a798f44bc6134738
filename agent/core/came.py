"""What came to a network, week by week, summed up once: a verdict looks at it from several ends."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from agent.core.money import Earned
from agent.core.periods import WEEK
from agent.core.worth import Valued


class Columns(NamedTuple):
    """What came in each of some weeks: columns of numbers, since ten years have 500."""

    events: list[float]
    money: list[float]
    squares: list[float]
    """Σ money² / events, as in Earned"""

    def earned(self, hours: float) -> Earned:
        """Return what came in all, of so many hours."""
        return Earned(sum(self.events), sum(self.money), hours, sum(self.squares))

    def add(self, week: int, outcome: Valued) -> None:
        """Add what came in a week."""
        events, money = outcome.events, outcome.money
        self.events[week] += events
        self.money[week] += money
        if events:
            self.squares[week] += money * money / events


class Came:
    """What came since a day on which weeks begin."""

    def __init__(self, outcomes: Sequence[Valued], since: date) -> None:
        self._since = since
        self._replaced: list[tuple[int, Valued]] = []
        """those that count only until a deal stands in their place, and their weeks"""
        first = since.toordinal()
        weeks = [(each.on.toordinal() - first) // 7 for each in outcomes]
        self._columns = _empty(max(weeks, default=-1) + 1)
        for week, outcome in zip(weeks, outcomes, strict=True):
            if week >= 0 and outcome.until is not None:
                self._replaced.append((week, outcome))
            elif week >= 0:
                self._columns.add(week, outcome)

    def within(self, weeks: int) -> Columns:
        """Return what came in so many weeks, without what a deal had replaced by then."""
        at = self._since + weeks * WEEK
        missing = [0.0] * (weeks - len(self._columns.events))
        found = Columns(*(each[:weeks] + missing for each in self._columns))
        for week, outcome in self._replaced:
            if week < weeks and outcome.until is not None and at <= outcome.until:
                found.add(week, outcome)
        return found


def _empty(weeks: int) -> Columns:
    return Columns([0.0] * weeks, [0.0] * weeks, [0.0] * weeks)
