"""What networks were worth, from a real database: which hours, outcomes and answers count, and for what."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_web_app import fits

from agent.answers import Answers
from agent.core.ledger import Answer, Credit, Outcome
from agent.core.model import Front, Network, Span
from agent.core.periods import Calendar, parse_period
from agent.core.summaries import Session
from agent.core.verdicts import judge
from agent.digests import finding
from agent.errors import AgentError
from agent.evidence import gather
from agent.settings import Settings
from agent.store.database import opened
from agent.store.guess import Guess, seal
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
from agent.store.ratings import Ratings
from agent.store.spans import Store
from agent.web.openapi import ANSWERED

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGUN = date(2026, 3, 2)  # a Monday, before the clocks change on 29 March
NOW = datetime(2026, 8, 31, 10, tzinfo=UTC)  # 26 weeks later, to the day
NETWORKS = {
    "x": Network("x", "X"),
    "linkedin": Network("linkedin", "LinkedIn"),
    "forge": Network("forge", "Forge", kind="developer", counts=False),
}
PAID: dict[str, Any] = {"own_rate": Decimal(60), "typical_deal": Decimal(3000), "close_rate": Decimal("0.2")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "timesink.db") as made:
        yield made


def at(day: date, hour: float = 12) -> datetime:
    """A moment by Berlin's clock."""
    return (datetime.combine(day, time(), BERLIN) + timedelta(hours=hour)).astimezone(UTC)


def spend(store: Store, network: str, *, weeks: int = 26, hours: float = 4, since: date = BEGUN) -> None:
    """Be on a network every Wednesday."""
    for week in range(weeks):
        start = at(since + week * WEEK + 2 * DAY)
        store.keep([Span(start, start + hours * HOUR, Front((network,), "feed", "page", "Chromium"))])


def gain(store: Store, kind: str, on: date, amount: int | None = None, **more: Any) -> Outcome:
    money = None if amount is None else Decimal(amount)
    named = {"uid": new_uid(), "on": on, "kind": kind, "credits": (Credit("linkedin"),), "amount": money}
    return Ledger(store.file).add(Outcome(**(named | more)))


def rate(store: Store, network: str, start: datetime, answer: str, *, minutes: float = 20) -> None:
    length = timedelta(minutes=minutes)
    session = Session(network, start, start + length, length)
    Ratings(store.file).rate(session, Answer(answer), longer=None, now=start + length)


def answers(store: Store, **settings: Any) -> Answers:
    return Answers(store, settings=Settings(**settings), networks=NETWORKS, zone=BERLIN)


def worth(store: Store, period: str = "all", network: str = "", **settings: Any) -> dict[str, Any]:
    return answers(store, **settings).worth(period, network, now=NOW, pending=())


def row(store: Store, period: str = "all", network: str = "", **settings: Any) -> dict[str, Any]:
    """The row of LinkedIn."""
    rows = worth(store, period, network, **settings)["networks"]
    return next(each for each in rows if each["network"] == "linkedin")


def gathered(store: Store, period: str, *, now: datetime = NOW, **settings: Any) -> Any:
    calendar = Calendar(BERLIN, settings.get("day_starts_at", time()))
    asked = parse_period(period, now=now, calendar=calendar)
    return gather(store, Settings(**settings), calendar, period=asked, now=now)


def test_weeks_are_those_of_tracking_from_the_periods_first_day_on(store: Store) -> None:
    spend(store, "linkedin")
    case = gathered(store, "2026-06-01..2026-06-30").case("linkedin")
    assert (case.weeks.start, case.counts_from) == (BEGUN + 2 * DAY, date(2026, 6, 3))
    assert case.weeks.hours == [4.0] * 17  # hours before it are answered in it


def test_a_period_that_moves_on_is_looked_at_once_a_week(store: Store) -> None:
    spend(store, "linkedin")
    wednesdays = []
    for day in range(8):  # from a Monday on
        evidence = gathered(store, "20w", now=NOW + day * DAY)
        look = judge(evidence.case("linkedin"), evidence.stakes, today=evidence.until).look
        wednesdays.append(look and look.on)
    assert wednesdays == [date(2026, 8, 26)] * 2 + [date(2026, 9, 2)] * 6


def test_what_came_in_a_period_before_its_first_week_is_said_not_to_count(store: Store) -> None:
    spend(store, "linkedin")
    gain(store, "deal", date(2026, 6, 2), 9000)
    found = row(store, "2026-06..2026-08-15", social=False, **PAID)
    assert found["business"]["earned"] == 9000
    assert found["why"][-1] == "9,000 € before 2026-06-03 isn't in it: weeks count from then on."


def test_a_period_that_ends_before_the_next_look_promises_none(store: Store) -> None:
    spend(store, "linkedin")
    gain(store, "deal", date(2026, 8, 28), 500)
    gain(store, "deal", date(2026, 7, 28), 5000)
    for period, said in (
        ("2026-03-01..2026-08-31", "500 € since 2026-08-26 isn't in it: the period ends within that week."),
        ("2026-03-01..2026-09-30", "500 € since 2026-08-26 isn't in it yet: it counts from 2026-09-02."),
        ("all", "500 € since 2026-08-26 isn't in it yet: it counts from 2026-09-02."),
    ):
        assert said in row(store, period, social=False, **PAID)["why"]
    for period in ("2026-08", "2026-08-01..2026-09-05"):
        assert row(store, period, social=False, **PAID)["change"] == [
            "A longer period, such as all, has more to tell by."
        ]


def test_of_no_hour_no_worth_is_told(store: Store) -> None:
    spend(store, "linkedin")
    for day in range(12):
        gain(store, "deal", date(2026, 5, 1) + day * DAY, 900, credits=(Credit("x"),))
    rows = worth(store, social=False, **PAID)["networks"]
    (found,) = [each for each in rows if each["network"] == "x"]
    assert (found["verdict"], found["value"]) == ("not_enough", None)
    assert not any("An hour on" in each for each in found["why"])


def test_terms_beyond_all_measure_harm_nothing(store: Store) -> None:
    spend(store, "linkedin")
    terms = {"own_rate": Decimal("0.01"), "typical_deal": Decimal(100_000_000), "close_rate": Decimal(1)}
    assert row(store, social=False, **terms)["verdict"] == "not_enough"


def test_a_period_that_is_past_promises_nothing(store: Store) -> None:
    spend(store, "linkedin")
    gain(store, "deal", date(2026, 4, 29), 700)
    found = row(store, "2026-04", social=False, **PAID)
    assert found["why"][-1] == "700 € since 2026-04-29 isn't in it: the period ends within that week."
    assert found["change"] == ["A longer period, such as all, has more to tell by."]


def test_a_period_that_begins_before_tracking_begins_with_it_and_has_a_warm_up(store: Store) -> None:
    spend(store, "linkedin")
    evidence = gathered(store, "2025-11-01..2026-06-30")
    assert evidence.since is None
    first = BEGUN + 2 * DAY
    assert evidence.case("linkedin").counts_from == first + WEEK
    gain(store, "deal", first - DAY, 999)
    gain(store, "deal", first + DAY, 500)
    assert row(store, "2025-11-01..2026-06-30", **PAID)["business"]["earned"] == 500
    assert any("no money came" in each for each in row(store, **PAID)["why"])  # it's owed to hours before


def test_weeks_are_whole_over_the_change_of_clocks(store: Store) -> None:
    for number in range(56):  # an hour before midnight, and one after it
        day = BEGUN + number * DAY
        store.keep([Span(at(day, 23), at(day, 23) + 2 * HOUR, Front(("x",), None, "page", "Chromium"))])
    case = gathered(store, "all").case("x")
    assert case.weeks.hours[1:7] == [14.0] * 6
    assert sum(case.weeks.hours) == 112


def test_only_what_came_in_the_period_counts_for_it(store: Store) -> None:
    spend(store, "linkedin")
    for month, amount in ((5, 100), (6, 2000), (7, 4000)):
        gain(store, "deal", date(2026, month, 1), amount)
    gain(store, "deal", date(2026, 6, 30), 30)
    found = row(store, "2026-06", **PAID)
    assert found["outcomes"] == [{"kind": "deal", "number": 2, "money": 2030}]
    assert found["business"] == {"cost": 16 * 60, "earned": 2030, "roi": round((2030 - 960) / 960 * 100, 2)}


def test_what_came_today_counts_already(store: Store) -> None:
    spend(store, "linkedin")
    gain(store, "deal", NOW.date(), 70)
    gain(store, "deal", NOW.date() + DAY, 900)
    assert row(store, "7d", **PAID)["business"]["earned"] == 70


def test_a_deal_takes_its_leads_place_from_its_own_day_on(store: Store) -> None:
    spend(store, "linkedin")
    lead = gain(store, "lead", date(2026, 6, 10), 900)
    gain(store, "deal", date(2026, 7, 10), 2400, origin=lead.uid, credits=(Credit("x"),))
    assert row(store, "2026-06", **PAID)["outcomes"] == [{"kind": "lead", "number": 1, "money": 900}]
    later = {each["network"]: each["outcomes"] for each in worth(store, "2026-06-01..2026-07-31")["networks"]}
    assert later == {"linkedin": [], "x": [{"kind": "deal", "number": 1, "money": 2400}]}


def test_credit_is_shared_as_the_ledger_says(store: Store) -> None:
    spend(store, "linkedin")
    shared = (Credit("linkedin", Fraction(1, 3)), Credit("x", Fraction(2, 3)))
    gain(store, "deal", date(2026, 6, 10), 900, credits=shared)
    rows = {each["network"]: each for each in worth(store, **PAID)["networks"]}
    assert rows["linkedin"]["outcomes"] == [{"kind": "deal", "number": 0.33, "money": 300}]
    assert (rows["x"]["outcomes"][0]["money"], rows["x"]["seconds"]) == (600, 0)
    assert rows["x"]["business"] == {"cost": 0, "earned": 600, "roi": None}


def test_what_does_not_count_is_left_out_unless_it_is_named(store: Store) -> None:
    spend(store, "linkedin", weeks=2)
    spend(store, "forge", weeks=2, since=BEGUN + DAY)
    assert [each["network"] for each in worth(store)["networks"]] == ["linkedin"]
    assert [each["network"] for each in worth(store, network="forge")["networks"]] == ["forge"]
    counted = worth(store, count=("forge",))["networks"]
    assert {each["network"] for each in counted} == {"forge", "linkedin"}


def test_an_unknown_network_gets_a_sentence(store: Store) -> None:
    with pytest.raises(AgentError, match=r"'linkdin' is unknown\. Did you mean `linkedin`\?") as error:
        worth(store, network="x,linkdin")
    assert error.value.usage


def test_where_nothing_was_ever_tracked_there_is_nothing(store: Store) -> None:
    found = worth(store, **PAID)
    assert (found["networks"], found["better"], found["guess"]) == ([], [], None)
    assert [each["verdict"] for each in worth(store, network="x")["networks"]] == ["not_enough"]
    assert worth(store, "2025", network="x")["networks"][0]["outcomes"] == []


def test_without_any_setting_hours_and_answers_speak_alone(store: Store) -> None:
    spend(store, "linkedin")
    gain(store, "connection", date(2026, 6, 10))
    for number in range(40):
        rate(store, "linkedin", at(BEGUN + (20 + number) * DAY), "yes")
    found = row(store)
    assert (found["verdict"], found["value"], found["business"]) == ("keep", None, None)
    assert found["seconds"] == 26 * 4 * 3600
    assert found["outcomes"] == [{"kind": "connection", "number": 1, "money": None}]
    assert len(found["why"]) == 1
    assert "by 40 answers" in found["why"][0]


def test_answers_are_counted_and_minutes_regretted_from_five_on(store: Store) -> None:
    spend(store, "linkedin")
    day = date(2026, 6, 1)
    for number, answer in enumerate(["yes", "partly", "no", "no"]):
        rate(store, "linkedin", at(day + number * DAY), answer)
    rate(store, "linkedin", at(date(2026, 5, 31), 23.9), "yes")
    rate(store, "linkedin", at(date(2026, 7, 1), 0.1), "yes")
    found = row(store, "2026-06")["answers"]
    assert (found["yes"], found["partly"], found["no"], found["regretted_seconds"]) == (1, 1, 2, None)
    assert found["worth_it"]["middle"] == pytest.approx(2 / 5)  # Jeffreys' Beta(½ + 1½, ½ + 2½)
    rate(store, "linkedin", at(day + 5 * DAY), "no")
    found = row(store, "2026-06")["answers"]
    assert found["regretted_seconds"] == pytest.approx(16 * 3600 * (1 - 2 / 6), abs=2)


def test_an_answer_lies_on_the_day_that_the_users_calendar_says(store: Store) -> None:
    spend(store, "linkedin")
    rate(store, "linkedin", at(date(2026, 6, 2), 3), "yes")
    late, early = (gathered(store, "all", day_starts_at=time(hour)).case("linkedin") for hour in (4, 0))
    first, second = (
        {"since": date(2026, 6, 1), "until": date(2026, 6, 2)},
        {"since": date(2026, 6, 2), "until": date(2026, 6, 3)},
    )
    assert [len(late.rated(**day)) for day in (first, second)] == [1, 0]
    assert [len(early.rated(**day)) for day in (first, second)] == [0, 1]


def test_a_session_is_rated_for_what_it_mainly_was(store: Store) -> None:
    start = at(date(2026, 6, 2))
    feed, chat = (Front(("linkedin",), each, "page", "Chromium") for each in ("feed", "messages"))
    minute = timedelta(minutes=1)
    store.keep(
        [
            Span(start, start + 5 * minute, feed),
            Span(start + 5 * minute, start + 15 * minute, chat),
            Span(start + 15 * minute, start + 35 * minute, Front(("x",), "feed", "page", "Chromium")),
            Span(start + 35 * minute, start + 39 * minute, feed),
        ]
    )
    rate(store, "linkedin", start, "yes", minutes=39)
    activities = row(store, network="linkedin")["activities"]
    told = [(each["activity"], each["seconds"], each["answers"]["yes"]) for each in activities]
    assert told == [("messages", 600, 1), ("feed", 540, 0)]


def test_time_that_is_not_kept_yet_is_spent_already(store: Store) -> None:
    spend(store, "linkedin", weeks=1)
    pending = Span(NOW - HOUR, NOW, Front(("x",), "feed", "page", "Chromium"))
    found = answers(store).worth("today", "", now=NOW, pending=[pending])
    assert [(each["network"], each["seconds"]) for each in found["networks"]] == [("x", 3600)]


@pytest.mark.parametrize(
    ("sealed", "expected"),
    [
        pytest.param(NOW - 13 * DAY, None, id="sealed less than two weeks ago"),
        pytest.param(datetime(2026, 8, 16, 9, tzinfo=UTC), 8 / 14, id="from the day after on"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), 104 / 179, id="before tracking: since then"),
    ],
)
def test_a_guess_meets_the_log_after_two_weeks(
    store: Store, sealed: datetime, expected: float | None
) -> None:
    spend(store, "linkedin")
    spend(store, "forge", since=BEGUN + DAY)
    seal(store.file, Guess(sealed, timedelta(minutes=30)))
    guess = worth(store)["guess"]
    if expected is None:
        assert guess is None
    else:
        assert guess["guessed_seconds_a_day"] == 1800
        assert guess["seconds_a_day"] == pytest.approx(expected * 3600, rel=0.06)


def test_one_network_is_better_only_from_ninety_per_cent_on(store: Store) -> None:
    spend(store, "linkedin")
    spend(store, "x", since=BEGUN + DAY)
    for number in range(2):
        gain(store, "lead", date(2026, 6, 1) + number * DAY)
    assert worth(store, **PAID)["better"] == []
    for number in range(8):
        gain(store, "lead", date(2026, 6, 5) + number * DAY)
    (better,) = worth(store, **PAID)["better"]
    assert (better["network"], better["than"], better["by"]) == ("linkedin", "x", "outcomes")
    assert better["chance"] >= 0.9


def test_what_one_would_rather_do_is_told_where_it_would_fit_in(store: Store) -> None:
    spend(store, "linkedin", weeks=2)
    found = worth(store, rather={"an evening": 3 * HOUR, "a journey": 100 * HOUR})
    assert found["rather"] == [{"what": "an evening", "times": 2}]


def told_by_export(store: Store, start: datetime, hours: float) -> None:
    """Keep what LinkedIn's own log would tell."""
    with store.file.transaction() as cursor:
        first, last = (round(each.timestamp() * 1000) for each in (start, start + hours * HOUR))
        cursor.execute("INSERT INTO stays VALUES ('linkedin', ?, ?, 0, x'01')", (first, last))


def test_time_that_an_export_tells_is_united_with_what_was_tracked_and_never_added(store: Store) -> None:
    spend(store, "linkedin", hours=4)
    told_by_export(store, at(BEGUN + 2 * DAY, 14), 4)  # two of them were tracked
    told_by_export(store, at(BEGUN + 5 * DAY), 1)
    there = row(store, "all")
    assert there["elsewhere_seconds"] == 3 * 3600
    assert there["seconds"] == (26 * 4 + 3) * 3600
    case = gathered(store, "all").case("linkedin")
    assert case.weeks.hours[:2] == [7.0, 4.0]


def test_a_network_that_only_its_export_saw_has_its_time(store: Store) -> None:
    spend(store, "x")
    told_by_export(store, at(BEGUN + 12 * DAY), 5)
    assert row(store, "all")["seconds"] == 5 * 3600
    assert len(gathered(store, "all").case("linkedin").weeks.hours) == len(
        gathered(store, "all").case("x").weeks.hours
    )


def digest(store: Store, **settings: Any) -> dict[str, Any]:
    return answers(store, **settings).digest(now=NOW, pending=())


def test_a_verdict_that_turned_is_told_before_all_else() -> None:
    rows = [{"network": "x", "in_words": "Keep it."}, {"network": "linkedin", "in_words": "Drop it."}]
    before = [{"network": "x", "in_words": "Keep it."}, {"network": "linkedin", "in_words": "Cut back."}]
    weeks = {"x": [HOUR] * 8 + [9 * HOUR]}
    found = finding({"networks": rows, "better": []}, {"networks": before, "better": []}, weeks)
    assert found == {"turned": {"before": "Cut back.", "now": "Drop it."}, "row": rows[1]}


def test_the_week_tells_hours_out_of_the_usual(store: Store) -> None:
    spend(store, "linkedin", weeks=25)
    start = at(NOW.date() - 3 * DAY, 2)
    store.keep([Span(start, start + 9 * HOUR, Front(("linkedin",), None, None, "Chromium"))])
    answer = digest(store)
    assert fits(answer, ANSWERED["digest"])
    found = answer["finding"]
    assert found["unusual"] == {"seconds": 9 * 3600, "least": 4 * 3600, "most": 4 * 3600}


def test_where_nothing_is_worth_telling_nothing_is_told(store: Store) -> None:
    spend(store, "linkedin")
    assert digest(store) == {"finding": None, "experiment": None, "guess": None}
