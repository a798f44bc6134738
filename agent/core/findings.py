"""What a network's own export tells: what one received there, counts of a lifetime, and stays."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from agent.core.ledger import DEAL
from agent.core.stays import Stay

INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class What:
    """Something that people receive on networks, as they'd say it, and as which kind of outcome it counts."""

    one: str
    many: str
    kind: str = INTERACTION

    def told(self, number: int) -> str:
        """Return so many of it in words."""
        return f"{number:,} {self.one if number == 1 else self.many}"


WHATS = {
    "connection": What("connection", "connections", "connection"),
    "follower": What("follower", "followers", "follower"),
    "invitation": What("invitation", "invitations"),
    "first-message": What("first message of a conversation", "first messages of conversations"),
    "endorsement": What("endorsement", "endorsements"),
    "recommendation": What("recommendation", "recommendations"),
    "reaction": What("reaction to your posts", "reactions to your posts"),
    "like": What("like of your posts", "likes of your posts"),
    "award": What("award", "awards"),
    "sale": What("sale", "sales", DEAL),
    "payout": What("payout", "payouts", DEAL),
}
"""by the word under which they're stored"""


@dataclass(frozen=True, slots=True)
class Received:
    """Something that a network gave back."""

    what: str
    """one of WHATS"""
    key: tuple[str, ...]
    """by which it's known again in a later export; it may hold a name, so only a salted hash of it is kept"""
    at: date | datetime | None
    """None where only the difference to an earlier export tells when"""
    amount: Decimal | None = None
    currencies: tuple[str, ...] = ()
    """in one of which the amount is: a sign such as $ may stand for several"""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A count since the account was made: what came since an earlier export is the difference."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Exported:
    """When the export was made, where it says so itself."""

    at: datetime


Finding = Received | Lifetime | Stay | Exported
