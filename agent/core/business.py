"""Money spent against money earned, as a business reckons it; in the user's currency."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agent.core.exposure import HOUR


@dataclass(frozen=True, slots=True)
class Business:
    """What a network cost and what it earned."""

    time: timedelta
    own_rate: Decimal
    """what an hour of one's own is worth"""
    cash: Decimal = Decimal()
    """advertisements, subscriptions"""
    revenue: Decimal = Decimal()
    margin: Decimal = Decimal(1)
    """the share of revenue that is gross profit, from 0 to 1"""

    @property
    def hours(self) -> Decimal:
        """Return the time in hours, to the second."""
        return Decimal(round(self.time.total_seconds())) / 3600

    @property
    def cost(self) -> Decimal:
        """Return hours · own rate + cash."""
        return self.hours * self.own_rate + self.cash

    @property
    def gross_profit(self) -> Decimal:
        """Return revenue · margin."""
        return self.revenue * self.margin

    @property
    def net(self) -> Decimal:
        """Return gross profit - cost."""
        return self.gross_profit - self.cost

    @property
    def roi(self) -> Decimal | None:
        """Return (gross profit - cost) / cost · 100, in per cent; None where nothing was spent.

        Not revenue / investment, which some tools call so: that says 100 % where nothing was gained.
        """
        return self.net / self.cost * 100 if self.cost else None

    @property
    def net_per_hour(self) -> Decimal | None:
        """Return what an hour left over, in money; None where no time was spent."""
        return self.net / self.hours if self.hours else None

    @property
    def rate_earned(self) -> Decimal | None:
        """Return the own rate at which it would just have paid: (gross profit - cash) / hours."""
        return (self.gross_profit - self.cash) / self.hours if self.hours else None

    @property
    def time_it_would_pay(self) -> timedelta | None:
        """Return the time that the profit would just have paid for; None where one's own rate is 0."""
        if not self.own_rate:
            return None
        return float((self.gross_profit - self.cash) / self.own_rate) * HOUR


def per(cost: Decimal, number: float) -> Decimal | None:
    """Return what one of so many (leads, clients, followers) cost; None where there's none."""
    return cost / Decimal(str(number)) if number > 0 else None


def growth(before: int, after: int) -> float | None:
    """Return by how many per cent something grew (followers); None where there was none before."""
    return (after - before) / before * 100 if before else None


def device_share(here: timedelta, everywhere: timedelta) -> float | None:
    """Return the share of the time on a network that this computer saw, from 0 to 1; None of no time.

    An hour's worth must be told by all devices' hours: this computer's alone make it look 1 / share as large.
    """
    return min(here / everywhere, 1.0) if everywhere else None
