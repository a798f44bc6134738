"""When programs start, end or are installed: the kernel tells of files (inotify(7)) and of processes."""

import asyncio
import ctypes
import os
import struct
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agent.sources.base import Lost, Unavailable

_OPEN, _ATTRIB, _DELETE_SELF, _MOVE_SELF = 0x20, 0x4, 0x400, 0x800
_OF_A_FILE = _OPEN | _ATTRIB | _DELETE_SELF | _MOVE_SELF
_CREATE, _MOVED_TO, _ONLY_A_FOLDER = 0x100, 0x80, 0x1000000
_IN_A_FOLDER = _CREATE | _MOVED_TO | _ATTRIB | _ONLY_A_FOLDER
"""made, renamed, or allowed to be run, which may come last"""
_HEAD = struct.Struct("=iIII")
_BYTES = 4096


class Openings:
    """Some programs' files, and whether one was opened since we last looked."""

    def __init__(self, kernel: int, names: Iterable[str], folders: Container[int]) -> None:
        self._kernel = kernel
        self._folders = folders
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

    def hear(self) -> None:
        """Take what the kernel has to say."""
        data, at = os.read(self._kernel, _BYTES), 0
        while at < len(data):
            watch, mask, _, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size + length
            name = data[at - length : at].rstrip(b"\0")
            if (name or watch in self._folders) and name not in self._names:  # something else in a folder
                continue
            self._is_stale |= mask & ~_OPEN != 0
            self._stirred.set()


@contextmanager
def openings(files: Iterable[Path], names: Iterable[str]) -> Iterator[Openings]:
    """Watch these files as long as this lasts, and where programs lie for others of these names.

    Raises:
        Unavailable: where the kernel watches no more.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    kernel = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if kernel < 0:
        raise _refusal()
    loop = asyncio.get_running_loop()
    try:
        for file in files:
            if libc.inotify_add_watch(kernel, os.fsencode(file), _OF_A_FILE) < 0:
                raise _refusal()
        folders = {  # one that isn't there, or can't be watched, is left out
            libc.inotify_add_watch(kernel, os.fsencode(folder), _IN_A_FOLDER) for folder in os.get_exec_path()
        }
        made = Openings(kernel, names, folders - {-1})
        loop.add_reader(kernel, made.hear)
        yield made
    finally:
        loop.remove_reader(kernel)
        os.close(kernel)


def _refusal() -> Unavailable:
    return Unavailable(f"the kernel watches no files for us ({os.strerror(ctypes.get_errno()).lower()})")


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
