"""A verdict, why it is what it is, and what would change it: numbers, not sentences."""

from dataclasses import dataclass
from datetime import date, timedelta

from agent.core.looks import Look
from agent.core.rates import Interval
from agent.core.shares import Share


@dataclass(frozen=True, slots=True)
class NothingCame:
    """No outcome, in however many hours."""

    spent: timedelta
    one_per: timedelta | None
    """even with bad luck at most one per so much time (95 %); None before any hour was answered"""


@dataclass(frozen=True, slots=True)
class Pays:
    """What an hour is worth (80 %), and the chance that it's more than one's own."""

    worth: Interval
    chance: float
    own_rate: float


@dataclass(frozen=True, slots=True)
class OneCarries:
    """The largest outcome is most of the money; without it an hour would be worth this (80 %)."""

    share: float
    without: Interval


@dataclass(frozen=True, slots=True)
class Answered:
    """What share of the minutes was worth it by the user's own answers (80 %)."""

    share: Share
    worth_it: Interval
    chance: float
    answers: int


@dataclass(frozen=True, slots=True)
class ExtraHours:
    """Long weeks have so much more time than short ones, and their extra hours give only this much each."""

    more: timedelta
    money: float
    chance: float
    """that they pay all the same"""


@dataclass(frozen=True, slots=True)
class LongSessions:
    """Sessions from this length on are less often worth it."""

    length: timedelta
    shorter: Share
    longer: Share


@dataclass(frozen=True, slots=True)
class TooEarly:
    """There's too little time whose outcomes have had the time to come: so much, of so much needed."""

    answered: timedelta
    needed: timedelta


@dataclass(frozen=True, slots=True)
class TooFewWeeks:
    """There are too few weeks."""

    weeks: int
    needed: int


@dataclass(frozen=True, slots=True)
class TooFewAnswers:
    """There are too few answers about sessions."""

    answers: int
    needed: int


@dataclass(frozen=True, slots=True)
class NoBusiness:
    """The user's own rate isn't known, or nothing says what an outcome is worth."""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """What came since the last week that is over: money, answers if missed."""

    money: float
    answers: int
    since: date
    counts_on: date | None
    """None where it never will: the period ended before that week did"""


@dataclass(frozen=True, slots=True)
class CameBefore:
    """What came in the period before the first day that counts: weeks begin where tracking did."""

    money: float
    counts_from: date


@dataclass(frozen=True, slots=True)
class OneLook:
    """The last weekly look had enough to tell by, and the one before hadn't."""


@dataclass(frozen=True, slots=True)
class MoreOutcomes:
    """So many more outcomes of typical size would lift the verdict."""

    number: int
    size: float


@dataclass(frozen=True, slots=True)
class MoreHours:
    """So much more answered time without an outcome would lower it."""

    time: timedelta


@dataclass(frozen=True, slots=True)
class MoreAnswers:
    """So many more answers of that kind would turn it; any kind where it's None."""

    number: int
    worth_it: bool | None = None


@dataclass(frozen=True, slots=True)
class AskAgain:
    """From this day on it can be told, at the present hours a week."""

    on: date
    at_earliest: bool = False
    """whether there are no hours a week yet to go by"""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The last week alone says more; it's said once the look of this day agrees."""

    on: date
    keeps: bool
    """whether it says to keep it, or to drop it"""


@dataclass(frozen=True, slots=True)
class AskLonger:
    """It can't be told of so short a period; there's more before it."""


@dataclass(frozen=True, slots=True)
class NoDay:
    """At the pace of the last weeks it will never be told."""


Reason = (
    NothingCame
    | Pays
    | OneCarries
    | Answered
    | ExtraHours
    | LongSessions
    | TooEarly
    | TooFewWeeks
    | TooFewAnswers
    | NoBusiness
    | NotCounted
    | CameBefore
    | OneLook
)
Change = MoreOutcomes | MoreHours | MoreAnswers | SecondLook | AskAgain | AskLonger | NoDay


@dataclass(frozen=True, slots=True)
class Keep:
    """It's worth it: business or the user's answers say so, two weeks running."""

    look: Look
    why: tuple[Reason, ...]
    change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CutBack:
    """Less would be better: extra hours don't pay, long sessions are regretted, or it's unlikely to pay."""

    look: Look
    why: tuple[Reason, ...]
    change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """It isn't worth it: all that matters to the user says so, two weeks running."""

    look: Look
    why: tuple[Reason, ...]
    change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """There's enough to tell, and it's about as good as anything else."""

    look: Look
    why: tuple[Reason, ...]
    change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NotEnough:
    """It can't be told yet."""

    look: Look | None
    """None before the first week that counts"""
    why: tuple[Reason, ...]
    change: tuple[Change, ...]


Verdict = Keep | CutBack | Drop | BreakEven | NotEnough
