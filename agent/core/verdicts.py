"""Whether a network is worth its time: keep, cut back, drop, about break-even, or not enough data yet.

Looked at weekly, and said of the last two weeks only, so that one lucky or unlucky week decides nothing. Keep
is said where business or the user's own answers speak for it; drop only where all that matters speaks
against it. Where business speaks against it and nobody has said whether it's worth it otherwise, it's cut
back. Value per hour is correlation, not cause.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from agent.core.breaking import breaking_point
from agent.core.exposure import HOUR
from agent.core.looks import ANSWERS_MIN, PERIODS_MIN, WEEKS_MIN, Case, Look, Stakes, look
from agent.core.margins import margin
from agent.core.money import value
from agent.core.periods import WEEK
from agent.core.prospects import ask_again, by_week, first_told
from agent.core.rates import at_most
from agent.core.reasons import (
    Answered,
    BreakEven,
    CameBefore,
    Change,
    CutBack,
    Drop,
    ExtraHours,
    Keep,
    LongSessions,
    NoBusiness,
    NotCounted,
    NotEnough,
    NothingCame,
    OneCarries,
    OneLook,
    Pays,
    Reason,
    SecondLook,
    TooEarly,
    TooFewAnswers,
    TooFewWeeks,
    Verdict,
)
from agent.core.turning import HOURS_MAX, until_higher, until_lower

KEPT, LOW = 0.80, 0.30
DROPPED = 0.028
"""Keeping can be taken back, dropping hardly. Where outcomes are of exponential sizes, 0.05 drops 0.9 % of
networks twice as good as break-even, 0.03 0.46 %, 0.028 0.4 %; it finds a worthless one after 52 h, after
60 h where outcomes come three weeks later. Five break-even periods in place of three would drop no fewer."""
EXTRA_PAYS = 0.05
"""a smaller chance that extra hours pay speaks for less of them"""
CARRIES_FROM = 0.6


def judge(case: Case, stakes: Stakes, *, today: date) -> Verdict:
    """Return the verdict as of the last week that is over."""
    if (at := _last_look(case, today)) <= case.counts_from:
        nothing = look(case, stakes, at=case.counts_from)
        return NotEnough(None, tuple(_shortages(stakes, nothing)), first_told(case, today))
    now, before = look(case, stakes, at=at), look(case, stakes, at=at - WEEK)
    said = lean(before, now, stakes)
    if said in (Keep, BreakEven) and (less := _less_of_it(case, stakes, now)):
        return less
    why = tuple(_reasons(case, stakes, now))
    if said is NotEnough:
        is_first = now.chance is not None and before.chance is None
        lacks = (*[OneLook()] * is_first, *_shortages(stakes, now))
        return NotEnough(now, lacks + why, ask_again(case, stakes, now))
    if said is CutBack and lean(before, now, replace(stakes, social=False)) is Drop:  # but for the answers
        why += tuple(each for each in _shortages(stakes, now) if isinstance(each, TooFewAnswers))
    if said is Keep and (now.chance or 0.0) <= KEPT:  # it's kept for the answers
        why = tuple(sorted(why, key=lambda reason: not isinstance(reason, Answered)))
    return said(now, why, _changes(said, case, stakes, now))


def _changes(
    said: type[Keep | CutBack | Drop | BreakEven | NotEnough], case: Case, stakes: Stakes, now: Look
) -> tuple[Change, ...]:
    """Return what would change a verdict; where the last look alone says more, that another one agrees."""
    higher = () if said is Keep else until_higher(now, stakes, KEPT if said is BreakEven else LOW)
    lower = until_lower(now, stakes, KEPT if said is Keep else LOW) if said in (Keep, BreakEven) else ()
    alone = lean(now, now, stakes)
    if alone is said or alone not in (Keep, Drop) or not case.is_told_by(now.on + WEEK):
        return higher + lower
    second = SecondLook(now.on + WEEK, keeps=alone is Keep)
    return (second, *lower) if alone is Keep else (second, *higher)


def lean(before: Look, now: Look, stakes: Stakes) -> type[Keep | CutBack | Drop | BreakEven | NotEnough]:
    """Return which verdict two looks, a week apart, speak for; without a look at long weeks and sessions."""
    business = (before.chance, now.chance) if stakes.break_even else None
    social = (before.social_chance, now.social_chance) if stakes.social else None
    sides = [side for side in (business, social) if side]
    told = [(last, this) for last, this in sides if last is not None and this is not None]
    if any(min(side) > KEPT for side in told):
        return Keep
    if told and len(told) == len(sides) and all(max(side) < DROPPED for side in told):
        return Drop
    if told and all(this < LOW for _, this in told):
        return CutBack
    if not told or (business and None in business):
        return NotEnough
    return BreakEven


def _last_look(case: Case, today: date) -> date:
    start = case.weeks.start
    return start + (today - start) // WEEK * WEEK


def _less_of_it(case: Case, stakes: Stakes, now: Look) -> CutBack | None:
    """Return the verdict where the average is all right and the last hours of a week or a session aren't."""
    why: list[Reason] = []
    if (now.chance or 0) > KEPT and (extra := _extra_hours(case, stakes, now)):
        why.append(extra)
    rated = case.rated(until=now.on)
    if stakes.social and (point := breaking_point(rated)) and point.is_clear:
        why.append(LongSessions(point.length, point.shorter, point.longer))
    return CutBack(now, (*why, *_reasons(case, stakes, now)), ()) if why else None


def _extra_hours(case: Case, stakes: Stakes, now: Look) -> ExtraHours | None:
    """Return what speaks against the extra hours of long weeks, if it does so surely."""
    found = margin(by_week(case, stakes, at=now.on))
    if found is None or now.value is None or stakes.own_rate is None or stakes.size is None:
        return None
    typical = (stakes.size + now.earned.total) / (1 + now.earned.events)
    chance = found.chance_above(stakes.own_rate / typical)
    if chance >= EXTRA_PAYS:
        return None
    return ExtraHours(timedelta(hours=found.extra_hours), found.extra_money, chance)


def _reasons(case: Case, stakes: Stakes, now: Look) -> Iterable[Reason]:
    if now.value and not now.earned.events:
        hours = now.earned.hours
        yield NothingCame(now.spent, timedelta(hours=1 / at_most(hours)) if hours > 0 else None)
    elif now.value and stakes.own_rate:
        yield Pays(now.value.interval(0.8), now.value.above(stakes.own_rate), stakes.own_rate)
        if carried := _one_carries(case, now, stakes):
            yield carried
    if stakes.social and now.answers:
        yield Answered(now.share, now.share.interval(0.8), now.share.above(0.5), now.answers)
    money, answers = case.since_then(now.on)
    are_missed = stakes.social and now.answers < ANSWERS_MIN
    if money or (answers and are_missed):
        counts_on = now.on + WEEK if case.is_told_by(now.on + WEEK) else None
        yield NotCounted(money, answers if are_missed else 0, now.on, counts_on)
    if before := case.came_before:
        yield CameBefore(before, case.counts_from)


def _one_carries(case: Case, now: Look, stakes: Stakes) -> OneCarries | None:
    came, most = now.earned, CARRIES_FROM * now.earned.total
    if max(each.money for each in case.outcomes) <= most or not (stakes.own_rate and stakes.size):
        return None  # not even a line of several carries that much: to look closer would be dear
    largest = case.largest(until=now.on)
    if largest.money <= most:
        return None
    without = value(came.more(-largest.events, -largest.money), own_rate=stakes.own_rate, size=stakes.size)
    return OneCarries(largest.money / came.total, without.interval(0.8))


def _shortages(stakes: Stakes, now: Look) -> Iterable[Reason]:
    if now.weeks <= WEEKS_MIN:
        yield TooFewWeeks(now.weeks, WEEKS_MIN + 1)
    if stakes.break_even is None:
        yield NoBusiness()
    elif now.periods < PERIODS_MIN:
        needed = min(PERIODS_MIN / stakes.break_even, HOURS_MAX)
        yield TooEarly(now.earned.hours * HOUR, needed * HOUR)
    if stakes.social and now.answers < ANSWERS_MIN:
        yield TooFewAnswers(now.answers, ANSWERS_MIN)
