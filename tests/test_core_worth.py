"""What outcomes are worth to a network."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.came import Came
from agent.core.ledger import Gain
from agent.core.money import Earned
from agent.core.worth import Terms, Valued, typical_size, valued

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ON = date(2026, 11, 2)
LINKEDIN = (("linkedin", 1.0),)
TERMS = Terms(Decimal(3000), Decimal("0.2"), prices={"follower": Decimal("0.5")})


def gain(kind: str, amount: float | None = None, **more) -> Gain:
    return Gain(
        **{"uid": kind.encode(), "on": ON, "kind": kind, "shares": LINKEDIN, "amount": amount, **more}
    )


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        pytest.param(gain("deal", 2400), Valued(ON, 1, 2400), id="a deal counts its amount"),
        pytest.param(gain("lead"), Valued(ON, 1, 600), id="a lead counts typical deal times close rate"),
        pytest.param(gain("lead", 900), Valued(ON, 1, 900), id="a lead with an amount counts that"),
        pytest.param(
            gain("referral", number=2), Valued(ON, 2, 1200, number=2), id="two referrals count twice"
        ),
        pytest.param(
            gain("follower", number=12),
            Valued(ON, 0.01, 6, is_assumed=True, number=12),
            id="what has only a price counts as its part of a typical outcome",
        ),
    ],
)
def test_what_an_outcome_is_worth(came: Gain, expected: Valued) -> None:
    assert valued([came], TERMS, size=600) == {"linkedin": [expected]}


@pytest.mark.parametrize("kind", ["connection", "fun", "follower", "lead"])
def test_what_has_no_price_is_left_out(kind: str) -> None:
    assert valued([gain(kind)], Terms(), size=600) == {}


def test_credit_is_shared() -> None:
    shared = (("linkedin", 0.25), ("x", 0.75))
    deal = gain("deal", 1000, shares=shared)
    assert valued([deal], TERMS, size=600) == {
        "linkedin": [Valued(ON, 0.25, 250)],
        "x": [Valued(ON, 0.75, 750)],
    }


def test_a_lead_stops_counting_once_a_deal_of_whatever_network_names_it() -> None:
    deal = gain("deal", 2400, on=ON + 30 * DAY, origin=b"lead", shares=(("x", 1.0),))
    (lead,) = valued([gain("lead"), deal], TERMS, size=600)["linkedin"]
    assert lead.until == ON + 30 * DAY
    came = Came([lead], ON - 2 * DAY)
    assert [came.within(weeks).events for weeks in (0, 1, 4)] == [[], [1], [1, 0, 0, 0]]
    assert came.within(5).events == [0] * 5


def test_of_several_leads_in_a_line_each_deal_stands_for_one() -> None:
    line = gain("lead", number=5)
    deals = [gain("deal", 100, uid=bytes([each]), on=ON + each * DAY, origin=b"lead") for each in (30, 9)]
    found = [each for each in valued([line, *deals], TERMS, size=600)["linkedin"] if each.money % 600 == 0]
    assert [(each.until, each.events, each.number) for each in found] == [
        (ON + 9 * DAY, 1, 1),
        (ON + 30 * DAY, 1, 1),
        (None, 3, 3),
    ]
    assert typical_size([line, *deals], TERMS) == (2 * 3000 + 3 * 600) / 5


AMOUNTS = st.integers(0, 1000)
OUTCOMES = st.builds(
    lambda day, money, taken: Valued(ON + day * DAY, 1, money, taken and ON + (day + taken) * DAY),
    st.integers(-20, 60),
    AMOUNTS,
    st.none() | st.integers(1, 30),
)


@given(st.lists(OUTCOMES, max_size=20), st.integers(0, 12))
def test_summed_up_by_week_it_is_what_had_come_and_was_not_replaced(outcomes, weeks: int) -> None:
    at = ON + weeks * WEEK
    expected = Earned(hours=7)
    for each in outcomes:
        if ON <= each.on < at and (each.until is None or at <= each.until):
            expected = expected.more(each.events, each.money)
    found = Came(outcomes, ON).within(weeks)
    assert len(found.events) == len(found.money) == weeks
    assert found.earned(7) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ledger", "terms", "expected"),
    [
        pytest.param([], TERMS, 600, id="nothing logged yet: what a lead is worth"),
        pytest.param([], Terms(typical_deal=Decimal(3000)), 3000, id="no close rate: what a deal is worth"),
        pytest.param([], Terms(), None, id="nothing known"),
        pytest.param([gain("deal", 100), gain("deal", 300)], Terms(), 200, id="what deals were"),
        pytest.param([gain("deal", 100)], TERMS, 3000, id="deals alone"),
        pytest.param(
            [gain("lead", number=9), gain("deal", 300)],
            Terms(close_rate=Decimal("0.2")),
            300,
            id="leads that have no price don't count",
        ),
        pytest.param(
            [gain("lead", number=3), gain("deal", 300)],
            Terms(prices={"lead": Decimal(20)}),
            90,
            id="leads at the user's own price",
        ),
        pytest.param([gain("deal", 300, number=3)], Terms(), 100, id="three deals in one line"),
        pytest.param([gain("lead", number=3), gain("deal", 1)], TERMS, 1200, id="leads and a deal"),
        pytest.param(
            [gain("lead"), gain("deal", 1, origin=b"lead")],
            TERMS,
            3000,
            id="a lead that became a deal",
        ),
    ],
)
def test_the_typical_size(ledger: list[Gain], terms: Terms, expected: float | None) -> None:
    assert typical_size(ledger, terms) == expected
