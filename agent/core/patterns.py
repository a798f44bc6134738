"""The rules of all networks, asked together: what is anchored is looked up, the rest searched for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.core.literals import Literals
from agent.core.rules import Condition, NetworkRules, Rule, Strength

Match = Callable[[str], Sequence[int]]
"""text -> the numbers of the patterns found in it"""
Compile = Callable[[Sequence[str]], Match]


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule that claims a page title."""

    network: str
    rule: str
    strength: Strength
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the patterns say of one page title."""

    claims: tuple[Claim, ...] = ()
    """of networks that don't except it"""
    excepted: frozenset[str] = frozenset()
    """networks that say it isn't theirs, whatever its host"""


NOTHING = Found()


class Patterns:
    """Finds the claims on a page title."""

    def __init__(self, rules: Iterable[NetworkRules], build: Compile) -> None:
        self._said: list[Found] = []
        self._needed: list[int] = []
        self._owner: list[int] = []
        conditions: list[Condition] = []
        for said, its_conditions in _sayings(rules):
            conditions += its_conditions
            self._owner += [len(self._said)] * len(its_conditions)
            self._said.append(said)
            self._needed.append(len(its_conditions))
        self._literals = Literals(conditions)
        searched = [(number, each) for number, each in enumerate(conditions) if not each.is_anchored]
        self._searched = [number for number, each in searched for _ in each.texts]
        self._match = build([pattern for _, each in searched for pattern in each.patterns()])

    def find(self, page_title: str) -> Found:
        """Return the claims on a page title; none on an empty one."""
        if not page_title:
            return NOTHING
        if not page_title.isascii():  # half a surrogate pair is "?" for rules, as no file can hold it
            page_title = page_title.encode(errors="replace").decode()
        hits = self._literals.find(page_title)
        if searched := self._match(page_title):
            hits.update([self._searched[hit] for hit in searched])
        return self._found([self._owner[hit] for hit in hits]) if hits else NOTHING

    def _found(self, owners: Sequence[int]) -> Found:
        """Return what holds: that of which as many conditions are there as it has."""
        holding = {each for each in owners if owners.count(each) == self._needed[each]}
        if len(holding) == 1:
            return self._said[holding.pop()]
        said = [self._said[each] for each in sorted(holding)]
        excepted = frozenset().union(*(each.excepted for each in said))
        claims = (claim for each in said for claim in each.claims if claim.network not in excepted)
        return Found(tuple(claims), excepted)


def _sayings(rules: Iterable[NetworkRules]) -> Iterator[tuple[Found, tuple[Condition, ...]]]:
    """Yield what a rule or an exception says, and all that must hold for it."""
    for each in rules:
        network = each.network.id
        yield from ((Found((_claim(network, rule),)), rule.conditions) for rule in each.rules)
        excepted = Found(excepted=frozenset({network}))
        yield from ((excepted, (condition,)) for condition in each.except_titles)


def _claim(network: str, rule: Rule) -> Claim:
    return Claim(network, rule.id, rule.strength, rule.activity)
