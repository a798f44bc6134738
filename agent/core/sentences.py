"""What a verdict says to people: a sentence for each reason, and for what would change it."""

from collections.abc import Callable
from datetime import date, timedelta

from agent.core.exposure import HOUR
from agent.core.rates import Interval
from agent.core.reasons import (
    Answered,
    AskAgain,
    AskLonger,
    BreakEven,
    CameBefore,
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
    NoDay,
    NotCounted,
    NotEnough,
    NothingCame,
    OneCarries,
    OneLook,
    Pays,
    Reason,
    SecondLook,
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
        case BreakEven(look) if look.chance is None:
            return "About half worth it."  # by the answers alone: there's no money in it
        case BreakEven():
            return "About break-even."
        case NotEnough():
            return "Not enough data yet."


def why_in_words(verdict: Verdict, network: str, money: Money) -> list[str]:
    """Return the reasons of a verdict as sentences, the weightiest first; a network by its name."""
    counted = _counted(verdict)
    said = [_reason(reason, network, money, counted) for reason in verdict.why]
    first = next((at for at, each in enumerate(said) if counted in each), 0)
    if counted:  # how many is said once
        said[first + 1 :] = [each.replace(counted, " in those weeks") for each in said[first + 1 :]]
    return [f"{each[:1].upper()}{each[1:]}" for each in said]


def change_in_words(verdict: Verdict, money: Money) -> list[str]:
    """Return what would change a verdict, as sentences."""
    looked = verdict.look.on if verdict.look else date.max
    return [_change(change, money, looked) for change in verdict.change]


def _reason(reason: Reason, network: str, money: Money, counted: str) -> str:
    match reason:
        case NothingCame(spent, one_per):
            nothing = f"{_hours(spent)} on {network}{counted}, and no money came of it."
            if one_per is None or one_per < HOUR:
                return nothing
            at_most = f"at most one outcome per {_hours(one_per)} (95 % sure)"
            return f"{nothing} Even if that's bad luck, it gives {at_most}."
        case Pays() | OneCarries() | ExtraHours():
            return _about_money(reason, network, money)
        case Answered() | LongSessions():
            return _about_answers(reason, counted)
        case TooEarly() | TooFewWeeks() | TooFewAnswers() | NoBusiness() | OneLook():
            return _lack(reason, network, counted)
        case NotCounted() | CameBefore():
            return _not_counted(reason, money)


def _not_counted(reason: NotCounted | CameBefore, money: Money) -> str:
    if isinstance(reason, CameBefore):
        first = reason.counts_from.isoformat()
        return f"{money(reason.money)} before {first} isn't in it: weeks count from then on."
    came = [money(reason.money)] * bool(reason.money) + [_count(reason.answers, "answer")] * bool(
        reason.answers
    )
    is_one = reason.answers + bool(reason.money) == 1
    what = f"{' and '.join(came)} since {reason.since.isoformat()} {'isn' if is_one else 'aren'}'t in it"
    if reason.counts_on is None:
        return f"{what}: the period ends within that week."
    return f"{what} yet: {'it counts' if is_one else 'they count'} from {reason.counts_on.isoformat()}."


def _about_money(reason: Pays | OneCarries | ExtraHours, network: str, money: Money) -> str:
    match reason:
        case Pays(worth, chance, own_rate):
            against = _against(chance, f"{money(own_rate)}/h")
            return f"An hour on {network} gives {_range(worth, money)}, {against}."
        case OneCarries(share, without):
            part = "All" if share == 1 else _percent(share)
            without_it = f"without it, an hour gives {_range(without, money)}"
            return f"{part} of the money that counts is one outcome; {without_it}."
        case ExtraHours(more, extra, _):
            gave = f"those extra hours gave {money(max(extra, 0.0))} each"
            return f"Long weeks have {_hours(more)} more than short ones, and {gave}."


def _about_answers(reason: Answered | LongSessions, counted: str) -> str:
    match reason:
        case Answered(share, worth_it, _, answers):
            by = f"by {_count(answers, 'answer')}{counted}"
            return f"{_percent(share.mean)} of the time was worth it, {by}: {_range(worth_it, _percent)}."
        case LongSessions(length, shorter, longer):
            long, short = (_percent(each.mean) for each in (longer, shorter))
            too_long = f"Sessions from {length // timedelta(minutes=1)} minutes on are too long"
            return f"{too_long}: {long} of them were worth it, of shorter ones {short}."


def _lack(
    reason: TooEarly | TooFewWeeks | TooFewAnswers | NoBusiness | OneLook, network: str, counted: str
) -> str:
    match reason:
        case TooEarly(answered, needed):
            so_far = f"{_hours(answered)} of {_hours(needed)} have had time to pay{counted}."
            return so_far if counted else f"By money it takes {_hours(needed)} that have had time to pay."
        case OneLook():
            return "It takes two weekly looks that have enough to tell by: this was the first."
        case TooFewWeeks(weeks, needed):
            over = f"{weeks or 'none'} {_is(weeks)} over"
            return f"It takes {needed} whole weeks after a first one of warm-up; {over}."
        case TooFewAnswers(answers, needed):
            if not counted:
                return f"Your answers about sessions tell from {needed} on."
            return f"Your answers tell from {needed} on: {answers or 'none'} so far{counted}."
        case NoBusiness():
            return f"What {network} earns can't be told without your own rate and a typical deal."


def _counted(verdict: Verdict) -> str:
    """Say which weeks count, since sums elsewhere are also of the first and of the one not yet over."""
    weeks = verdict.look.weeks if verdict.look else 0
    those = "one whole week that counts" if weeks == 1 else f"{weeks} whole weeks that count"
    return f" in the {those}" if weeks else ""


def _change(change: Change, money: Money, looked: date) -> str:
    match change:
        case MoreOutcomes(number, size):
            return f"{_count(number, 'more outcome')} of about {money(size)} would raise the verdict."
        case MoreHours(time):
            return f"{_hours(time)} more without an outcome would lower the verdict."
        case MoreAnswers(number, None):
            return f"{_count(number, 'more answer')} would tell whether it's worth it to you."
        case MoreAnswers(number, worth_it):
            sessions = f"{_count(number, 'more session')}{'' if worth_it else ' not'} worth it"
            return f"{sessions} would {'raise' if worth_it else 'lower'} the verdict."
        case SecondLook() | AskAgain() | AskLonger() | NoDay():
            return _about_time(change, looked)


def _about_time(change: SecondLook | AskAgain | AskLonger | NoDay, looked: date) -> str:
    match change:
        case AskAgain(on, at_earliest):
            return f"Ask again {_when(on, looked)}{' at the earliest' if at_earliest else ''}."
        case SecondLook(on, keeps):
            would = f"The last week alone would have it {'kept' if keeps else 'dropped'}"
            return f"{would}; it's said if the look on {on.isoformat()} agrees."
        case AskLonger():
            return "A longer period, such as all, has more to tell by."
        case NoDay():
            return "When can't be said: the last four weeks had too few hours and answers to go by."


def _range(between: Interval, shown: Callable[[float], str]) -> str:
    return f"between {shown(between.low)} and {shown(between.high)} (80 % sure)"


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


def _hours(time: timedelta) -> str:
    hours = time / HOUR
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 9.95 else f"{hours:.0f} h"  # noqa: PLR2004  two digits are enough


def _percent(share: float) -> str:
    if share < 0.005 or share > 0.995:  # noqa: PLR2004  nothing is quite sure
        return "less than 1 %" if share < 0.005 else "more than 99 %"  # noqa: PLR2004
    return f"{share * 100:.0f} %"


def _is(number: int) -> str:
    return "is" if number < 2 else "are"  # noqa: PLR2004  none is


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
