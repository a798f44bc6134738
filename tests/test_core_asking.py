"""Who is asked how often, by the rule, and what the answers of a few tell of all."""

import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.asking import APART, LEAST, Asked, chance, is_quiet, rating_of
from agent.core.ledger import Answer, Rating
from agent.core.summaries import Session

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
minutes = st.floats(2, 600).map(lambda number: number * MINUTE)


def asked(*hours_ago: float, answered: bool = True) -> list[Asked]:
    return [Asked(NOW - hours * HOUR, answered) for hours in sorted(hours_ago, reverse=True)]


def of(length: timedelta, before: list[Asked] | None = None, answers: int = 10) -> float:
    return chance(length, asked=before or [], answers=answers, now=NOW)


@pytest.mark.parametrize(
    ("length", "before", "answers", "expected"),
    [
        pytest.param(25, asked(), 10, 0.5, id="grows with the root of the minutes"),
        pytest.param(4, asked(), 10, 0.2, id="a short one is asked about seldom"),
        pytest.param(4, asked(), 9, 0.4, id="twice as often where there are few answers"),
        pytest.param(400, asked(), 10, 1.0, id="never more than surely"),
        pytest.param(25, asked(3, 5, answered=False), 10, 0.25, id="half as often when two were ignored"),
        pytest.param(25, asked(5, answered=False) + asked(3), 10, 0.5, id="one answer makes up for it"),
        pytest.param(25, asked(3, answered=False), 10, 0.5, id="one that was ignored is nothing yet"),
        pytest.param(1.9, asked(), 0, 0, id="too short for a question"),
        pytest.param(25, asked(1.49), 10, 0, id="90 minutes apart"),
        pytest.param(25, asked(1.5), 10, 0.5, id="and no more than that"),
        pytest.param(25, asked(2, 8, 23), 10, 0, id="three a day"),
        pytest.param(25, asked(2, 8, 24), 10, 0.5, id="a day is over after 24 hours"),
        pytest.param(25, asked(*range(30, 165, 9)), 10, 0, id="fifteen a week"),
        pytest.param(25, asked(*range(30, 156, 9)), 10, 0.5, id="and the fifteenth may be asked"),
        pytest.param(25, asked(-1), 10, 0, id="the clock was set back a little"),
        pytest.param(25, asked(-1000), 10, 0.5, id="or by far: then one asks again"),
    ],
)
def test_the_chance_of_a_session(length: float, before: list[Asked], answers: int, expected: float) -> None:
    assert of(length * MINUTE, before, answers) == pytest.approx(expected)


@given(minutes, minutes, st.integers(0, 30))
def test_a_longer_session_is_never_asked_about_less(one: timedelta, other: timedelta, answers: int) -> None:
    shorter, longer = sorted((one, other))
    assert 0 < of(shorter, answers=answers) <= of(longer, answers=answers) <= 1


@given(minutes, st.lists(st.floats(0, 200), max_size=20), st.integers(0, 30), st.booleans())
def test_one_more_question_never_raises_the_chance(
    length: timedelta, hours: list[float], more: int, answered: object
) -> None:
    before = asked(*hours, answered=bool(answered))
    newest = [Asked(NOW - timedelta(seconds=1) * more, answered=False)]
    assert of(length, before + newest) <= of(length, before)


@given(st.lists(st.tuples(st.floats(0, 12), st.floats(2, 200)), min_size=1, max_size=200))
def test_however_one_spends_ones_time_the_limits_hold(sessions: list[tuple[float, float]]) -> None:
    now, before = NOW, list[Asked]()
    for pause, length in sessions:
        now += pause * HOUR + length * MINUTE
        if chance(length * MINUTE, asked=before, answers=0, now=now):
            before.append(Asked(now, answered=True))  # asked whenever that's allowed
    for first, second in pairwise(before):
        assert second.at - first.at >= APART
    for each in before:
        assert sum(each.at <= other.at < each.at + DAY for other in before) <= 3
        assert sum(each.at <= other.at < each.at + 7 * DAY for other in before) <= 15


@pytest.mark.parametrize(
    ("at", "quiet", "expected"),
    [
        ("21:59", ("22:00", "08:00"), False),
        ("22:00", ("22:00", "08:00"), True),
        ("03:00", ("22:00", "08:00"), True),
        ("08:00", ("22:00", "08:00"), False),
        ("12:30", ("12:00", "13:00"), True),
        ("13:00", ("12:00", "13:00"), False),
        ("12:00", ("12:00", "12:00"), False),
    ],
)
def test_quiet_hours(at: str, quiet: tuple[str, str], expected: object) -> None:
    first, second = map(time.fromisoformat, quiet)
    assert is_quiet(time.fromisoformat(at), (first, second)) is expected


def test_a_rating_stays_with_a_session_that_went_on_after_it() -> None:
    rating = Rating("0" * 32, "x", NOW, NOW + HOUR, Answer.YES)
    assert rating_of(Session("x", NOW, NOW + 2 * HOUR, HOUR), [rating]) is rating
    assert rating_of(Session("y", NOW, NOW + 2 * HOUR, HOUR), [rating]) is None
    assert rating_of(Session("x", NOW + HOUR, NOW + 2 * HOUR, HOUR), [rating]) is None


def lived(draw: random.Random, a_day: int, weeks: int, mean: float) -> list[tuple[timedelta, float | None]]:
    """Live for some weeks, so many sessions a day from 8 to 22; return (length, chance if asked)."""
    before, told = list[Asked](), list[tuple[timedelta, float | None]]()
    for day in range(7 * weeks):
        for hour in sorted(draw.uniform(8, 22) for _ in range(a_day)):
            now = NOW.replace(hour=0) + day * DAY + hour * HOUR
            length = max(draw.expovariate(1 / mean), 0.5) * MINUTE
            week = [each for each in before if now - each.at < 7 * DAY]
            answers = sum(each.answered for each in before)
            p = chance(length, asked=week, answers=answers, now=now)
            hit = draw.random() < p
            told.append((length, p if hit else None))
            if hit:
                before.append(Asked(now, answered=draw.random() < 0.7))
    return told


@pytest.mark.parametrize(
    ("a_day", "mean", "least", "most"),
    [
        pytest.param(1, 10, 1, 4, id="somebody who looks in once a day"),
        pytest.param(6, 8, 5, 12, id="an ordinary user"),
        pytest.param(40, 4, 10, 15, id="somebody who can't leave it"),
        pytest.param(4, 90, 9, 15, id="somebody with few, long sessions"),
    ],
)
def test_how_often_people_are_asked(a_day: int, mean: float, least: float, most: float) -> None:
    draw = random.Random(7)  # noqa: S311  the same luck each time
    told = lived(draw, a_day, weeks=52, mean=mean)
    assert least <= sum(p is not None for _, p in told) / 52 <= most


def test_answers_weighted_by_their_chance_tell_of_all_minutes() -> None:
    """Long sessions aren't worth it here, and are asked about more: a plain share would be wrong."""
    draw = random.Random(11)  # noqa: S311  the same luck each time
    sessions = [max(draw.expovariate(1 / 12), 2) * MINUTE for _ in range(400)]
    worth = [length < 15 * MINUTE for length in sessions]
    truth = sum(sessions, timedelta()) and sum(
        (length for length, is_worth in zip(sessions, worth, strict=True) if is_worth), timedelta()
    ) / sum(sessions, timedelta())
    plain, weighted = [], []
    for _ in range(400):
        hits = [
            (length, is_worth, p)
            for length, is_worth in zip(sessions, worth, strict=True)
            if draw.random() < (p := of(length))
        ]
        plain.append(
            sum(length / MINUTE for length, is_worth, _ in hits if is_worth)
            / sum(length / MINUTE for length, _, _ in hits)
        )
        weights = [(length / MINUTE / p, is_worth) for length, is_worth, p in hits]
        weighted.append(sum(w for w, is_worth in weights if is_worth) / sum(w for w, _ in weights))
    spread = sqrt(sum((each - truth) ** 2 for each in weighted) / 400)
    assert sum(weighted) / 400 == pytest.approx(truth, abs=4 * spread / sqrt(400))
    assert abs(sum(plain) / 400 - truth) > 0.1
    assert LEAST == 2 * MINUTE
