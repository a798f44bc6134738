"""From a path to the archive that it is, told by its first bytes and never by its name."""

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from agent.importers.archive import Archive, BadArchive
from agent.importers.folders import Folder
from agent.importers.tars import Tar
from agent.importers.zips import Zip

_ZIP = b"PK"
_PACKED: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_UNREADABLE = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an export, and close it in the end.

    Raises:
        AgentError: where it isn't whole, or of a kind that can't be read.
    """
    if not (path.is_dir() or path.is_file()):
        raise BadArchive(
            str(path), "is neither a file nor a folder.", "Name the export as it was downloaded."
        )
    head = b"" if path.is_dir() else _head(path)
    if kind := _UNREADABLE.get(head[:4]):
        raise BadArchive(str(path), f"is a {kind} archive.", "Unpack it, and import the folder.")
    if head.startswith(_ZIP):
        archive = Zip(path)
        try:
            yield archive
        finally:
            archive.close()
    elif unpack := next((each for mark, each in _PACKED.items() if head.startswith(mark)), None):
        yield Tar(path, unpack)
    elif head and tarfile.is_tarfile(path):
        yield Tar(path, _plain)
    else:
        yield Folder(path)


def _plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(6)
