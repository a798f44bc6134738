"""Which of two networks gives more: told only where there's something to tell it by."""

from agent.core.looks import ANSWERS_MIN, Look, Stakes
from agent.core.rates import more_often, neutral
from agent.core.shares import larger


def more_outcomes(one: Look, other: Look, stakes: Stakes) -> float | None:
    """Return the chance that one gives more outcomes an hour; None where neither gave any, or too soon.

    Both need the hours in which one's own rate would have earned one outcome: T ≥ 1 / λ*.
    """
    if stakes.break_even is None or min(one.periods, other.periods) < 1:
        return None
    if not one.earned.events and not other.earned.events:
        return None
    rates = [neutral(stakes.break_even).after(each.earned.events, each.earned.hours) for each in (one, other)]
    return more_often(*rates)


def more_worth_it(one: Look, other: Look) -> float | None:
    """Return the chance that more of the time on one was worth it; None where too few answers tell."""
    return larger(one.share, other.share) if min(one.answers, other.answers) >= ANSWERS_MIN else None
