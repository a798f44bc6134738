"""Whom an outcome is credited to: shares that sum to 1, as one line of text and back."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from agent.core.ledger import DEAL, Credit, Outcome

NUMBER_MAX = 1_000_000_000
AMOUNT_MAX = 1_000_000_000
NOTE_MAX = 2_000
_SEPARATORS = "|:"
_HUNDREDTH = Decimal("0.01")
_DIGITS_MAX = 40
_EXACT = re.compile(rf"(\d{{1,{_DIGITS_MAX}}})/(\d{{1,{_DIGITS_MAX}}})\Z", re.ASCII)
"""a share as `written_credits` writes it"""
_SHARE = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)(?:/(\d{1,9}))?\s*(%)?\Z")


class BadOutcome(ValueError):
    """Something that no outcome can be: what is wrong with it, and what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what} {hint}".rstrip())
        self.what = what
        self.hint = hint


def divided(shares: Sequence[tuple[str, Fraction | None]]) -> tuple[Credit, ...]:
    """Return the credits where some networks' shares are given: the others have equal parts of what's left.

    Raises:
        BadOutcome: where nothing is left for them.
    """
    left = 1 - sum((share for _, share in shares if share is not None), Fraction())
    others = [network for network, share in shares if share is None]
    if others and left <= 0:
        raise BadOutcome(f"no share is left for {', '.join(others)}.", "Give it one, or leave it out.")
    return tuple(Credit(each, left / len(others) if share is None else share) for each, share in shares)


def written_credits(shares: Sequence[Credit]) -> str:
    """Return them as a line such as `linkedin:1/2|x:1/2`; a whole share isn't written."""
    return "|".join(
        credit.network if credit.share == 1 else f"{credit.network}:{credit.share}" for credit in shares
    )


@lru_cache(256)  # thousands of outcomes share few of them
def read_credits(text: str) -> tuple[Credit, ...]:
    """Return what such a line says.

    Raises:
        BadOutcome: where a share is no number.
    """
    return tuple(_read_credit(part) for part in text.split("|"))


@lru_cache(256)
def read_shares(text: str) -> tuple[tuple[str, float], ...]:
    """Return what such a line says, to be reckoned with.

    Raises:
        BadOutcome: where a share is no number.
    """
    return tuple((credit.network, float(credit.share)) for credit in read_credits(text))


def _read_credit(part: str) -> Credit:
    network, _, share = part.partition(":")
    exact = _EXACT.match(share)
    known = Fraction(int(exact[1]), int(exact[2])) if exact and int(exact[2]) else read_share(share or "1")
    return Credit(network.strip(), known)


def read_share(text: str) -> Fraction:
    """Return the share that is written as 1/3, 0.3, 30% or 30: from 2 on a number is per cent.

    Raises:
        BadOutcome: where it's none.
    """
    match = _SHARE.match(text.strip())
    if match is None or not int(match[2] or 1):
        raise BadOutcome(f"“{text}” is no share.", "Write it as 1/3, 0.3 or 30%.")
    share = Fraction(match[1].replace(",", ".")) / int(match[2] or 1)
    return share / 100 if match[3] or (share >= 2 and not match[2]) else share  # noqa: PLR2004


def check(outcome: Outcome) -> None:
    """Tell what in an outcome can't be, whatever the settings are.

    Raises:
        BadOutcome: with the first such thing.
    """
    _check_credits(outcome.credits)
    if not 1 <= outcome.number <= NUMBER_MAX:
        raise BadOutcome(f"the number must be from 1 to {NUMBER_MAX}.")
    if len(outcome.note) > NOTE_MAX:
        raise BadOutcome(f"the note has {len(outcome.note)} letters.", f"It may have {NOTE_MAX}.")
    if outcome.kind == DEAL and outcome.amount is None:
        raise BadOutcome("a deal needs an amount.", "What isn't paid for yet is a `lead`.")
    if outcome.origin is not None and outcome.kind != DEAL:
        raise BadOutcome("only a deal comes from a lead.")
    if outcome.amount is not None:
        if not outcome.amount.is_finite() or not 0 < outcome.amount <= AMOUNT_MAX:
            raise BadOutcome(f"an amount must be above 0, and at most {AMOUNT_MAX:,}.")
        if outcome.amount != outcome.amount.quantize(_HUNDREDTH):
            raise BadOutcome(f"the amount {outcome.amount} is finer than a hundredth.", "Round it.")


def _check_credits(shares: Sequence[Credit]) -> None:
    networks = [credit.network for credit in shares]
    if not networks:
        raise BadOutcome("no network is credited.", "Name at least one.")
    if any(not network or set(network) & set(_SEPARATORS) for network in networks):
        raise BadOutcome("a network's name is empty, or has `|` or `:` in it.")
    if len(set(networks)) < len(networks):
        raise BadOutcome("a network is credited twice.", "Add its shares up.")
    if any(len(str(credit.share.denominator)) > _DIGITS_MAX for credit in shares):
        raise BadOutcome("the shares are too fine to be kept.", "Round them.")
    if any(credit.share <= 0 for credit in shares):
        raise BadOutcome("a share must be above 0.", "Leave the network out.")
    if (total := sum(credit.share for credit in shares)) != 1:
        rest = f"Say whose the other {1 - total} is, or leave" if total < 1 else "Leave"
        raise BadOutcome(
            f"the shares sum to {float(total):.4g}, not to 1.", f"{rest} them all out to share equally."
        )
