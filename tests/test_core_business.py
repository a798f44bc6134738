"""Money spent against money earned."""

from datetime import timedelta
from decimal import Decimal

import pytest

from agent.core.business import Business, device_share, growth, per

HOUR = timedelta(hours=1)
MONTH = Business(20 * HOUR, Decimal(50), Decimal(30), Decimal(2400), Decimal("0.8"))


def test_a_month_of_business() -> None:
    assert (MONTH.cost, MONTH.gross_profit, MONTH.net) == (1030, 1920, 890)
    assert float(MONTH.roi) == pytest.approx(86.4078, rel=1e-6)
    assert (MONTH.net_per_hour, MONTH.rate_earned) == (Decimal("44.5"), Decimal("94.5"))
    assert MONTH.time_it_would_pay == 37.8 * HOUR
    assert MONTH.gross_profit / MONTH.hours == 96
    assert (per(MONTH.cost, 4), per(MONTH.cost, 1)) == (Decimal("257.5"), 1030)
    assert float(per(MONTH.cost, 24)) == pytest.approx(42.9167, rel=1e-6)
    assert float(per(MONTH.cost, 63)) == pytest.approx(16.3492, rel=1e-6)
    assert growth(480, 504) == 5


def test_what_was_not_spent_has_no_return() -> None:
    nothing = Business(timedelta(), Decimal())
    assert (nothing.roi, nothing.net_per_hour, nothing.rate_earned) == (None, None, None)
    assert nothing.time_it_would_pay is None
    assert per(Decimal(10), 0) is None
    assert growth(0, 10) is None


def test_the_share_of_this_computer() -> None:
    assert device_share(3.2 * HOUR, 11 * HOUR) == pytest.approx(0.290909, rel=2e-6)
    assert device_share(12 * HOUR, 11 * HOUR) == 1
    assert device_share(timedelta(), timedelta()) is None
