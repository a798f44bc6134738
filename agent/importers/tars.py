"""An export as a tar, packed or not."""

import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.importers.archive import (
    DAMAGE,
    Advance,
    BadArchive,
    Choose,
    Files,
    Stream,
    check_number,
    check_size,
    ignore,
    is_inside,
)

_PADDING = 1_000_000


class Tar:
    """An export as a tar, packed or not; it can only be read from its beginning to its end."""

    def __init__(self, path: Path, unpack: Callable[[Path], Any]) -> None:
        self.name = str(path)
        self._unpack = unpack
        self._path = path
        self._size = path.stat().st_size
        self.changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield the path of each file in it, and its size in bytes."""
        for member, _ in self._members():
            yield member.name, member.size

    def read(self, choose: Choose, advance: Advance = ignore) -> Files:
        """Yield each file with a chosen path."""
        for member, tar in self._members():
            packed = tar.extractfile(member) if choose(member.name) else None
            if packed is not None:
                with packed:
                    yield member.name, Stream((self.name, member.name), packed, advance)

    def _members(self) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
        try:
            with self._unpack(self._path) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as tar:
                passed = 0
                for number, member in enumerate(tar):
                    check_number(self.name, number)
                    passed += member.size
                    check_size(self.name, member.name, passed, self._size)
                    if member.isreg() and is_inside(member.name):
                        yield member, tar
                unpacked.read(_PADDING)  # its end is checked by reading that far
        except DAMAGE as error:
            raise BadArchive(self.name, f"is no whole archive ({error}).", "Download it again.") from error
