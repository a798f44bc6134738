"""What the weeks of an experiment held: the time on its network and on others, and what came of it all."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agent.core.ledger import Outcome
from agent.core.offweeks import Experiment
from agent.core.periods import WEEK, Calendar
from agent.store.ledger import Ledger
from agent.store.spans import Store

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """What one week held, so far."""

    observed: timedelta
    """at the computer at all"""
    on_it: timedelta
    """on the experiment's network"""
    others: timedelta
    """on all other networks that count"""
    outcomes: int
    money: Decimal
    """of all outcomes, whomever they're credited to"""


def held(
    store: Store, experiment: Experiment, *, weeks: int, calendar: Calendar, counts: Callable[[str], bool]
) -> Iterator[Held]:
    """Yield what each of the first so many weeks held."""
    if not weeks:
        return
    last = experiment.start_of(weeks) - _DAY
    came = Ledger(store.file).outcomes(experiment.begin, last).outcomes
    by_week: list[list[Outcome]] = [[] for _ in range(weeks)]
    for outcome in came:
        by_week[(outcome.on - experiment.begin) // WEEK].append(outcome)
    became: Counter[str] = Counter()
    for outcome in came:
        if outcome.origin is not None:
            became[outcome.origin] += outcome.number
    for number, outcomes in enumerate(by_week):
        observed, on_it, others = _time(store, experiment, number, calendar=calendar, counts=counts)
        left = [(each, max(each.number - became[each.uid], 0)) for each in outcomes]
        money = sum((each.amount * still / each.number for each, still in left if each.amount), Decimal())
        yield Held(observed, on_it, others, sum(each.number for each in outcomes), money)


def _time(
    store: Store, experiment: Experiment, week: int, *, calendar: Calendar, counts: Callable[[str], bool]
) -> Sequence[timedelta]:
    """Return how long it was observed, on the network and on others that count."""
    first = experiment.start_of(week)
    period = calendar.period("", first, first + WEEK - _DAY)
    observed = on_it = others = timedelta()
    for total in store.totals(period.start, period.end, by="kind"):
        observed += total.duration
        match total.networks:
            case (network,) if network == experiment.network:
                on_it += total.duration
            case (network,) if counts(network):
                others += total.duration
    return observed, on_it, others
