"""What outcomes are worth to a network: by their own amount, as leads, or by the user's own price."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from agent.core.ledger import DEAL, LEAD, LEADS, Gain


@dataclass(frozen=True, slots=True)
class Terms:
    """What the user has said that worth is reckoned by; all of it may be left unsaid."""

    typical_deal: Decimal | None = None
    close_rate: Decimal | None = None
    """the share of leads that become deals, from 0 to 1"""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    """what one of a kind without an amount is worth: an assumption"""


class Valued(NamedTuple):
    """An outcome's worth to one network, in money; a tuple, since ten years have ten thousand of them."""

    on: date
    events: float
    """how many outcomes it counts as; a fraction where credit is shared"""
    money: float
    until: date | None = None
    """from this day on a deal stands in its place"""
    is_assumed: bool = False
    """whether only the user's price says so"""
    number: int = 1
    """how many were logged in one line"""


def typical_size(ledger: Sequence[Gain], terms: Terms) -> float | None:
    """Return d0, the typical worth of an outcome as the user logs them, in money; None where nothing tells.

    A deal is worth the typical deal, or where none is set what deals were on average; a lead what one is
    priced at. It's the average over what is logged and has a price, and before anything is, what a lead is
    worth. Leads without a price count nowhere, so neither do they here.
    """
    prices = _prices(terms)
    deals = [(each.amount, each.number) for each in ledger if each.kind == DEAL and each.amount]
    number = sum(each for _, each in deals)
    deal = float(terms.typical_deal or 0) or (sum(each for each, _ in deals) / number if deals else None)
    if not deal:
        return None
    became = deals_from(ledger)
    leads = [each for each in ledger if each.kind in LEADS and each.amount is None and each.kind in prices]
    priced = [(prices[each.kind], still_open(each, became)) for each in leads]
    count = number + sum(each for _, each in priced)
    if not count:
        return prices.get(LEAD, deal)
    return (number * deal + sum(price * each for price, each in priced)) / count


def valued(ledger: Sequence[Gain], terms: Terms, *, size: float) -> dict[str, list[Valued]]:
    """Return what the outcomes are worth to each network; those without a worth in money are left out.

    All outcomes must be given, since another network's deal may have come from this one's lead. What only has
    the user's price counts as the part of an outcome of typical size that it's worth.
    """
    became, prices = deals_from(ledger), _prices(terms)
    found = defaultdict[str, list[Valued]](list)
    for uid, on, kind, shares, amount, number, _ in ledger:
        price = prices.get(kind) if amount is None else amount / number
        if price is None:
            continue
        is_assumed = amount is None and kind not in LEADS
        counts = _until(number, became[uid]) if uid in became else ((None, number),)
        for until, several in counts:
            for network, share in shares:
                part = several * share
                events = part * price / size if is_assumed else part
                found[network].append(Valued(on, events, part * price, until, is_assumed, several))
    return dict(found)


def deals_from(ledger: Sequence[Gain]) -> dict[bytes, list[tuple[date, int]]]:
    """Return, for each lead, on which days how many deals came of it."""
    found = defaultdict[bytes, list[tuple[date, int]]](list)
    for each in ledger:
        if each.origin is not None:
            found[each.origin].append((each.on, each.number))
    return found


def still_open(gain: Gain, became: Mapping[bytes, Sequence[tuple[date, int]]]) -> int:
    """Return how many of what was logged in a line no deal stands in the place of."""
    if gain.uid not in became:
        return gain.number
    return max(gain.number - sum(closed for _, closed in became[gain.uid]), 0)


def _until(number: int, deals: Sequence[tuple[date, int]]) -> Iterator[tuple[date | None, int]]:
    """Yield until when how many of a line's leads count: each deal stands in the place of one of them."""
    for on, closed in sorted(deals):
        if several := min(closed, number):
            yield on, several
        number -= several
    if number:
        yield None, number


def _prices(terms: Terms) -> dict[str, float]:
    """Return what one of a kind without an amount is worth."""
    prices = {kind: float(price) for kind, price in terms.prices.items()}
    if terms.typical_deal and terms.close_rate:
        prices |= dict.fromkeys(LEADS, float(terms.typical_deal * terms.close_rate))
    return prices
