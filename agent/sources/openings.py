"""When programs start, end or are installed: the kernel tells of files (inotify(7)) and of processes."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from agent.sources.base import Lost, Unavailable
from agent.sources.inotify import (
    ATTRIB,
    CREATE,
    DELETE_SELF,
    IGNORED,
    MOVE_SELF,
    MOVED_TO,
    ONLY_A_FOLDER,
    OPEN,
    watches,
)

_OF_A_FILE = OPEN | ATTRIB | DELETE_SELF | MOVE_SELF
_IN_A_FOLDER = CREATE | MOVED_TO | ATTRIB | MOVE_SELF | ONLY_A_FOLDER
"""made, renamed, or allowed to be run, which may come last"""


class Openings:
    """Some programs' files, and whether one was opened since we last looked."""

    def __init__(self, names: Iterable[str]) -> None:
        self.folders: set[int] = set()
        """the kernel's numbers for them"""
        self._names = frozenset(map(os.fsencode, names))
        self._stirred = asyncio.Event()
        self._is_stale = False

    async def next(self, pids: Iterable[int]) -> None:
        """Wait until one of the files is opened, or one of these processes ends.

        Raises:
            Lost: one of the files isn't what it was any more, or there's another.
        """
        with _ends(pids, self._stirred):
            await self._stirred.wait()
        self._stirred.clear()
        if self._is_stale:
            raise Lost("one of the programs was installed, renewed or removed")

    def hear(self, watch: int, what: int, name: bytes) -> None:
        """Take what the kernel has to say."""
        is_gone = bool(what & (MOVE_SELF | IGNORED))
        if (name or watch in self.folders) and name not in self._names and not is_gone:
            return  # something else in a folder
        self._is_stale |= what & ~OPEN != 0
        self._stirred.set()


@contextmanager
def openings(files: Iterable[Path], names: Iterable[str]) -> Iterator[Openings]:
    """Watch these files as long as this lasts, and where programs lie for others of these names.

    Raises:
        Unavailable: where the kernel watches no more.
    """
    made = Openings(names)
    with watches(made.hear) as watch:
        for file in files:
            watch(file, _OF_A_FILE)
        for folder in os.get_exec_path():
            with suppress(Unavailable):  # one that isn't there, or can't be watched, is left out
                made.folders.add(watch(Path(folder), _IN_A_FOLDER))
        yield made


@contextmanager
def _ends(pids: Iterable[int], ended: asyncio.Event) -> Iterator[None]:
    """Set the event as soon as one of these processes ends, as long as this lasts."""
    loop = asyncio.get_running_loop()
    with ExitStack() as at_the_end:
        for pid in pids:
            try:
                handle = os.pidfd_open(pid)
            except ProcessLookupError:
                ended.set()
            except OSError as error:
                raise Lost("the kernel doesn't tell when a process ends") from error
            else:
                at_the_end.callback(os.close, handle)
                loop.add_reader(handle, ended.set)
                at_the_end.callback(loop.remove_reader, handle)
        yield
