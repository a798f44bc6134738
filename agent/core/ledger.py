"""The ledger's nouns: what a network gave back, whom that is credited to, whether a session was worth it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

DEAL, LEAD = "deal", "lead"
MONEY_KINDS = (DEAL, "referral", LEAD, "opportunity")
"""kinds of outcome that are, or may become, money; the first one needs an amount"""
LEADS = ("referral", LEAD)
"""without an amount they count at typical deal times close rate, until a deal names them as its origin"""
SOCIAL_KINDS = ("connection", "follower", "interaction", "learning", "support", "fun", "friend")
"""kinds without a price, unless the user sets one"""
KINDS_OF_OUTCOME = (*MONEY_KINDS, *SOCIAL_KINDS)


@dataclass(frozen=True, slots=True)
class Credit:
    """A network's share in an outcome; the shares of one outcome sum to 1."""

    network: str
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that networks gave back on a day."""

    uid: str
    """32 hexadecimal digits; unique everywhere"""
    on: date
    """by the user's own calendar"""
    kind: str
    credits: tuple[Credit, ...]
    amount: Decimal | None = None
    """in the user's currency, to the hundredth; None where it has no price of its own"""
    number: int = 1
    """how many of them: an import may know only that there were 12 new followers"""
    note: str = ""
    origin: str | None = None
    """the lead that this deal came from, by its uid"""
    source: str = ""
    """'' where it was written by hand, else the import that brought it"""


class Gain(NamedTuple):
    """What is reckoned with of an outcome; a tuple, since ten years have ten thousand of them."""

    uid: bytes
    on: date
    kind: str
    shares: tuple[tuple[str, float], ...]
    """of networks"""
    amount: float | None = None
    number: int = 1
    origin: bytes | None = None


class Answer(StrEnum):
    """Was that worth it?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Rating(NamedTuple):
    """An answer about one session; a tuple, since ten years have thousands of them."""

    uid: str
    network: str
    start: datetime
    end: datetime
    answer: Answer
    longer: bool | None = None
    """whether it was longer than meant; None where that wasn't said"""
    probability: float | None = None
    """with which the user was asked; None where nobody asked"""
