"""Which processes are a compositor's clients: the kernel knows who sits at the other end of its socket.

No protocol of wlroots' tells a window's process. The kernel's list of Unix sockets pairs each end with the
other (sock_diag(7), which anybody may ask); /proc tells which of this user's processes holds it.
"""

import os
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from agent.sources.processes import Processes, named
from agent.sources.wlroots import Toplevel

_SOCK_DIAG, _DUMP, _SOCK_DIAG_BY_FAMILY = 4, 0x301, 20
_DONE, _ERROR = 3, 2
_SHOW_NAME, _SHOW_PEER = 1, 4
_NAME, _PEER = 0, 2
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_HEAD, _ATTRIBUTE = struct.Struct("=IHHII"), struct.Struct("=HH")


class Clients:
    """The clients of one compositor."""

    def __init__(self, path: Path, processes: Processes) -> None:
        self._path = path
        self._processes = processes

    async def identify(self, toplevel: Toplevel) -> None:
        """Find the process whose program bears the toplevel's name; none where several or none do.

        An X11 window's program is no client of the compositor's: then all of the user's are looked through.
        """
        name, fitting = toplevel.app.lower(), list[int]()
        with suppress(
            OSError
        ):  # the kernel may not tell us; or the compositor has gone, and its socket with it
            found = [process for pid in clients(self._path) if (process := self._processes.get(pid))]
            fitting = [each.pid for each in found if _fits(name, each.name.lower())]
        if not fitting:
            with suppress(OSError):
                fitting = named(name, self._path.stat().st_uid)
        if len(fitting) == 1:
            toplevel.process = self._processes.get(fitting[0])


def clients(path: Path) -> set[int]:
    """Return the processes at the other end of a socket, as far as they're this user's."""
    peers = {peer for name, peer in _sockets() if name == str(path)}
    return {pid for pid, inode in _held() if inode in peers}


def _fits(app: str, program: str) -> bool:
    """Tell whether an app id is a program's: `org.mozilla.firefox` is firefox."""
    return program in (app, app.rpartition(".")[2])


def _held() -> Iterator[tuple[int, int]]:
    """Yield this user's processes and the sockets that they hold."""
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with suppress(OSError):
                for file in os.scandir(f"{entry.path}/fd"):
                    with suppress(OSError):
                        if held := _SOCKET.fullmatch(str(Path(file.path).readlink())):
                            yield int(entry.name), int(held[1])


def _sockets() -> Iterator[tuple[str, int]]:
    """Yield the name of each named Unix socket, and the inode of its other end."""
    ask = struct.pack(
        "=BBHIIIII", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, _SHOW_NAME | _SHOW_PEER, 0xFFFFFFFF, 0xFFFFFFFF
    )
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _SOCK_DIAG) as kernel:
        kernel.send(_HEAD.pack(_HEAD.size + len(ask), _SOCK_DIAG_BY_FAMILY, _DUMP, 1, 0) + ask)
        while True:
            answer, at = kernel.recv(1 << 17), 0
            while at < len(answer):
                length, kind = _HEAD.unpack_from(answer, at)[:2]
                if kind in (_DONE, _ERROR):
                    return
                attributes = dict(_attributes(answer, at + _HEAD.size + 16, at + length))
                if _NAME in attributes and _PEER in attributes:
                    name = attributes[_NAME].rstrip(b"\0").decode(errors="replace")
                    yield name, int.from_bytes(attributes[_PEER], "little")
                at += (length + 3) & ~3


def _attributes(answer: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    while at + _ATTRIBUTE.size <= end:
        length, kind = _ATTRIBUTE.unpack_from(answer, at)
        yield kind, answer[at + _ATTRIBUTE.size : at + length]
        at += max((length + 3) & ~3, _ATTRIBUTE.size)
