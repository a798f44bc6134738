"""Experiments with oneself: plans, their test, and what it could have seen."""

from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.experiments import judge_experiment, plan, power, sealed, smallest_p, smallest_shown

VALUES = (6.1, 5.8, 7.0, 6.9, 5.9, 7.2, 6.0, 6.8)
OFF = tuple(each == "x" for each in "..xx.x.x")


def test_weeks_off_against_weeks_on() -> None:
    found = judge_experiment(VALUES, OFF, block=8)
    assert (found.difference, found.typical) == pytest.approx((1.025, 1.0))
    assert (found.p_more, found.p_other) == pytest.approx((0.0142857, 0.0285714), rel=5.1e-6)
    assert found.plans == 70


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.sampled_from(list(combinations(range(6), 3))))
def test_p_is_the_share_of_plans_that_give_as_much(values, chosen) -> None:
    def difference(weeks) -> float:
        rest = [week for week in range(6) if week not in weeks]
        return fmean(values[week] for week in weeks) - fmean(values[week] for week in rest)

    plans = list(combinations(range(6), 3))
    found = judge_experiment(values, tuple(week in chosen for week in range(6)), block=6)
    as_much = [each for each in plans if difference(each) >= difference(chosen) - 1e-9]
    assert found.p_more == pytest.approx(len(as_much) / len(plans))


@pytest.mark.parametrize(
    ("weeks", "block", "p"),
    [
        (2, 2, 0.5),
        (4, 4, 0.166667),
        (6, 6, 0.05),
        (8, 8, 0.0142857),
        (10, 10, 0.00396825),
        (12, 12, 0.00108225),
        (4, 2, 0.25),
        (6, 2, 0.125),
        (8, 2, 0.0625),
        (10, 2, 0.03125),
        (12, 2, 0.015625),
        (8, 4, 1 / 36),
    ],
)
def test_the_smallest_p_there_can_be(weeks: int, block: int, p: float) -> None:
    assert smallest_p(weeks, block=block) == pytest.approx(p, rel=1e-5)


@given(st.text(), st.integers(1, 12))
def test_half_of_each_block_is_off(seed: str, pairs: int) -> None:
    drawn = plan(seed, 2 * pairs)
    assert len(drawn) == 2 * pairs
    length = 8 if len(drawn) <= 8 else 4
    for start in range(0, len(drawn), length):
        block = drawn[start : start + length]
        assert sum(block) == len(block) / 2


def test_the_same_seed_draws_the_same_weeks_and_all_plans_are_drawn() -> None:
    assert plan("seed", 8) == plan("seed", 8)
    assert len({plan(f"{number}", 8) for number in range(1000)}) == 70


def test_a_sealed_seed_tells_nothing_of_it() -> None:
    assert sealed("seed") != sealed("seed2")
    assert len(sealed("seed")) == 64


def test_a_large_effect_would_have_shown_and_none_shows_no_more_often_than_alpha() -> None:
    assert power(VALUES, OFF, 1.0, block=8) == 1
    assert power(VALUES, OFF, 0.0, block=8) <= 0.05
    assert 0.05 < power(VALUES, OFF, 0.3, block=8) < 0.9


def test_what_would_have_shown_in_most_cases() -> None:
    smallest = smallest_shown(VALUES, OFF)
    assert smallest
    assert power(VALUES, OFF, smallest) >= 0.8 > power(VALUES, OFF, smallest * 0.9)
    assert smallest_shown(VALUES[:6], plan("seed", 6)) is None  # the plan and its opposite are 1 in 10


def test_from_eight_weeks_on_something_can_be_visible() -> None:
    for weeks in range(8, 26, 2):
        assert 2 * smallest_p(weeks) <= 0.05
    assert 2 * smallest_p(6) > 0.05


def test_many_plans_are_gone_through_in_part() -> None:
    off = plan("seed", 16)
    values = [week % 5 + 3.0 * is_off for week, is_off in enumerate(off)]
    assert power(values, off, 3.0) > 0.8


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: plan("seed", 7), "weeks must be even, from 2 to 24"),
        (lambda: plan("seed", 26), "weeks must be even, from 2 to 24"),
        (lambda: plan("seed", 8, block=3), "blocks too, up to 12"),
        (lambda: judge_experiment([1, 2], (True, True), block=2), "half of the weeks"),
        (lambda: judge_experiment([1] * 24, (True, False) * 12, block=12), "Take shorter blocks"),
    ],
)
def test_what_cannot_be_an_experiment_is_told(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
