"""An outcome in one line, as one would jot it down: `lead #linkedin 1200€ yesterday shop website`.

First come the facts, in any order; the note begins with the first word that is none. Networks may be named in
it too.

    2 followers #x on monday                    a number before the kind
    deal #linkedin:70 #x:30 2.400,50 2.11.      shares, per cent or parts; who has none given gets what's left
    deal linkedin 5€                            without any #, the one word that is a network's id or name
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from agent.core.amounts import AMOUNT, Money, parse_money
from agent.core.credits import BadOutcome, divided, read_share
from agent.core.days import DAY, parse_day
from agent.core.ledger import KINDS_OF_OUTCOME, MONEY_KINDS, Credit

_TAG = re.compile(r"#([^\s#:]+)(?::(\S+))?\Z")
_DAY = re.compile(rf"(?:on\s+)?({DAY})(?=\s|,|\Z)", re.IGNORECASE)
_NUMERIC = re.compile(r"[-+]?[0-9][0-9.,'_eE+-]*\Z")
_FORM = "Write it as `lead #linkedin 1200€ yesterday shop website`."


@dataclass(frozen=True, slots=True)
class Words:
    """What words can mean for this user."""

    networks: Mapping[str, str]
    """names by ids"""
    today: date
    currency: str = "EUR"
    own_kinds: tuple[str, ...] = ()
    by_clock: date | None = None
    """the day by the clock, which is ahead of today where the user's days start after midnight"""

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds of outcome."""
        return (*KINDS_OF_OUTCOME, *self.own_kinds)

    def network(self, word: str) -> str:
        """Return the id of a network that is named by its id or its name, in any case.

        Raises:
            BadOutcome: where none is known by it.
        """
        known = self._by_word()
        if (found := known.get(_plain(word))) in self.networks:
            return str(found)
        close = get_close_matches(_plain(word), known, n=1)
        hint = f"Did you mean `{known[close[0]]}`?" if close else "`timesink rules list` has them all."
        raise BadOutcome(f"no network “{word}” is known.", hint)

    def naming(self, line: str) -> list[str]:
        """Return the words of a line that are just a network's id or name."""
        known = self._by_word()
        return [word for word in line.split() if known.get(_plain(word)) in self.networks]

    def _by_word(self) -> dict[str, str]:
        known = {"twitter": "x"} | {_plain(name): each for each, name in self.networks.items()}
        return known | {_plain(each): each for each in self.networks}

    def kind(self, word: str) -> str:
        """Return the kind that a word means, one or several of it.

        Raises:
            BadOutcome: where it means none.
        """
        lower = word.strip().lower()
        singular = {lower, lower.removesuffix("s"), f"{lower.removesuffix('ies')}y"}
        for kind in self.kinds:
            if kind.lower() in singular:
                return kind
        close = get_close_matches(lower, self.kinds, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(self.kinds)}."
        raise BadOutcome(f"“{word}” is no kind of outcome.", hint)

    def money(self, text: str) -> Money:
        """Return an amount in the user's currency; raises BadOutcome where it's none."""
        return parse_money(text, self.currency)

    def day(self, text: str) -> date:
        """Return a day as seen from today; raises BadOutcome where it's none."""
        return parse_day(text, self.today, self.by_clock)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says."""

    kind: str
    credits: tuple[Credit, ...]
    on: date
    amount: Decimal | None
    number: int
    note: str
    guessed: str
    """a number whose one mark was taken for thousands"""


def parse_entry(line: str, words: Words) -> Entry:
    """Return what a line says.

    Raises:
        BadOutcome: where a part of it can't be, or the kind or the network is missing.
    """
    return _Reader(words).read(line)


class _Reader:
    """Takes fact after fact off a line."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._kind = ""
        self._shares: dict[str, Fraction | None] = {}
        self._on: date | None = None
        self._money: Money | None = None
        self._number: int | None = None
        self._untagged = ""

    def read(self, line: str) -> Entry:
        rest = line.strip()
        named = [] if "#" in rest else self._words.naming(rest)
        self._untagged = named[0] if len(named) == 1 else ""
        while rest and (length := self._take(rest)):
            rest = rest[length:].lstrip()
        if None in self._shares.values() or not self._shares:
            for tag in filter(None, map(_TAG.match, rest.split())):
                self._mention(tag[1])
        if not self._shares and self._untagged:
            self._mention(self._untagged)
        if not self._kind:
            raise BadOutcome("what kind of outcome is it?", _FORM)
        if not self._shares:
            raise BadOutcome("which network is it from?", f"Name it as in #linkedin. {_FORM}")
        money = self._money
        return Entry(
            kind=self._kind,
            credits=divided(tuple(self._shares.items())),
            on=self._on or self._words.today,
            amount=money.amount if money else None,
            number=1 if self._number is None else self._number,
            note=rest,
            guessed=money.guessed if money else "",
        )

    def _take(self, rest: str) -> int:
        """Take the fact that a text begins with; return how long that is, 0 where the note begins."""
        word = rest.split(maxsplit=1)[0]
        if tag := _TAG.match(word):
            return self._take_network(tag)
        if word == self._untagged and not self._shares:
            self._mention(word)
            return len(word)
        if day := self._on is None and _DAY.match(rest):
            self._on = self._words.day(day[1])
            return day.end()
        if length := self._take_number(rest, word):
            return length
        if not self._kind:
            self._kind = self._words.kind(word)
            return len(word)
        return 0

    def _take_network(self, tag: re.Match[str]) -> int:
        network = self._words.network(tag[1])
        if network in self._shares:
            raise BadOutcome(f"#{tag[1]} stands there twice.", "Leave one out.")
        self._shares[network] = None if tag[2] is None else read_share(tag[2])
        return len(tag[0])

    def _take_number(self, rest: str, word: str) -> int:
        match = AMOUNT.match(rest)
        is_bare = match is None or not (match["before"] or match["after"])
        is_counted = self._kind not in MONEY_KINDS and is_bare
        if self._number is None and is_counted and word.isdecimal() and word.isascii():
            self._number = int(word[:12])
            return len(word)
        if self._money is not None or not (match or _NUMERIC.match(word)):
            return 0
        text = match[0] if match else word
        self._money = self._words.money(text)
        return len(text)

    def _mention(self, word: str) -> None:
        """Credit a network that the note names; other words with a # are just words."""
        with suppress(BadOutcome):
            self._shares.setdefault(self._words.network(word.rstrip(".,;!?")), None)


def _plain(word: str) -> str:
    return word.lower().replace(" ", "").replace("/", "")
