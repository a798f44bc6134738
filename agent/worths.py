"""What the time on networks was worth, as plain data: hours, what came back for them, and a verdict."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from agent.core.amounts import show_about
from agent.core.business import Business
from agent.core.ledger import Answer as Said
from agent.core.ledger import Rating
from agent.core.looks import Look
from agent.core.ranking import Ahead, ahead_by_answers, ahead_by_outcomes
from agent.core.reasons import BreakEven, CutBack, Drop, Keep, NotEnough, Verdict
from agent.core.sentences import change_in_words, verdict_in_words, why_in_words
from agent.core.shares import Share, regretted, share_worth_it
from agent.core.verdicts import judge
from agent.evidence import Evidence
from agent.settings import Settings

Answer = dict[str, Any]
Main = Callable[[Rating], str | None]
_WORDS = {Keep: "keep", CutBack: "cut_back", Drop: "drop", BreakEven: "break_even", NotEnough: "not_enough"}
SURE = 0.9
"""from which chance on one network is said to give more than another"""
REGRETTED_FROM = 5
"""so many answers before minutes are said to be regretted"""


class Worths:
    """What networks were worth in a period, by the evidence there is."""

    def __init__(self, evidence: Evidence, settings: Settings, names: Mapping[str, str]) -> None:
        self._evidence = evidence
        self._settings = settings
        self._names = names
        self._money = partial(show_about, currency=settings.currency)

    def told(self, spent: Mapping[str, timedelta]) -> Answer:
        """Return what each network was worth, on which so much time was spent; that with most time first."""
        networks = sorted(spent, key=lambda network: (-spent[network], network))
        verdicts = {network: self._judge(network) for network in networks}
        return {
            "currency": self._settings.currency,
            "own_rate": self._evidence.stakes.own_rate,
            "networks": [self._network(each, spent[each], verdicts[each]) for each in networks],
            "better": list(self._better(verdicts)),
            "rather": self._rather(sum(spent.values(), timedelta())),
        }

    def activities(self, network: str, spent: Mapping[str | None, timedelta], main: Main) -> list[Answer]:
        """Return what was done on a network, most time first, and which of it was worth it.

        `main` tells what a rated session was for the most part.
        """
        rated: dict[str | None, list[Rating]] = defaultdict(list)
        for each in self._rated(network):
            rated[main(each)].append(each)
        return [
            {
                "activity": activity,
                "seconds": round(time.total_seconds(), 3),
                "answers": _answers(rated[activity], time),
            }
            for activity, time in sorted(spent.items(), key=lambda item: (-item[1], str(item[0])))
        ]

    def _rated(self, network: str) -> Sequence[Rating]:
        return self._evidence.ratings.get(network, ())

    def _judge(self, network: str) -> Verdict:
        return judge(self._evidence.case(network), self._evidence.stakes, today=self._evidence.until)

    def _network(self, network: str, spent: timedelta, verdict: Verdict) -> Answer:
        name = self._names.get(network, network)
        outcomes = self._outcomes(network)
        return {
            "network": network,
            "name": name,
            "seconds": round(spent.total_seconds(), 3),
            "verdict": _WORDS[type(verdict)],
            "in_words": verdict_in_words(verdict),
            "why": why_in_words(verdict, name, self._money),
            "change": change_in_words(verdict, self._money),
            "value": self._value(verdict.look),
            "outcomes": outcomes,
            "business": self._business(spent, sum(each["money"] or 0 for each in outcomes)),
            "answers": _answers(self._rated(network), spent),
        }

    def _business(self, spent: timedelta, earned: float) -> Answer | None:
        """Return what the time cost at one's own rate, what money came, and the return on it in per cent."""
        if self._settings.own_rate is None:
            return None
        business = Business(spent, self._settings.own_rate, revenue=Decimal(str(earned)))
        roi = None if business.roi is None else _rounded(float(business.roi))
        return {"cost": _rounded(float(business.cost)), "earned": _rounded(earned), "roi": roi}

    def _value(self, look: Look | None) -> Answer | None:
        """Return what an hour gives: the middle, the range of 80 %, and the chance that it pays."""
        own_rate = self._evidence.stakes.own_rate
        if look is None or look.value is None or own_rate is None:
            return None
        range_ = look.value.interval(0.8)
        return {
            "low": _rounded(range_.low),
            "middle": _rounded(look.value.median),
            "high": _rounded(range_.high),
            "chance": round(look.value.above(own_rate), 4),
        }

    def _outcomes(self, network: str) -> list[Answer]:
        """Return what came in the period by kind: how many, and their money if they have any."""
        return [
            {
                "kind": kind,
                "number": round(came.number, 2),
                "money": None if came.money is None else _rounded(came.money),
            }
            for kind, came in sorted(self._evidence.came.get(network, {}).items())
        ]

    def _better(self, verdicts: Mapping[str, Verdict]) -> Iterator[Answer]:
        """Yield what the network that gives most surely gives more than, by outcomes and by answers."""
        looks = {network: verdict.look for network, verdict in verdicts.items() if verdict.look}
        stakes = self._evidence.stakes
        yield from _told("outcomes", ahead_by_outcomes(looks, stakes))
        if stakes.social:
            yield from _told("answers", ahead_by_answers(looks))

    def _rather(self, spent: timedelta) -> list[Answer]:
        """Return what the user would rather do, and how often that would go into the time."""
        things = self._settings.rather.items()
        return [{"what": what, "times": spent // each} for what, each in things if spent >= each]


def _told(by: str, ahead: Iterable[Ahead]) -> Iterator[Answer]:
    for network, than, chance in ahead:
        if chance >= SURE:
            yield {"network": network, "than": than, "by": by, "chance": round(chance, 4)}


def _answers(rated: Sequence[Rating], spent: timedelta) -> Answer:
    share, answers = share_worth_it(rated), [each.answer for each in rated]
    is_told = len(rated) >= REGRETTED_FROM
    return {
        **{said.value: answers.count(said) for said in Said},
        "worth_it": _share(share) if rated else None,
        "regretted_seconds": round(regretted(spent, share).total_seconds(), 3) if is_told else None,
    }


def _share(share: Share) -> Answer:
    range_ = share.interval(0.8)
    return {"low": round(range_.low, 4), "middle": round(share.mean, 4), "high": round(range_.high, 4)}


def _rounded(amount: float) -> float:
    return round(amount, 2)
