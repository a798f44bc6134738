"""What an hour pays: known values, and laws."""

from dataclasses import astuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from agent.core.money import Earned, hours_until, value, value_by_itself

SIX_DIGITS, EIGHT_DIGITS = 5.1e-6, 5.1e-8
COUNTS = st.floats(0, 300)
HOURS = st.floats(0, 10_000)
AMOUNTS = st.floats(0, 1e6)
EARNED = st.builds(Earned, COUNTS, AMOUNTS, HOURS, st.just(0.0))
POSITIVE = st.floats(-1, 4).map(lambda power: 10**power)


@pytest.mark.parametrize(
    ("own_rate", "size", "events", "hours", "total", "above", "median", "low80", "high80", "mean"),
    [
        (60, 1000.0, 0, 0, 0, 0.5, 60.0, 7.8354586, 313.212, 144.85281),
        (60, 1000.0, 0, 40, 0, 0.068736907, 8.8311755, 1.1532718, 46.100503, 21.320344),
        (60, 1000.0, 1, 40, 3000, 0.45287882, 53.551772, 14.179003, 180.83989, 85.281374),
        (60, 1000.0, 3, 60, 4200, 0.51056349, 61.10719, 24.498878, 147.80894, 77.723817),
        (25, 500.0, 0, 0, 0, 0.5, 25.0, 3.2647744, 130.505, 60.355339),
        (25, 500.0, 0, 40, 0, 0.085786438, 4.2893219, 0.56014673, 22.391118, 10.355339),
        (25, 500.0, 1, 40, 3000, 0.72736252, 45.517879, 12.051855, 153.7101, 72.487373),
        (25, 500.0, 3, 60, 4200, 0.86219349, 54.114715, 21.69548, 130.89521, 68.829906),
        (60, 3000.0, 0, 0, 0, 0.5, 60.0, 7.8354586, 313.212, 144.85281),
        (60, 3000.0, 0, 40, 0, 0.20396751, 20.468239, 2.6729673, 106.8483, 49.414701),
        (60, 3000.0, 1, 40, 3000, 0.51394422, 62.05915, 16.431518, 209.56859, 98.829402),
        (60, 3000.0, 3, 60, 4200, 0.58914817, 70.135791, 28.118592, 169.64774, 89.207527),
    ],
)
def test_an_hour_against_ones_own_rate(
    *, own_rate, size, events, hours, total, above, median, low80, high80, mean
) -> None:
    found = value(Earned(events, total, hours), own_rate=own_rate, size=size)
    assert (found.above(own_rate), found.median, *astuple(found.interval(0.8)), found.mean) == pytest.approx(
        (above, median, low80, high80, mean), rel=EIGHT_DIGITS
    )


@pytest.mark.parametrize(
    ("events", "hours", "total", "mean", "median", "low80", "high80", "low95", "high95", "at25", "at60"),
    [
        (0, 40, 0, 12.5, 3.42895, 0.111941, 28.4048, 0.00694766, 76.3616, 0.116117, 0.0362778),
        (1, 40, 3000, 75.0, 44.2892, 9.46122, 164.438, 3.39335, 329.94, 0.695895, 0.38688),
        (2, 40, 3500, 93.75, 66.6779, 21.0562, 191.703, 10.4056, 338.715, 0.865123, 0.549654),
        (3, 60, 4200, 75.8333, 58.8793, 22.4483, 146.447, 12.7421, 239.623, 0.874046, 0.489537),
        (8, 60, 4200, 81.8519, 73.2254, 39.5555, 134.176, 28.1622, 185.846, 0.985787, 0.662639),
        (1, 10, 200, 90.0, 53.147, 11.3535, 197.326, 4.07202, 395.928, 0.747602, 0.454725),
    ],
)
def test_an_hour_where_no_own_rate_is_known(
    *, events, hours, total, mean, median, low80, high80, low95, high95, at25, at60
) -> None:
    found = value_by_itself(Earned(events, total, hours), size=1000)
    values = (
        found.mean,
        found.median,
        *astuple(found.interval(0.8)),
        *astuple(found.interval(0.95)),
        found.above(25),
        found.above(60),
    )
    expected = (mean, median, low80, high80, low95, high95, at25, at60)
    assert values == pytest.approx(expected, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("own_rate", "size", "hours", "above"),
    [
        (60, 1000, 0, 0.5),
        (60, 1000, 20, 0.14632478),
        (60, 1000, 40, 0.068736907),
        (60, 1000, 80, 0.0258957),
    ],
)
def test_without_a_deal_it_goes_by_the_formula(own_rate, size, hours, above) -> None:
    found = value(Earned(0, 0, hours), own_rate=own_rate, size=size)
    assert found.above(own_rate) == pytest.approx(above, rel=EIGHT_DIGITS)
    assert found.above(own_rate) == pytest.approx((2**0.5 + own_rate * hours / size) ** -2, rel=1e-10)


@given(POSITIVE, POSITIVE)
def test_at_the_start_the_odds_are_even(own_rate: float, size: float) -> None:
    prior = value(Earned(), own_rate=own_rate, size=size)
    assert prior.above(own_rate) == pytest.approx(0.5, abs=1e-9)
    assert prior.median == pytest.approx(own_rate, rel=1e-9)


@given(POSITIVE, POSITIVE, EARNED, AMOUNTS)
def test_more_money_never_lowers_the_chance(own_rate, size, earned, more) -> None:
    before = value(earned, own_rate=own_rate, size=size)
    after = value(earned._replace(total=earned.total + more), own_rate=own_rate, size=size)
    assert after.above(own_rate) >= before.above(own_rate) * (1 - 1e-9)


@given(POSITIVE, POSITIVE, st.integers(0, 100), HOURS)
def test_one_more_outcome_of_the_typical_size_never_does_where_there_is_doubt(
    own_rate, size, events, hours
) -> None:
    before, after = (
        value(Earned(number, number * size, hours), own_rate=own_rate, size=size)
        for number in (events, events + 1)
    )
    assume(before.above(own_rate) > 0.01)  # beyond, what is learned of the sizes outweighs it by a hair
    assert after.above(own_rate) >= before.above(own_rate) * (1 - 1e-9)


@given(POSITIVE, POSITIVE, EARNED, HOURS)
def test_no_outcome_and_more_hours_never_raise_it(own_rate, size, earned, more) -> None:
    before = value(earned, own_rate=own_rate, size=size)
    after = value(earned._replace(hours=earned.hours + more), own_rate=own_rate, size=size)
    assert after.above(own_rate) <= before.above(own_rate) * (1 + 1e-9)


@given(POSITIVE, POSITIVE, EARNED, POSITIVE)
def test_it_is_all_the_same_in_another_currency(own_rate, size, earned, exchange) -> None:
    one = value(earned, own_rate=own_rate, size=size)
    exchanged = earned._replace(total=earned.total * exchange)
    other = value(exchanged, own_rate=own_rate * exchange, size=size * exchange)
    expected = pytest.approx(one.above(own_rate), rel=1e-8, abs=1e-200)
    assert other.above(own_rate * exchange) == expected
    assert other.median == pytest.approx(one.median * exchange, rel=1e-8)


def came(*amounts: float, hours: float = 40.0) -> Earned:
    """What came of so many hours: an outcome of each amount."""
    earned = Earned(hours=hours)
    for amount in amounts:
        earned = earned.more(1, amount)
    return earned


@pytest.mark.parametrize(
    ("earned", "shape"),
    [
        (came(), 1),
        (came(700), 1),
        (came(0, 0), 1),
        (came(600, 600, 600), 17 / 15),
        (came(100, 300), 16 / 15.5),  # (15 + 2 - 1) / (15 + ½² + ½²)
        (came(1, 1, 1, 997), 1),  # 18 / (15 + 11.9)
        (came(*[600] * 500), 10),
        (Earned(0.5, 300, 40).more(0.5, 300), 1),  # how the first half differed isn't known
        (Earned(hours=40).more(0.5, 300).more(2.5, 1500), 17 / 15),
    ],
)
def test_amounts_tell_how_much_they_differ(earned: Earned, shape: float) -> None:
    assert earned.shape == pytest.approx(shape, rel=1e-7)


@given(st.lists(POSITIVE, max_size=30), POSITIVE)
def test_an_outcome_that_is_taken_away_leaves_no_trace(amounts, amount) -> None:
    before = came(*amounts)
    assert before.more(1, amount).more(-1, -amount) == pytest.approx(before, rel=1e-6, abs=1e-6 * amount**2)


@given(st.integers(2, 60), POSITIVE)
def test_amounts_that_are_alike_say_more(number, amount) -> None:
    alike, unknown = came(*[amount] * number), Earned(number, number * amount, 40)
    ratios = []
    for earned in (alike, unknown):
        low, high = astuple(value(earned, own_rate=60, size=amount).interval(0.8))
        ratios.append(high / low)
    assert ratios == sorted(ratios)


def test_many_small_outcomes_beside_a_large_one_are_not_taken_for_large_ones() -> None:
    mixed = came(1500, *[10] * 30, hours=87.4)
    found = value(mixed, own_rate=60, size=1500)
    assert found == value(Earned(31, 1800, 87.4), own_rate=60, size=1500)
    assert found.above(60) < 0.01


@pytest.mark.parametrize("earned", [came(600, 600, 600), came(*[600] * 9), came(50, 90, 2000, 10), came(400)])
def test_it_is_the_rate_times_the_mean_amount(earned: Earned) -> None:
    events, total, hours, shape = earned.events, earned.total, earned.hours, earned.shape
    found = value(earned, own_rate=60, size=600)
    rate = stats.gamma(1 + events, scale=1 / ((2**0.5 - 1) * 600 / 60 + hours))
    amount = stats.invgamma(2 + shape * events, scale=600 + shape * total)
    above, _ = quad(lambda at: rate.pdf(at) * amount.sf(60 / at), 0, rate.ppf(1 - 1e-12), limit=500)
    assert found.above(60) == pytest.approx(above, rel=1e-7)


@given(st.lists(POSITIVE, max_size=30), POSITIVE, POSITIVE)
def test_sizes_are_the_same_in_another_currency(amounts, amount, exchange) -> None:
    here, there = came(*amounts, amount), came(*[each * exchange for each in (*amounts, amount)])
    assert there.shape == pytest.approx(here.shape, rel=1e-6)


@given(POSITIVE, POSITIVE, EARNED, st.floats(0.01, 0.98))
def test_intervals_nest(own_rate, size, earned, chance) -> None:
    found = value(earned, own_rate=own_rate, size=size)
    inner, outer = found.interval(chance), found.interval(chance + 0.01)
    assert outer.low < inner.low <= found.median * (1 + 1e-9)
    assert found.median <= inner.high * (1 + 1e-9) < outer.high * (1 + 1e-9)


@given(POSITIVE, POSITIVE, EARNED, st.floats(0.01, 0.99))
def test_after_the_hours_until_a_chance_it_is_that_chance(own_rate, size, earned, chance) -> None:
    now = value(earned, own_rate=own_rate, size=size)
    more = hours_until(now, own_rate=own_rate, chance=chance)
    then = value(earned._replace(hours=earned.hours + more), own_rate=own_rate, size=size)
    assert then.above(own_rate) <= chance * (1 + 1e-6)
    assert not more or then.above(own_rate) == pytest.approx(chance, rel=1e-6)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: value(Earned(), own_rate=0, size=1), "own rate and the typical size must be positive"),
        (lambda: value(Earned(-1), own_rate=1, size=1), "must be 0 or more"),
        (lambda: value_by_itself(Earned(), size=1), "typical size and the hours must be positive"),
        (
            lambda: hours_until(value(Earned(), own_rate=1, size=1), own_rate=0, chance=0.5),
            "own rate must be",
        ),
    ],
)
def test_what_makes_no_sense_is_told(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
