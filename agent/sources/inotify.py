"""What the kernel tells of files (inotify(7)), heard in the loop.

Watchdog, which hears of the rules' folders, tells of no file that is opened, and takes two threads for each
one that's watched: a browser has one for each profile, and they're asked for some seconds only.
"""

import asyncio
import ctypes
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from agent.sources.base import Unavailable

MODIFY, ATTRIB, OPEN, MOVED_TO, CREATE = 0x2, 0x4, 0x20, 0x80, 0x100
DELETE_SELF, MOVE_SELF, IGNORED, ONLY_A_FOLDER = 0x400, 0x800, 0x8000, 0x1000000

SETTLED_AFTER = 0.2
"""seconds: what belongs together is written in several goes"""

_HEAD = struct.Struct("=iIII")
_BYTES = 4096

Hear = Callable[[int, int, bytes], object]
"""hears the number of a watch, what happened, and in a folder to which name"""
Watch = Callable[[Path, int], int]
"""watches a file or a folder for some of these, and returns its number; raises Unavailable"""


@contextmanager
def watches(hear: Hear) -> Iterator[Watch]:
    """Watch files as long as this lasts.

    Raises:
        Unavailable: where the kernel watches no more.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    kernel = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if kernel < 0:
        raise _refusal()

    def watch(path: Path, what: int) -> int:
        if (number := int(libc.inotify_add_watch(kernel, os.fsencode(path), what))) < 0:
            raise _refusal()
        return number

    loop = asyncio.get_running_loop()
    loop.add_reader(kernel, _read, kernel, hear)
    try:
        yield watch
    finally:
        loop.remove_reader(kernel)
        os.close(kernel)


class Written:
    """Some files, and whether one was written since we last waited."""

    def __init__(self) -> None:
        self._stirred = asyncio.Event()

    def hear(self, *_: object) -> None:
        """Take what the kernel has to say."""
        self._stirred.set()

    async def next(self, *, by: float) -> bool:
        """Wait until one was written, and a little more, or until that moment; tell whether one was."""
        try:
            async with asyncio.timeout_at(by):
                await self._stirred.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(SETTLED_AFTER)
        self._stirred.clear()
        return True


@contextmanager
def written(files: Iterable[Path]) -> Iterator[Written]:
    """Watch these files as long as this lasts; of those that can't be watched, nothing is told."""
    made = Written()
    with ExitStack() as stack:
        with suppress(Unavailable):
            watch = stack.enter_context(watches(made.hear))
            for file in files:
                with suppress(Unavailable):
                    watch(file, MODIFY | DELETE_SELF | MOVE_SELF)
        yield made


def _read(kernel: int, hear: Hear) -> None:
    data, at = os.read(kernel, _BYTES), 0
    while at < len(data):
        watch, what, _, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size + length
        hear(watch, what, data[at - length : at].rstrip(b"\0"))


def _refusal() -> Unavailable:
    return Unavailable(f"the kernel watches no files for us ({os.strerror(ctypes.get_errno()).lower()})")
