"""What people ask, answered from a real database and what isn't in it yet."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.answers import Answers
from agent.core.model import Front, Network, Span
from agent.errors import AgentError
from agent.settings import Settings
from agent.store.database import opened
from agent.store.spans import Store

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # noon in Berlin
NETWORKS = {"facebook": Network("facebook", "Facebook"), "x": Network("x", "X")}
FEED = Front(("facebook",), "feed", "page", "Chromium", "Facebook")
CHAT = Front(("facebook",), "messages", "chat", "Chromium", "Chat")
BOTH = Front(("facebook", "x"), None, None, "Chromium", "Both")
NONE = Front(app="XTerm")


def span(start: float, minutes: float, front: Front = FEED) -> Span:
    begin = NOON + timedelta(minutes=start)
    return Span(begin, begin + timedelta(minutes=minutes), front)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "timesink.db") as made:
        yield made


def answers(store: Store, **settings: object) -> Answers:
    return Answers(store, settings=Settings(**settings), networks=NETWORKS, zone=ZoneInfo("Europe/Berlin"))


def minutes(store: Store, by: str, *pending: Span, period: str = "today") -> dict[object, float]:
    rows = answers(store).summary(period, by, now=NOON, pending=pending)["rows"]
    return {row.get("key", row.get("activity")): row.get("seconds", 0) / 60 for row in rows}


def test_a_summary_has_totals_shares_and_names(store: Store) -> None:
    store.keep([span(0, 30), span(30, 10, BOTH), span(40, 60, NONE)])
    summary = answers(store).summary("today", "network", now=NOON, pending=())
    assert (summary["observed_seconds"], summary["network_seconds"]) == (6000, 1800)
    assert [(row["key"], row["name"], row["kind"], row["share"]) for row in summary["rows"]] == [
        ("facebook", "Facebook", "attributed", 0.3),
        ("facebook|x", "Facebook or X", "contested", 0.1),
        (None, "Everything else", "unattributed", 0.6),
    ]
    assert summary["period"]["start"] == "2026-11-18T00:00:00.000+01:00"


def test_time_that_is_not_in_the_database_yet_counts_once(store: Store) -> None:
    store.keep([span(0, 5)])
    assert minutes(store, "network", span(0, 7), span(7, 3, NONE)) == {"facebook": 7, None: 3}
    assert minutes(store, "network", span(0, 5)) == {"facebook": 5}


def test_other_ways_to_sum_up(store: Store) -> None:
    store.keep([span(0, 30), span(30, 10, CHAT), span(40, 20, NONE), span(-24 * 60, 6)])
    assert minutes(store, "activity") == {"feed": 30, "messages": 10}
    assert minutes(store, "app") == {"Chromium": 40, "XTerm": 20}
    week = answers(store).summary("week", "day", now=NOON, pending=())["rows"]
    assert [(row["key"], row["observed_seconds"], row["networks"]) for row in week] == [
        ("2026-11-17", 360, {"facebook": 360}),
        ("2026-11-18", 3600, {"facebook": 2400}),
    ]
    hours = answers(store).summary("week", "hour", now=NOON, pending=())["rows"]
    assert [(row["key"], row["network_seconds"]) for row in hours] == [(12, 2760)]


def test_days_begin_when_the_user_says(store: Store) -> None:
    night = datetime(2026, 11, 18, 1, tzinfo=UTC)
    store.keep([Span(night, night + timedelta(minutes=5), FEED)])
    late = answers(store, day_starts_at=time(4))
    assert late.summary("today", "network", now=NOON, pending=())["rows"] == []
    days = late.summary("2d", "day", now=NOON, pending=())["rows"]
    assert [row["key"] for row in days] == ["2026-11-17"]


def test_the_days_sum_up_to_the_period_over_a_change_of_clocks(store: Store) -> None:
    start = datetime(2026, 10, 24, 20, tzinfo=UTC)
    store.keep([Span(start + timedelta(hours=n), start + timedelta(hours=n + 1), FEED) for n in range(40)])
    days = answers(store).summary("2026-10-24..2026-10-26", "day", now=NOON, pending=())
    assert [row["observed_seconds"] / 3600 for row in days["rows"]] == [2, 25, 13]
    whole = answers(store).summary("2026-10-24..2026-10-26", "network", now=NOON, pending=())
    assert whole["observed_seconds"] == days["observed_seconds"] == 40 * 3600


def test_pending_time_over_midnight_falls_on_both_days(store: Store) -> None:
    midnight = datetime(2026, 11, 17, 23, tzinfo=UTC)
    over = Span(midnight - timedelta(minutes=10), midnight + timedelta(minutes=5), FEED)
    days = answers(store).summary("week", "day", now=NOON, pending=[over])["rows"]
    assert [(row["key"], row["network_seconds"]) for row in days] == [
        ("2026-11-17", 600),
        ("2026-11-18", 300),
    ]


def test_a_network_whose_rules_are_gone_goes_by_its_id(store: Store) -> None:
    store.keep([span(0, 1, Front(("orkut",), None, "page", "Chromium"))])
    assert answers(store).summary("today", "network", now=NOON, pending=())["rows"][0]["name"] == "orkut"


def test_a_timeline_shows_spans_with_titles_cut_to_the_day(store: Store) -> None:
    store.keep([span(-13 * 60, 90), span(5, 5)])
    timeline = answers(store).timeline("today", now=NOON, pending=[span(5, 8)])
    told = [(each["start"][11:16], each["seconds"], each["title"]) for each in timeline["spans"]]
    assert told == [("00:00", 1800, "Facebook"), ("12:05", 480, "Facebook")]


def test_sessions_come_newest_first(store: Store) -> None:
    store.keep([span(0, 5), span(8, 2), span(30, 5)])
    sessions = answers(store).sessions("today", now=NOON, pending=())["sessions"]
    assert [(each["start"][11:16], each["seconds"]) for each in sessions] == [("12:30", 300), ("12:00", 420)]


def test_an_export_defuses_what_a_spreadsheet_would_run(store: Store) -> None:
    hostile = Front((), None, None, "Chromium", '=HYPERLINK("http://evil.example";"x"),\n"quoted"')
    store.keep([span(0, 1, hostile)])
    lines = "".join(answers(store).export("today", "csv", now=NOON, pending=()))
    assert "'=HYPERLINK" in lines
    (line,) = answers(store).export("today", "jsonl", now=NOON, pending=())
    assert json.loads(line)["title"] == hostile.page_title


@pytest.mark.parametrize(
    ("period", "by", "sentence"),
    [
        ("tomorow", "network", "'tomorow' is no period."),
        ("today", "netwrk", "'netwrk' is unknown. Did you mean `network`?"),
    ],
)
def test_a_question_that_means_nothing_gets_a_sentence(
    store: Store, period: str, by: str, sentence: str
) -> None:
    with pytest.raises(AgentError) as error:
        answers(store).summary(period, by, now=NOON, pending=())
    assert str(error.value).startswith(sentence)
    assert error.value.usage


@pytest.mark.parametrize(
    ("settings", "counted"),
    [({}, 30), ({"leave_out": ("facebook",)}, 0), ({"count": ("forge",)}, 45), ({"count": ("x",)}, 30)],
)
def test_whether_a_network_counts_is_the_file_s_word_and_then_the_user_s(
    store: Store, settings: dict[str, tuple[str, ...]], counted: float
) -> None:
    store.keep([span(0, 30), span(30, 15, Front(("forge",), None, "page", "Chromium"))])
    on = answers(store, **settings)
    on._networks = NETWORKS | {"forge": Network("forge", "Forge", kind="developer", counts=False)}  # noqa: SLF001
    summary = on.summary("today", "network", now=NOON, pending=())
    assert summary["network_seconds"] / 60 == counted
    assert sum(row["seconds"] for row in summary["rows"] if row["counts"]) / 60 == counted
    assert on.summary("today", "day", now=NOON, pending=())["rows"][0]["network_seconds"] / 60 == counted
