"""What lies in a rules folder, read so that nothing there can hang or drown us."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import Problem

BYTES_MAX = 256 * 1024

Stamp = tuple[int, int, int, int]
"""what changes when a file does, or who may read it: device, inode, size, time"""


def files_in(folder: Path) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Return the rule files of a folder in order; none where there is no folder."""
    try:
        return tuple(path for path in _toml_in(folder) if path.suffix == ".toml"), ()
    except OSError as error:
        return (), (Problem(str(folder), _cannot_read(error), "See that it is a folder that you may read."),)


def misnamed(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with files that look like rule files, and aren't by their names."""
    what, hint = "is not read: its name doesn't end in small letters.", "Rename it to"
    try:
        paths = [path for path in _toml_in(folder) if path.suffix != ".toml"]
    except OSError:
        return ()  # told by `files_in`
    return tuple(Problem(label(path), what, f"{hint} {label(path.with_suffix('.toml'))}.") for path in paths)


def _toml_in(folder: Path) -> list[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except FileNotFoundError:
        return []
    return [folder / name for name in names if name.lower().endswith(".toml") and name[0] not in ".#"]


def label(path: Path) -> str:
    """Return how a file is named to people: from the rules folder on."""
    name = "".join(each if each.isprintable() else "\ufffd" for each in path.name)
    return f"browsers/{name}" if path.parent.name == "browsers" else name


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file, or of a link's target; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_ctime_ns


def read_text(path: Path) -> str | Problem:
    """Read a file of text: an ordinary one, of a size that rules have, in UTF-8."""
    try:
        with _opened(path) as handle:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Problem(label(path), "is no ordinary file.", "Put a file of text in its place.")
            content = os.read(handle, BYTES_MAX + 1)
    except OSError as error:
        return Problem(label(path), _cannot_read(error), "See that it exists and that you may read it.")
    if len(content) > BYTES_MAX:
        return Problem(
            label(path), f"is larger than {BYTES_MAX // 1024} KB.", "Rules are a few lines of text."
        )
    if content.startswith(b"\xef\xbb\xbf"):
        return Problem(label(path), "begins with a byte order mark.", "Save it as UTF-8 without one.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(label(path), f"is not UTF-8: line {line}.", "Save it as UTF-8.")


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open without waiting: a FIFO in the file's place must not hold us."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        yield handle
    finally:
        os.close(handle)


def _cannot_read(error: OSError) -> str:
    return f"cannot be read: {(error.strerror or 'unknown error').lower()}."
