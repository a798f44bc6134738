"""The second witness: where a page's title says nothing, the browser's own history knows its address.

The files are read and never written, and nothing of them is kept: only the addresses of one title are taken,
for some minutes. Chromium holds its file locked, and commits every ten seconds: read as immutable, it may be
met half-written, so a fault means "ask again". Firefox writes ahead, so its file must be copied with what was
written ahead, to a private folder that goes at once.
"""

import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from agent.core.hosts import address_of
from agent.core.titles import clean, without_badge
from agent.errors import Problem

RECENT = 1000
"""visits that are looked through first: a page in front has most often just been opened"""
LATELY = timedelta(minutes=10)
"""two addresses with one title, visited closer together than this, can't be told apart"""
BYTES_MAX = 2_000_000_000
PROFILES_MAX = 12
PATIENCE_SECONDS = 2.0
"""that one look into one file may take"""

_STEPS = 100_000
"""of SQLite's between two looks at the clock"""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a family of browsers keeps its history."""

    file: str
    profiles: tuple[str, ...]
    """where it lies below the browser's folder"""
    recent: str
    titled: str
    epoch: datetime
    """from which its microseconds count"""
    commits_within: timedelta
    """how long a visit may take to reach the file"""
    writes_ahead: bool = False


KINDS = {
    "chromium": Kind(
        "History",
        (".", "Default", "Profile *"),
        "SELECT v.visit_time, substr(u.title, 1, 4096), u.url FROM visits v JOIN urls u ON u.id = v.url "
        "ORDER BY v.visit_time DESC LIMIT ?",
        "SELECT last_visit_time, substr(title, 1, 4096), url FROM urls "
        "WHERE title = ? ORDER BY 1 DESC LIMIT 20",
        epoch=datetime(1601, 1, 1, tzinfo=UTC),
        commits_within=timedelta(seconds=11),
    ),
    "firefox": Kind(
        "places.sqlite",
        (".", "*"),
        "SELECT last_visit_date, substr(title, 1, 4096), url FROM moz_places WHERE last_visit_date NOT NULL "
        "ORDER BY last_visit_date DESC LIMIT ?",
        "SELECT last_visit_date, substr(title, 1, 4096), url FROM moz_places "
        "WHERE title = ? ORDER BY 1 DESC LIMIT 20",
        epoch=datetime(1970, 1, 1, tzinfo=UTC),
        commits_within=timedelta(seconds=1),
        writes_ahead=True,
    ),
}


class Visit(NamedTuple):
    """When a page was last visited, and its host and path."""

    at: datetime
    address: str


def files(kind: Kind, folders: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """Return the history files below these folders, the ones written last first; and what can't be one."""
    found: dict[Path, float] = {}
    problems: list[Problem] = []
    for path in chain.from_iterable(_candidates(kind, folder, problems) for folder in folders):
        try:
            status = path.stat()
        except OSError as error:
            problems.append(Problem(str(path), _cannot_be_opened(error), _HINT))
            continue
        if not stat.S_ISREG(status.st_mode):
            problems.append(Problem(str(path), "is no ordinary file.", _HINT))
        elif status.st_size > BYTES_MAX:
            problems.append(Problem(str(path), "is larger than 2 GB.", "Clear the browser's old history."))
        else:
            found[path.resolve()] = status.st_mtime
    return sorted(found, key=lambda path: -found[path])[:PROFILES_MAX], problems


def _candidates(kind: Kind, folder: Path, problems: list[Problem]) -> list[Path]:
    try:
        return [path for each in kind.profiles for path in folder.glob(f"{each}/{kind.file}")]
    except OSError as error:  # a folder above is closed to us
        problems.append(Problem(str(folder), _cannot_be_opened(error), _HINT))
        return []


def stamp(paths: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Return what changes when a history does."""
    marks = []
    for path in with_ahead(paths):
        with suppress(OSError):
            status = path.stat()
            marks.append((status.st_mtime_ns, status.st_size))
    return tuple(marks)


def with_ahead(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield each history, and the file of what is written ahead of it, whether it's there or not."""
    for path in paths:
        yield path
        yield path.with_name(f"{path.name}-wal")


def visits(
    kind: Kind, paths: Sequence[Path], page_title: str, folder: Path
) -> tuple[list[Visit], list[Problem]]:
    """Return the last visits to pages with that title, and which files couldn't be read.

    A file may be half-written just now, and whole when it's asked again. `folder` is a private one, for the
    copy that Firefox's history takes.
    """
    found: list[Visit] = []
    problems = []
    for path in paths:
        try:
            found += _search(kind, path, page_title, folder)
        except sqlite3.Error as error:
            problems.append(Problem(str(path), *_FAULTS.get(error.sqlite_errorcode & 0xFF, _DAMAGED)))
        except OSError as error:
            problems.append(Problem(str(path), _cannot_be_opened(error), _HINT))
    return found, problems


def newest(found: Sequence[Visit]) -> datetime:
    """Return when the last of some visits was."""
    return max(visit.at for visit in found)


def lately(found: Sequence[Visit]) -> list[str]:
    """Return the address of the last visit, and those of others about then."""
    since = newest(found) - LATELY
    return sorted({visit.address for visit in found if visit.at >= since})


_HINT = "Pages without a sign of their network stay unknown there."
_DAMAGED = ("is no database, or damaged.", _HINT)
_FAULTS = {
    sqlite3.SQLITE_ERROR: ("has a format that isn't known: it may be of a newer browser.", _HINT),
    sqlite3.SQLITE_INTERRUPT: ("is too large to be searched.", "Clear the browser's old history."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened.", _HINT),
    sqlite3.SQLITE_FULL: ("cannot be copied: the disk is full.", "Free some space there."),
}


def _cannot_be_opened(error: OSError) -> str:
    return f"cannot be opened: {(error.strerror or 'unknown error').lower()}."


def _search(kind: Kind, path: Path, page_title: str, folder: Path) -> list[Visit]:
    with _opened(kind, path, folder) as history:
        for question, value in ((kind.recent, RECENT), (kind.titled, page_title)):
            rows = history.execute(question, (value,))
            if found := list(_fitting(kind, rows, page_title)):
                return found
    return []


def _fitting(kind: Kind, rows: Iterator[tuple[object, object, object]], page_title: str) -> Iterator[Visit]:
    for when, title, url in rows:
        if not (isinstance(when, int) and isinstance(title, str) and isinstance(url, str)):
            continue
        if without_badge(clean(title)) == page_title and (address := address_of(url)):
            with suppress(OverflowError):
                yield Visit(kind.epoch + timedelta(microseconds=when), address)


@contextmanager
def _opened(kind: Kind, path: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    with ExitStack() as stack:
        uri = f"{path.as_uri()}?mode=ro&immutable=1"
        if kind.writes_ahead:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
            for each in with_ahead([path]):
                with suppress(FileNotFoundError):
                    shutil.copyfile(each, folder / each.name)
            uri = (folder / path.name).as_uri()
        history = stack.enter_context(closing(sqlite3.connect(uri, uri=True)))
        history.text_factory = lambda text: text.decode("utf-8", "replace")
        until = time.monotonic() + PATIENCE_SECONDS
        history.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        yield history
