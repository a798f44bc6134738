"""What the witness believes of a history; browsers' own are read in tests/desktop/test_history.py."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_sources_history import chromium

from agent import witness
from agent.core.matching import Attributed, Contested, Judgement, Ruleset, Unattributed, Verdict
from agent.core.model import Network, Process, Window
from agent.core.rules import NetworkRules
from agent.core.titles import Browser
from agent.rulebook.compiled import build_match
from agent.sources import inotify
from agent.sources.history import KINDS, Visit
from agent.witness import Witness

WINDOW = Window("crow", "Photos - Crow")
KIND = replace(KINDS["chromium"], commits_within=timedelta(seconds=0.3))
A, B = Attributed("a", "host"), Attributed("b", "host")


@dataclass
class World:
    """A browser's folder, and a witness that looks there."""

    folder: Path
    learned: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        crow = Browser(
            "crow", "Crow", ("crow",), (" - Crow",), history="chromium", profiles=(str(self.folder),)
        )
        networks = [NetworkRules(Network(id=each, name=each, hosts=(f"{each}.com",))) for each in "ab"]
        self.ruleset = Ruleset(networks, [crow], build_match)
        self.witness = Witness(lambda: self.ruleset, self.learn, self.folder)

    def visit(self, *pages: tuple[float, str]) -> None:
        """Write the history anew: how many seconds ago which host was visited."""
        now = (datetime.now(UTC) - KIND.epoch).total_seconds()
        (self.folder / "History").unlink(missing_ok=True)
        chromium(self.folder / "History", [(now - ago, "Photos", f"https://{host}/") for ago, host in pages])

    def judge(self) -> Verdict:
        return self.witness.judge(WINDOW, self.ruleset.judge(WINDOW)).verdict

    def learn(self, window: Window, _before: Judgement) -> None:
        self.learned.append(self.witness.judge(window, self.ruleset.judge(window)).verdict)

    async def until(self, done: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not done():  # noqa: ASYNC110  what is waited for is a file's answer
                await asyncio.sleep(0.01)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setitem(witness.KINDS, "chromium", KIND)
    monkeypatch.setattr(witness, "ASKED_AFTER", 0.02)
    monkeypatch.setattr(witness, "ASKED_FOR", 0.6)
    monkeypatch.setattr(inotify, "SETTLED_AFTER", 0.02)
    monkeypatch.setattr(witness, "RESTS", 0)
    return World(tmp_path)


async def answer(world: World) -> Verdict:
    """Ask, wait for what comes back, and return it."""
    assert world.judge() == Unattributed()
    await world.until(lambda: world.learned)
    world.witness.close()
    return world.learned[0]


@pytest.mark.parametrize(
    ("pages", "verdict"),
    [
        pytest.param([(1, "a.com")], A, id="just visited"),
        pytest.param([(86_400, "a.com")], A, id="visited yesterday, in front again"),
        pytest.param([(1, "a.com"), (86_400, "b.com")], A, id="the newest counts"),
        pytest.param(
            [(1, "a.com"), (60, "b.com")], Contested(("a", "b"), "host"), id="both lately: contested"
        ),
        pytest.param(
            [(1, "a.com"), (60, "c.com")], Unattributed(), id="lately somebody else's too: nobody's"
        ),
    ],
)
def test_a_page_is_its_newest_visit_s(world: World, pages: list[tuple[float, str]], verdict: Verdict) -> None:
    world.visit(*pages)
    assert asyncio.run(answer(world)) == verdict


def test_an_old_visit_is_not_believed_before_a_new_one_would_be_written(world: World) -> None:
    async def play() -> None:
        world.visit((86_400, "a.com"))
        asked = asyncio.get_running_loop().time()
        world.judge()
        await asyncio.sleep(0.1)
        world.visit((86_400, "a.com"), (0, "b.com"))
        await world.until(lambda: world.learned)
        assert asyncio.get_running_loop().time() - asked < KIND.commits_within.total_seconds()
        world.witness.close()

    asyncio.run(play())
    assert world.learned == [B]


def test_what_it_has_learned_is_believed_and_asked_for_again(world: World) -> None:
    async def play() -> None:
        world.visit((1, "a.com"))
        world.judge()
        await world.until(lambda: world.learned)
        world.visit((3600, "a.com"), (0, "b.com"))
        assert world.judge() == A, "believed for now"
        await world.until(lambda: len(world.learned) > 1)
        world.witness.close()

    asyncio.run(play())
    assert world.learned == [A, B]


def test_what_it_has_learned_is_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "REMEMBERED_SECONDS", 0)

    async def play() -> None:
        world.visit((1, "a.com"))
        world.judge()
        await world.until(lambda: world.learned)
        assert world.judge() == Unattributed()
        world.witness.close()

    asyncio.run(play())


def in_memory() -> bool:
    """Whether the address is still held by anything."""
    gc.collect()
    return any(isinstance(each, Visit) and "a.com" in each.address for each in gc.get_objects())


def test_no_address_stays_in_memory_once_its_time_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "REMEMBERED_SECONDS", 0.3)

    async def play() -> None:
        world.visit((1, "a.com"))
        world.judge()
        await world.until(lambda: world.learned)
        assert in_memory()
        await world.until(lambda: not in_memory())
        world.witness.close()

    asyncio.run(play())


def test_what_is_turned_off_keeps_nothing_and_asks_no_more(world: World) -> None:
    async def play() -> None:
        world.visit((1, "a.com"))
        world.judge()
        await world.until(lambda: world.learned)
        other = Window("crow", "Messages - Crow")
        world.witness.judge(other, world.ruleset.judge(other))
        world.witness.forget()
        await asyncio.sleep(0.1)
        assert not in_memory()
        assert [each for each in asyncio.all_tasks() if each is not asyncio.current_task()] == []
        world.visit((0, "b.com"))
        world.learned.clear()
        world.judge()
        world.witness.forget()  # before it has begun to ask
        world.judge()
        await world.until(lambda: world.learned == [B])
        world.witness.close()

    asyncio.run(play())


@contextmanager
def running(profile: Path) -> Iterator[Window]:
    """Run something that says it has this profile; its window."""
    words = (sys.executable, "-c", "input()", f"--user-data-dir={profile}")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield replace(WINDOW, process=Process(process.pid, "crow", ""))


def test_each_profile_answers_for_its_own_windows(world: World) -> None:
    homes = [World(world.folder / name) for name in "ab"]
    for home, name in zip(homes, "ab", strict=True):
        home.folder.mkdir()
        home.visit((1, f"{name}.com"))

    async def play() -> None:
        with running(homes[0].folder) as one, running(homes[1].folder) as other:
            for window, verdicts in ((one, [A]), (other, [A, B])):
                world.witness.judge(window, world.ruleset.judge(window))
                await world.until(lambda: len(world.learned) == len(verdicts))  # noqa: B023
                assert world.learned == verdicts
            assert world.judge() == Unattributed(), "nor does a window of no known profile share it"
            world.witness.close()

    asyncio.run(play())


def test_the_page_in_front_is_asked_for_before_those_that_are_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "ASKED_AFTER", 0.1)

    async def play() -> None:
        world.visit((1, "a.com"))
        for number in range(20):
            ticking = Window("crow", f"00:{number:02} left - Crow")
            world.witness.judge(ticking, world.ruleset.judge(ticking))
        world.judge()
        await world.until(lambda: world.learned)
        world.witness.close()

    asyncio.run(play())
    assert world.learned == [A]


def test_a_history_that_cannot_be_read_is_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(witness, "ASKED_FOR", 0.05)

    async def ask(times: int) -> None:
        for _ in range(times):
            world.judge()
            await world.until(lambda: not world.witness._asking)  # noqa: SLF001

    async def play() -> None:
        (world.folder / "History").write_bytes(b"no database" * 500)
        await ask(3)
        assert [each.what for each in world.witness.problems] == ["is no database, or damaged."]
        assert len(caplog.records) == 1
        world.visit((1, "a.com"))
        await ask(1)
        assert world.witness.problems == ()
        world.witness.close()

    asyncio.run(play())
    assert world.learned == [A]


def test_a_browser_without_a_known_history_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "ASKED_FOR", 0.05)

    async def play() -> None:
        world.judge()
        await world.until(lambda: world.witness.problems)
        world.witness.close()

    asyncio.run(play())
    assert str(world.witness.problems[0]).startswith("Crow: keeps its history in no folder that is known.")
