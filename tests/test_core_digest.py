"""One finding of the week: what turned is told, and what is out of the usual by more than it ever was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.digest import SLIGHT, USUAL_WEEKS, Turned, Unusual, turned, unusual

HOUR = timedelta(hours=1)
VERDICTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["keep", "drop", "cut back"]))
TIMES = st.lists(st.timedeltas(timedelta(), timedelta(weeks=1)), max_size=2 * USUAL_WEEKS)
WEEKS = st.dictionaries(st.sampled_from("abcdef"), TIMES)


def hours(*several: float) -> list[timedelta]:
    return [each * HOUR for each in several]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        pytest.param({"x": "drop"}, {"x": "keep"}, Turned("x", "drop", "keep"), id="it turned"),
        pytest.param({"x": "keep"}, {"x": "keep"}, None, id="it stayed"),
        pytest.param({}, {"x": "keep"}, None, id="nothing was known of it before"),
        pytest.param({"x": "keep"}, {}, None, id="nothing is known of it any more"),
        pytest.param(
            {"a": "keep", "b": "keep"},
            {"b": "drop", "a": "drop"},
            Turned("b", "keep", "drop"),
            id="the first",
        ),
    ],
)
def test_a_verdict_that_turned_is_told(
    before: dict[str, str], now: dict[str, str], told: Turned | None
) -> None:
    assert turned(before, now) == told


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        pytest.param(hours(*[2] * 8, 9), (9, 2, 2), id="more than ever"),
        pytest.param(hours(*[1, 3] * 4, 0), (0, 1, 3), id="less than ever, by just enough"),
        pytest.param(hours(*[1, 3] * 4, 4), (4, 1, 3), id="more than ever, by just enough"),
        pytest.param(hours(*[1, 3] * 4, 3.9), None, id="out of the usual, but slightly"),
        pytest.param(hours(*[1, 3] * 4, 2), None, id="as usual"),
        pytest.param(hours(*[2] * 7, 9), None, id="too few weeks to know what's usual"),
        pytest.param(hours(*[20] * 4, *[2] * 8, 9), (9, 2, 2), id="only the eight before it are the usual"),
        pytest.param([], None, id="no week at all"),
    ],
)
def test_a_week_out_of_the_usual_is_told_with_what_is_usual(
    weeks: list[timedelta], told: tuple[float, float, float] | None
) -> None:
    assert unusual({"x": weeks}) == (told and Unusual("x", *hours(*told)))


def test_of_several_the_one_farthest_out_is_told() -> None:
    weeks = {"a": hours(*[2] * 8, 9), "b": hours(*[20] * 8, 10), "c": hours(*[2] * 8, 5)}
    found = unusual(weeks)
    assert found == Unusual("b", *hours(10, 20, 20))
    assert found
    assert found.beyond == 10 * HOUR


@given(VERDICTS, VERDICTS)
def test_what_is_told_to_have_turned_did_and_what_stayed_is_never_told(
    before: dict[str, str], now: dict[str, str]
) -> None:
    found = turned(before, now)
    if found is None:
        assert all(before.get(each, verdict) == verdict for each, verdict in now.items())
    else:
        assert (before[found.network], now[found.network]) == (found.before, found.now)
        assert found.before != found.now
    assert turned(now, now) is None


@given(WEEKS)
def test_what_is_told_lies_out_of_all_eight_weeks_before_and_none_lies_farther(
    weeks: dict[str, list[timedelta]],
) -> None:
    found = unusual(weeks)
    known = {each: its for each, its in weeks.items() if len(its) > USUAL_WEEKS}
    beyond = {each: distance(its[-1], its[-1 - USUAL_WEEKS : -1]) for each, its in known.items()}
    if found is None:
        assert all(each < SLIGHT for each in beyond.values())
    else:
        assert found.beyond == beyond[found.network] == max(beyond.values()) >= SLIGHT
        assert found.time == known[found.network][-1]


def distance(time: timedelta, usual: list[timedelta]) -> timedelta:
    """Return how far it lies from the nearest of them, where it lies out of all; else nothing."""
    is_out = all(each < time for each in usual) or all(each > time for each in usual)
    return min(abs(time - each) for each in usual) if is_out else timedelta()


@given(WEEKS, st.lists(st.timedeltas(timedelta(), timedelta(weeks=1)), max_size=5))
def test_what_lies_longer_ago_changes_nothing(
    weeks: dict[str, list[timedelta]], earlier: list[timedelta]
) -> None:
    longer = {each: earlier + its if len(its) > USUAL_WEEKS else its for each, its in weeks.items()}
    assert unusual(longer) == unusual(weeks)
