"""How often the verdict is right: simulated users of known worth, looked at weekly."""

import math
import random
import statistics
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from agent.core.exposure import HOUR, Weeks
from agent.core.looks import Case, Look, Stakes, look
from agent.core.money import Earned, value
from agent.core.periods import WEEK
from agent.core.rates import Rate
from agent.core.reasons import BreakEven, CutBack, Drop, Keep, NotEnough
from agent.core.verdicts import judge, lean
from agent.core.worth import Valued

USERS = 10_000
TRUTHS = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
START = date(2026, 1, 5)
WEEKS = 27  # the first is warm-up
OWN_RATE, SIZE = 60.0, 600.0  # break-even: one outcome in ten hours
_SIGMA = 1.5


def _exponential(draw: random.Random) -> float:
    return draw.expovariate(1 / SIZE)


def _heavy(draw: random.Random) -> float:
    return SIZE * math.exp(draw.gauss(-(_SIGMA**2) / 2, _SIGMA))


def _mixed(draw: random.Random) -> float:
    return SIZE * (15.25 if draw.random() < 1 / 20 else 0.25)


@dataclass(frozen=True)
class World:
    """How outcomes come: how long they take, and of which sizes they are."""

    name: str
    mean_lag: timedelta
    sizes: Callable[[random.Random], float]

    @property
    def stakes(self) -> Stakes:
        return Stakes(OWN_RATE, SIZE, self.mean_lag, social=False)


WORLDS = (
    World("outcomes at once, of one size", timedelta(hours=1), lambda _: SIZE),
    World("outcomes at once, of exponential size", timedelta(hours=1), _exponential),
    World("outcomes three weeks later, of exponential size", timedelta(weeks=3), _exponential),
    World("outcomes at once, lognormal with a sigma of 1.5", timedelta(hours=1), _heavy),
    World("outcomes at once, nineteen small ones for a large one", timedelta(hours=1), _mixed),
)


@dataclass(frozen=True)
class Fate:
    """What the rule said to one simulated user, and after how many hours that count."""

    said: type
    hours: float
    ended: type
    naive_drops: bool
    is_covered: bool


def simulated(world: World, truth: float, *, users: int = USERS, seed: int = 7) -> list[Fate]:
    """Return the fates of so many users of a network that is worth so many times what one's hours are."""
    draw = random.Random(f"{seed} {truth} {world.name}")  # noqa: S311  the same users every time
    rate = truth * OWN_RATE / SIZE
    case = Case(Weeks(START, [4.0] * WEEKS))
    empty = [look(case, world.stakes, at=START + number * WEEK) for number in range(2, WEEKS + 1)]
    return [_lived(empty, world, rate, draw) for _ in range(users)]


def _lived(empty: list[Look], world: World, rate: float, draw: random.Random) -> Fate:
    comes, came, at = [], [Earned()], 0.0
    while rate and (at := at + draw.expovariate(rate)) < empty[-1].earned.hours:
        comes.append(at)
        came.append(came[-1].more(1, world.sizes(draw)))
    first, hours, naive = NotEnough, 0.0, False
    before = now = empty[0]
    for each in empty:
        number = bisect_right(comes, each.earned.hours)
        before, now = now, _seen(each, came[number])
        naive = naive or _naive(number, now.spent / HOUR) < 0.10
        if first is NotEnough and (said := lean(before, now, world.stakes)) in (Keep, Drop):
            first, hours = said, now.spent / HOUR
    above = now.value.above(rate * SIZE) if rate else 1.0
    return Fate(first, hours, lean(before, now, world.stakes), naive, 0.1 <= above <= 0.9)


def _seen(empty: Look, came: Earned) -> Look:
    known = value(came._replace(hours=empty.earned.hours), own_rate=OWN_RATE, size=SIZE)
    return replace(empty, value=known, chance=None if empty.chance is None else known.above(OWN_RATE))


@cache
def _naive(number: int, hours: float) -> float:
    """Return P(λ > λ*) from a prior that knows better: half an event in ten hours."""
    return Rate(0.5, 10).after(number, hours).above(OWN_RATE / SIZE)


def main() -> None:
    for world in WORLDS:
        _show(world)
    _show_cost()


def _show(world: World) -> None:
    print(
        f"{world.name}: the first verdict within 26 weeks of 4 h, {USERS:,} users each; "
        "naive: P < 10 % at any look"
    )
    print(
        f"{'true':>6}{'dropped':>10}{'kept':>9}{'neither':>9}{'hours':>7}"
        f"{'naive drops':>13}{'80 % covers':>13}"
    )
    for truth in TRUTHS:
        fates = simulated(world, truth)
        said = [fate.said for fate in fates]
        print(
            f"{truth:6.1f}{_share(said, Drop):10.2%}{_share(said, Keep):9.2%}{_share(said, NotEnough):9.2%}"
            f"{statistics.median([each.hours for each in fates if each.hours] or [0]):7.0f}"
            f"{_share([fate.naive_drops for fate in fates], True):13.2%}"  # noqa: FBT003
            f"{_share([fate.is_covered for fate in fates], True):13.1%}"  # noqa: FBT003
        )
        ended = [fate.ended for fate in fates]
        kinds = (Keep, CutBack, Drop, BreakEven, NotEnough)
        print("       at the end: " + ", ".join(f"{k.__name__} {_share(ended, k):.1%}" for k in kinds))
    print("marks: at 2.0 dropped < 0.5 %; at 0.0 dropped >= 99 %; covers 75-90 %\n")


def _share(found: list, wanted: object) -> float:
    return found.count(wanted) / len(found)


def _show_cost() -> None:
    draw = random.Random(7)  # noqa: S311  the same years every time
    weeks = Weeks(START, [draw.uniform(1, 8) for _ in range(520)])
    days = [START + timedelta(days=draw.randrange(520 * 7)) for _ in range(10_000)]
    case = Case(weeks, [Valued(day, 1.0, draw.expovariate(1 / SIZE)) for day in days])
    taken = []
    for _ in range(11):
        begun = time.process_time()
        verdict = judge(case, WORLDS[1].stakes, today=START + 520 * WEEK)
        taken.append((time.process_time() - begun) * 1000)
    print(
        f"ten years of weeks, 10,000 outcomes: {type(verdict).__name__} in {statistics.median(taken):.1f} ms"
    )


if __name__ == "__main__":
    main()
