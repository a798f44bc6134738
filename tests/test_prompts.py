"""Prompts and budgets hear what is in front; tests hand them time, chance and answers."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.core.ledger import Answer
from agent.core.model import Front, Network, Presence, Span, Window
from agent.core.periods import Period
from agent.core.summaries import Session, clipped, sessions
from agent.errors import AgentError
from agent.limits import Limits
from agent.notify import Notice
from agent.prompts import Parts, Prompts
from agent.sampler import Current
from agent.settings import Settings
from agent.sources.base import Lost, Unavailable
from agent.store.database import opened
from agent.store.file import File
from agent.store.ratings import Ratings
from agent.values import Budget

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
ALL = Period("all", START - timedelta(days=1), START + timedelta(days=30))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NETWORKS = {
    "linkedin": Network("linkedin", "LinkedIn"),
    "x": Network("x", "X"),
    "github": Network("github", "GitHub", counts=False),
}


@dataclass
class Due:
    at: datetime
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class World:
    """A user who goes from one thing to the next, and what's shown to them meanwhile."""

    file: File
    now: datetime = START
    front: Front | None = None
    presence: Presence = Presence.ACTIVE
    watching: bool = False
    window: Window | None = None
    luck: float = 0.0
    answers: list[str | Exception | None] = field(default_factory=list)
    until_pause: Callable[[], None] = lambda: None
    """what happens before there's a pause in the input"""
    settings: Settings = field(default_factory=lambda: Settings(quiet=(time(), time())))
    shown: list[Notice] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    looks: int = 0
    hearer: Prompts | Limits | None = None

    @property
    def ratings(self) -> Ratings:
        return Ratings(self.file)

    def parts(self) -> Parts:
        return Parts(
            current=self.current,
            later=self.later,
            run=self.run,
            settings=lambda: self.settings,
            network=NETWORKS.get,
            session=self.session,
            spent=self.spent,
            ratings=self.ratings,
            show=self.show,
            pause=self.pause,
            draw=lambda: self.luck,
        )

    def current(self) -> Current:
        return Current(self.now, self.presence, self.window, self.front, self.now, timedelta(), self.watching)

    def later(self, seconds: float, call: Callable[[], None]) -> Due:
        self.due.append(Due(self.now + timedelta(seconds=seconds), call))
        return self.due[-1]

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run(work)

    async def session(self, network: str, at: datetime) -> Session | None:
        found = sessions(self.spans, session_pause=self.settings.session_pause)
        return next(
            (each for each in reversed(list(found)) if each.network == network and each.start <= at), None
        )

    async def spent(self, network: str, period: str) -> timedelta:
        self.looks += 1
        day = Period("today", self.now.replace(hour=0, minute=0), self.now)
        parts = clipped(self.spans, day if period == "today" else ALL)
        return sum((each.duration for each in parts if each.front.network == network), timedelta())

    async def pause(self, length: timedelta) -> None:
        assert length == timedelta(seconds=3)
        self.until_pause()

    async def show(self, notice: Notice) -> str | None:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        self.shown.append(notice)
        return answer

    def be(self, network: str | None, minutes: float, presence: Presence = Presence.ACTIVE) -> None:
        """Be there for so long."""
        self.turn_to(network, presence)
        self.pass_time(minutes * MINUTE)

    def turn_to(self, network: str | None, presence: Presence = Presence.ACTIVE) -> None:
        assert self.hearer is not None
        self.front, self.presence = Front((network,) if network else ()), presence
        self.hearer.changed()

    def pass_time(self, length: timedelta) -> None:
        end = self.now + length
        while ready := [each for each in self.due if not each.cancelled and each.at <= end]:
            first = min(ready, key=lambda each: each.at)
            self.due.remove(first)
            self._go_to(first.at)
            first.call()
        self._go_to(end)

    def _go_to(self, moment: datetime) -> None:
        if self.front is not None and self.presence is Presence.ACTIVE and moment > self.now:
            self.spans.append(Span(self.now, moment, self.front))
        self.now = moment


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("TZ", "UTC")
    with opened(tmp_path / "timesink.db") as store:
        yield World(store.file)


@pytest.fixture
def asking(world: World) -> World:
    world.hearer = Prompts(world.parts(), {})
    return world


def titles(world: World) -> list[str]:
    return [notice.title for notice in world.shown]


def test_a_session_is_asked_about_half_a_minute_after_it_was_left(asking: World) -> None:
    asking.be("linkedin", 25)
    asking.be(None, 0.49)
    assert asking.shown == []
    asking.be(None, 0.02)
    (notice,) = asking.shown
    assert (notice.title, notice.text) == ("Was LinkedIn worth it?", "25 min, just now.")
    assert notice.buttons == (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
    assert "timesink rate" in notice.instead
    assert notice.lasts == 15 * MINUTE


def test_settings_read_again_are_no_second_chance_to_be_asked(world: World) -> None:
    drawn: dict[str, Session] = {}
    world.hearer, world.luck = Prompts(world.parts(), drawn), 1.0
    world.be("linkedin", 25)
    world.be(None, 2)
    world.hearer.close()
    world.hearer, world.luck = Prompts(world.parts(), drawn), 0.0
    world.be("linkedin", 4)
    world.be(None, 2)
    assert world.shown == []


def test_an_answer_is_kept_with_its_chance_and_thanked_for_with_a_number(asking: World) -> None:
    asking.ratings.rate(Session("linkedin", START - HOUR, START, HOUR), Answer.NO, longer=None, now=START)
    asking.ratings.rate(
        Session("linkedin", START - 3 * HOUR, START - 2 * HOUR, HOUR), Answer.PARTLY, longer=None, now=START
    )
    asking.answers = ["yes", None]
    asking.be("linkedin", 25)
    asking.be(None, 1)
    *_, rating = asking.ratings.within(ALL)
    assert (rating.network, rating.start, rating.end) == ("linkedin", START, START + 25 * MINUTE)
    assert (rating.answer, rating.longer, rating.probability) == (Answer.YES, None, 1.0)
    assert asking.shown[1].text == "LinkedIn: 1 of 3 were worth it, 1 partly."
    assert [each.answered for each in asking.ratings.asked_since(START)] == [True]


def test_that_it_was_longer_than_meant_can_be_added(asking: World) -> None:
    asking.answers = ["no", "longer"]
    asking.be("x", 25)
    asking.be(None, 1)
    (rating,) = asking.ratings.within(ALL)
    assert (rating.answer, rating.longer) == (Answer.NO, True)
    assert asking.shown[1].text == "X: 0 of 1 was worth it."


@pytest.mark.parametrize(
    "go",
    [
        pytest.param([("github", 25), (None, 1)], id="a network that doesn't count"),
        pytest.param([("x", 1.9), (None, 1)], id="too short"),
        pytest.param([("x", 25), (None, 0.4), ("x", 0.4)], id="a look at something else"),
        pytest.param([(None, 25), (None, 1)], id="no network"),
        pytest.param([("x", 25)], id="still there"),
    ],
)
def test_what_is_not_asked_about(asking: World, go: list[tuple[str | None, float]]) -> None:
    for network, minutes in go:
        asking.be(network, minutes)
    assert asking.shown == []


def test_nobody_is_asked_who_is_not_there_watches_a_film_or_sleeps(asking: World) -> None:
    asking.be("x", 25)
    asking.be("x", 5, Presence.IDLE)
    asking.be(None, 0.4)
    asking.be(None, 2, Presence.LOCKED)
    asking.be("x", 25)
    asking.watching = True
    asking.be(None, 1)
    asking.watching = False
    asking.settings = replace(asking.settings, quiet=(time(9), time(12)))
    asking.be("x", 25)
    asking.be(None, 1)
    assert asking.shown == []
    assert asking.ratings.asked_since(START) == []


def test_nobody_is_asked_in_full_screen(asking: World) -> None:
    asking.be("x", 25)
    asking.window = Window("Chromium", "Slides", fullscreen=True)
    asking.be(None, 1)
    assert asking.shown == []
    asking.window = Window("Chromium", "Slides")
    asking.be("linkedin", 25)
    asking.be(None, 1)
    assert titles(asking) == ["Was LinkedIn worth it?"]


def no_pause() -> None:
    raise TimeoutError


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda _: no_pause(), id="typing goes on"),
        pytest.param(lambda world: world.turn_to("x"), id="back there"),
        pytest.param(lambda world: (world.turn_to("x"), world.turn_to(None)), id="back there and gone again"),
        pytest.param(lambda world: world.turn_to(None, Presence.LOCKED), id="locked"),
        pytest.param(
            lambda world: setattr(world, "window", Window("", "", fullscreen=True)), id="full screen"
        ),
        pytest.param(lambda world: world.hearer.close(), id="no questions are wanted any more"),
    ],
)
def test_a_question_waits_for_a_pause_in_the_input_and_is_let_go_when_its_time_is_over(
    asking: World, meanwhile: Callable[[World], None]
) -> None:
    asking.until_pause = lambda: meanwhile(asking)
    asking.be("x", 25)
    asking.be(None, 1)
    assert asking.shown == []
    assert asking.ratings.asked_since(START) == []
    asking.until_pause, asking.window = lambda: None, None
    asking.be("linkedin", 25)
    asking.be(None, 1)
    assert titles(asking) == ["Was LinkedIn worth it?"]


def test_who_goes_on_to_something_else_is_asked_at_the_pause(asking: World) -> None:
    asking.until_pause = lambda: asking.turn_to("github")
    asking.be("x", 25)
    asking.be(None, 1)
    assert titles(asking) == ["Was X worth it?"]


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        pytest.param(Unavailable("nobody tells"), ["Was X worth it?"], id="nobody tells pauses"),
        pytest.param(Lost("gone"), [], id="the desktop goes away"),
    ],
)
def test_where_pauses_are_not_told_a_question_comes_without(
    asking: World, error: Exception, shown: list[str]
) -> None:
    def fail() -> None:
        raise error

    asking.until_pause = fail
    asking.be("x", 25)
    asking.be(None, 1)
    assert titles(asking) == shown
    assert len(asking.ratings.asked_since(START)) == len(shown)


def test_two_questions_are_90_minutes_apart(asking: World) -> None:
    for _ in range(6):
        asking.be("x", 25)
        asking.be(None, 10)
    times = [each.at - START for each in asking.ratings.asked_since(START)]
    assert times == [25.5 * MINUTE, 130.5 * MINUTE]


def test_a_session_has_one_chance_however_often_it_goes_on(asking: World) -> None:
    asking.luck = 1.0
    asking.be("x", 25)
    asking.be(None, 1)
    asking.luck = 0.0
    asking.be("x", 25)
    asking.be(None, 1)
    assert asking.shown == []
    asking.be(None, 10)
    asking.be("x", 25)
    asking.be(None, 1)
    assert titles(asking) == ["Was X worth it?"]


@pytest.mark.parametrize("error", [Unavailable("no program shows them"), Lost("gone")])
def test_a_question_that_could_not_be_shown_was_not_asked(asking: World, error: Exception) -> None:
    asking.answers = [error, "yes"]
    asking.be("x", 25)
    asking.be(None, 1)
    assert asking.ratings.asked_since(START) == []
    asking.be("linkedin", 25)
    asking.be(None, 1)
    assert [each.network for each in asking.ratings.within(ALL)] == ["linkedin"]


def test_of_two_networks_left_one_after_the_other_the_first_is_asked_about(asking: World) -> None:
    asking.be("linkedin", 25)
    asking.be("x", 0.2)
    asking.be(None, 1)
    assert titles(asking) == ["Was LinkedIn worth it?"]


def test_a_full_disk_costs_the_question_and_nothing_else(
    asking: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise AgentError("the disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Ratings, "ask", full)
        asking.be("linkedin", 25)
        asking.be(None, 1)
    assert "the disk is full" in caplog.text
    asking.be("x", 25)
    asking.be(None, 1)
    assert titles(asking) == ["Was X worth it?"]


def limited(world: World, text: str = "30m", per: str = "day") -> World:
    limit = {"30m": 30 * MINUTE, "10h": 10 * HOUR}[text]
    world.settings = replace(world.settings, budgets={"github": Budget(limit, per)})
    world.hearer = Limits(world.parts())
    return world


def test_a_budget_is_told_of_at_80_and_at_100_per_cent_and_then_no_more(world: World) -> None:
    limited(world)
    world.be("github", 23)
    assert world.shown == []
    world.be("github", 2)
    assert (world.shown[0].title, world.shown[0].text) == (
        "GitHub: 6 min left today",
        "Of the 30 min that you meant to spend.",
    )
    world.be(None, 30)
    world.be("github", 60)
    assert titles(world) == ["GitHub: 6 min left today", "GitHub: 30 min today"]
    assert "Going on is up to you." in world.shown[1].text
    assert all(notice.buttons == () for notice in world.shown)


def test_a_budget_costs_a_look_only_when_something_may_be_to_tell(world: World) -> None:
    limited(world)
    world.be("x", 300)
    assert (world.looks, world.due) == (0, [])
    world.be("github", 23)
    assert world.looks == 1
    world.be("github", 60)  # 80 %, 100 %
    assert world.looks == 3
    world.be(None, 10)
    assert [each for each in world.due if not each.cancelled] == []


def test_a_new_day_has_a_budget_of_its_own_and_a_week_hasnt(world: World) -> None:
    limited(world)
    world.be("github", 15 * 60 + 40)
    assert len(world.shown) == 4
    limited(world, "10h", "week")
    world.be("github", 1)
    assert world.shown[-1].title == "GitHub: 10 h this week"


def test_a_restart_tells_nothing_twice(world: World) -> None:
    limited(world).be("github", 25)
    limited(world).be("github", 2)
    assert len(world.shown) == 1


def test_what_could_not_be_told_of_a_budget_is_told_next_time(world: World) -> None:
    world.answers = [Unavailable("no program shows them")]
    limited(world).be("github", 25)
    world.be(None, 1)
    assert world.shown == []
    world.be("github", 1)
    assert titles(world) == ["GitHub: 5 min left today"]


def test_in_quiet_hours_nothing_is_told(world: World) -> None:
    world.settings = replace(world.settings, quiet=(time(9), time(10)))
    limited(world).be("github", 50)
    world.be(None, 10)
    assert world.shown == []
    world.be("github", 1)
    assert titles(world) == ["GitHub: 30 min today"]
