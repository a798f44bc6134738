"""The watcher, on real folders."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from agent.rulebook import watcher
from agent.rulebook.watcher import watch_forever
from agent.rulebook.ways import Ways

SOON = 1.0
"""what is promised: in force within a second"""


class Heard:
    """Counts how often something was said to have changed."""

    def __init__(self) -> None:
        self.times = 0
        self._said = asyncio.Event()

    def __call__(self) -> None:
        self.times += 1
        self._said.set()

    async def soon(self) -> bool:
        """Wait for the next word that something changed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._said.wait(), SOON)
        heard = self._said.is_set()
        self._said.clear()
        return heard


@asynccontextmanager
async def watching(*folders: Path) -> AsyncIterator[Heard]:
    heard = Heard()
    task = asyncio.create_task(watch_forever(folders, heard))
    await asyncio.sleep(0.05)
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def run(story: Callable[[], object]) -> None:
    asyncio.run(story())


def test_a_file_that_is_written_is_heard_of(tmp_path: Path) -> None:
    async def story() -> None:
        async with watching(tmp_path) as heard:
            (tmp_path / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_an_editor_s_save_is_heard_of_once(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "x.toml").write_text("schema = 1")
        async with watching(tmp_path) as heard:
            new = tmp_path / ".x.toml.swp"
            new.write_text("schema = 1\n")
            new.rename(tmp_path / "x.toml")
            (tmp_path / "x.toml").touch()
            assert await heard.soon()
            assert not await heard.soon()
            assert heard.times == 1

    run(story)


def test_removal_is_heard_of(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "x.toml").write_text("schema = 1")
        async with watching(tmp_path) as heard:
            (tmp_path / "x.toml").unlink()
            assert await heard.soon()

    run(story)


def test_reading_is_not_a_change(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "x.toml").write_text("schema = 1")
        async with watching(tmp_path) as heard:
            (tmp_path / "x.toml").read_text()
            assert not await heard.soon()

    run(story)


def test_a_folder_made_later_is_watched_from_then_on(tmp_path: Path) -> None:
    async def story() -> None:
        rules = tmp_path / "timesink" / "rules"
        async with watching(rules) as heard:
            rules.mkdir(parents=True)
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_what_else_happens_beside_the_way_to_a_folder_is_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with watching(tmp_path / "timesink" / "rules") as heard:
            (tmp_path / "other").mkdir()
            (tmp_path / "notes.txt").write_text("hello")
            assert not await heard.soon()

    run(story)


def test_a_folder_removed_and_made_again_is_watched_again(tmp_path: Path) -> None:
    async def story() -> None:
        rules = tmp_path / "rules"
        rules.mkdir()
        async with watching(rules) as heard:
            for _ in range(3):
                rules.rmdir()
                rules.mkdir()
                assert await heard.soon()
                (rules / "x.toml").write_text("schema = 1")
                assert await heard.soon()
                (rules / "x.toml").unlink()
                assert await heard.soon()

    run(story)


def test_a_folder_moved_away_and_replaced_is_watched_in_its_new_form(tmp_path: Path) -> None:
    async def story() -> None:
        rules = tmp_path / "rules"
        rules.mkdir()
        async with watching(rules) as heard:
            rules.rename(tmp_path / "rules.old")
            rules.mkdir()
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_a_folder_far_above_may_go_and_come_again(tmp_path: Path) -> None:
    async def story() -> None:
        rules = tmp_path / "a" / "b" / "rules"
        rules.mkdir(parents=True)
        async with watching(rules) as heard:
            rules.rmdir()
            rules.parent.rmdir()
            rules.parent.parent.rmdir()
            assert await heard.soon()
            rules.mkdir(parents=True)
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def _as_it_was(old: Path) -> None:
    shutil.copytree(old.with_name("old"), old)


def _as_a_link(old: Path) -> None:
    shutil.copytree(old.with_name("old"), old.with_name("other"))
    old.symlink_to("other")


def _by_a_swap(old: Path) -> None:
    """Let a link to one folder become one to another, in one step."""
    _as_a_link(old)
    shutil.copytree(old.with_name("old"), old.with_name("another"))
    old.with_name("link").symlink_to("another")
    old.with_name("link").rename(old)


@pytest.mark.parametrize("anew", [_as_it_was, _as_a_link, _by_a_swap])
@pytest.mark.parametrize("level", [".", "..", "../..", "../../.."])
def test_whatever_is_renamed_on_the_way_to_a_folder_it_is_watched_when_made_anew(
    tmp_path: Path, level: str, anew: Callable[[Path], None]
) -> None:
    async def story() -> None:
        rules = tmp_path / "home" / "config" / "timesink" / "rules"
        rules.mkdir(parents=True)
        moved = (rules / level).resolve()
        async with watching(rules) as heard:
            moved.rename(moved.with_name("old"))
            assert await heard.soon()
            anew(moved)
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


@pytest.mark.parametrize("level", ["..", "../..", "../../.."])
def test_what_is_made_anew_at_once_is_watched(tmp_path: Path, level: str) -> None:
    async def story() -> None:
        rules = tmp_path / "home" / "config" / "timesink" / "rules"
        rules.mkdir(parents=True)
        moved = (rules / level).resolve()
        async with watching(rules) as heard:
            for number in range(3):
                moved.rename(moved.with_name(f"old{number}"))
                rules.mkdir(parents=True)
                assert await heard.soon()
                (rules / "x.toml").write_text("schema = 1")
                assert await heard.soon()
            shutil.rmtree(moved)
            rules.mkdir(parents=True)
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_a_folder_behind_links_that_is_replaced_is_watched_in_its_new_form(tmp_path: Path) -> None:
    async def story() -> None:
        target = tmp_path / "dotfiles" / "config" / "rules"
        target.mkdir(parents=True)
        (tmp_path / "config").symlink_to("hop")
        (tmp_path / "hop").symlink_to("dotfiles/config")
        async with watching(tmp_path / "config" / "rules") as heard:
            (tmp_path / "dotfiles").rename(tmp_path / "other")
            assert await heard.soon()
            (tmp_path / "hop").unlink()
            (tmp_path / "hop").symlink_to("other/config")
            assert await heard.soon()
            (tmp_path / "other" / "config" / "rules" / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_what_files_say_in_the_folders_above_is_not_even_listened_to(tmp_path: Path) -> None:
    rules = tmp_path / "config" / "timesink" / "rules"
    rules.mkdir(parents=True)
    to_watch = Ways([rules]).to_watch()
    assert to_watch[rules]
    assert not to_watch[tmp_path]


def test_where_nobody_can_change_the_way_to_a_folder_it_is_not_watched(folder: Path) -> None:
    rules = folder / "rules"
    rules.mkdir()
    assert Path("/") not in Ways([rules]).to_watch()


def test_who_may_read_what_is_a_change(folder: Path) -> None:
    async def story() -> None:
        rules = folder / "rules"
        rules.mkdir()
        (rules / "x.toml").write_text("schema = 1")
        async with watching(rules) as heard:
            for path in (rules / "x.toml", rules):
                path.chmod(0)
                assert await heard.soon()
                path.chmod(0o700)
                assert await heard.soon()

    run(story)


@pytest.mark.parametrize("level", [".", "..", "../.."])
def test_a_folder_that_was_shut_from_the_start_is_watched_once_it_is_opened(
    folder: Path, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        rules = folder / "config" / "timesink" / "rules"
        rules.mkdir(parents=True)
        shut = (rules / level).resolve()
        shut.chmod(0)
        async with watching(rules) as heard:
            shut.chmod(0o700)
            assert await heard.soon()
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    with caplog.at_level(logging.WARNING):
        run(story)
    assert caplog.records == []


def test_an_edit_of_a_link_s_target_is_heard_of(tmp_path: Path) -> None:
    async def story() -> None:
        rules, dotfiles = tmp_path / "rules", tmp_path / "dotfiles"
        rules.mkdir()
        dotfiles.mkdir()
        (dotfiles / "mine").write_text("schema = 1")
        (rules / "x.toml").symlink_to(dotfiles / "mine")
        async with watching(rules) as heard:
            (dotfiles / "mine").write_text("schema = 1\n")
            assert await heard.soon()

    run(story)


def test_a_folder_that_is_a_link_is_watched(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "dotfiles").mkdir()
        (tmp_path / "rules").symlink_to(tmp_path / "dotfiles")
        async with watching(tmp_path / "rules") as heard:
            (tmp_path / "dotfiles" / "x.toml").write_text("schema = 1")
            assert await heard.soon()
            (tmp_path / "other").mkdir()
            (tmp_path / "rules").unlink()
            (tmp_path / "rules").symlink_to(tmp_path / "other")
            assert await heard.soon()
            (tmp_path / "other" / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_links_that_lead_to_themselves_harm_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        rules = tmp_path / "rules"
        rules.symlink_to(rules)
        async with watching(rules) as heard:
            rules.unlink()
            rules.mkdir()
            assert await heard.soon()
            (rules / "around").symlink_to(rules / "around")
            (rules / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_changes_without_end_are_told_all_the_same(tmp_path: Path) -> None:
    async def story() -> None:
        async with watching(tmp_path) as heard:
            until = asyncio.get_running_loop().time() + SOON
            while asyncio.get_running_loop().time() < until:
                (tmp_path / "x.toml").write_text(str(time.monotonic_ns()))
                await asyncio.sleep(0.03)
            assert heard.times >= 1

    run(story)


def test_several_folders_are_watched_and_the_missing_ones_among_them(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "rules").mkdir()
        async with watching(tmp_path / "rules", tmp_path / "rules" / "browsers") as heard:
            (tmp_path / "rules" / "browsers").mkdir()
            assert await heard.soon()
            (tmp_path / "rules" / "browsers" / "x.toml").write_text("schema = 1")
            assert await heard.soon()

    run(story)


def test_where_watching_cannot_even_begin_it_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full() -> None:
        raise OSError(24, os.strerror(24))

    async def story() -> None:
        async with watching(Path("/nowhere")):
            pass

    monkeypatch.setattr(watcher, "Observer", full)
    with caplog.at_level(logging.WARNING):
        run(story)
    (told,) = [record.getMessage() for record in caplog.records]
    assert told.startswith("rules: changes cannot be watched: too many open files. Restart the agent")


def test_where_nothing_can_be_watched_it_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(watcher.Observer):
        def schedule(self, *_args: object, **_more: object) -> None:
            raise OSError(28, os.strerror(28))

    async def story() -> None:
        rules = tmp_path / "rules"
        (tmp_path / "rules").mkdir()
        async with watching(rules):
            watched = watcher._Watched([rules], lambda: None, watcher.log_problem)  # noqa: SLF001
            watched.renew()
            watched.renew()
            watched.close()

    monkeypatch.setattr(watcher, "Observer", Full)
    with caplog.at_level(logging.WARNING):
        run(story)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert told[0].startswith("rules: changes cannot be watched: no space left on device. Restart the agent")
