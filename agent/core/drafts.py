"""A rule's draft: what a few page titles have in common, and the nearest titles that it mustn't claim."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from unicodedata import normalize

from agent.core.rules import Condition, Operator

SEPARATORS = (" | ", " - ", " \N{EN DASH} ", " — ", " • ", " · ", " / ", " : ", "\N{FULLWIDTH COLON}", "_")
"""what stands between a network's name and the rest of a title"""
ID_MAX = 32


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule by what some titles have in common."""

    condition: Condition
    rejects: tuple[str, ...]
    """every looser rule would claim one of these"""


def drafted(titles: Collection[str]) -> Draft | None:
    """Return the strictest rule that claims all titles by their end, else by their beginning.

    Anna's garden | Plantbook     Plantbook - Anna's garden
         Messages | Plantbook     Plantbook - Messages
                  ^^^^^^^^^^^     ^^^^^^^^^^^^
    """
    several = sorted(set(titles))
    if len(several) > 1 and (sign := _last_sign(several)):
        condition = Condition(Operator.ENDS_WITH, ("".join(sign),))
        return Draft(condition, (f"About {sign[1].strip()}",))
    if len(several) > 1 and (sign := _first_sign(several)):
        condition = Condition(Operator.STARTS_WITH, ("".join(sign),))
        return Draft(condition, (f"{sign[0].strip()} and others",))
    return None


def near_misses(titles: Collection[str], rejects: Collection[str] = ()) -> Iterator[str]:
    """Yield what `rejects` lacks so that every rule looser than just these titles would claim one of them."""
    longest = max(titles, key=len)  # what is longer still is none of them
    if not any(each.startswith(tuple(titles)) for each in rejects):
        yield f"{longest} and others"
    if not any(each.endswith(tuple(titles)) for each in rejects):
        yield f"About {longest}"


def id_of(name: str) -> str:
    """Return the id that a name gives: "Café Ö!" is cafe-o; "" where no letter of it is left."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:ID_MAX].rstrip("-")


def _last_sign(titles: Sequence[str]) -> tuple[str, str] | None:
    """Return the first separator in what all titles end with, and all that follows it."""
    shared = _shared_beginning([title[::-1] for title in titles])[::-1]
    found = [(at, separator) for separator in SEPARATORS if (at := shared.find(separator)) >= 0]
    if not found:
        return None
    at, separator = min(found)
    name = shared[at + len(separator) :]
    return (separator, name) if _says_something(name) else None


def _first_sign(titles: Sequence[str]) -> tuple[str, str] | None:
    """Return the last separator in what all titles begin with, after all that comes before it."""
    shared = _shared_beginning(titles)
    found = [(at + len(each), each) for each in SEPARATORS if (at := shared.rfind(each)) >= 0]
    if not found:
        return None
    end, separator = max(found)
    name = shared[: end - len(separator)]
    return (name, separator) if _says_something(name) else None


def _shared_beginning(titles: Sequence[str]) -> str:
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*titles, strict=False))
    return "".join(letters[0] for letters in same)


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
