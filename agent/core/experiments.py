"""An experiment with oneself: weeks off drawn by lot, and how often the lot alone would have done as much.

Weeks come in blocks with as many off as on, so that a trend falls on both. The test goes through every plan
that might have been drawn (Edgington & Onghena, Randomization Tests, 4th edition, 2007), so it needs no
assumption about the weeks. There is no chance in here: the lot is a hash of a seed that comes from outside.

Up to eight weeks are one block: in blocks of four, eight weeks have only 36 plans, and since each plan's
opposite differs as much, not even the clearest difference could get under 1 in 20.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

WEEKS_MAX = 24
BLOCK_MAX = 12
_ONE_BLOCK = 8
_BLOCK = 4
_LOOKS_MAX = 50_000
_TRIED_MAX = 500
_PLANS_MAX = 200_000
ALPHA = 0.05
"""what luck alone does more seldom than this is visible"""
_STEPS = 12
_TIE = 1e-9

Plan = tuple[bool, ...]
"""for each week, whether it's one off"""


@dataclass(frozen=True, slots=True)
class Result:
    """What an experiment showed: weeks off against weeks on."""

    difference: float
    """mean off less mean on"""
    typical: float
    """Hodges & Lehmann's: the median difference between a week off and a week on"""
    p_more: float
    """how often the lot alone gives at least that much more"""
    p_other: float
    """how often it gives at least that much difference, either way"""
    plans: int
    """that might have been drawn"""


def sealed(seed: str) -> str:
    """Return what can be shown of a seed beforehand: it proves later that the plan wasn't chosen."""
    return hashlib.sha256(f"sealed {seed}".encode()).hexdigest()


def plan(seed: str, weeks: int, *, block: int | None = None) -> Plan:
    """Return the weeks off that a seed draws: half of each block.

    Raises:
        ValueError: unless weeks and block are even, from 2 to 24 and to 12.
    """
    drawn: list[bool] = []
    for number, arrangements in enumerate(_blocks(weeks, block)):
        lot = int.from_bytes(hashlib.sha256(f"{number} {seed}".encode()).digest())
        drawn += arrangements[lot % len(arrangements)]
    return tuple(drawn)


def smallest_p(weeks: int, *, block: int | None = None) -> float:
    """Return the smallest p that so many weeks can give: one over the number of plans.

    Raises:
        ValueError: unless weeks and block are even, from 2 to 24 and to 12.
    """
    return 1 / math.prod(len(arrangements) for arrangements in _blocks(weeks, block))


def judge_experiment(values: Sequence[float], off: Plan, *, block: int | None = None) -> Result:
    """Return what the weeks showed, whatever was measured in them.

    Raises:
        ValueError: unless there's a value for each week, and half of the weeks of each block are off.
    """
    plans = _plans_like(off, block)
    differences = [_difference(values, each) for each in plans]
    seen = _difference(values, off)
    return Result(
        seen,
        _median(a - b for a in _of(values, off, is_off=True) for b in _of(values, off, is_off=False)),
        _share(each >= seen - _TIE for each in differences),
        _share(abs(each) >= abs(seen) - _TIE for each in differences),
        len(plans),
    )


def power(
    values: Sequence[float], off: Plan, effect: float, *, block: int | None = None, alpha: float = ALPHA
) -> float:
    """Return how often an effect of that size would have shown, had it been there, with weeks that differ so.

    Lays the effect on each plan's weeks off and asks for p ≤ alpha, either way; where the plans are too many,
    it goes through evenly spaced ones.

    Raises:
        ValueError: as `judge_experiment`.
    """
    seen = _difference(values, off)
    plain = [value - seen * is_off for value, is_off in zip(values, off, strict=True)]
    plans = _thinned(_plans_like(off, block))
    by_luck = [_difference(plain, each) for each in plans]
    masks = [sum(is_off << week for week, is_off in enumerate(each)) for each in plans]
    shown = []
    for drawn in range(0, len(plans), math.ceil(len(plans) ** 2 / _LOOKS_MAX)):
        laid = [effect * (4 * (mask & masks[drawn]).bit_count() / len(off) - 1) for mask in masks]
        least = abs(by_luck[drawn] + effect) - _TIE
        p = _share(abs(luck + more) >= least for luck, more in zip(by_luck, laid, strict=True))
        shown.append(p <= alpha)
    return _share(shown)


def smallest_shown(values: Sequence[float], off: Plan, *, chance: float = 0.8) -> float | None:
    """Return about the smallest effect that would have shown with that chance; None where none could have.

    Raises:
        ValueError: as `judge_experiment`.
    """
    low, high = 0.0, 8 * (max(values) - min(values)) or 1.0
    if power(values, off, high) < chance:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(values, off, middle) >= chance else (middle, high)
    return high


def _thinned(plans: list[Plan]) -> list[Plan]:
    """Return at most about 500 plans; the step has no factor in common with the number of a block's."""
    return plans if len(plans) <= _TRIED_MAX else plans[:: 6 * (len(plans) // (6 * _TRIED_MAX) + 1) + 1]


def _blocks(weeks: int, block: int | None) -> list[list[Plan]]:
    """Return, for each block, all the ways to have half of its weeks off; the last one may be shorter."""
    block = block or (_ONE_BLOCK if weeks <= _ONE_BLOCK else _BLOCK)
    for number, most in ((weeks, WEEKS_MAX), (block, BLOCK_MAX)):
        if number % 2 or not 2 <= number <= most:  # noqa: PLR2004  one week off, one on
            raise ValueError(f"weeks must be even, from 2 to {WEEKS_MAX}; blocks too, up to {BLOCK_MAX}.")
    lengths = [min(block, weeks - start) for start in range(0, weeks, block)]
    return [
        [
            tuple(week in chosen for week in range(length))
            for chosen in combinations(range(length), length // 2)
        ]
        for length in lengths
    ]


def _plans_like(off: Plan, block: int | None) -> list[Plan]:
    blocks = _blocks(len(off), block)
    if math.prod(map(len, blocks)) > _PLANS_MAX:
        raise ValueError("there are too many plans to go through. Take shorter blocks.")
    plans = [tuple(week for part in parts for week in part) for parts in product(*blocks)]
    if tuple(off) not in set(plans):
        raise ValueError("half of the weeks of each block must be off.")
    return plans


def _of(values: Sequence[float], off: Plan, *, is_off: bool) -> list[float]:
    return [value for value, each in zip(values, off, strict=True) if each is is_off]


def _difference(values: Sequence[float], off: Plan) -> float:
    signed = (value if is_off else -value for value, is_off in zip(values, off, strict=True))
    return 2 * math.fsum(signed) / len(off)


def _median(values: Iterable[float]) -> float:
    found = sorted(values)
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found)
