"""The laws of attribution, drawn as pictures of time and stated by Hypothesis."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.attribution import MAX_GAP, Attribution
from agent.core.model import Front, Instant, Sample, Span

START = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
STEP = timedelta(seconds=10)
HOUR = timedelta(hours=1)


def front(name: str, title: str | None = None) -> Front:
    return Front((name,), None, "page", "Browser", title)


def samples(looks: str) -> list[Sample]:
    """One look every 10 s: a letter is in front, '.' nothing, ' ' no look, '<' away since two steps ago."""
    seen = []
    for index, what in enumerate(looks):
        if what == " ":
            continue
        since = STEP * index
        at = Instant(START + since, since, since)
        away = max(STEP * (index - 2), timedelta()) if what == "<" else None
        seen.append(Sample(at, None if what in ".<" else front(what), away))
    return seen


def attributed(looks: Iterable[Sample], memory: Attribution | None = None) -> list[Span]:
    memory = memory or Attribution()
    for sample in looks:
        memory = memory.look(sample)
    return list(memory.pending())


def picture(spans: Iterable[Span], steps: int) -> str:
    drawn = [" "] * steps
    for span in spans:
        first, last = (span.start - START) // STEP, (span.end - START) // STEP
        drawn[first:last] = (span.front.network or "?") * (last - first)
    return "".join(drawn).rstrip()


@pytest.mark.parametrize(
    ("looks", "spans"),
    [
        pytest.param("x", "", id="one look proves no time"),
        pytest.param("xxll", "xxl", id="the earlier look owns the time between"),
        pytest.param("xx.xx", "xx x", id="nothing in front is nobody's time"),
        pytest.param("x  x", "xxx", id="a short silence is bridged"),
        pytest.param("x    x", "", id="a long silence belongs to nobody"),
        pytest.param("xxx<", "x", id="idle takes back what was granted since the last input"),
        pytest.param("xll<", "x", id="idle takes back whole spans"),
        pytest.param("xxx<x", "x", id="nobody owns the time away"),
        pytest.param("xxx<xx", "x   x", id="time begins again when somebody is back"),
    ],
)
def test_attribution(looks: str, spans: str) -> None:
    assert picture(attributed(samples(looks)), len(looks)) == spans


looks_drawn = st.text("xl. <", max_size=60)


def total(spans: Iterable[Span]) -> timedelta:
    return sum((span.duration for span in spans), timedelta())


@given(looks_drawn)
def test_spans_never_overlap_and_never_exceed_what_was_seen(looks: str) -> None:
    spans = attributed(samples(looks))
    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))
    assert all(span.duration > timedelta() for span in spans)
    assert total(spans) <= STEP * max(len(looks.strip()) - 1, 0)


def per_network(spans: Iterable[Span]) -> dict[tuple[str, ...], timedelta]:
    sums: dict[tuple[str, ...], timedelta] = {}
    for span in spans:
        sums[span.front.networks] = sums.get(span.front.networks, timedelta()) + span.duration
    return sums


@given(looks_drawn, st.integers(0, 60))
def test_attributing_in_two_halves_equals_attributing_at_once(looks: str, middle: int) -> None:
    seen = samples(looks)
    memory = Attribution()
    for sample in seen[:middle]:
        memory = memory.look(sample)
    assert attributed(seen[middle:], memory) == attributed(seen)


@given(looks_drawn, st.sets(st.integers(0, 60)))
def test_settling_along_the_way_hands_over_the_same_time_once(looks: str, settle_at: set[int]) -> None:
    horizon = STEP * 2  # the furthest that idle reaches back in these pictures
    memory, kept = Attribution(), {}
    for index, sample in enumerate(samples(looks)):
        memory = memory.look(sample)
        if index in settle_at:
            final, memory = memory.settle(sample.at.awake - horizon)
            kept.update({span.start: span for span in final})
    final, memory = memory.settle(timedelta.max)
    kept.update({span.start: span for span in final})
    assert not memory.pending()
    assert [kept[start] for start in sorted(kept)] == attributed(samples(looks))


@given(looks_drawn, st.lists(st.tuples(st.integers(0, 60), st.integers(-7200, 7200)), max_size=4))
def test_clock_changes_neither_make_nor_lose_time(looks: str, changes: list[tuple[int, int]]) -> None:
    steady = samples(looks)
    shifted = [
        replace(
            sample,
            at=replace(
                sample.at,
                wall=sample.at.wall
                + timedelta(seconds=sum(by for when, by in changes if STEP * when <= sample.at.awake)),
            ),
        )
        for sample in steady
    ]
    spans = attributed(shifted)
    assert per_network(spans) == per_network(attributed(steady))
    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))


def at(seconds: float, *, wall: datetime = START, slept: float = 0) -> Instant:
    return Instant(
        wall + timedelta(seconds=seconds + slept),
        timedelta(seconds=seconds),
        timedelta(seconds=seconds + slept),
    )


def test_sleep_between_two_looks_is_nobodys_time_and_parts_the_span() -> None:
    looks = [Sample(at(0), front("x")), Sample(at(4), front("x"))]
    looks += [Sample(at(8, slept=3600), front("x")), Sample(at(12, slept=3600), front("x"))]
    spans = attributed(looks)
    assert total(spans) == timedelta(seconds=12)
    assert [span.start for span in spans] == [START, START + timedelta(seconds=3608)]


def test_labels_catch_up_in_a_pause_after_the_clock_was_set_back() -> None:
    ahead = START + HOUR
    looks = [
        Sample(at(0, wall=ahead), front("x")),
        Sample(at(10), front("x")),
        Sample(at(20), None),
        Sample(at(4000), front("l")),
        Sample(at(4010), front("l")),
    ]
    spans = attributed(looks)
    assert [(span.start - START).total_seconds() for span in spans] == [3600, 4000]
    assert [span.duration.total_seconds() for span in spans] == [20, 10]


def test_the_clocks_drift_within_a_second_breaks_no_span() -> None:
    looks = [
        Sample(
            Instant(
                START + STEP * i + timedelta(milliseconds=3 * i),
                STEP * i,
                STEP * i,
            ),
            front("x"),
        )
        for i in range(300)
    ]
    assert len(attributed(looks)) == 1


def test_a_title_that_only_flickers_gets_no_span_of_its_own() -> None:
    looks = [Sample(at(i / 10), front("x", f"frame {i}")) for i in range(100)]
    spans = attributed(looks)
    assert total(spans) == timedelta(seconds=9.9)
    assert all(span.duration >= timedelta(seconds=0.25) for span in spans)


def test_each_title_shown_for_longer_gets_its_span() -> None:
    looks = [Sample(at(i / 2), front("x", f"title {i}")) for i in range(5)]
    assert [span.front.page_title for span in attributed(looks)] == [f"title {i}" for i in range(4)]


def test_a_flicker_never_moves_time_between_networks() -> None:
    looks = [Sample(at(i / 10), front("xl"[i % 2])) for i in range(101)]
    assert per_network(attributed(looks)) == {("x",): timedelta(seconds=5), ("l",): timedelta(seconds=5)}


@pytest.mark.parametrize(("day", "hours"), [(datetime(2026, 3, 29), 23), (datetime(2026, 10, 25), 25)])  # noqa: DTZ001
def test_days_of_23_and_25_hours_sum_up(day: datetime, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = day.replace(tzinfo=zone).astimezone(UTC)
    next_midnight = (day + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    steps = int((next_midnight - midnight) / STEP)
    looks = [
        Sample(
            Instant((midnight + STEP * i).astimezone(zone).astimezone(UTC), STEP * i, STEP * i), front("x")
        )
        for i in range(steps + 1)
    ]
    spans = attributed(looks)
    assert total(spans) == timedelta(hours=hours)
    assert (spans[0].start, spans[-1].end) == (midnight, next_midnight)


def test_the_longest_bridged_silence_is_counted_and_a_longer_one_is_not() -> None:
    whole = attributed([Sample(at(0), front("x")), Sample(at(MAX_GAP.total_seconds()), front("x"))])
    none = attributed([Sample(at(0), front("x")), Sample(at(MAX_GAP.total_seconds() + 0.001), front("x"))])
    assert (total(whole), none) == (MAX_GAP, [])
