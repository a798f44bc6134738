"""What a plain average hides."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.margins import Margin, bunching, luckiest, margin, share_with
from agent.core.money import Earned
from agent.core.rates import Rate, more_often, neutral

SIX_DIGITS = 5.1e-6


def test_short_weeks_against_long_ones() -> None:
    found = Margin(Earned(5, 500, 24), Earned(4, 400, 48), short_weeks=8, long_weeks=4)
    assert found.extra_hours == 9
    assert found.extra_events == pytest.approx(0.0416667, rel=SIX_DIGITS)
    assert found.extra_money == pytest.approx(4.16667, rel=SIX_DIGITS)
    shorter, longer = Rate(0.5, 0).after(5, 24), Rate(0.5, 0).after(4, 48)
    assert more_often(shorter, longer) == pytest.approx(0.917893, rel=SIX_DIGITS)


def test_weeks_are_parted_at_their_median() -> None:
    weeks = [Earned(1, 10, 1)] * 4 + [Earned()] + [Earned(2, 20, 4)] * 4
    assert margin(weeks) == Margin(Earned(4, 40, 4), Earned(8, 80, 16), 4, 4)


@pytest.mark.parametrize("weeks", [[], [Earned(1, 1, 1)] * 3 + [Earned(1, 1, 4)] * 4, [Earned(1, 1, 1)] * 8])
def test_too_few_weeks_or_equal_ones_tell_nothing(weeks) -> None:
    assert margin(weeks) is None


def test_extra_hours_that_give_nothing_are_found_and_those_that_give_as_much_are_not() -> None:
    nothing_more = Margin(Earned(20, 0, 20), Earned(20, 0, 120), 20, 20)
    as_much = Margin(Earned(20, 0, 20), Earned(120, 0, 120), 20, 20)
    assert nothing_more.chance_above(0.5) < 0.05
    assert as_much.chance_above(0.5) > 0.95


def test_the_chance_is_that_of_one_rate_where_short_weeks_have_next_to_no_time() -> None:
    found = Margin(Earned(0, 0, 1e-6), Earned(4, 0, 40), 4, 4)
    assert found.chance_above(0.1) == pytest.approx(neutral(0.1).after(4, 40).above(0.1), rel=1e-5)


def test_bunched_events_are_less_certain() -> None:
    found = bunching([0, 0, 3, 0, 0, 1, 0, 0], [5.0] * 8)
    assert astuple(found) == pytest.approx((2.28571, 1.75, 17.5), rel=SIX_DIGITS)
    assert astuple(found.rate().interval(0.8)) == pytest.approx((0.038002, 0.243287), rel=1.4e-5)
    plain = Rate(0.5, 0).after(4, 40).interval(0.8)
    assert astuple(plain) == pytest.approx((0.052102, 0.183546), rel=1e-5)


def test_no_events_are_not_bunched() -> None:
    assert astuple(bunching([0, 0], [1, 2])) == (1, 0, 3)


def test_what_equal_people_get_by_luck() -> None:
    assert 1 - share_with(1, 1.0) == pytest.approx(0.367879, rel=SIX_DIGITS)
    assert share_with(3, 1.0) == pytest.approx(0.0803014, rel=SIX_DIGITS)
    assert share_with(4, 1.0) == pytest.approx(0.0189882, rel=SIX_DIGITS)
    assert luckiest(1.0) == pytest.approx(4.22683, rel=SIX_DIGITS)
    assert luckiest(1.0) / 50 == pytest.approx(0.0845365, rel=SIX_DIGITS)


def test_nobody_gets_less_than_nothing_nor_more_where_nothing_is_to_be_had() -> None:
    assert share_with(0, 0.0) == 1
    assert share_with(1, 0.0) == 0
    assert luckiest(0.0) == 0


@given(st.floats(0, 300), st.integers(1, 100))
def test_the_luckiest_of_more_people_gets_no_less(expected: float, people: int) -> None:
    assert luckiest(expected, people=1) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert luckiest(expected, people=people + 1) >= luckiest(expected, people=people) - 1e-6


def test_bunching_needs_two_weeks_with_hours() -> None:
    with pytest.raises(ValueError, match="two weeks or more"):
        bunching([1], [1])
    with pytest.raises(ValueError, match="hours in each"):
        bunching([1, 2], [1, 0])
