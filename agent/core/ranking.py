"""Which network gives more than which: told only where there's something to tell it by."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agent.core.looks import ANSWERS_MIN, Look, Stakes
from agent.core.rates import more_often, neutral
from agent.core.shares import larger, may_be_larger


class Ahead(NamedTuple):
    """The network that seems to give most, one of the others, and the chance that it does give more."""

    network: str
    than: str
    chance: float


def ahead_by_outcomes(looks: Mapping[str, Look], stakes: Stakes) -> Iterator[Ahead]:
    """Yield how surely the network with most outcomes an hour is ahead of each other one.

    All need the hours in which one's own rate would have earned one outcome, T ≥ 1 / λ*; without any outcome
    at all there's nothing to tell, nor of a network whose fewer outcomes are worth more.
    """
    if stakes.break_even is None:
        return
    prior = neutral(stakes.break_even)
    rates = {
        network: prior.after(look.earned.events, look.earned.hours)
        for network, look in looks.items()
        if look.periods >= 1
    }
    first = max(rates, key=lambda network: rates[network].mean, default="")
    if rates and looks[first].earned.events:
        for other, rate in rates.items():
            if other != first and _middle(looks[other]) <= _middle(looks[first]):
                yield Ahead(first, other, more_often(rates[first], rate))


def _middle(look: Look) -> float:
    return look.value.median if look.value else 0.0


def ahead_by_answers(looks: Mapping[str, Look]) -> Iterator[Ahead]:
    """Yield how surely more of the time was worth it on the network first by that than on others.

    Those of which it isn't sure by 7/8 are left out.
    """
    shares = {network: look.share for network, look in looks.items() if look.answers >= ANSWERS_MIN}
    first = max(shares, key=lambda network: shares[network].mean, default="")
    for other, share in shares.items():
        if other != first and may_be_larger(shares[first], share):
            yield Ahead(first, other, larger(shares[first], share))
