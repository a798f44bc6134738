"""The sampler hears the sources and keeps the time in between; tests hand it time by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from agent.core.changes import Change, corrected
from agent.core.matching import Attributed, Judgement, Unattributed
from agent.core.model import Instant, Media, Presence, Process, Span, Window
from agent.core.periods import EVER
from agent.errors import AgentError
from agent.pulse import AWAY_INTERVAL, INTERVAL
from agent.sampler import Parts, Sampler
from agent.sources.base import Asleep, Idle, InFront, Locked, Playing
from agent.store.keeper import TAIL_EVERY, Keeper

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
IDLE_AFTER = timedelta(minutes=3)
BROWSER = Process(7, "chromium", "/usr/bin/chromium")


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def window(title: str) -> Window:
    return Window("Chromium", title, BROWSER)


def judge(seen: Window) -> Judgement:
    network, _, rest = seen.title.partition(":")
    verdict = Attributed(network, "page", "feed") if rest else Unattributed()
    return Judgement(verdict, seen.title, private=seen.title.endswith("private"), browser="chromium")


@dataclass
class World:
    """Time that passes when told so, a full disk when wished for, and everything that was kept."""

    passed: timedelta = timedelta()
    slept: timedelta = timedelta()
    due: tuple[timedelta, Callable[[], None]] | None = None
    kept: dict[datetime, Span] = field(default_factory=dict)
    tail: list[Span] = field(default_factory=list)
    tails_written: int = 0
    full: bool = False
    fed: int = 0
    changes: int = 0
    learned: Attributed | Unattributed = field(default_factory=Unattributed)
    """the verdict on a page called Photos"""

    def clock(self) -> Instant:
        up = self.passed + self.slept
        return Instant(START + up, self.passed, up)

    def later(self, delay: float, call: Callable[[], None]) -> "World":
        self.due = (self.passed + seconds(delay), call)
        return self

    def cancel(self) -> None:
        self.due = None

    def keep(self, spans: Sequence[Span]) -> None:
        if self.full:
            raise AgentError("the disk is full.")
        self.kept.update({span.start: span for span in spans})

    def write_tail(self, spans: Sequence[Span]) -> None:
        self.tail = list(spans)
        self.tails_written += 1

    def change_kept(self, span: Span, change: Change) -> None:
        if self.full:
            raise AgentError("the disk is full.")
        kept = self.kept[span.start]
        self.kept[span.start] = replace(kept, front=change(kept.front))

    def judge(self, seen: Window) -> Judgement:
        judgement = judge(seen)
        return replace(judgement, verdict=self.learned) if seen.title == "Photos" else judgement

    def feed(self) -> None:
        self.fed += 1

    def change(self) -> None:
        self.changes += 1

    def sampler(self, *, titles_kept: bool = True, floor: datetime | None = None) -> Sampler:
        keeper = Keeper(keep=self.keep, tail=self.write_tail, now=self.passed)
        parts = Parts(self.clock, self.later, self.judge, keeper, self.change_kept, self.feed, self.change)
        return Sampler(parts, idle_after=IDLE_AFTER, titles_kept=titles_kept, floor=floor)

    def run(self, duration: timedelta) -> None:
        """Let time pass, with every timer going off when it's due."""
        end = self.passed + duration
        while self.due is not None and self.due[0] <= end:
            self.passed, call = self.due
            self.due = None
            call()
        self.passed = end

    def total(self) -> dict[str | None, float]:
        sums: dict[str | None, float] = {}
        for span in self.kept.values():
            name = span.front.network
            sums[name] = sums.get(name, 0) + span.duration.total_seconds()
        return sums


@pytest.fixture
def world() -> World:
    return World()


def test_all_time_is_kept_also_what_no_network_claims(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(100))
    sampler.tell(InFront(window("Inbox")))
    world.run(seconds(500))
    sampler.stop()
    assert world.total() == {"x": 100, None: 500}
    assert world.tail == []


def test_a_kill_loses_no_more_than_five_seconds(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    for _ in range(200):
        world.run(seconds(3.7))
        safe = {**world.kept, **{span.start: span for span in world.tail}}
        assert (
            sum(span.duration.total_seconds() for span in safe.values()) >= world.passed.total_seconds() - 5
        )


def test_a_screen_that_locks_by_itself_was_left_at_the_last_input(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(600))
    sampler.tell(Locked("logind", now=True))
    world.run(seconds(60))
    sampler.tell(Idle(seconds(660) - IDLE_AFTER))
    world.run(seconds(3600))
    sampler.tell(Locked("logind", now=False))
    sampler.tell(Idle(None))
    world.run(seconds(60))
    sampler.stop()
    assert world.total() == {"x": 480 + 60}


def test_nothing_is_labelled_before_the_end_of_what_was_kept_before(world: World) -> None:
    before = START + seconds(100)
    sampler = world.sampler(floor=before)
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(60))
    sampler.stop()
    assert [(span.start, span.duration) for span in world.kept.values()] == [(before, seconds(60))]


def test_the_watchdog_is_fed_before_any_source_has_told_anything(world: World) -> None:
    world.sampler().beat()
    world.run(seconds(300))
    assert world.fed >= 8


def test_idle_takes_back_the_time_since_the_last_input(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(600))
    sampler.tell(Idle(seconds(600) - IDLE_AFTER))
    world.run(seconds(3600))
    sampler.tell(Idle(None))
    world.run(seconds(60))
    sampler.stop()
    assert world.total() == {"x": 420 + 60}


def test_nothing_that_was_put_into_the_database_is_ever_taken_back(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    for _ in range(40):
        before = dict(world.kept)
        world.run(seconds(31))
        assert all(world.kept[start].end >= span.end for start, span in before.items())
    sampler.tell(Idle(world.passed - IDLE_AFTER))
    assert world.total() == {"x": 40 * 31 - 180}


@pytest.mark.parametrize("away", [Locked("logind", now=True), Asleep(now=True)])
def test_nobody_owns_the_time_behind_a_lock_or_in_sleep(world: World, away: Locked | Asleep) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(100))
    sampler.tell(away)
    world.run(seconds(1000))
    sampler.tell(InFront(window("x: still sending titles")))
    world.run(seconds(1000))
    sampler.tell(replace(away, now=False))
    world.run(seconds(10))
    sampler.stop()
    assert world.total() == {"x": 110}


def test_a_sleep_that_no_bus_tells_of_makes_no_time(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(100))
    world.slept += seconds(28800)
    world.run(seconds(100))
    sampler.stop()
    assert world.total() == {"x": 200}
    assert max(span.end for span in world.kept.values()) == START + seconds(29000)


def test_who_watches_a_film_is_there(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("youtube: Cats")))
    sampler.tell(Playing((Media(7, "Cats"),)))
    world.run(seconds(200))
    sampler.tell(Idle(seconds(20)))
    world.run(seconds(3400))
    assert sampler.current().presence == Presence.ACTIVE
    sampler.tell(Playing(()))
    world.run(seconds(400))
    assert sampler.current().presence == Presence.IDLE
    sampler.stop()
    assert world.total() == {"youtube": 3600}


def test_when_nobody_is_there_the_agent_sleeps(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    sampler.tell(Idle(seconds(0) - IDLE_AFTER))
    assert world.due is not None
    assert world.due[0] == AWAY_INTERVAL
    written = world.tails_written
    world.run(seconds(600))
    assert world.tails_written == written


def test_the_watchdog_is_fed_by_looking_and_by_nothing_else(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(600))
    assert 15 <= world.fed <= 25
    world.cancel()
    fed = world.fed
    world.run(seconds(600))
    assert world.fed == fed


def test_a_racing_title_writes_the_tail_once_a_second(world: World) -> None:
    sampler = world.sampler()
    for frame in range(100):
        sampler.tell(InFront(window(f"x: frame {frame}")))
        world.run(seconds(0.1))
    assert world.tails_written <= 11
    world.run(TAIL_EVERY)
    assert world.due is not None
    assert world.due[0] - world.passed <= INTERVAL


def test_a_full_disk_loses_nothing_and_is_told_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.full = True
    world.run(seconds(1000))
    assert world.kept == {}
    assert len(caplog.records) == 1
    world.full = False
    world.run(seconds(200))
    sampler.stop()
    assert world.total() == {"x": 1200}


def test_private_windows_count_and_leave_no_title(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: private")))
    world.run(seconds(10))
    sampler.stop()
    assert [(s.front.network, s.front.page_title) for s in world.kept.values()] == [("x", None)]


def test_a_web_apps_page_is_not_kept_as_its_program(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(Window("chrome-www.facebook.com__messages_t_42-Default", "Photos")))
    world.run(seconds(10))
    sampler.stop()
    assert {span.front.app for span in (*world.kept.values(), *world.tail)} == {"chrome"}


def test_no_title_is_kept_where_none_is_wanted(world: World) -> None:
    sampler = world.sampler(titles_kept=False)
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(10))
    sampler.stop()
    assert [span.front.page_title for span in world.kept.values()] == [None]


def test_a_change_is_told_and_a_sign_of_life_is_not(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    changes = world.changes
    world.run(seconds(300))
    assert world.changes == changes
    sampler.tell(InFront(window("Inbox")))
    assert world.changes == changes + 1


def test_full_screen_begins_nothing_new_and_takes_back_nothing_that_was_said(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("Inbox")))
    sampler.change(corrected("Inbox", "x"), EVER)
    world.run(seconds(10))
    changes, fills = world.changes, replace(window("Inbox"), fullscreen=True)
    for seen in (fills, window("Inbox"), fills):
        sampler.tell(InFront(seen))
        assert sampler.current().window is seen
        world.run(seconds(10))
    assert (world.changes, sampler.current().lasted) == (changes, seconds(40))
    sampler.stop()
    assert [(span.front.network, span.duration) for span in world.kept.values()] == [("x", seconds(40))]


def test_pending_time_reaches_up_to_now(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("x: home")))
    world.run(seconds(2.5))
    assert sum(span.duration.total_seconds() for span in sampler.pending()) == 2.5


@pytest.mark.parametrize("minutes", [0.1, 7])
def test_what_is_learned_of_a_page_counts_from_its_beginning(world: World, minutes: float) -> None:
    sampler, photos = world.sampler(), window("Photos")
    sampler.tell(InFront(photos))
    before = judge(photos)
    for _ in range(int(minutes * 60)):
        world.run(seconds(1))
        sampler.tell(Idle(None))
    world.learned = Attributed("x", "host")
    sampler.learn(photos, before)
    assert sampler.current().lasted == seconds(int(minutes * 60))
    world.run(seconds(30))
    sampler.stop()
    assert world.total() == {"x": int(minutes * 60) + 30}


def test_what_cannot_be_changed_where_it_is_kept_is_not_changed_here_either(world: World) -> None:
    sampler, photos = world.sampler(), window("Photos")
    sampler.tell(InFront(photos))
    for _ in range(600):
        world.run(seconds(1))
        sampler.tell(Idle(None))
    world.full = True
    with pytest.raises(AgentError):
        sampler.change(lambda front: replace(front, networks=("x",)), EVER)
    world.full = False
    world.run(seconds(10))
    sampler.stop()
    assert world.total() == {None: 610}


def test_what_somebody_said_of_a_page_stands_as_long_as_it_is_in_front(world: World) -> None:
    sampler = world.sampler()
    sampler.tell(InFront(window("Inbox")))
    world.run(seconds(10))
    assert sampler.change(corrected("Inbox", "x"), EVER) == seconds(10)
    sampler.judge_anew()
    world.run(seconds(10))
    sampler.tell(InFront(window("Other")))
    world.run(seconds(5))
    sampler.tell(InFront(window("Inbox")))
    world.run(seconds(5))
    sampler.stop()
    assert world.total() == {"x": 20, None: 10}
