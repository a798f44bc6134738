"""The rules of all networks as one list of patterns, asked in one pass."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

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
        patterns: list[str] = []
        self._claims: list[Claim | str] = []
        self._needed: list[int] = []
        self._owner: list[int] = []
        for claim, conditions in _claims(rules):
            patterns += [condition.pattern() for condition in conditions]
            self._owner += [len(self._claims)] * len(conditions)
            self._claims.append(claim)
            self._needed.append(len(conditions))
        self._alone = [self._found([owner] * self._needed[owner]) for owner in self._owner]
        self._match = build(patterns)

    def find(self, page_title: str) -> Found:
        """Return the claims on a page title; none on an empty one."""
        hits = self._match(page_title) if page_title else ()
        if not hits:
            return NOTHING
        if len(hits) == 1 and self._needed[self._owner[hits[0]]] == 1:
            return self._alone[hits[0]]
        return self._found([self._owner[hit] for hit in hits])

    def _found(self, owners: Sequence[int]) -> Found:
        """Return what holds: that of which as many conditions are there as it has."""
        holding = {each for each in owners if owners.count(each) == self._needed[each]}
        excepted = frozenset(said for each in holding if isinstance(said := self._claims[each], str))
        claims = (said for each in sorted(holding) if isinstance(said := self._claims[each], Claim))
        return Found(tuple(claim for claim in claims if claim.network not in excepted), excepted)


def _claims(rules: Iterable[NetworkRules]) -> Iterator[tuple[Claim | str, tuple[Condition, ...]]]:
    for each in rules:
        network = each.network.id
        yield from ((_claim(network, rule), rule.conditions) for rule in each.rules)
        yield from ((network, (condition,)) for condition in each.except_titles)


def _claim(network: str, rule: Rule) -> Claim:
    return Claim(network, rule.id, rule.strength, rule.activity)
