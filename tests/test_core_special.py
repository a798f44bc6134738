"""The special functions against SciPy, against arithmetic of 40 digits, and by their laws."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special as scipy

from agent.core.special import (
    beta_above,
    beta_below,
    beta_quantile,
    gamma_above,
    gamma_below,
    gamma_quantile,
    odds_above,
    odds_below,
    odds_quantile,
)

SHAPES = st.floats(-2, 4).map(lambda power: 10**power)  # SciPy itself is exact enough up to here
OFFS = st.floats(-12, 12)
CHANCES = st.floats(-100, -0.05).map(lambda power: 10**power) | st.floats(0.01, 0.99)
LEAST = 1e-200


def gamma_argument(shape: float, off: float) -> float:
    return shape * math.exp(off / math.sqrt(shape))


def beta_odds(a: float, b: float, off: float) -> float:
    return a / b * math.exp(max(-600, min(600, off * math.sqrt(1 / a + 1 / b))))


@given(SHAPES, OFFS)
def test_gamma_is_what_scipy_has(shape: float, off: float) -> None:
    x = gamma_argument(shape, max(-700 * math.sqrt(shape), off))
    below, above = scipy.gammainc(shape, x), scipy.gammaincc(shape, x)
    assert gamma_below(shape, x) == pytest.approx(below, rel=1e-9, abs=LEAST)
    assert gamma_above(shape, x) == pytest.approx(above, rel=1e-9, abs=LEAST)


@given(SHAPES, SHAPES, OFFS)
def test_beta_is_what_scipy_has(a: float, b: float, off: float) -> None:
    odds = beta_odds(a, b, off)
    x = odds / (1 + odds)
    below, above = scipy.betainc(a, b, x), scipy.betaincc(a, b, x)
    assert beta_below(a, b, x) == pytest.approx(below, rel=1e-9, abs=LEAST)
    assert beta_above(a, b, x) == pytest.approx(above, rel=1e-9, abs=LEAST)


@pytest.mark.parametrize(
    ("shape", "x", "below", "above"),
    [
        (1e6, 1e6, 0.5001329807608726, 0.4998670192391274),
        (1e6, 995_000.0, 2.749580359270071e-7, 0.9999997250419641),
        (1e6, 1_006_000.0, 0.9999999989402603, 1.059739735284381e-9),
        (1e5, 98_000.0, 9.690835158160486e-11, 0.9999999999030916),
        (0.5, 1e-30, 1.128379167095513e-15, 0.9999999999999989),
    ],
)
def test_gamma_holds_ten_digits_where_scipy_does_not(
    shape: float, x: float, below: float, above: float
) -> None:
    assert gamma_below(shape, x) == pytest.approx(below, rel=1e-10)
    assert gamma_above(shape, x) == pytest.approx(above, rel=1e-10)


@pytest.mark.parametrize(
    ("a", "b", "x", "below", "above"),
    [
        (1e6, 1e6, 0.4985, 1.104480463642481e-5, 0.9999889551953636),
        (2.0, 1e6, 1e-7, 0.004678845137050588, 0.9953211548629494),
        (1e6, 3.0, 0.9999, 1.888147603593188e-40, 1.0),
        (5e4, 2e5, 0.195, 1.600289380224044e-10, 0.9999999998399711),
        (0.5, 0.5, 1e-20, 6.366197723675813e-11, 0.999999999936338),
        (1000.0, 1000.0, 0.6, 1.0, 8.231611354869314e-20),
    ],
)
def test_beta_holds_ten_digits_too(a: float, b: float, x: float, below: float, above: float) -> None:
    assert beta_below(a, b, x) == pytest.approx(below, rel=1e-10)
    assert beta_above(a, b, x) == pytest.approx(above, rel=1e-10)


@given(SHAPES, CHANCES)
def test_a_quantile_of_gamma_has_its_chance(shape: float, p: float) -> None:
    x = gamma_quantile(shape, p)
    if x > LEAST:
        assert gamma_below(shape, x) == pytest.approx(p, rel=1e-10)
        assert gamma_above(shape, x) == pytest.approx(1 - p, rel=1e-10)


@given(SHAPES, SHAPES, CHANCES)
def test_a_quantile_of_odds_has_its_chance(a: float, c: float, p: float) -> None:
    odds = odds_quantile(a, c, p)
    if LEAST < odds < 1 / LEAST:
        assert odds_below(a, c, odds) == pytest.approx(p, rel=1e-10)
        assert odds_above(a, c, odds) == pytest.approx(1 - p, rel=1e-10)


@given(SHAPES, SHAPES, CHANCES)
def test_a_quantile_of_beta_is_what_scipy_has(a: float, b: float, p: float) -> None:
    expected = scipy.betaincinv(a, b, p)
    if LEAST < expected < 1 - 1e-12:
        assert beta_quantile(a, b, p) == pytest.approx(expected, rel=1e-7)


@given(SHAPES, SHAPES, CHANCES, CHANCES)
def test_quantiles_are_monotone(a: float, c: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert gamma_quantile(a, low) <= gamma_quantile(a, high)
    assert odds_quantile(a, c, low) <= odds_quantile(a, c, high)


def test_the_ends_are_exact() -> None:
    assert (gamma_below(3, 0), gamma_above(3, 0)) == (0, 1)
    assert (gamma_below(3, math.inf), gamma_above(3, math.inf)) == (1, 0)
    assert (beta_below(2, 3, 0), beta_below(2, 3, 1)) == (0, 1)
    assert (beta_above(2, 3, 0), beta_above(2, 3, 1)) == (1, 0)
    assert (odds_below(2, 3, 0), odds_above(2, 3, 0)) == (0, 1)
    assert (odds_below(2, 3, math.inf), odds_above(2, 3, math.inf)) == (1, 0)


def test_a_quantile_beyond_all_numbers_is_the_end_itself() -> None:
    assert gamma_quantile(0.01, 1e-10) == 0
    assert odds_quantile(0.01, 5, 1e-10) == 0
    assert odds_quantile(5, 0.01, 1 - 1e-10) == math.inf
    assert beta_quantile(5, 0.01, 1 - 1e-10) == 1


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: gamma_below(0, 1), "shape must be positive and finite."),
        (lambda: gamma_above(math.nan, 1), "shape must be positive and finite."),
        (lambda: gamma_below(1, -1), "x must be 0 or more."),
        (lambda: gamma_below(1, math.nan), "x must be 0 or more."),
        (lambda: gamma_quantile(1, 0), "p must be between 0 and 1."),
        (lambda: gamma_quantile(1, 1), "p must be between 0 and 1."),
        (lambda: odds_quantile(1, math.inf, 0.5), "c must be positive and finite."),
        (lambda: odds_below(1, 1, -0.5), "odds must be 0 or more."),
        (lambda: beta_below(1, 1, 1.5), "x must be from 0 to 1."),
        (lambda: beta_above(1, 1, -0.5), "x must be from 0 to 1."),
    ],
)
def test_what_lies_outside_the_domain_is_told(ask: Callable[[], float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
