"""What is kept can be changed afterwards: the spans, their sums, and a note of it."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_store_spans import EVER, FACEBOOK, START, span, store, total

from agent.core.model import Front
from agent.core.periods import Period
from agent.store.database import opened
from agent.store.migrations import MIGRATIONS

X = Front(("x",), None, "page", "Chromium", "Somebody | Facebook")
DAY = timedelta(days=1)
FRONTS = [FACEBOOK, X, Front(app="Chromium", page_title="Somebody | Facebook"), Front(("x",), app="XTerm")]


def to(front: Front, of: Front = FACEBOOK):
    return lambda each: front if each == of else each


def networks(kept) -> dict[str, float]:
    found = kept.totals(START - DAY, START + DAY, by="kind")
    return {"|".join(each.networks): each.duration.total_seconds() for each in found}


def test_spans_are_for_another_network_then_and_their_sums_with_them() -> None:
    with store() as kept:
        kept.keep([span(0, 2000), span(2000, 2100, X)])
        assert kept.change(START, START + DAY, to(X)) == timedelta(seconds=2000)
        assert [each.front for each in kept.within(EVER)] == [X, X]
        assert networks(kept) == {"x": 2100}
        assert kept.changed(EVER) == timedelta(seconds=2000)
        assert kept.is_sound()


def test_only_what_starts_in_the_period_is_changed() -> None:
    with store() as kept:
        kept.keep([span(0, 10), span(10, 20, X), span(20, 30)])
        kept.change(START + timedelta(seconds=1), START + timedelta(seconds=20), lambda _: X)
        assert [each.front for each in kept.within(EVER)] == [FACEBOOK, X, FACEBOOK]


def test_what_is_changed_back_was_not_changed() -> None:
    with store() as kept:
        kept.keep([span(0, 10)])
        kept.change(START, START + DAY, to(X))
        kept.change(START, START + DAY, to(FACEBOOK, X))
        assert kept.changed(EVER) == timedelta()
        assert networks(kept) == {"facebook": 10}


def test_how_much_was_changed_is_told_of_a_period_alone() -> None:
    with store() as kept:
        kept.keep([span(0, 100)])
        kept.change(START, START + DAY, to(X))
        part = Period("part", START + timedelta(seconds=90), START + DAY)
        assert kept.changed(part) == timedelta(seconds=10)
        kept.forget_titles(START + DAY)
        assert kept.changed(EVER) == timedelta(), "forgotten with the titles"


def test_a_span_that_still_grows_is_found_again_once_changed() -> None:
    with store() as kept:
        kept.keep([span(0, 10)])
        kept.change(START, START + DAY, to(X))
        kept.keep([span(0, 25, X)])
        assert list(kept.within(EVER)) == [span(0, 25, X)]
        assert kept.is_sound()


@given(
    st.lists(st.tuples(st.integers(1, 3000), st.sampled_from(FRONTS)), max_size=12),
    st.dictionaries(st.sampled_from(FRONTS), st.sampled_from(FRONTS)),
)
def test_no_change_makes_or_loses_time(parts: list[tuple[int, Front]], swaps: dict[Front, Front]) -> None:
    swaps = {old: new for old, new in swaps.items() if (old.app, old.page_title) == (new.app, new.page_title)}
    with store() as kept, store() as other:
        at = 0
        for length, front in parts:
            kept.keep([span(at, at + length, front)])
            other.keep([span(at, at + length, swaps.get(front, front))])
            at += length
        kept.change(START, START + DAY, lambda front: swaps.get(front, front))
        assert kept.is_sound()
        assert [total(kept, by) for by in ("kind", "app", "quarter")] == [at] * 3
        assert networks(kept) == networks(other)


LENGTHS = st.integers(1, 40 * 3600)
DONE = st.lists(
    st.tuples(LENGTHS, st.integers(0, 3), st.sampled_from(FRONTS), st.sampled_from(FRONTS)), max_size=12
)


def hours_by_week(kept, midnight: datetime) -> dict[str, list[float]]:
    """Add the spans up one by one, cut at each week's edges."""
    edges = [midnight + number * 7 * DAY for number in range(5)]
    found: dict[str, list[float]] = {}
    for each in kept.within(EVER):
        for network in each.front.networks:
            hours = found.setdefault(network, [0.0] * 4)
            for at in range(4):
                inside = min(each.end, edges[at + 1]) - max(each.start, edges[at])
                hours[at] += max(inside, timedelta()) / timedelta(hours=1)
    return {network: hours for network, hours in found.items() if any(hours)}


@given(DONE)
def test_the_time_by_week_is_that_of_the_spans_however_they_came_to_be(
    done: list[tuple[int, int, Front, Front]],
) -> None:
    midnight = START.replace(hour=0)
    with store() as kept:
        at = 0
        for length, grown, front, other in done:
            kept.keep([span(at, at + length, front)])
            kept.keep([span(at, at + length * (1 + grown / 10), front)])  # a span that grew
            at += length * 2
            kept.change(START, START + timedelta(seconds=at / 2), to(other, of=front))
        assert kept.is_sound()
        found, expected = kept.by_week(midnight, 4), hours_by_week(kept, midnight)
    assert {network: hours for network, hours in found.items() if any(hours)} == {
        network: pytest.approx(hours, abs=1e-5) for network, hours in expected.items()
    }


def test_an_older_file_knows_the_time_by_week_too(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    midnight = START.replace(hour=0)
    with opened(path) as kept:
        kept.keep([span(0, 2000), span(2000, 90_000, X), span(8 * 86_400, 8 * 86_400 + 60)])
        before = kept.by_week(midnight, 2)
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "DROP INDEX outcomes_by_since; DROP INDEX outcomes_by_origin;"
            "DROP TABLE days; PRAGMA user_version = 8"
        )
    with opened(path) as kept:
        assert kept.by_week(midnight, 2) == before
        assert kept.is_sound()


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    for read_only in (False, True):
        path = tmp_path / f"{read_only}.db"
        with closing(sqlite3.connect(path)) as old:
            old.executescript(MIGRATIONS[1])
            old.execute(
                "INSERT INTO spans VALUES (?, x'01', ?, 'x', '', '', '')",
                (1_700_000_000_000, 1_700_000_001_000),
            )
            old.execute("PRAGMA user_version = 1")
            old.commit()
        with opened(path, read_only=read_only) as kept:
            assert kept.changed(EVER) == timedelta()
            assert len(list(kept.within(EVER))) == 1
            assert kept.rules_of_past() is None


def test_by_which_rules_the_past_was_judged_is_remembered() -> None:
    with store() as kept:
        kept.set_rules_of_past("old")
        kept.set_rules_of_past("new")
        assert kept.rules_of_past() == "new"


@pytest.mark.parametrize(("number", "start"), [(0, 20), (2, 0), (3, None)])
def test_the_span_so_many_before_is_found(number: int, start: float | None) -> None:
    with store() as kept:
        kept.keep([span(0, 10), span(10, 20, X), span(20, 30)])
        found = kept.start_before(START + DAY, number)
        assert found == (None if start is None else START + timedelta(seconds=start))
