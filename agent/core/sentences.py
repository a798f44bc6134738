"""What a verdict says to people: a sentence for each reason, and for what would change it."""

from collections.abc import Callable
from datetime import date, timedelta

from agent.core.exposure import HOUR
from agent.core.reasons import (
    Answered,
    AskAgain,
    BreakEven,
    Change,
    CutBack,
    Drop,
    ExtraHours,
    Keep,
    LongSessions,
    MoreAnswers,
    MoreHours,
    MoreOutcomes,
    NoBusiness,
    NotEnough,
    NothingCame,
    OneCarries,
    Pays,
    Reason,
    TooEarly,
    TooFewAnswers,
    TooFewWeeks,
    Verdict,
)

Money = Callable[[float], str]
"""writes an amount in the user's currency"""

_COIN = (0.4, 0.6)
_FAR, _YEAR = timedelta(weeks=4), timedelta(days=330)


def verdict_in_words(verdict: Verdict) -> str:
    """Return the verdict in as few words as there are."""
    match verdict:
        case Keep():
            return "Keep it."
        case CutBack():
            return "Cut back."
        case Drop():
            return "Drop it."
        case BreakEven():
            return "About break-even."
        case NotEnough():
            return "Not enough data yet."


def why_in_words(verdict: Verdict, network: str, money: Money) -> list[str]:
    """Return the reasons of a verdict as sentences, the weightiest first; a network by its name."""
    said = [_reason(reason, network, money) for reason in verdict.why]
    return [f"{each[:1].upper()}{each[1:]}" for each in said]


def change_in_words(verdict: Verdict, money: Money) -> list[str]:
    """Return what would change a verdict, as sentences."""
    looked = verdict.look.on if verdict.look else date.max
    return [_change(change, money, looked) for change in verdict.change]


def _reason(reason: Reason, network: str, money: Money) -> str:
    match reason:
        case NothingCame() | Pays() | OneCarries() | ExtraHours():
            return _about_money(reason, network, money)
        case Answered() | LongSessions() | TooFewAnswers():
            return _about_answers(reason)
        case TooEarly() | TooFewWeeks() | NoBusiness():
            return _about_lack(reason, network)


def _about_money(reason: NothingCame | Pays | OneCarries | ExtraHours, network: str, money: Money) -> str:
    match reason:
        case NothingCame(spent, one_per):
            least = f" Even with bad luck it yields at most one outcome per {_hours(one_per)} (95 %)."
            return f"{_hours(spent)} on {network}, and no money came of it." + (least if one_per else "")
        case Pays(worth, chance, own_rate):
            against = _against(chance, f"{money(own_rate)}/h")
            return f"{network}: between {money(worth.low)} and {money(worth.high)}/h (80 %), {against}."
        case OneCarries(share, without):
            rest = f"between {money(without.low)} and {money(without.high)}/h (80 %)"
            carries = "It's one outcome." if share == 1 else f"One outcome carries {_percent(share)} of this."
            return f"{carries} Without it an hour gives {rest}."
        case ExtraHours(more, extra, _):
            return (
                f"Long weeks have {_hours(more)} more than short ones, and those hours gave {money(extra)}/h."
            )


def _about_answers(reason: Answered | LongSessions | TooFewAnswers) -> str:
    match reason:
        case Answered(share, worth_it, _, answers):
            range_ = f"between {_percent(worth_it.low)} and {_percent(worth_it.high)} (80 %)"
            return (
                f"{_percent(share.mean)} of the time was worth it, {range_}, by {_count(answers, 'answer')}."
            )
        case LongSessions(length, shorter, longer):
            shares = (
                f"{_percent(longer.mean)} of them were worth it, of shorter ones {_percent(shorter.mean)}"
            )
            return f"Sessions from {length // timedelta(minutes=1)} minutes on are too long: {shares}."
        case TooFewAnswers(answers, needed):
            return f"{_count(answers, 'answer')} of {needed} that it takes to tell if it's worth it to you."


def _about_lack(reason: TooEarly | TooFewWeeks | NoBusiness, network: str) -> str:
    match reason:
        case TooEarly(maturity, periods, needed) if maturity and periods / maturity >= needed:
            return f"Only {_percent(maturity)} of the answers to this effort have had time to arrive."
        case TooEarly(_, periods, needed):
            return f"{_percent(periods / needed)} of the answered hours that it takes to tell."
        case TooFewWeeks(weeks, needed):
            return f"{_count(weeks, 'week')} of {needed} that it takes to tell."
        case NoBusiness():
            return f"What {network} earns can't be told without your own rate and a typical deal."


def _change(change: Change, money: Money, looked: date) -> str:
    match change:
        case MoreOutcomes(number, size):
            return f"{_count(number, 'more outcome')} of about {money(size)} would lift it."
        case MoreHours(time):
            return f"{_hours(time)} more without an outcome would lower it."
        case MoreAnswers(number, None):
            return f"{_count(number, 'more answer')} would tell whether it's worth it to you."
        case MoreAnswers(number, worth_it):
            sessions = f"{_count(number, 'more session')}{'' if worth_it else ' not'} worth it"
            return f"{sessions} would {'lift' if worth_it else 'lower'} it."
        case AskAgain(on):
            return f"Ask again {_when(on, looked)}."


def _against(chance: float, own_rate: str) -> str:
    if _COIN[0] <= chance <= _COIN[1]:
        return f"a coin flip against your {own_rate}"
    if chance > _COIN[1]:
        return f"{_percent(chance)} sure to be more than your {own_rate}"
    return f"{_percent(1 - chance)} sure to be less than your {own_rate}"


def _when(day: date, looked: date) -> str:
    """Return a day, or where it's far ahead its month: the hours a week won't stay so steady."""
    if day - looked <= _FAR:
        return f"on {day.isoformat()}"
    return f"in {day:%B}" if day - looked < _YEAR else f"in {day:%B %Y}"


def _hours(time: timedelta | None) -> str:
    hours = (time or timedelta()) / HOUR
    return f"{hours:.0f} h" if hours >= 10 else f"{hours:.1f} h"  # noqa: PLR2004  two digits are enough


def _percent(share: float) -> str:
    if 0 < share < 0.005 or 0.995 < share < 1:  # noqa: PLR2004  nothing is quite sure
        return "less than 1 %" if share < 0.005 else "more than 99 %"  # noqa: PLR2004
    return f"{share * 100:.0f} %"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
