"""Watches folders for changes, whether they are there already or not, and says so in the loop.

Folders are watched, not files: editors write a new file and rename it over the old one. Of a folder that
isn't there, the nearest one above it is watched; of one that is, the one above too, so that we see it being
replaced; of a link, the folder that its target lies in. What to watch is worked out anew at every change.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from agent.errors import Problem

DEBOUNCE = 0.15
"""seconds of rest after a change before it is told; an editor's save is several changes"""
AT_MOST = 4
"""so many rests: what changes without end is told all the same"""

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""not those of reading, which we do ourselves"""

log = logging.getLogger(__name__)


def log_problem(problem: Problem) -> None:
    """Say a problem in the log."""
    log.warning("%s", problem)


async def watch_forever(
    folders: Sequence[Path],
    changed: Callable[[], None],
    *,
    tell: Callable[[Problem], None] = log_problem,
) -> None:
    """Call `changed` in the loop soon after anything changed in the folders; never return."""
    loop = asyncio.get_running_loop()
    stirred = asyncio.Event()
    watched = _Watched(folders, lambda: loop.call_soon_threadsafe(stirred.set), tell)
    try:
        watched.renew()
        while True:
            await stirred.wait()
            for _ in range(AT_MOST):
                stirred.clear()
                await asyncio.sleep(DEBOUNCE)
                if not stirred.is_set():
                    break
            watched.renew()
            changed()
    finally:
        watched.close()


class _Watched(FileSystemEventHandler):
    """The folders watched just now, and the thread that hears of them."""

    def __init__(
        self, folders: Sequence[Path], stir: Callable[[], object], tell: Callable[[Problem], None]
    ) -> None:
        self._folders = [folder.absolute() for folder in folders]
        self._stir = stir
        self._tell = tell
        self._told = False
        self._observer = Observer()
        self._observer.daemon = True
        self._watches: dict[Path, ObservedWatch] = {}
        self._gone: set[Path] = set()
        self._of_interest: frozenset[Path] = frozenset()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Hear of a change, in watchdog's thread."""
        paths = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        if isinstance(event, (DirDeletedEvent, DirMovedEvent)):
            self._gone |= paths
        if any(path.suffix == ".toml" or path in self._of_interest for path in paths):
            self._stir()

    def renew(self) -> None:
        """Watch what there is to watch now; a folder that was made anew is watched anew."""
        gone, self._gone = self._gone, set()
        try:
            self._of_interest = frozenset(path for folder in self._folders for path in _of_interest(folder))
            wanted = {path for folder in self._folders for path in _to_watch(folder)}
            for path in [path for path in self._watches if path in gone or path not in wanted]:
                self._observer.unschedule(self._watches.pop(path))
            for path in sorted(wanted - self._watches.keys()):
                self._watches[path] = self._observer.schedule(self, str(path), event_filter=_EVENTS)
            if not self._observer.is_alive():
                self._observer.start()
        except OSError as error:
            self._tell_once(error)

    def close(self) -> None:
        """Watch nothing any more."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def _tell_once(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            what = f"changes cannot be watched: {(error.strerror or str(error)).lower()}."
            hint = "Restart the agent after a change, or raise fs.inotify.max_user_watches and _instances."
            self._tell(Problem("rules", what, hint))


def _to_watch(folder: Path) -> Iterator[Path]:
    """Yield the folders, without links in their paths, that must be watched for one to be."""
    nearest = next(path for path in (folder, *folder.parents) if path.is_dir())
    yield _real(nearest)
    if nearest == folder:
        yield _real(folder.parent)
        yield from (target.parent for target in _targets(folder) if target.parent.is_dir())


def _of_interest(folder: Path) -> Iterator[Path]:
    """Yield what matters besides rule files: the folder, those above it, what its links mean."""
    yield _real(folder)
    yield from (_real(path.parent) / path.name for path in (folder, *folder.parents))
    yield from _targets(folder)


def _targets(folder: Path) -> list[Path]:
    try:
        return [_real(path) for path in folder.iterdir() if path.is_symlink()]
    except OSError:
        return []


def _real(path: Path) -> Path:
    """Return a path without links, as far as they lead anywhere: one that leads to itself stays."""
    return Path(os.path.realpath(path))  # Path.resolve raises RuntimeError there, before Python 3.13
