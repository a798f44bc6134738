"""What a network's file says, and how one that extends another comes on top of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from agent.core.rules import NetworkRules
from agent.errors import Problem


@dataclass(frozen=True, slots=True)
class Examples:
    """The proof of one rule: titles that it claims, and titles that it mustn't."""

    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """All that a network's file says."""

    rules: NetworkRules
    examples: Mapping[str, Examples] = field(default_factory=dict)
    """by rule"""
    known_miss: tuple[str, ...] = ()
    """titles of this network that its rules knowingly leave alone"""
    base: "NetworkFile | None" = None
    """the shipped file whose sayings are among these, where it extends one"""
    shipped_miss: tuple[str, ...] = ()
    """of `known_miss` what only that one says"""
    remarks: tuple[Problem, ...] = ()
    """what would be tidier"""

    @property
    def id(self) -> str:
        """Return the network's id."""
        return self.rules.network.id


def extended(base: NetworkFile, added: NetworkFile) -> NetworkFile:
    """Return what two files of one network say together; where they differ, the added one is right."""
    network, theirs = added.rules.network, base.rules
    claimed = {title for examples in added.examples.values() for title in examples.matches}
    rules = NetworkRules(
        replace(
            network,
            hosts=_both(theirs.network.hosts, network.hosts),
            apps=_both(theirs.network.apps, network.apps),
        ),
        rules=theirs.rules + added.rules.rules,
        except_hosts=_both(_without(theirs.except_hosts, network.hosts), added.rules.except_hosts),
        except_titles=theirs.except_titles + added.rules.except_titles,
        federated=added.rules.federated,
    )
    shipped_miss = _without(base.known_miss, {*claimed, *added.known_miss})
    known_miss = shipped_miss + added.known_miss
    examples = {**base.examples, **added.examples}
    return NetworkFile(rules, examples, known_miss, base, shipped_miss, added.remarks)


def _both(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _without(texts: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    out = frozenset(others)
    return tuple(text for text in texts if text not in out)
