"""How much of an effort has been answered."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.exposure import HOUR, Exposure, Weeks, exposure, later, share_answered
from agent.core.periods import WEEK
from agent.core.rates import Rate, at_most

START = date(2026, 1, 5)


def weeks(hours: list[float]) -> Weeks:
    return Weeks(START, hours)


@pytest.mark.parametrize(
    ("hours", "lag", "answered", "maturity", "rate", "most"),
    [
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 1.0, 45.2026, 0.904053, 0.0271726, 0.0662734),
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 6.0, 25.6944, 0.513888, 0.0420234, 0.116591),
        ([0, 0, 0, 0, 0, 0, 0, 0, 25, 25], 3.0, 13.6747, 0.273494, 0.0633588, 0.219071),
        ([10, 10, 10, 10], 1.0, 30.5806, 0.764514, 0.0369635, 0.097962),
        ([10, 10, 10, 10], 6.0, 10.8388, 0.27097, 0.0719811, 0.27639),
    ],
)
def test_exposure_with_lag(*, hours, lag, answered, maturity, rate, most) -> None:
    found = exposure(weeks(hours), at=START + len(hours) * WEEK, mean_lag=lag * WEEK)
    time = found.answered / HOUR
    assert (time, found.answered / found.spent) == pytest.approx((answered, maturity), rel=5.1e-6)
    assert Rate(0.5, 10).after(1, time).mean == pytest.approx(rate, rel=5.1e-6)
    assert at_most(time) == pytest.approx(most, rel=5.1e-6)


@pytest.mark.parametrize(
    ("half_life", "lag", "done"), [(1, 1.4427, 3.32193), (2, 2.88539, 6.64386), (4, 5.77078, 13.2877)]
)
def test_half_lives(half_life: float, lag: float, done: float) -> None:
    mean_lag = half_life / math.log(2) * WEEK
    assert mean_lag / WEEK == pytest.approx(lag, rel=5.1e-6)
    assert share_answered(half_life * WEEK, mean_lag) == pytest.approx(0.5, rel=1e-9)
    assert share_answered(done * WEEK, mean_lag) == pytest.approx(0.9, rel=5.1e-6)


def test_weeks_that_are_not_over_do_not_count() -> None:
    at = START + 2 * WEEK + timedelta(days=6)
    assert exposure(weeks([1, 2, 4, 8]), at=at, mean_lag=WEEK).spent == 3 * HOUR


def test_no_time_is_no_exposure() -> None:
    assert exposure(weeks([]), at=START, mean_lag=WEEK) == Exposure()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.floats(0.2, 30), st.integers(0, 50))
def test_what_will_be_answered_later_is_what_is_answered_then(hours, lag, wait) -> None:
    mean_lag = lag * WEEK
    end = START + len(hours) * WEEK
    now = exposure(weeks(hours), at=end, mean_lag=mean_lag)
    foreseen = later(now, wait=wait * WEEK, a_week=4 * HOUR, mean_lag=mean_lag)
    then = exposure(weeks([*hours, *[4] * wait]), at=end + wait * WEEK, mean_lag=mean_lag)
    assert foreseen.spent == then.spent
    assert foreseen.answered / HOUR == pytest.approx(then.answered / HOUR, rel=1e-6, abs=1e-6)


def test_a_lag_must_be_positive() -> None:
    with pytest.raises(ValueError, match="mean lag must be positive"):
        share_answered(WEEK, timedelta())
