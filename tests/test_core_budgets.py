"""A budget is told of at 80 % and at 100 %, each once, and never stands in the way."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.budgets import current_period, due, wait
from agent.core.periods import Calendar

MINUTE = timedelta(minutes=1)
LIMIT = 30 * MINUTE


@pytest.mark.parametrize(
    ("spent", "told", "now", "later"),
    [
        pytest.param(0, [], None, 24, id="nothing spent"),
        pytest.param(23, [], None, 1, id="almost there"),
        pytest.param(24, [], 24, 6, id="80 %"),
        pytest.param(26, [24], None, 4, id="told once"),
        pytest.param(30, [24], 30, None, id="100 %"),
        pytest.param(45, [24, 30], None, None, id="and left in peace"),
        pytest.param(45, [], 30, None, id="beyond both at once: told of the second only"),
        pytest.param(45, [48], 30, None, id="a limit that was lowered"),
        pytest.param(20, [24], None, 10, id="time was given to another network since"),
    ],
)
def test_what_is_told_when(spent: int, told: list[int], now: int | None, later: int | None) -> None:
    known = {each * MINUTE for each in told}
    assert due(spent * MINUTE, LIMIT, told=known) == (now and now * MINUTE)
    assert wait(spent * MINUTE, LIMIT, told=known) == (later and later * MINUTE)


@given(st.lists(st.integers(0, 5000), max_size=60), st.integers(60, 10_000))
def test_at_most_two_notices_a_period_and_none_before_its_time(steps: list[int], limit_seconds: int) -> None:
    limit, spent, told = timedelta(seconds=limit_seconds), timedelta(), set[timedelta]()
    for step in steps:
        expected = wait(spent, limit, told=told)
        spent += timedelta(seconds=step)
        point = due(spent, limit, told=told)
        if point is not None:
            assert expected is not None
            assert timedelta(seconds=step) >= expected
            told.add(point)
        assert due(spent, limit, told=told) is None
    assert len(told) <= 2
    assert (max(told, default=None) == limit) == (spent >= limit and bool(steps))


def test_days_and_weeks_are_the_users_own() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"), time(4))
    night = datetime(2026, 10, 26, 1, tzinfo=UTC)  # a Monday, 2 in the morning in Berlin: still Sunday
    day, week = (current_period(per, now=night, calendar=calendar) for per in ("day", "week"))
    assert day.start == datetime(2026, 10, 25, 3, tzinfo=UTC)
    assert week.start == datetime(2026, 10, 19, 2, tzinfo=UTC)
    assert (day.end, week.end) == (datetime(2026, 10, 26, 3, tzinfo=UTC),) * 2
