"""What this computer saw and what the network's log says is united: neither lost nor counted twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.stays import Stretch, divided, union

START = datetime(2026, 11, 2, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def stretches(picture: str) -> list[Stretch]:
    return [(at(n), at(n + 1)) for n, mark in enumerate(picture) if mark == "#"]


def picture(found: list[Stretch], length: int) -> str:
    return "".join("#" if any(a <= at(n) < b for a, b in found) else " " for n in range(length))


def total(found: list[Stretch]) -> timedelta:
    return sum((end - start for start, end in found), timedelta())


PAIRS = st.tuples(st.integers(0, 200), st.integers(0, 60)).map(lambda pair: (at(pair[0]), at(sum(pair))))
SOME = st.lists(PAIRS, max_size=12)


@pytest.mark.parametrize(
    ("tracked", "told", "both"),
    [
        ("####    ####", "  ####   #  ", "######  ####"),
        ("##", "  ##", "####"),
        ("", "# #", "# #"),
        ("", "", ""),
    ],
)
def test_the_union(tracked: str, told: str, both: str) -> None:
    found = list(union([*stretches(tracked), *stretches(told)]))
    assert picture(found, len(both)) == both


@given(SOME, SOME)
def test_it_is_no_less_than_either_and_no_more_than_both(one: list[Stretch], other: list[Stretch]) -> None:
    alone = [total(list(union(each))) for each in (one, other)]
    together = total(list(union([*one, *other])))
    assert max(alone) <= together <= sum(alone, timedelta())
    assert together <= total(one) + total(other)


@given(SOME)
def test_it_is_in_order_apart_and_its_own_union(some: list[Stretch]) -> None:
    found = list(union(some))
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert list(union(found)) == found == list(union([*some, *found]))


@given(SOME, SOME)
def test_the_order_does_not_matter(one: list[Stretch], other: list[Stretch]) -> None:
    assert list(union([*one, *other])) == list(union([*reversed(other), *one]))


@given(SOME, st.lists(st.integers(0, 300), min_size=2, max_size=8, unique=True).map(sorted))
def test_divided_at_any_edges_it_is_the_whole_between_the_outer_ones(
    some: list[Stretch], minutes: list[int]
) -> None:
    edges = [at(each) for each in minutes]
    parts = divided(some, edges)
    assert len(parts) == len(edges) - 1
    inside = [(max(a, edges[0]), min(b, edges[-1])) for a, b in some]
    assert sum(parts, timedelta()) == total(list(union(inside)))
    assert all(timedelta() <= part <= b - a for part, (a, b) in zip(parts, pairwise(edges), strict=True))


def test_without_edges_there_is_nothing_to_tell() -> None:
    assert divided(stretches("###"), []) == divided(stretches("###"), [START]) == []
