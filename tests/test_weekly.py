"""The finding of the week comes once, when somebody is there; what there's none of isn't told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_prompts import NETWORKS, World

from agent.answers import Answers
from agent.core.experiments import plan
from agent.core.model import Front, Presence, Span
from agent.core.offweeks import Experiment
from agent.errors import AgentError
from agent.notify import Notice
from agent.settings import Settings
from agent.sources.base import Lost, Unavailable
from agent.store.database import opened
from agent.store.digests import Digests
from agent.store.experiments import begin
from agent.store.guess import Guess, seal
from agent.store.spans import Store
from agent.weekly import Weekly

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
UNUSUAL = "X: 9 h last week, 2 h in each of the eight weeks before."


@dataclass
class Week:
    """A user whose last week had more time on X than any before, and what they're told of it."""

    world: World
    store: Store
    weekly: Weekly | None = None
    reckoned: int = 0

    def start(self) -> None:
        """Let an agent begin, for the first time or after another one ended."""
        self.weekly = Weekly(self.world.parts(), self.digest, Digests(self.store.file))

    async def digest(self) -> dict[str, Any]:
        self.reckoned += 1
        on = Answers(self.store, settings=self.world.settings, networks=NETWORKS, zone=UTC)
        return on.digest(now=self.world.now, pending=())

    def come(self, at: datetime, presence: Presence = Presence.ACTIVE, front: Front | None = None) -> None:
        """Let something else be in front at that moment, or nobody be there."""
        assert self.weekly is not None
        self.world.now, self.world.presence = at, presence
        self.world.front = front or Front(())
        self.weekly.changed()

    @property
    def told(self) -> list[str]:
        return [notice.text for notice in self.world.shown]


def spend(store: Store, until: date, *, hours: int = 2, weeks: int = 1) -> None:
    for week in range(weeks):
        start = datetime.combine(until, time(10), UTC) - 3 * DAY - week * WEEK
        store.keep([Span(start, start + hours * HOUR, Front(("x",), None, None, "Chromium"))])


@pytest.fixture
def quiet_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Week]:
    monkeypatch.setenv("TZ", "UTC")
    with opened(tmp_path / "timesink.db") as store:
        week = Week(World(store.file), store)
        spend(store, MONDAY.date() - WEEK, weeks=11)
        week.start()
        yield week


@pytest.fixture
def week(quiet_week: Week) -> Week:
    spend(quiet_week.store, MONDAY.date(), hours=9)
    return quiet_week


def test_the_first_presence_of_a_week_hears_its_finding_with_the_range_once(week: Week) -> None:
    week.come(MONDAY)
    (notice,) = week.world.shown
    assert (notice.title, notice.text, notice.buttons) == ("The finding of the week", UNUSUAL, ())
    for hours in range(1, 7 * 24 - 9):
        week.come(MONDAY + hours * HOUR)
    assert (len(week.told), week.reckoned) == (1, 1)


def test_an_agent_that_begins_anew_tells_it_no_more_and_reckons_nothing(week: Week) -> None:
    week.come(MONDAY)
    week.start()
    week.come(MONDAY + HOUR)
    assert (len(week.told), week.reckoned) == (1, 1)


def test_an_agent_that_is_stopped_while_it_is_shown_tells_it_no_more(week: Week) -> None:
    async def stopped(_: Notice) -> None:
        raise asyncio.CancelledError

    week.weekly = Weekly(replace(week.world.parts(), show=stopped), week.digest, Digests(week.store.file))
    with pytest.raises(asyncio.CancelledError):
        week.come(MONDAY)
    week.start()
    week.come(MONDAY + HOUR)
    assert (week.told, week.reckoned) == ([], 1)


def test_settings_that_are_read_again_meanwhile_tell_it_no_second_time(week: Week) -> None:
    async def told_by_another() -> dict[str, Any]:
        Digests(week.store.file).tell(MONDAY.date())
        return await week.digest()

    week.weekly = Weekly(week.world.parts(), told_by_another, Digests(week.store.file))
    week.come(MONDAY)
    assert week.told == []


def test_after_a_month_away_only_this_week_is_told(week: Week) -> None:
    week.come(MONDAY)
    back = MONDAY + 4 * WEEK + 2 * DAY
    spend(week.store, back.date(), hours=12)
    for hours in range(5):
        week.come(back + hours * HOUR)
    assert week.told == [UNUSUAL, "X: 12 h last week, between no time and 9 h in the eight weeks before."]


def test_a_week_begins_when_the_users_monday_does(week: Week) -> None:
    week.world.settings = replace(week.world.settings, day_starts_at=time(4))
    week.come(MONDAY - DAY)
    assert week.reckoned == 1
    week.come(datetime(2026, 11, 30, 3, 59, tzinfo=UTC))
    assert week.reckoned == 1
    week.come(datetime(2026, 11, 30, 4, tzinfo=UTC))
    assert week.reckoned == 2


@pytest.mark.parametrize("presence", [Presence.IDLE, Presence.LOCKED, Presence.ASLEEP])
def test_nobody_is_told_who_is_not_there(week: Week, presence: Presence) -> None:
    week.come(MONDAY, presence)
    assert (week.reckoned, week.world.due) == (0, [])
    week.come(MONDAY + HOUR)
    assert week.told == [UNUSUAL]


def test_it_waits_for_the_end_of_quiet_hours_and_of_films(week: Week) -> None:
    week.world.settings = Settings(quiet=(time(8), time(10)))
    week.come(MONDAY)
    week.world.watching = True
    week.come(MONDAY + 2 * HOUR)
    assert week.reckoned == 0
    week.world.watching = False
    week.come(MONDAY + 3 * HOUR)
    assert week.told == [UNUSUAL]


def test_where_nobody_can_show_it_it_is_tried_again_an_hour_later(week: Week) -> None:
    week.world.answers = [Unavailable("do not disturb is on")]
    week.come(MONDAY)
    for minutes in range(1, 60):
        week.come(MONDAY + timedelta(minutes=minutes))
    assert (week.told, week.reckoned) == ([], 1)
    week.start()
    week.come(MONDAY + HOUR)
    assert week.told == [UNUSUAL]


def test_what_was_on_the_screen_when_its_server_ended_was_told(week: Week) -> None:
    week.world.answers = [Lost("the program that shows them has ended")]
    week.come(MONDAY)
    week.start()
    week.come(MONDAY + HOUR)
    assert (week.told, week.reckoned) == ([], 1)


def test_where_nothing_is_found_nothing_is_told_nor_looked_for_again(quiet_week: Week) -> None:
    spend(quiet_week.store, MONDAY.date())
    quiet_week.come(MONDAY)
    quiet_week.start()
    quiet_week.come(MONDAY + DAY)
    assert (quiet_week.told, quiet_week.reckoned) == ([], 1)


def test_an_experiment_says_whether_this_week_is_off_but_is_no_finding_itself(quiet_week: Week) -> None:
    drawn = Experiment("0" * 32, "x", MONDAY.date(), plan("seed", 8), "seed", MONDAY - DAY)
    begin(quiet_week.store.file, drawn, today=MONDAY.date())
    spend(quiet_week.store, MONDAY.date())
    quiet_week.come(MONDAY)
    assert quiet_week.told == []
    spend(quiet_week.store, MONDAY.date() + WEEK, hours=9)
    quiet_week.come(MONDAY + WEEK)
    state = "off" if drawn.plan[1] else "on"
    assert quiet_week.told == [f"{UNUSUAL} Week 2 of your experiment: X is {state}."]


def test_what_became_of_a_guess_is_worth_telling(quiet_week: Week) -> None:
    spend(quiet_week.store, MONDAY.date())
    seal(quiet_week.store.file, Guess(MONDAY - 2 * WEEK - DAY, HOUR))
    quiet_week.come(MONDAY)
    assert quiet_week.told == ["You guessed 1 h a day; it was 17 min."]


def test_what_cannot_be_written_down_is_not_shown(week: Week, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Digests, __: date) -> bool:
        raise AgentError("the disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Digests, "tell", refuse)
        week.come(MONDAY)
    assert week.told == []
    week.come(MONDAY + HOUR)
    assert week.told == [UNUSUAL]
