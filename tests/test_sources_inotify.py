"""Files that are written, heard of by the real kernel."""

import asyncio
from pathlib import Path

from agent.sources.inotify import SETTLED_AFTER, written


def test_a_file_that_is_written_is_told_once_and_one_that_is_read_is_not(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for file in (one, other):
        file.write_text("")

    async def play() -> list[bool]:
        clock, told = asyncio.get_running_loop().time, []
        with written([tmp_path / "none", one, other]) as files:
            one.read_text()
            told.append(await files.next(by=clock() + 0.1))
            for file in (one, other):
                with file.open("a") as open_file:
                    open_file.write("more")
            told.append(await files.next(by=clock() + 5))
            told.append(await files.next(by=clock() + 0.1))
            one.unlink()  # another may be in its place
            told.append(await files.next(by=clock() + 5))
        return told

    assert asyncio.run(play()) == [False, True, False, True]


def test_what_is_written_in_several_goes_is_told_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text("")

    async def play() -> str:
        loop = asyncio.get_running_loop()
        with written([file]) as files:
            for number in range(3):
                loop.call_later(number * SETTLED_AFTER / 4, file.write_text, "x" * (number + 1))
            assert await files.next(by=loop.time() + 5)
            return file.read_text()

    assert asyncio.run(play()) == "xxx"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    async def play() -> None:
        with written([tmp_path]):
            pass

    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        asyncio.run(play())
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
