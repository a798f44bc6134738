"""Experiments with oneself: what is told when, what the weeks held, what they showed; as a user sees it."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from running import Home, agent, home
from test_cli import columns, run

from agent.core.experiments import plan
from agent.core.ledger import Credit, Outcome
from agent.core.model import Front, Span
from agent.core.offweeks import Experiment, Stage, find
from agent.core.periods import WEEK, Calendar
from agent.errors import AgentError
from agent.experimenting import this_week
from agent.store import experiments as kept
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
from agent.store.spans import Store
from agent.store.weeks import held

DAY = timedelta(days=1)
TODAY = datetime.now(UTC).date()
BEGIN = date(2026, 11, 30)


@pytest.fixture
def user() -> Iterator[Home]:
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error", "COLUMNS": "80"}
        at.database.parent.mkdir(parents=True, mode=0o700)
        yield at


def drawn(weeks: int = 8, begin: date = BEGIN, seed: str = "seed", **parts: Any) -> Experiment:
    made = datetime(2026, 11, 26, tzinfo=UTC)
    return Experiment(new_uid(), "facebook", begin, plan(seed, weeks), seed, made, **parts)


def on(network: str, day: date, minutes: float, hour: int = 12) -> Span:
    start = datetime.combine(day, time(hour), UTC)
    return Span(start, start + timedelta(minutes=minutes), Front((network,), None, "page", "Browser", None))


def put(at: Home, experiment: Experiment, *spans: Span) -> None:
    with opened(at.database) as store:
        kept.begin(store.file, experiment, today=experiment.begin)
        store.keep(spans)


def shown(at: Home, *words: str) -> str:
    code, out, err = run(at, "experiment", *words)
    assert (code, err) == (0, "")
    assert max(map(columns, out.splitlines())) <= 80
    return " ".join(out.split())


def told(at: Home, *words: str) -> dict[str, Any]:
    return dict(json.loads(run(at, "experiment", *words, "--json")[1])["experiment"])


@pytest.mark.parametrize(
    ("days", "stage", "week", "weeks_told", "scored", "begun"),
    [
        (-3, Stage.COMING, None, 0, None, 0),
        (-2, Stage.COMING, None, 1, None, 0),
        (0, Stage.RUNNING, 0, 1, None, 1),
        (4, Stage.RUNNING, 0, 1, None, 1),
        (5, Stage.RUNNING, 0, 2, 0, 1),
        (11, Stage.RUNNING, 1, 2, 0, 2),
        (12, Stage.RUNNING, 1, 3, 1, 2),
        (55, Stage.RUNNING, 7, 8, 7, 8),
        (56, Stage.OVER, None, 8, 7, 8),
        (63, Stage.OVER, None, 8, None, 8),
    ],
)
def test_a_week_is_told_and_another_scored_on_its_eve(  # noqa: PLR0917  a row of the table
    days: int, stage: Stage, week: int | None, weeks_told: int, scored: int | None, begun: int
) -> None:
    it, today = drawn(), BEGIN + days * DAY
    assert (it.stage(today), it.week_on(today), it.told(today)) == (stage, week, weeks_told)
    assert (it.scored_on(today), it.begun(today)) == (scored, begun)


def test_weeks_without_a_value_make_no_difference_larger() -> None:
    off = plan("seed", 8)
    values: list[float | None] = [5.0 + 2 * is_off + number % 2 for number, is_off in enumerate(off)]
    whole = find(values, off)
    values[off.index(True)] = None
    partly = find(values, off)
    assert whole
    assert partly
    assert 0 < partly.result.difference < whole.result.difference
    assert (whole.is_visible, whole.missing, partly.missing) == (True, 0, 1)
    assert find([None, None, None, *values[3:]], off) is None
    assert find([None] * 8, off) is None


def test_a_week_holds_its_own_days_where_the_clock_is_changed(user: Home) -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"), time(4))
    it = drawn(2, date(2026, 10, 19))  # ends on the day that has 25 hours
    last = calendar.start_of(date(2026, 10, 26))
    spans = [
        Span(last - timedelta(minutes=30), last, Front(("facebook",), None, "page", "Browser", None)),
        Span(last, last + timedelta(minutes=15), Front(("x",), None, "page", "Browser", None)),
    ]
    with opened(user.database) as store:
        store.keep(spans)
        first, second = held(store, it, weeks=2, calendar=calendar, counts=lambda _: True)
    assert (first.on_it, first.others) == (timedelta(minutes=30), timedelta())
    assert (second.on_it, second.others) == (timedelta(), timedelta(minutes=15))


def test_a_lead_that_became_a_deal_is_not_counted_twice(user: Home) -> None:
    it = drawn(2)
    lead = Outcome(new_uid(), BEGIN, "lead", (Credit("x"),), Decimal(500))
    deal = Outcome(new_uid(), BEGIN + WEEK, "deal", (Credit("x"),), Decimal(700), 2, origin=lead.uid)
    five = Outcome(new_uid(), BEGIN, "lead", (Credit("x"),), Decimal(1000), 5)
    one = Outcome(new_uid(), BEGIN, "deal", (Credit("x"),), Decimal(50), origin=five.uid)
    with opened(user.database) as store:
        for each in (lead, deal, five, one):
            Ledger(store.file).add(each)
        weeks = list(held(store, it, weeks=2, calendar=Calendar(UTC), counts=lambda _: True))
        assert list(held(store, it, weeks=0, calendar=Calendar(UTC), counts=lambda _: True)) == []
    assert [(each.outcomes, each.money) for each in weeks] == [(7, 850), (2, 700)]


def test_the_plan_is_sealed_and_the_seed_proves_it_in_the_end(user: Home) -> None:
    begun = shown(user, "start", "Facebook", "--begin", "today")
    while_on = told(user)
    assert while_on["seal"] in begun
    assert (while_on["seed"], while_on["this_week"], len(while_on["weeks"])) == (None, 1, 1)
    assert "Whether the next one is off is told from" in shown(user)
    assert "Abandoned" in shown(user, "stop", "--yes")
    opened_then = told(user)
    assert hashlib.sha256(f"sealed {opened_then['seed']}".encode()).hexdigest() == while_on["seal"]
    assert tuple(week["off"] for week in opened_then["weeks"]) == plan(opened_then["seed"], 8)
    assert opened_then["measures"] == []


def test_the_endpoint_and_the_command_give_one_answer(user: Home) -> None:
    put(user, drawn(8, TODAY - DAY), on("x", TODAY - DAY, 30))
    by_command = json.loads(run(user, "experiment", "--json")[1])
    with agent(user, seeing=False):
        assert user.get("experiment") == by_command


def test_only_one_goes_on_even_if_two_are_begun_at_once(user: Home) -> None:
    argv = [sys.executable, "-m", "agent", "experiment", "start", "facebook"]
    running = [subprocess.Popen(argv, env=user.environment, stdout=-3, stderr=-3) for _ in range(3)]
    assert sorted(each.wait(60) for each in running) == [0, 1, 1]
    with opened(user.database) as store:
        assert len(kept.experiments(store.file)) == 1


def test_an_abandoned_one_stays_to_be_seen(user: Home) -> None:
    shown(user, "start", "facebook")
    assert "before it began" in shown(user, "stop", "--yes")
    assert "1. Facebook" in shown(user, "start", "x") + shown(user)
    assert told(user, "--number", "1")["stage"] == "abandoned"
    code, _, err = run(user, "experiment", "stop", stdin=b"n\n")
    assert (code, told(user)["stage"]) == (130, "coming"), err


def test_one_that_nobody_confirms_goes_on_and_it_is_said_how_to_abandon_it(user: Home) -> None:
    shown(user, "start", "facebook")
    code, out, err = run(user, "experiment", "stop", stdin=b"")
    assert (code, out.strip(), told(user)["stage"]) == (1, "", "coming")  # older click leaves a space
    assert err.endswith("nobody said yes, so the experiment goes on. `--yes` abandons it unasked.\n")


def test_the_one_that_goes_on_is_told_by_its_networks_name(user: Home) -> None:
    shown(user, "start", "x")
    code, _, err = run(user, "experiment", "start", "linkedin")
    assert (code, "an experiment with X goes on until" in err) == (1, True), err


def test_what_fails_midway_leaves_nothing_half_begun(user: Home) -> None:
    def broken_off(store: Store) -> None:
        with store.file.transaction() as cursor:
            cursor.execute("DELETE FROM experiments")
            raise KeyboardInterrupt

    put(user, drawn())
    with opened(user.database) as store, pytest.raises(KeyboardInterrupt):
        broken_off(store)
    with opened(user.database) as store:
        assert [each.seed for each in kept.experiments(store.file)] == ["seed"]
        with pytest.raises(AgentError, match="goes on until 2027-01-25"):
            kept.begin(store.file, drawn(), today=BEGIN)


def test_this_week_is_off_or_on_or_neither(user: Home) -> None:
    it = drawn()
    with opened(user.database) as store:
        assert this_week(store, today=BEGIN) is None
        kept.begin(store.file, it, today=BEGIN)
        found = [this_week(store, today=BEGIN + at * WEEK) for at in range(-1, 9)]
        assert (found[0], found[-1]) == (None, None)
        assert tuple(each.is_off for each in found[1:-1] if each) == it.plan
        kept.abandon(store.file, it, on=BEGIN)
        assert this_week(store, today=BEGIN) is None


@pytest.mark.parametrize("weeks", [2, 8, 24])
def test_a_difference_is_told_or_that_none_was_to_be_seen(user: Home, weeks: int) -> None:
    it = drawn(weeks, TODAY - weeks * WEEK)
    minutes = [
        20 if off and number == it.plan.index(True) else 5 if off else 200
        for number, off in enumerate(it.plan)
    ]
    put(
        user,
        it,
        *(on("facebook", it.start_of(at), long) for at, long in enumerate(minutes)),
        *(on("x", it.start_of(at), 30 + at % 3, hour=17) for at in range(weeks)),
    )
    with opened(user.database) as store:
        for at, off in enumerate(it.plan):
            kept.score(store.file, it, at, 3 + 4 * off + at % 2)
    said = shown(user)
    assert f"more than 15 min in week {it.plan.index(True) + 1}, off" in said
    assert "Weeks are compared as they were drawn" in said
    assert "Time on other networks: no visible difference" in said
    if weeks == 2:
        assert "2 weeks couldn't have shown any." in said
    else:
        assert "How the weeks were: 4.0 points more in weeks off; luck" in said
        assert f"{weeks} weeks would have shown one of" in said
        assert "Where 2 things are compared, luck alone makes one stand out in up to 10 % of" in said
    assert told(user) == told(user)


def test_only_what_was_compared_counts_among_what_luck_may_have_done(user: Home) -> None:
    it = drawn(8, TODAY - 8 * WEEK)
    put(user, it, *(on("facebook", it.start_of(at), 5 if off else 90) for at, off in enumerate(it.plan)))
    with opened(user.database) as store:
        for at, off in enumerate(it.plan):
            kept.score(store.file, it, at, 8 if off else 4 + (at == it.plan.index(False)))
    said = shown(user)
    assert "How the weeks were: 3.8 points more in weeks off, typically 4.0 points more; luck" in said
    assert "Time on other networks: the same in all weeks." in said
    assert "stand out" not in said


def test_no_data_and_too_few_scores_are_told_so(user: Home) -> None:
    it = drawn(8, TODAY - 8 * WEEK)
    put(user, it)
    said = shown(user)
    assert "There is nothing to compare" in said
    assert "Nothing was tracked in weeks 1, 2, 3, 4, 5, 6, 7, 8." in said
    assert "How was week 8?" in said
    assert "Week 8: 7 of 10." in shown(user, "week", "7")
    assert "known of 1 of 8 weeks, which is too few to compare" in shown(user)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["start", "facebok"], 2, "Did you mean `facebook`?"),
        (["start", "x", "--weeks", "7"], 2, "take an even number from 2 to 24"),
        (["start", "x", "--weeks", "1"], 2, "an experiment can't have 1 week. Half of its weeks are off"),
        (["start", "x", "--weeks", "0"], 2, "take an even number from 2 to 24"),
        (["start", "x", "--weeks", "26"], 2, "take an even number from 2 to 24"),
        (["start", "x", "--begin", "yesterday"], 2, "Begin today or later"),
        (["start", "x", "--begin", "2999-01-01"], 2, "Begin within a year."),
        (["start", "x", "--begin", "soon"], 2, "Give a day such as 2026-11-30."),
        (["week", "7"], 1, "there is no experiment."),
        (["week", "11"], 2, "A week is from 0 to 10."),
        (["stop"], 1, "there is no experiment."),
        (["--number", "2"], 2, "there is no experiment 2."),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(user: Home, words: list[str], code: int, sentence: str) -> None:
    ended, out, err = run(user, "experiment", *words)
    assert (ended, out) == (code, "")
    assert sentence in err
    assert "No experiment yet." in shown(user)


def test_too_few_weeks_are_warned_of(user: Home) -> None:
    assert "comes by luck in 1 of 3 experiments. Take 8 or more." in shown(user, "start", "x", "--weeks", "4")
