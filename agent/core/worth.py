"""What outcomes are worth to a network: by their own amount, as leads, or by the user's own price."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from agent.core.ledger import DEAL, LEADS, Gain
from agent.core.money import Earned


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


def typical_size(ledger: Sequence[Gain], terms: Terms) -> float | None:
    """Return d0, the typical worth of an outcome as the user logs them, in money; None where nothing tells.

    A deal is worth the typical deal, or where none is set what deals were on average; a lead the close rate
    of that. It's the average over what is logged, and before anything is, what a lead is worth.
    """
    amounts = [each.amount for each in ledger if each.kind == DEAL and each.amount]
    deal = float(terms.typical_deal or 0) or (sum(amounts) / len(amounts) if amounts else None)
    if not deal:
        return None
    lead = deal * float(terms.close_rate or 1)
    taken = {each.origin for each in ledger}
    leads = sum(each.number for each in ledger if _is_lead(each) and each.uid not in taken)
    if not leads + len(amounts):
        return lead
    return (leads * lead + len(amounts) * deal) / (leads + len(amounts))


def valued(ledger: Sequence[Gain], terms: Terms, *, size: float) -> dict[str, list[Valued]]:
    """Return what the outcomes are worth to each network; those without a worth in money are left out.

    All outcomes must be given, since another network's deal may have come from this one's lead. What only has
    the user's price counts as the part of an outcome of typical size that it's worth.
    """
    became = {each.origin: each.on for each in ledger if each.origin is not None}
    prices = _prices(terms)
    found = defaultdict[str, list[Valued]](list)
    for each in ledger:
        is_assumed = each.amount is None and each.kind not in LEADS
        price = prices.get(each.kind) if each.amount is None else each.amount / each.number
        if price is None:
            continue
        until, number = became.get(each.uid), each.number
        for network, share in each.shares:
            part = number * share
            events = part * price / size if is_assumed else part
            found[network].append(Valued(each.on, events, part * price, until, is_assumed))
    return dict(found)


def counting(outcomes: Iterable[Valued], *, since: date, at: date) -> list[Valued]:
    """Return those that had come from one day on until before another, and whose place no deal had taken."""
    return [each for each in outcomes if since <= each.on < at and (each.until is None or at <= each.until)]


def earned(outcomes: Sequence[Valued], hours: float = 0.0) -> Earned:
    """Return what came in all, of so many hours."""
    return Earned(sum(each.events for each in outcomes), sum(each.money for each in outcomes), hours)


def _is_lead(outcome: Gain) -> bool:
    return outcome.kind in LEADS and outcome.amount is None


def _prices(terms: Terms) -> dict[str, float]:
    """Return what one of a kind without an amount is worth."""
    prices = {kind: float(price) for kind, price in terms.prices.items()}
    if terms.typical_deal and terms.close_rate:
        prices |= dict.fromkeys(LEADS, float(terms.typical_deal * terms.close_rate))
    return prices
