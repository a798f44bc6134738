"""The second witness: where a page's title says nothing, the browser's own history knows its address.

The files are read and never written, and nothing of them is kept: only the addresses of one title are taken,
for as long as the agent runs. Chromium holds its file locked, and commits every ten seconds: read as
immutable, it may be met half-written, so a fault means "ask again". Firefox writes ahead, so its file must be
copied with what was written ahead, to a private folder that goes at once.
"""

import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.core.titles import clean, without_badge

RECENT = 1000
"""visits that are looked through first: a page in front has most often just been opened"""
LATELY_SECONDS = 600
"""two hosts with one title, visited closer together than this, can't be told apart"""
BYTES_MAX = 2_000_000_000
PROFILES_MAX = 12

Found = list[tuple[float, str]]
"""when a page was last visited (seconds, of whatever epoch), and its host and path"""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a family of browsers keeps its history."""

    file: str
    profiles: tuple[str, ...]
    """where it lies below the browser's folder"""
    recent: str
    titled: str
    writes_ahead: bool = False


KINDS = {
    "chromium": Kind(
        "History",
        (".", "Default", "Profile *"),
        "SELECT v.visit_time / 1e6, u.title, u.url FROM visits v JOIN urls u ON u.id = v.url "
        "ORDER BY v.visit_time DESC LIMIT ?",
        "SELECT last_visit_time / 1e6, title, url FROM urls WHERE title = ? ORDER BY 1 DESC LIMIT 20",
    ),
    "firefox": Kind(
        "places.sqlite",
        (".", "*"),
        "SELECT last_visit_date / 1e6, title, url FROM moz_places WHERE last_visit_date NOT NULL "
        "ORDER BY last_visit_date DESC LIMIT ?",
        "SELECT last_visit_date / 1e6, title, url FROM moz_places WHERE title = ? ORDER BY 1 DESC LIMIT 20",
        writes_ahead=True,
    ),
}


class Unreadable(Exception):
    """A history file that can't be read now, or never: why."""


def files(kind: Kind, folders: list[Path]) -> list[Path]:
    """Return the history files below these folders, the ones written last first."""
    found = {}
    for folder in folders:
        for pattern in kind.profiles:
            for path in folder.glob(f"{pattern}/{kind.file}"):
                with suppress(OSError):
                    status = path.stat()
                    if stat.S_ISREG(status.st_mode) and status.st_size <= BYTES_MAX:
                        found[path.resolve()] = status.st_mtime
    return sorted(found, key=lambda path: -found[path])[:PROFILES_MAX]


def stamp(paths: list[Path]) -> tuple[tuple[int, int], ...]:
    """Return what changes when a history does."""
    marks = []
    for path in paths:
        for each in (path, path.with_name(f"{path.name}-wal")):
            with suppress(OSError):
                status = each.stat()
                marks.append((status.st_mtime_ns, status.st_size))
    return tuple(marks)


def addresses(kind: Kind, paths: list[Path], page_title: str, folder: Path) -> tuple[str, ...]:
    """Return the addresses (host and path) of pages with that title: the newest, and others of that time.

    `folder` is a private one, for the copy that Firefox's history takes.

    Raises:
        Unreadable: where none of the files could be read.
    """
    found: Found = []
    fault = None
    for path in paths:
        try:
            found += _search(kind, path, page_title, folder)
        except (sqlite3.Error, OSError) as error:
            fault = error
    if not found and fault is not None:
        raise Unreadable(str(fault))
    newest = max((when for when, _ in found), default=0)
    return tuple(sorted({address for when, address in found if when >= newest - LATELY_SECONDS}))


def _search(kind: Kind, path: Path, page_title: str, folder: Path) -> Found:
    with _opened(kind, path, folder) as history:
        for question, value in ((kind.recent, RECENT), (kind.titled, page_title)):
            rows = history.execute(question, (value,))
            if found := list(_fitting(rows, page_title)):
                return found
    return []


def _fitting(rows: Iterator[tuple[object, object, object]], page_title: str) -> Iterator[tuple[float, str]]:
    for when, title, url in rows:
        if not (isinstance(when, float) and isinstance(title, str) and isinstance(url, str)):
            continue
        if without_badge(clean(title)) == page_title and (address := _address(url)):
            yield when, address


def _address(url: str) -> str | None:
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return f"{parts.hostname}{parts.path.rstrip('/')}"
    return None


@contextmanager
def _opened(kind: Kind, path: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    with ExitStack() as stack:
        uri = f"{path.as_uri()}?mode=ro&immutable=1"
        if kind.writes_ahead:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
            for each in (path, path.with_name(f"{path.name}-wal")):
                with suppress(FileNotFoundError):
                    shutil.copyfile(each, folder / each.name)
            uri = (folder / path.name).as_uri()
        history = stack.enter_context(closing(sqlite3.connect(uri, uri=True)))
        history.text_factory = lambda text: text.decode("utf-8", "replace")
        yield history
