"""When what was seen goes where: to the tail at every sign of life, to the database every other minute."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from agent.core.attribution import DRIFT, Attribution
from agent.core.model import Span
from agent.errors import AgentError

TAIL_EVERY = timedelta(seconds=1)
"""the tail isn't written more often, however fast a title changes"""

KEEP_EVERY = timedelta(minutes=2)
"""a commit writes whole pages, so it isn't done more often"""

log = logging.getLogger(__name__)

Put = Callable[[Sequence[Span]], None]


class Keeper:
    """Hands spans on. Where that fails, nothing is lost: they stay pending and it's tried again."""

    def __init__(self, *, keep: Put, tail: Put, now: timedelta) -> None:
        self._keep = keep
        self._tail = tail
        self._kept_at = self._tail_at = now
        self._tail_empty = True
        self._troubles: dict[str, str] = {}

    def save(
        self, memory: Attribution, now: timedelta, *, away: bool, sure: bool, reach: timedelta
    ) -> Attribution:
        """Put away what is due, and return what is still to be remembered.

        `reach` is how far back idle may still take time; where we're `sure`, it can't any more.
        """
        if sure and memory.stretches:
            memory = self.settle(memory, now, before=now)
        elif now - self._kept_at >= KEEP_EVERY:
            memory = self.settle(memory, now, before=now - reach - DRIFT)
        if away or now - self._tail_at >= TAIL_EVERY:
            self.write_tail(memory, now)
        return memory

    def is_behind(self, now: timedelta) -> bool:
        """Tell whether the tail has yet to be written for this moment."""
        return self._tail_at < now

    def settle(self, memory: Attribution, now: timedelta, *, before: timedelta) -> Attribution:
        """Put what lies before that into the database."""
        self._kept_at = now
        final, settled = memory.settle(before)
        return settled if not final or self._attempt("database", self._keep, final) else memory

    def write_tail(self, memory: Attribution, now: timedelta) -> None:
        """Leave what is pending where it outlives the process."""
        self._tail_at = now
        pending = memory.pending()
        if pending or not self._tail_empty:
            self._tail_empty = self._attempt("tail", self._tail, pending) and not pending

    def _attempt(self, where: str, put: Put, spans: Sequence[Span]) -> bool:
        """Put spans there; tell of trouble once, when it begins, and once when it's over."""
        before = self._troubles.pop(where, None)
        try:
            put(spans)
        except AgentError as error:
            self._troubles[where] = str(error)
            if before != str(error):
                log.warning("%s What was seen is remembered meanwhile.", error)
            return False
        if before is not None:
            log.info("the %s can be written again", where)
        return True
