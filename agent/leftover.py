"""What the last agent had seen and couldn't keep: it's in the tail, and kept before anything new."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from agent.core.changes import Change, untitled
from agent.core.model import Span
from agent.core.periods import Period
from agent.errors import AgentError
from agent.store.spans import Store
from agent.store.tail import Tail

log = logging.getLogger("timesink")


class Leftover:
    """Stands between the agent and its files, until they have taken what was left."""

    def __init__(self, store: Store, tail: Tail, *, titles_kept: bool) -> None:
        """Keep what was left at once, if it can be."""
        self._store = store
        self._tail = tail
        self._left = tail.read()
        if not titles_kept:
            self._left = [replace(span, front=untitled(span.front)) for span in self._left]
        if self._left:
            try:
                self.keep(())
                tail.replace(())
            except AgentError as error:
                log.warning("%s What the last agent saw is remembered meanwhile.", error)

    def keep(self, spans: Sequence[Span]) -> None:
        """Put spans into the database, and with them what was left."""
        self._store.keep([*self._left, *spans])
        self._left = []

    def write_tail(self, spans: Sequence[Span]) -> None:
        """Put spans into the tail, behind what was left."""
        self._tail.replace([*self._left, *spans])

    @contextmanager
    def changed(self, change: Change, within: Period) -> Iterator[None]:
        """Take what was left and starts in a period for something else; undone where what is in it fails."""
        before = self._left
        self._left = [
            replace(span, front=change(span.front)) if within.holds(span.start) else span for span in before
        ]
        try:
            yield
        except AgentError:
            self._left = before
            raise

    def floor(self, now: datetime) -> datetime | None:
        """Return the end of all seen before; none where it lies so far ahead that the clock was wrong."""
        ends = [self._store.last_end(), *(span.end for span in self._left)]
        last = max((end for end in ends if end is not None), default=None)
        return last if last is not None and last - now < timedelta(days=1) else None
