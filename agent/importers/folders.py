"""An export that was unpacked, or a single file of one; links are never followed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from agent.importers.archive import Advance, Choose, Files, Stream, check_number, ignore


class Folder:
    """An unpacked export, or a single file of one."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._root = path
        self._files = sorted(_files(path))
        newest = max((each.stat().st_mtime for each in self._files), default=0)
        try:
            self.changed = datetime.fromtimestamp(newest, UTC)
        except (ValueError, OverflowError, OSError):
            self.changed = datetime.fromtimestamp(0, UTC)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Yield the path of each file in it, and its size in bytes."""
        for file in self._files:
            yield self._inside(file), file.stat().st_size

    def read(self, choose: Choose, advance: Advance = ignore) -> Files:
        """Yield each file with a chosen path."""
        for file in self._files:
            if choose(path := self._inside(file)):
                with file.open("rb", buffering=0) as raw:
                    yield path, Stream((self.name, path), raw, advance)

    def _inside(self, file: Path) -> str:
        return file.relative_to(self._root if file != self._root else file.parent).as_posix()


def _files(root: Path) -> Iterator[Path]:
    """Yield the plain files of a folder, without following links."""
    if root.is_file():
        yield root
        return
    number = 0
    for folder, _, names in os.walk(root):
        number += len(names)
        check_number(str(root), number)
        for name in names:
            file = Path(folder, name)
            if file.is_file() and not file.is_symlink():
                yield file
