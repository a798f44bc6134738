"""Spans are kept whole, once, and their sums are theirs."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.core.model import Front, Span
from agent.core.periods import Period
from agent.core.summaries import clipped
from agent.store.database import opened
from agent.store.spans import Store
from agent.store.sums import WIDTHS, cover, shares

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
FACEBOOK = Front(("facebook",), "feed", "page", "Chromium", "Somebody | Facebook")
QUARTER = timedelta(minutes=15)


@contextmanager
def store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "timesink.db") as made:
        yield made


def span(start: float, end: float, front: Front = FACEBOOK) -> Span:
    return Span(START + timedelta(seconds=start), START + timedelta(seconds=end), front)


def total(kept: Store, by: str = "kind") -> float:
    far = timedelta(days=4000)
    return sum(each.duration.total_seconds() for each in kept.totals(START - far, START + far, by=by))


EVER = Period("ever", START - timedelta(days=4000), START + timedelta(days=4000))


def test_what_is_kept_comes_back() -> None:
    contested = span(30, 40, Front(("facebook", "x"), None, None, "Chromium"))
    with store() as kept:
        kept.keep([span(0, 30), contested, span(40, 50, Front(app="XTerm"))])
        assert list(kept.within(EVER)) == [span(0, 30), contested, span(40, 50, Front(app="XTerm"))]
        assert kept.last_end() == START + timedelta(seconds=50)


def test_a_span_kept_again_with_a_later_end_grows() -> None:
    with store() as kept:
        for end in (10, 20, 15, 20):
            kept.keep([span(0, end)])
        assert list(kept.within(EVER)) == [span(0, 20)]
        assert [total(kept, by) for by in ("kind", "app", "quarter")] == [20, 20, 20]
        assert kept.is_sound()


def test_a_span_is_found_again_by_its_start_whatever_it_is_for_by_now() -> None:
    x = Front(("x",), None, "hand", "Chromium", "Somebody | Facebook")
    with store() as kept:
        kept.keep([span(0, 10)])
        kept.change(START, START + QUARTER, lambda _: x)
        kept.keep([span(0, 20)])
        assert list(kept.within(EVER)) == [span(0, 20, x)]
        assert [total(kept, by) for by in ("kind", "app", "quarter")] == [20, 20, 20]
        assert kept.is_sound()


def test_what_is_read_may_be_left_early() -> None:
    with store() as kept:
        kept.keep([span(0, 10), span(10, 20)])
        reading = kept.within(EVER)
        next(reading)
    del reading  # a complaint here would be a warning, and fail


def test_titles_are_forgotten_and_the_time_stays() -> None:
    with store() as kept:
        kept.keep([span(0, 10), span(100, 110)])
        assert kept.forget_titles(START + timedelta(seconds=50)) == 1
        assert [each.front.page_title for each in kept.within(EVER)] == [None, "Somebody | Facebook"]
        assert total(kept) == 20


def test_a_forgotten_title_is_gone_from_the_files(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with opened(path) as kept:
        kept.keep([span(0, 10, Front(("x",), None, "page", "Chromium", "UNFORGETTABLE"))])
        with opened(path, read_only=True) as reader:
            reader.last_end()
            kept.forget_titles(START + timedelta(days=1))
            assert kept.overwrite() is False, "a reader holds it"
        assert kept.overwrite() is True
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"UNFORGETTABLE" not in files


seconds = st.integers(0, 200 * 24 * 3600)


@given(st.lists(st.tuples(seconds, st.integers(1, 5000)), max_size=15), seconds, seconds)
def test_sums_are_those_of_the_spans_cut_to_the_period(
    drawn: list[tuple[int, int]], one: int, other: int
) -> None:
    first, last = sorted((one // 900 * 900, other // 900 * 900))
    period = Period("p", START + timedelta(seconds=first), START + timedelta(seconds=last))
    spans, end = [], 0
    for start, length in sorted(drawn):
        if start >= end:
            end = start + length
            spans.append(span(start, end))
    with store() as kept:
        kept.keep(spans)
        expected = sum((part.duration for part in clipped(spans, period)), timedelta())
        for by in ("kind", "app", "quarter"):
            found = kept.totals(period.start, period.end, by=by)
            assert sum((each.duration for each in found), timedelta()) == expected
        assert kept.is_sound()


@given(st.integers(0, 10**10), st.integers(1, 10**7))
def test_each_width_of_buckets_holds_a_span_once(start: int, length: int) -> None:
    sums = dict.fromkeys(WIDTHS, 0)
    for width, bucket, ms in shares(start, start + length):
        assert bucket % width == 0
        sums[width] += ms
    assert set(sums.values()) == {length}


@given(st.integers(0, 10**7), st.integers(0, 10**6))
def test_a_period_is_covered_by_few_buckets_without_gap_or_overlap(first: int, count: int) -> None:
    start, end = first * WIDTHS[0], (first + count) * WIDTHS[0]
    runs = list(cover(start, end))
    assert sum(stop - begin for _, begin, stop in runs) == end - start
    assert all(begin < stop and begin % width == 0 and stop % width == 0 for width, begin, stop in runs)
    assert len(runs) <= 5


SPENT = st.tuples(st.integers(1, 100), st.sampled_from(["facebook", "x"]), st.sampled_from([None, "a", "b"]))


@given(st.lists(SPENT, max_size=8), st.integers(0, 400), st.integers(1, 400))
def test_what_a_period_mainly_was_is_what_most_of_its_spans_time_was(
    spent: list[tuple[int, str, str | None]], start: int, length: int
) -> None:
    sums: dict[str | None, timedelta] = {}
    with store() as kept:
        at = 0
        for seconds, network, activity in spent:
            kept.keep([span(at, at + seconds, Front((network,), activity, "page", "Chromium"))])
            at += seconds + seconds % 3  # with a pause, or without
        begin = START + timedelta(seconds=start)
        period = Period("session", begin, begin + timedelta(seconds=length))
        for each in kept.within(period):
            if each.front.network == "x":
                sums[each.front.activity] = sums.get(each.front.activity, timedelta()) + each.duration
        main = kept.main_activity("x", period)
    assert sums.get(main, timedelta()) == max(sums.values(), default=timedelta())


def test_the_time_by_week_is_each_networks_own_in_whole_weeks() -> None:
    x, both, none = (Front(networks, None, None, "Chromium") for networks in (("x",), ("facebook", "x"), ()))
    days = [0, 6, 7, 13, 14]
    fronts = [FACEBOOK, x, FACEBOOK, FACEBOOK, FACEBOOK]
    with store() as kept:
        for day, front in zip(days, fronts, strict=True):
            first = day * 24 * 3600
            kept.keep([span(first, first + 60, front), span(first + 60, first + 90, both)])
            kept.keep([span(first + 90, first + 100, none)])
        midnight = START.replace(hour=0)
        hours = kept.by_week(midnight, 2)
    assert hours == {"facebook": [60 / 3600, 120 / 3600], "x": [60 / 3600, 0]}


@given(st.integers(-11, 11), st.lists(st.integers(0, 40), min_size=1, max_size=10, unique=True))
def test_no_time_is_lost_between_weeks_whatever_the_time_zone(hours: int, days: list[int]) -> None:
    noon = START.replace(hour=12)
    with store() as kept:
        kept.keep(
            Span(at, at + QUARTER, FACEBOOK) for at in (noon + timedelta(days=day) for day in sorted(days))
        )
        midnight = START.replace(hour=0) + timedelta(hours=hours)
        hours = kept.by_week(midnight, 6)["facebook"]
    assert sum(hours) == len(days) / 4
    assert {week for week, time in enumerate(hours) if time} == {day // 7 for day in days}
