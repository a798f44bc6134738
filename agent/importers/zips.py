"""An export as a zip: whole, readable, and not larger than any export is."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from agent.importers.archive import (
    Advance,
    BadArchive,
    Choose,
    Files,
    Stream,
    TooManyFiles,
    check_number,
    check_size,
    ignore,
    is_inside,
)

DIRECTORY_MAX = 64_000_000
"""bytes of the list of files: it's held in memory"""
CUT_OFF_AT = 2**31
"""bytes at which downloads break off that count them in 32 bits"""

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_END_SIZE = 22
_COMMENT_MAX = 65_535
_ENCRYPTED = 1
_AGAIN = "Download it again."


class Zip:
    """An open zip."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        _check_end(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise BadArchive(self.name, f"is no whole zip ({error}).", _AGAIN) from error
        try:
            check_number(self.name, len(self._zip.infolist()))
        except BadArchive:
            self._zip.close()
            raise
        self.changed = max(map(_written, self._zip.infolist()), default=datetime.fromtimestamp(0, UTC))

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield the path of each file in it, and its size in bytes."""
        for info in self._plain():
            yield info.filename, info.file_size

    def read(self, choose: Choose, advance: Advance = ignore) -> Files:
        """Yield each file with a chosen path."""
        for info in self._plain():
            if choose(info.filename):
                with self._opened(info) as packed:
                    yield info.filename, Stream((self.name, info.filename), packed, advance)

    def _plain(self) -> Iterator[zipfile.ZipInfo]:
        for info in self._zip.infolist():
            is_link = stat.S_ISLNK(info.external_attr >> 16)
            if not (info.is_dir() or is_link) and is_inside(info.filename):
                yield info

    def _opened(self, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
        if info.flag_bits & _ENCRYPTED:
            hint = "Unpack it with its password, and import the folder."
            raise BadArchive(self.name, f"is encrypted ({info.filename}).", hint)
        check_size(self.name, info.filename, info.file_size, info.compress_size)
        try:
            opened = self._zip.open(info)
        except NotImplementedError:
            what = f"packs {info.filename} in a way that can't be read here."
            raise BadArchive(self.name, what, "Unpack it, and import the folder.") from None
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            raise BadArchive(self.name, f"is damaged in {info.filename} ({error}).", _AGAIN) from error
        assert isinstance(opened, zipfile.ZipExtFile)  # noqa: S101
        return opened


def _check_end(path: Path) -> None:
    """Refuse a zip whose end is missing, or whose list of files is too long, before that is read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _END_SIZE - _COMMENT_MAX, 0))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        why = " It has just the size at which some downloads break off." if size == CUT_OFF_AT else ""
        raise BadArchive(str(path), f"is no whole zip: its end is missing.{why}", _AGAIN)
    large = tail.rfind(_END_64, 0, max(at - 44, 0))
    listed = (
        struct.unpack_from("<Q", tail, large + 40) if large >= 0 else struct.unpack_from("<I", tail, at + 12)
    )
    if listed[0] > size:
        raise BadArchive(str(path), "is no whole zip: the list of its files is missing.", _AGAIN)
    if listed[0] > DIRECTORY_MAX:
        raise TooManyFiles(str(path))


def _written(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
