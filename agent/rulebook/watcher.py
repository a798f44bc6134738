"""Watches folders for changes, whether they are there already or not, and says so in the loop.

Folders are watched, not files: editors write a new file and rename it over the old one. Those above are
watched too, so that we see one being replaced, at whatever level; but of them only what comes and goes, as a
home is a busy place. What to watch is worked out anew at every change.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from watchdog import events
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
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
from watchdog.observers.api import BaseObserver, ObservedWatch

from agent.errors import Problem
from agent.rulebook.ways import Ways

DEBOUNCE = 0.15
"""seconds of rest after a change before it is told; an editor's save is several changes"""
AT_MOST = 4
"""so many rests: what changes without end is told all the same"""

_COMING_AND_GOING: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
]
_ALL: list[type[FileSystemEvent]] = [
    *_COMING_AND_GOING,
    FileClosedEvent,
    FileModifiedEvent,
    # who may read what: before watchdog 7 that counts as a modification
    getattr(events, "FileAttribEvent", FileModifiedEvent),
    getattr(events, "DirAttribEvent", DirModifiedEvent),
]
"""but those of reading, which we do ourselves"""
_ROUNDS = 5
"""at most, until nothing was made any more while we began to watch"""

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
        self._observer: BaseObserver | None = None
        self._watches: dict[Path, tuple[bool, ObservedWatch]] = {}
        self._gone: set[Path] = set()
        self._ways = Ways(())

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Hear of a change, in watchdog's thread."""
        paths = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        if isinstance(event, (DirDeletedEvent, DirMovedEvent)):
            self._gone |= paths
        if any(map(self._ways.concern, paths)):
            self._stir()

    def renew(self) -> None:
        """Watch what there is to watch now; a folder that was made anew is watched anew."""
        try:
            observer = self._observer = self._observer or _begun()
        except OSError as error:
            self._tell_once(error)
            return
        gone, self._gone = self._gone, set()
        self._unwatch(
            observer, [path for path in self._watches if not gone.isdisjoint((path, *path.parents))]
        )
        for _ in range(_ROUNDS):
            self._ways = Ways(self._folders)
            if not self._watch(observer, self._ways.to_watch()):
                break

    def close(self) -> None:
        """Watch nothing any more."""
        if self._observer:
            self._observer.stop()
            self._observer.join()

    def _watch(self, observer: BaseObserver, wanted: Mapping[Path, bool]) -> bool:
        """Watch just these folders, some of them wholly; tell whether there's one that wasn't watched."""
        other = [path for path, (whole, _) in self._watches.items() if wanted.get(path) != whole]
        self._unwatch(observer, other)
        new = sorted(wanted.keys() - self._watches.keys())
        for path in new:
            kinds = _ALL if wanted[path] else _COMING_AND_GOING
            try:
                watch = observer.schedule(self, str(path), event_filter=kinds)
            except (FileNotFoundError, NotADirectoryError):
                continue  # the folder above it tells when it's there again
            except OSError as error:
                self._tell_once(error)
            else:
                self._watches[path] = wanted[path], watch
        return not self._watches.keys().isdisjoint(new)

    def _unwatch(self, observer: BaseObserver, paths: Sequence[Path]) -> None:
        for path in paths:
            observer.unschedule(self._watches.pop(path)[1])

    def _tell_once(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            what = f"changes cannot be watched: {(error.strerror or str(error)).lower()}."
            hint = "Restart the agent after a change, or raise fs.inotify.max_user_watches and _instances."
            self._tell(Problem("rules", what, hint))


def _begun() -> BaseObserver:
    observer = Observer()
    observer.daemon = True
    observer.start()
    return observer
