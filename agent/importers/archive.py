"""What an archive is, and what none may be. Nothing is ever unpacked to disk.

So no path in it can lead anywhere: files are only matched by the ends of their paths, and links and whatever
else is no plain file are passed over.
"""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any, Protocol

from agent.errors import AgentError

ENTRIES_MAX = 100_000
"""files in one archive: the list of them is held in memory"""
FILE_MAX = 8_000_000_000
"""bytes of one file that is read"""
RATIO_MAX = 250
"""how many times its packed size a file may have; exports' text reaches 10 to 50"""
RATIO_FROM = 10_000_000
"""bytes; a smaller file does no harm however well it's packed"""

DAMAGE = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile)

Choose = Callable[[str], bool]
Advance = Callable[[int], None]
"""told how many more bytes were read"""
Files = Generator[tuple[str, io.RawIOBase], None, None]
"""each file's path and bytes, open until the next one is asked for"""


def ignore(_: int) -> None:
    """Ignore how many bytes were read."""


class BadArchive(AgentError):
    """An export that can't be used."""

    def __init__(self, name: str, what: str, hint: str) -> None:
        super().__init__(f"{name} {what}", f"{hint} Nothing was imported.")


class TooManyFiles(BadArchive):
    """An export whose list of files alone would take too much memory."""

    def __init__(self, name: str) -> None:
        hint = "Unpack it, and import the folder without its pictures."
        super().__init__(name, f"holds more than {ENTRIES_MAX:,} files.", hint)


class Archive(Protocol):
    """An open export."""

    name: str
    changed: datetime
    """when the newest file in it was written"""

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield the path of each file in it, and its size in bytes."""

    def read(self, choose: Choose, advance: Advance = ignore) -> Files:
        """Yield each file with a chosen path."""


class Stream(io.RawIOBase):
    """A file of an export, whose faults are told as sentences."""

    def __init__(
        self, names: tuple[str, str], packed: IO[bytes] | io.BufferedIOBase, advance: Advance
    ) -> None:
        super().__init__()
        self._names = names
        self._packed = packed
        self._advance = advance

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  whatever can be written into
        """Read some bytes.

        Raises:
            AgentError: where the archive is damaged there.
        """
        view = memoryview(buffer).cast("B")
        try:
            data = self._packed.read(len(view))
        except DAMAGE as error:
            name, path = self._names
            raise BadArchive(name, f"is damaged in {path} ({error}).", "Download it again.") from error
        view[: len(data)] = data
        self._advance(len(data))
        return len(data)

    def close(self) -> None:
        """Let the file go."""
        self._packed.close()
        super().close()


def is_inside(path: str) -> bool:
    """Tell whether a path stays in its archive."""
    return not path.startswith(("/", "\\")) and ".." not in PurePosixPath(path.replace("\\", "/")).parts


def check_size(name: str, path: str, size: int, packed: int) -> None:
    """Refuse a file that no export has.

    Raises:
        BadArchive: where it's too large, or packed too well.
    """
    if size > FILE_MAX:
        raise BadArchive(name, f"holds {path} with {size / 1e9:.0f} GB: too large.", "No export has such.")
    if size > RATIO_FROM and size > RATIO_MAX * packed:
        what = f"would swell to {size // max(packed, 1):,} times its size in {path}."
        raise BadArchive(name, what, "No export does that; it may be meant to do harm.")


def check_number(name: str, number: int) -> None:
    """Refuse an archive with too many files.

    Raises:
        BadArchive: where it has too many.
    """
    if number > ENTRIES_MAX:
        raise TooManyFiles(name)
