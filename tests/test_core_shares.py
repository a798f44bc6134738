"""Which share of the time was worth it, and where sessions get too long: known values, and laws."""

import math
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.breaking import breaking_point
from agent.core.ledger import Answer, Rating
from agent.core.series import log_beta
from agent.core.shares import Share, larger, may_be_larger, regretted, share, share_worth_it, weighted
from agent.core.special import beta_quantile

SIX_DIGITS = 5.1e-6
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SHAPES = st.floats(0.5, 500)


def rating(minutes: float, answer: Answer, probability: float | None = None) -> Rating:
    return Rating("", "x", START, START + timedelta(minutes=minutes), answer, probability=probability)


@pytest.mark.parametrize(
    ("yes", "answers", "mean", "low95", "high95", "above_half"),
    [
        (0, 5, 0.0833333, 9.34206e-05, 0.379377, 0.0068723),
        (3, 5, 0.583333, 0.209417, 0.90561, 0.669765),
        (7, 10, 0.681818, 0.394182, 0.907305, 0.897985),
        (5, 25, 0.211538, 0.0806787, 0.384202, 0.000992538),
    ],
)
def test_a_share(*, yes, answers, mean, low95, high95, above_half) -> None:
    found = share(yes, answers)
    values = (found.mean, *astuple(found.interval(0.95)), found.above(0.5))
    assert values == pytest.approx((mean, low95, high95, above_half), rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("answers", "exact", "jeffreys"),
    [
        (5, 0.45072, 0.305746),
        (10, 0.258866, 0.170773),
        (20, 0.139108, 0.0904764),
        (30, 0.0950339, 0.0615167),
        (50, 0.0581551, 0.0375011),
        (100, 0.029513, 0.0189769),
    ],
)
def test_the_most_that_answers_without_a_yes_leave_room_for(answers, exact, jeffreys) -> None:
    assert beta_quantile(1, answers, 0.95) == pytest.approx(exact, rel=SIX_DIGITS)
    assert share(0, answers).quantile(0.95) == pytest.approx(jeffreys, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("one", "other", "chance"),
    [
        ((7, 10), (2, 10), 0.985013),
        ((3, 5), (5, 25), 0.961531),
        ((18, 25), (7, 10), 0.579866),
        ((1, 2), (5, 10), 0.5),
    ],
)
def test_one_share_against_another_with_flat_priors(one, other, chance) -> None:
    found = larger(*(Share(1 + yes, 1 + answers - yes) for yes, answers in (one, other)))
    assert found == pytest.approx(chance, rel=SIX_DIGITS)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_it_is_the_closed_sum_where_there_is_one(yes, no, other_yes, other_no) -> None:
    terms = (
        log_beta(other_yes + at, other_no + no)
        - math.log(no + at)
        - log_beta(1 + at, no)
        - log_beta(other_yes, other_no)
        for at in range(yes)
    )
    found = larger(Share(yes, no), Share(other_yes, other_no))
    assert found == pytest.approx(math.fsum(map(math.exp, terms)), abs=1e-8)


@given(SHAPES, SHAPES, SHAPES, SHAPES)
def test_either_one_or_the_other_is_larger(yes, no, other_yes, other_no) -> None:
    one, other = Share(yes, no), Share(other_yes, other_no)
    assert larger(one, other) + larger(other, one) == pytest.approx(1, abs=1e-7)


@given(SHAPES, SHAPES, SHAPES, SHAPES)
def test_what_is_surely_larger_is_never_overlooked(yes, no, other_yes, other_no) -> None:
    one, other = Share(yes, no), Share(other_yes, other_no)
    assert may_be_larger(one, other) or larger(one, other) < 7 / 8 + 1e-7


def test_answers_weigh_what_their_sessions_stand_for() -> None:
    minutes, chances, values = (5, 40, 12, 60, 8), (0.1, 0.5, 0.2, 0.5, 0.1), (1, -1, 0, -2, 1)
    by_minutes = weighted(values, [each / chance for each, chance in zip(minutes, chances, strict=True)])
    assert (by_minutes.mean, by_minutes.error) == pytest.approx((-0.487179, 0.602307), rel=SIX_DIGITS)
    by_session = weighted(values, [1 / chance for chance in chances])
    assert by_session.mean == pytest.approx(0.482759, rel=SIX_DIGITS)


@given(st.integers(1, 50), st.floats(0.1, 100))
def test_equal_answers_weigh_what_they_are(number: int, weight: float) -> None:
    found = weighted([1.0] * number, [weight] * number)
    assert (found.mean, found.error, found.answers) == pytest.approx((1, 0, number), rel=1e-9)


def test_a_partly_is_half_a_yes() -> None:
    assert astuple(share_worth_it([rating(10, Answer.PARTLY)])) == (1, 1)


def test_an_answer_nobody_asked_for_stands_for_its_session_alone() -> None:
    rare = share_worth_it([rating(10, Answer.YES, 0.1), rating(10, Answer.NO)])
    assert rare.mean > share_worth_it([rating(10, Answer.YES), rating(10, Answer.NO)]).mean


def test_no_answers_tell_nothing() -> None:
    assert astuple(share_worth_it([])) == (0.5, 0.5)
    assert astuple(share_worth_it([rating(0, Answer.NO)])) == (0.5, 0.5)


@given(st.lists(st.tuples(st.floats(1, 300), st.sampled_from(Answer), st.floats(0.01, 1)), min_size=1))
def test_one_answer_turned_to_yes_never_lowers_the_share(answers) -> None:
    ratings = [rating(*each) for each in answers]
    better = [rating(answers[0][0], Answer.YES, answers[0][2]), *ratings[1:]]
    assert share_worth_it(better).above(0.5) >= share_worth_it(ratings).above(0.5) - 1e-9


@pytest.mark.parametrize(
    ("minutes", "yes", "answers", "expected"),
    [(50, 7, 10, 15.9091), (110, 4, 12, 71.9231), (200, 3, 15, 156.25)],
)
def test_regretted_minutes(minutes, yes, answers, expected) -> None:
    found = regretted(timedelta(minutes=minutes), share(yes, answers)) / timedelta(minutes=1)
    assert found == pytest.approx(expected, rel=SIX_DIGITS)


LENGTHS = (3, 4, 5, 6, 8, 9, 12, 14, 15, 18, 20, 22, 25, 30, 35, 40, 45, 50, 60, 75)


def test_the_breaking_point_parts_yes_from_no_but_may_be_luck() -> None:
    ratings = [
        rating(length, Answer.YES if yes == "y" else Answer.NO)
        for length, yes in zip(LENGTHS, "yyynyyynyynynynnynnn", strict=True)
    ]
    found = breaking_point(ratings)
    assert found is not None
    assert found.length == timedelta(minutes=35)
    assert (astuple(found.shorter), astuple(found.longer)) == ((10.5, 4.5), (1.5, 5.5))
    assert found.evidence == pytest.approx(-1.27397, rel=SIX_DIGITS)
    assert not found.is_clear


def test_it_is_clear_where_long_sessions_are_never_worth_it() -> None:
    found = breaking_point([rating(length, Answer.YES if length < 30 else Answer.NO) for length in LENGTHS])
    assert found is not None
    assert found.is_clear
    assert found.length == timedelta(minutes=30)


def test_it_is_none_where_long_sessions_are_the_good_ones() -> None:
    found = breaking_point([rating(length, Answer.NO if length < 30 else Answer.YES) for length in LENGTHS])
    assert found is not None
    assert not found.is_clear


def test_sessions_of_one_length_have_none() -> None:
    assert breaking_point([]) is None
    assert breaking_point([rating(10, Answer.YES), rating(10.5, Answer.NO)]) is None


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: share(2, 1), "yes must be from 0"),
        (lambda: weighted([], []), "there must be a value"),
        (lambda: weighted([1], [0]), "weights must be positive"),
    ],
)
def test_what_makes_no_sense_is_told(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
