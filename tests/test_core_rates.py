"""How often something comes of an hour: known values, and laws."""

from dataclasses import astuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.core.rates import Rate, at_most, hours_needed, more_often, neutral
from agent.core.special import gamma_quantile

SIX_DIGITS, EIGHT_DIGITS = 5.1e-6, 5.1e-8
EVENTS = st.floats(0, 1000)
HOURS = st.floats(0, 10_000)
POSITIVE = st.floats(-3, 3).map(lambda power: 10**power)


KNOWN = """
.5 0 0 10 .05 .0227468 4.91035e-5 .251194 .000789539 .135277 .192073 .317311 .157299 .292893
.5 0 0 100 .005 .00227468 4.91035e-6 .0251194 7.89539e-5 .0135277 .0192073 .0015654 7.74422e-6 .0465374
.5 0 3 40 .0875 .0793226 .0211234 .20016 .0354138 .150213 .175839 .779777 .332594 .542053
.5 0 12 100 .125 .121683 .0655986 .203232 .082367 .171908 .188262 .996653 .746825 .696197
1 0 0 30 .0333333 .0231049 .000843927 .122963 .00351202 .0767528 .0998577 .22313 .0497871 .25
1 0 1 20 .1 .0839173 .0121105 .278582 .0265906 .194486 .237193 .735759 .406006 .555556
1 0 5 12 .5 .472513 .183491 .972361 .262658 .772889 .876086 .999961 .9985 .973664
.5 10 0 10 .025 .0113734 2.45517e-5 .125597 .000394769 .0676386 .0960365 .157299 .0455003 .183503
.5 10 0 100 .00454545 .00206789 4.46395e-6 .0228358 7.17762e-5 .0122979 .0174612 .000911119 2.7265e-6 .0425729
.5 10 3 40 .07 .0634581 .0168987 .160128 .0283311 .12017 .140671 .659963 .188573 .471718
.5 10 12 100 .113636 .110621 .0596351 .184757 .0748791 .15628 .171148 .992946 .635744 .66299
"""
"""shape and hours of the prior; events, hours; mean, median, 95 %, 80 %, most; above .05, above .1, soon"""


@pytest.mark.parametrize("row", KNOWN.strip().splitlines())
def test_what_is_known_of_a_rate(row: str) -> None:
    shape, hours, events, more, *expected = map(float, row.split())
    rate = Rate(shape, hours).after(events, more)
    found = (
        rate.mean,
        rate.quantile(0.5),
        *astuple(rate.interval(0.95)),
        *astuple(rate.interval(0.8)),
        rate.quantile(0.95),
        rate.above(0.05),
        rate.above(0.1),
        rate.next_within(10),
    )
    assert found == pytest.approx(expected, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("break_even", "events", "hours", "above", "median", "low80", "high80"),
    [
        (0.1, 0, 0, 0.5, 0.1, 0.015200309, 0.33219281),
        (0.1, 0, 30, 0.024893534, 0.018768469, 0.0028528653, 0.062347504),
        (0.1, 1, 30, 0.11682902, 0.045444899, 0.014399957, 0.10532264),
        (0.1, 3, 30, 0.49558449, 0.099429039, 0.047243434, 0.18089675),
        (0.1, 1, 100, 0.00026543403, 0.015695538, 0.0049733872, 0.036375822),
        (0.02, 0, 0, 0.5, 0.02, 0.0030400619, 0.066438562),
        (0.02, 0, 30, 0.27440582, 0.010720314, 0.0016295209, 0.035612112),
        (0.02, 1, 30, 0.62925293, 0.025957556, 0.0082250747, 0.060158971),
        (0.02, 3, 30, 0.95758534, 0.056792619, 0.026984857, 0.10332595),
        (0.02, 1, 100, 0.24990656, 0.012463834, 0.0039493691, 0.028886057),
        (0.1, 1.75, 40, 0.12183588, 0.051667071, None, None),
    ],
)
def test_the_neutral_prior_takes_no_side(*, break_even, events, hours, above, median, low80, high80) -> None:
    rate = neutral(break_even).after(events, hours)
    assert (rate.above(break_even), rate.quantile(0.5)) == pytest.approx((above, median), rel=EIGHT_DIGITS)
    if low80 is not None:
        assert astuple(rate.interval(0.8)) == pytest.approx((low80, high80), rel=EIGHT_DIGITS)


@pytest.mark.parametrize(
    ("break_even", "hours", "above"),
    [
        (0.1, 0, 0.5),
        (0.1, 10, 0.18393972),
        (0.1, 30, 0.024893534),
        (0.1, 50, 0.0033689735),
    ],
)
def test_without_an_event_doubt_halves_by_the_formula(break_even: float, hours: float, above: float) -> None:
    assert neutral(break_even).after(0, hours).above(break_even) == pytest.approx(above, rel=EIGHT_DIGITS)


@pytest.mark.parametrize(
    ("hours", "exact", "jeffreys", "one_per"),
    [
        (5, 0.599146, 0.384146, 1.66904),
        (10, 0.299573, 0.192073, 3.33808),
        (20, 0.149787, 0.0960365, 6.67616),
        (30, 0.0998577, 0.0640243, 10.0142),
        (60, 0.0499289, 0.0320122, 20.0285),
        (100, 0.0299573, 0.0192073, 33.3808),
        (200, 0.0149787, 0.00960365, 66.7616),
    ],
)
def test_the_most_that_hours_without_anything_leave_room_for(hours, exact, jeffreys, one_per) -> None:
    assert at_most(hours) == pytest.approx(exact, rel=SIX_DIGITS)
    assert 1 / at_most(hours) == pytest.approx(one_per, rel=SIX_DIGITS)
    assert Rate(0.5, 0).after(0, hours).quantile(0.95) == pytest.approx(jeffreys, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("events", "hours", "low", "high"),
    [
        (1, 20, 0.00126589, 0.278582),
        (3, 40, 0.0154668, 0.219182),
        (5, 12, 0.135291, 0.972361),
        (12, 100, 0.0620058, 0.209616),
    ],
)
def test_exact_bounds_of_a_rate(events: int, hours: float, low: float, high: float) -> None:
    found = gamma_quantile(events, 0.025) / hours, gamma_quantile(events + 1, 0.975) / hours
    assert found == pytest.approx((low, high), rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("events_a", "hours_a", "events_b", "hours_b", "more", "twice"),
    [
        (4, 30, 1, 60, 0.984284, 0.912287),
        (1, 10, 0, 40, 0.959481, 0.908279),
        (0, 10, 0, 100, 0.805018, 0.73228),
        (2, 20, 2, 20, 0.5, 0.232511),
        (3, 10, 5, 50, 0.932362, 0.724136),
        (1, 8, 4, 30, 0.524463, 0.256772),
        (0, 5, 3, 30, 0.315891, 0.170471),
    ],
)
def test_one_rate_against_another(*, events_a, hours_a, events_b, hours_b, more, twice) -> None:
    one, other = Rate(0.5, 0).after(events_a, hours_a), Rate(0.5, 0).after(events_b, hours_b)
    assert more_often(one, other) == pytest.approx(more, rel=SIX_DIGITS)
    assert more_often(one, other, times=2) == pytest.approx(twice, rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("events", "p20", "p10", "p05"),
    [
        (0, 0.916291, 1.60944, 2.30259),
        (2, 3.58588, 4.62917, 5.60265),
        (4, 6.02783, 7.30044, 8.46037),
    ],
)
def test_the_hours_it_takes_to_be_sure(events: int, p20: float, p10: float, p05: float) -> None:
    found = [hours_needed(events, 1, doubt=doubt) for doubt in (0.2, 0.1, 0.05)]
    assert found == pytest.approx([p20, p10, p05], rel=SIX_DIGITS)


@pytest.mark.parametrize(
    ("own_rate", "deal", "close_rate", "break_even", "hours"),
    [
        (60, 3000, 0.2, 0.1, 29.9573),
        (60, 1500, 0.3, 0.133333, 22.468),
        (40, 500, 0.5, 0.16, 18.7233),
        (25, 100, 1.0, 0.25, 11.9829),
        (60, 6000, 1.0, 0.01, 299.573),
    ],
)
def test_hours_that_rule_out_break_even(own_rate, deal, close_rate, break_even, hours) -> None:
    assert own_rate / (deal * close_rate) == pytest.approx(break_even, rel=SIX_DIGITS)
    assert at_most(hours) == pytest.approx(break_even, rel=SIX_DIGITS)


@given(POSITIVE, EVENTS, EVENTS, HOURS)
def test_more_events_never_lower_the_chance(break_even, events, more, hours) -> None:
    prior = neutral(break_even)
    before, after = prior.after(events, hours), prior.after(events + more, hours)
    assert after.above(break_even) >= before.above(break_even) * (1 - 1e-9)


@given(POSITIVE, EVENTS, HOURS, HOURS)
def test_no_event_and_more_hours_never_raise_it(break_even, events, hours, more) -> None:
    before = neutral(break_even).after(events, hours)
    assert before.after(0, more).above(break_even) <= before.above(break_even) * (1 + 1e-9)


@given(POSITIVE, EVENTS, HOURS, EVENTS, HOURS)
def test_either_one_or_the_other_is_more_often(break_even, events_a, hours_a, events_b, hours_b) -> None:
    one, other = (neutral(break_even).after(*seen) for seen in ((events_a, hours_a), (events_b, hours_b)))
    assert more_often(one, other) + more_often(other, one) == pytest.approx(1, abs=1e-9)


@given(EVENTS, POSITIVE, st.floats(0.01, 0.98), st.floats(0.001, 0.01))
def test_intervals_nest(events: float, hours: float, chance: float, more: float) -> None:
    rate = Rate(0.5, 0).after(events, hours)
    inner, outer = rate.interval(chance), rate.interval(chance + more)
    assert outer.low <= inner.low <= rate.quantile(0.5) * (1 + 1e-9)
    assert rate.quantile(0.5) <= inner.high * (1 + 1e-9) <= outer.high * (1 + 1e-9)


@given(POSITIVE, EVENTS, HOURS, POSITIVE)
def test_it_is_all_the_same_in_minutes(break_even, events, hours, minutes) -> None:
    in_hours = neutral(break_even).after(events, hours)
    in_minutes = neutral(break_even / minutes).after(events, hours * minutes)
    expected = in_hours.above(break_even)
    assume(expected > 1e-200)
    assert in_minutes.above(break_even / minutes) == pytest.approx(expected, rel=1e-9)


@given(st.floats(0, 100), POSITIVE, st.floats(0.01, 0.49))
def test_after_the_hours_needed_the_doubt_is_what_was_asked_for(events, break_even, doubt) -> None:
    hours = hours_needed(events, break_even, doubt=doubt)
    assert neutral(break_even).after(events, hours).above(break_even) == pytest.approx(doubt, rel=1e-8)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: neutral(0), "break-even rate must be positive"),
        (lambda: Rate(1, 1).after(-1, 1), "events and hours must be 0 or more"),
        (lambda: more_often(Rate(1, 1), Rate(1, 1), times=0), "times must be positive"),
        (lambda: at_most(0), "hours must be positive"),
        (lambda: at_most(1, confidence=1), "confidence between 0 and 1"),
        (lambda: hours_needed(0, 1, doubt=0.6), "between 0 and one half"),
    ],
)
def test_what_makes_no_sense_is_told(ask, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()
