"""What a network's rules are made of, and how they become patterns that titles are searched for."""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from agent.core.model import Network

ACTIVITIES = (
    "feed",
    "messages",
    "notifications",
    "profile",
    "post",
    "video",
    "search",
    "compose",
    "groups",
    "other",
)


BY_HOST = "host"
"""the rule's name where the address decided"""
BY_APP = "app"
"""where a native client is in front"""
BY_HAND = "hand"
"""where somebody said it; no rule overrules that"""


class Operator(StrEnum):
    """How a text has to lie in a page title."""

    EQUALS = "equals"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    CONTAINS = "contains"
    REGEX = "regex"


class Strength(IntEnum):
    """How much a claim says: networks sign at the end, and what is quoted stands before it."""

    ANYWHERE = 1
    END = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator with its texts; it holds where any of them does."""

    operator: Operator
    texts: tuple[str, ...]

    @property
    def strength(self) -> Strength:
        """Return how much it says when it holds."""
        match self.operator:
            case Operator.EQUALS:
                return Strength.WHOLE
            case Operator.ENDS_WITH:
                return Strength.END
            case Operator.REGEX if all(map(ends_anchored, self.texts)):
                return Strength.END
            case _:
                return Strength.ANYWHERE

    @property
    def is_anchored(self) -> bool:
        """Tell whether its texts stand at the beginning or the end, so that they can be looked up."""
        return self.operator in {Operator.EQUALS, Operator.STARTS_WITH, Operator.ENDS_WITH}

    def patterns(self) -> tuple[str, ...]:
        """Return its texts, where it isn't anchored, as regexes in RE2's syntax, to be searched for."""
        return self.texts if self.operator is Operator.REGEX else tuple(map(re.escape, self.texts))


@dataclass(frozen=True, slots=True)
class Rule:
    """Claims a page title where all of its conditions hold."""

    id: str
    conditions: tuple[Condition, ...]
    activity: str | None = None

    @property
    def strength(self) -> Strength:
        """Return how much its claim says: as much as the strongest of its conditions."""
        return max(condition.strength for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """A network, and how its windows are known."""

    network: Network
    rules: tuple[Rule, ...] = ()
    except_hosts: tuple[str, ...] = ()
    """hosts of the company that aren't the network: developers.facebook.com"""
    except_titles: tuple[Condition, ...] = ()
    """titles likewise; any of these conditions is enough"""
    federated: bool = False
    """whether anybody may run it on a host of their own"""


def ends_anchored(regex: str) -> bool:
    r"""Tell whether every match of a regex ends where the title does: "…$", and no "|" outside brackets."""
    depth, last = 0, ""
    for piece in _PIECES.findall(regex):
        last = piece
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and depth == 0:
            return False
    return last in {"$", r"\z"}


_PIECES = re.compile(
    r"""
      \\Q .*? (?: \\E | \Z )                                        # \Q a text as it stands \E
    | \\ .?                                                         # an escaped character
    | \[ \^? \]? (?: \[: \^? \w+ :\] | \\. | [^\]\\] )* (?: \] | \Z )  # [a class], which may begin with "]"
    | .
    """,
    re.DOTALL | re.VERBOSE,
)
