"""The ledger read and written on a thread of its own, so that no deed delays a look."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agent.bookkeeping import Books, books
from agent.paths import Paths
from agent.rulebook.book import Rulebook
from agent.settings import Settings, local_zone
from agent.store.database import opened

T = TypeVar("T")


class Writer:
    """Does deeds in the ledger, one after the other."""

    def __init__(self, paths: Paths, rulebook: Rulebook, settings: Callable[[], Settings]) -> None:
        self._paths = paths
        self._rulebook = rulebook
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, "writer")

    async def __call__(self, deed: Callable[[Books], T], *, read_only: bool = False) -> T:
        """Do a deed, or read without changing anything."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, deed, read_only)

    def _do(self, deed: Callable[[Books], T], read_only: bool) -> T:  # noqa: FBT001  an executor's arguments
        with opened(self._paths.database, read_only=read_only) as store:
            networks, settings = self._rulebook.ruleset.networks, self._settings()
            return deed(books(store, settings=settings, networks=networks, zone=local_zone(), who="endpoint"))

    def close(self) -> None:
        """Let the thread go, once the deed in hand is done."""
        self._thread.shutdown(wait=True, cancel_futures=True)
