"""What would turn a verdict: so many outcomes or answers more, or so many hours without."""

from datetime import timedelta

from agent.core.looks import ANSWERS_MIN, Look, Stakes
from agent.core.money import hours_until, value
from agent.core.reasons import Change, MoreAnswers, MoreHours, MoreOutcomes
from agent.core.shares import Share

MORE_MAX = 100
HOURS_MAX = 100_000
"""more than anybody has to live"""


def until_higher(now: Look, stakes: Stakes, chance: float) -> tuple[Change, ...]:
    """Return what would lift it over that chance."""
    found: list[Change | None] = [_outcomes_until(now, stakes, chance=chance)]
    if stakes.social:
        is_asked = now.answers >= ANSWERS_MIN
        missing = MoreAnswers(ANSWERS_MIN - now.answers)
        found.append(_answers_until(now, chance=chance, worth_it=True) if is_asked else missing)
    return tuple(each for each in found if each)


def until_lower(now: Look, stakes: Stakes, chance: float) -> tuple[Change, ...]:
    """Return what would bring what speaks for it now down to that chance."""
    found: list[Change | None] = []
    if now.chance is not None and now.chance > chance:
        found.append(_hours_without(now, stakes, chance=chance))
    if now.social_chance is not None and now.social_chance > chance:
        found.append(_answers_until(now, chance=chance, worth_it=False))
    return tuple(each for each in found if each)


def _outcomes_until(look: Look, stakes: Stakes, *, chance: float) -> MoreOutcomes | None:
    """Return how many more outcomes lift P(V > w) over a chance; None where a hundred don't."""
    if not (stakes.own_rate and stakes.size):
        return None
    for number in range(1, MORE_MAX + 1):
        more = look.earned.more(number, number * stakes.size)
        if value(more, own_rate=stakes.own_rate, size=stakes.size).above(stakes.own_rate) > chance:
            return MoreOutcomes(number, stakes.size)
    return None


def _hours_without(look: Look, stakes: Stakes, *, chance: float) -> MoreHours | None:
    """Return how many more answered hours without an outcome bring P(V > w) down to a chance."""
    if look.value is None or not stakes.own_rate:
        return None
    hours = hours_until(look.value, own_rate=stakes.own_rate, chance=chance)
    return MoreHours(timedelta(hours=hours)) if 0 < hours < HOURS_MAX else None


def _answers_until(look: Look, *, chance: float, worth_it: bool) -> MoreAnswers | None:
    """Return how many more answers of one kind bring P(share > ½) over, or under, a chance."""
    for number in range(1, MORE_MAX + 1):
        yes, no = look.share.yes + number * worth_it, look.share.no + number * (not worth_it)
        above = Share(yes, no).above(0.5)
        if above > chance if worth_it else above < chance:
            return MoreAnswers(number, worth_it)
    return None
