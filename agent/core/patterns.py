"""The rules of all networks, asked at once: what is anchored by look-up, the rest in one pass."""

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
        self._claims: list[Claim | str] = []
        self._needed: list[int] = []
        self._owner: list[int] = []
        conditions: list[Condition] = []
        for claim, its_conditions in _claims(rules):
            conditions += its_conditions
            self._owner += [len(self._claims)] * len(its_conditions)
            self._claims.append(claim)
            self._needed.append(len(its_conditions))
        self._alone = [self._found([owner] * self._needed[owner]) for owner in self._owner]
        self._literals = Literals(conditions)
        self._searched = [number for number, each in enumerate(conditions) if not each.is_anchored]
        self._match = build([conditions[number].pattern() for number in self._searched])

    def find(self, page_title: str) -> Found:
        """Return the claims on a page title; none on an empty one."""
        if not page_title:
            return NOTHING
        if not page_title.isascii():  # half a surrogate pair is "?" for rules, as no file can hold it
            page_title = page_title.encode(errors="replace").decode()
        hits = [*self._literals.find(page_title), *(self._searched[hit] for hit in self._match(page_title))]
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
