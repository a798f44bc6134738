"""Answers from the database on a thread of its own, so that a question never delays a look."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agent.answers import Answers
from agent.paths import Paths
from agent.rulebook.book import Rulebook
from agent.settings import Settings, local_zone
from agent.store.database import opened

T = TypeVar("T")


class Reader:
    """Puts questions to the database, one after the other."""

    def __init__(self, paths: Paths, rulebook: Rulebook, settings: Callable[[], Settings]) -> None:
        self._paths = paths
        self._rulebook = rulebook
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, "reader")

    async def __call__(self, question: Callable[[Answers], T]) -> T:
        """Put a question to the database as it is now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, question)

    def _answer(self, question: Callable[[Answers], T]) -> T:
        networks = self._rulebook.ruleset.networks
        with opened(self._paths.database, read_only=True) as store:
            return question(Answers(store, settings=self._settings(), networks=networks, zone=local_zone()))

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
