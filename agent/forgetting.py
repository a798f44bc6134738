"""Page titles, forgotten in time."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from agent.clocks import clock
from agent.core.changes import Change, untitled
from agent.core.periods import EVER, Period
from agent.errors import AgentError
from agent.store.spans import Store

FORGET_EVERY = timedelta(hours=12)
_AGAIN = timedelta(minutes=1)
"""where somebody reads just now, an export for instance"""

log = logging.getLogger("timesink")


class Titles:
    """Sees to it that none is kept longer than the user wants."""

    def __init__(
        self, store: Store, days: Callable[[], int], change_pending: Callable[[Change, Period], timedelta]
    ) -> None:
        """`days` tells for how many they are kept."""
        self._store = store
        self._days = days
        self._change_pending = change_pending
        self._again: asyncio.TimerHandle | None = None

    def since(self) -> datetime:
        """Return from when on they're kept."""
        return clock().wall - timedelta(days=self._days())

    def forget(self) -> None:
        """Forget those that have been kept long enough; where that can't be done, later."""
        try:
            self._store.forget_titles(self.since())
        except AgentError as error:
            log.warning("%s Old titles are forgotten once it can be.", error)
        else:
            self._overwrite()

    def _overwrite(self) -> None:
        """Have what was forgotten leave the file; where that can't be just now, once it can."""
        if self._again is not None:
            self._again.cancel()
            self._again = None
        try:
            is_over = self._store.overwrite()
        except AgentError:
            is_over = False
        if not is_over:
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(_AGAIN.total_seconds(), self._overwrite)

    async def forget_forever(self) -> None:
        """Forget them twice a day."""
        while True:
            self.forget()
            await asyncio.sleep(FORGET_EVERY.total_seconds())

    def leave_out(self) -> None:
        """Forget those of what is pending, where none are to be kept."""
        if self._days() == 0:
            try:
                self._change_pending(untitled, EVER)
            except AgentError as error:
                log.warning("%s Titles of the last minutes are forgotten later.", error)
