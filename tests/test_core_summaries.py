"""Sessions, and the parts of spans."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.model import Front, Span
from agent.core.periods import Period
from agent.core.summaries import clipped, quarters, sessions

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
STEP = timedelta(minutes=1)


def spans(drawn: str) -> list[Span]:
    """A letter is a minute on that network, '.' a minute on none."""
    return [
        Span(START + STEP * at, START + STEP * (at + 1), Front((what,) if what != "." else ()))
        for at, what in enumerate(drawn)
        if what != " "
    ]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param("xx", ["x 0-2 2"], id="unbroken"),
        pytest.param("xx..x", ["x 0-5 3"], id="a short pause is bridged, and not counted"),
        pytest.param("xx...x", ["x 0-2 2", "x 5-6 1"], id="a long pause begins a new one"),
        pytest.param("xlxl", ["x 0-3 2", "l 1-4 2"], id="networks have sessions of their own"),
        pytest.param("x     l", ["x 0-1 1", "l 6-7 1"], id="each ends by itself"),
    ],
)
def test_sessions(drawn: str, expected: list[str]) -> None:
    found = [
        f"{each.network} {(each.start - START) // STEP}-{(each.end - START) // STEP} {each.duration // STEP}"
        for each in sessions(spans(drawn), session_pause=STEP * 2)
    ]
    assert found == expected


@given(st.text("xl. ", max_size=50), st.integers(0, 10))
def test_sessions_hold_all_the_time_on_networks(drawn: str, pause: int) -> None:
    found = list(sessions(spans(drawn), session_pause=STEP * pause))
    total = sum((each.duration for each in found), timedelta())
    assert total == STEP * (drawn.count("x") + drawn.count("l"))


@given(st.integers(0, 10**8), st.integers(1, 10**7))
def test_the_quarters_of_a_span_are_the_span(offset: int, length: int) -> None:
    start = START + timedelta(milliseconds=offset)
    span = Span(start, start + timedelta(milliseconds=length), Front())
    parts = list(quarters(span))
    assert (parts[0].start, parts[-1].end) == (span.start, span.end)
    assert sum((part.duration for part in parts), timedelta()) == span.duration
    assert all(
        part.start.minute // 15 == (part.end - timedelta(microseconds=1)).minute // 15 for part in parts
    )


def test_what_lies_outside_a_period_is_cut_off() -> None:
    period = Period("p", START + STEP, START + STEP * 3)
    assert [span.start for span in clipped(spans("xxxxx"), period)] == [START + STEP, START + STEP * 2]
