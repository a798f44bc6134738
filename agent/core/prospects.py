"""What comes of it in time: answered hours and outcomes week by week, and when there'll be enough to tell."""

import math
from dataclasses import replace
from datetime import date

from agent.core.exposure import HOUR, later
from agent.core.looks import ANSWERS_MIN, PERIODS_MIN, WEEKS_MIN, Case, Look, Stakes, look
from agent.core.money import Earned
from agent.core.periods import WEEK
from agent.core.reasons import AskAgain, AskLonger, Change, MoreAnswers, NoDay

_PACE = 4
_WEEKS_AHEAD = 520


def by_week(case: Case, stakes: Stakes, *, at: date) -> list[Earned]:
    """Return, for each week that counts and is over, what came in it, of how many answered hours."""
    answered_each = -math.expm1(-WEEK / stakes.mean_lag)
    answered_new = -math.expm1(-WEEK / 2 / stakes.mean_lag)
    waiting, found = 0.0, []
    for hours in case.weeks.hours[: case.weeks.over(at)]:
        answered = waiting * answered_each + hours * answered_new
        waiting += hours - answered
        found.append(answered)
    found = found[(case.counts_from - case.weeks.start) // WEEK :]
    came = case.came.within(len(found))
    return list(map(Earned, came.events, came.money, found))


def ask_again(case: Case, stakes: Stakes, now: Look) -> tuple[Change, ...]:
    """Return from when on it can be told, at the present hours a week, and how many answers miss.

    Where that's after the period's end, there'll never be enough in it.
    """
    changes: list[Change] = []
    dates = [_business_told_on(case, stakes, now)]
    if stakes.social and now.answers < ANSWERS_MIN:
        changes.append(MoreAnswers(ANSWERS_MIN - now.answers))
        dates.append(_answers_told_on(case, now))
    known = [each for each in dates if each]
    if case.ends and not any(map(case.is_told_by, known)):
        return (AskLonger(),)
    if case.since and (
        now.weeks <= WEEKS_MIN or _is_enough(look(replace(case, since=None), stakes, at=now.on))
    ):
        return (AskLonger(), *changes)
    if known:
        return (AskAgain(min(known)), *changes)
    return (NoDay(), *changes) if stakes.break_even or stakes.social else ()


def first_told(case: Case, today: date) -> tuple[Change, ...]:
    """Return from when on it can be told at the earliest, where no week that counts is over."""
    enough = (WEEKS_MIN + 1) * WEEK  # it's said where two looks agree
    on = case.counts_from + enough
    if not case.is_told_by(on) or (case.since and today < case.since + enough):
        return (AskLonger(),)
    return (AskAgain(on, at_earliest=True),)


def _is_enough(whole: Look) -> bool:
    """Tell whether hours and weeks are enough to tell of business."""
    return whole.chance is not None and whole.weeks > WEEKS_MIN


def _business_told_on(case: Case, stakes: Stakes, now: Look) -> date | None:
    """Return when business can be told of, at the last four weeks' hours; None if not within ten years."""
    if stakes.break_even is None:
        return None
    last = case.weeks.hours[: case.weeks.over(now.on)][-_PACE:]
    a_week = sum(last) / max(len(last), 1) * HOUR
    for ahead in range(_WEEKS_AHEAD):
        then = later(now.exposure, wait=ahead * WEEK, a_week=a_week, mean_lag=stakes.mean_lag)
        hours = now.earned.hours + (then.answered - now.exposure.answered) / HOUR
        if now.weeks + ahead >= WEEKS_MIN and hours * stakes.break_even >= PERIODS_MIN:
            return now.on + (ahead + 1) * WEEK  # it's said where two looks agree
    return None


def _answers_told_on(case: Case, now: Look) -> date | None:
    """Return when the answers can be told of, if they come as in the last four weeks."""
    came = len(case.rated(since=now.on - _PACE * WEEK, until=now.on))
    if not came:
        return None
    missing = max(ANSWERS_MIN - now.answers, 0)
    weeks = max(math.ceil(missing * _PACE / came), WEEKS_MIN - now.weeks)
    return now.on + (weeks + 1) * WEEK
