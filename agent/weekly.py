"""Tells the finding of the week, once, when the user is there for the first time since the week began.

Weeks begin on Mondays, at the hour at which the user's days do. A week is told of while it lasts or not at
all, so whoever comes back after a month hears of one. It's written down as told before it's shown: an agent
that is killed in between tells it no more, rather than twice. Where there's no finding, that's all there is.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from agent.core.budgets import current_period
from agent.core.model import Presence
from agent.core.periods import Calendar
from agent.digest_words import digest_in_words
from agent.errors import AgentError
from agent.notify import Notice, in_words
from agent.prompts import Parts
from agent.settings import local_zone
from agent.sources.base import Lost, Unavailable
from agent.store.digests import Digests

log = logging.getLogger(__name__)

_SHOWN_FOR = timedelta(minutes=1)
_AGAIN_AFTER = timedelta(hours=1)
"""how long one waits where it couldn't be shown"""


class Weekly:
    """Hears that somebody is there, and looks whether this week's finding has yet to be told."""

    def __init__(
        self, parts: Parts, digest: Callable[[], Awaitable[dict[str, Any]]], digests: Digests
    ) -> None:
        self._parts = parts
        self._digest = digest
        self._digests = digests
        self._done: date | None = None
        """the week of which nothing is to be told any more"""
        self._tried: datetime | None = None
        self._is_telling = False

    def changed(self) -> None:
        """Hear that something else is in front, or nobody is there any more."""
        current = self._parts.current()
        is_there = current.presence is Presence.ACTIVE and current.front is not None
        if not is_there or self._is_telling or self._has_tried(current.at) or self._parts.is_unwelcome():
            return
        week = self._week(current.at)
        if week != self._done:
            self._is_telling = True
            self._parts.run(self._consider(week))

    def close(self) -> None:
        """Let go of all that was to come; nothing is."""

    def _has_tried(self, now: datetime) -> bool:
        return self._tried is not None and abs(now - self._tried) < _AGAIN_AFTER

    def _week(self, now: datetime) -> date:
        calendar = Calendar(local_zone(), self._parts.settings().day_starts_at)
        return calendar.day_of(current_period("week", now=now, calendar=calendar).start)

    async def _consider(self, week: date) -> None:
        try:
            if not self._digests.told(week):
                said = digest_in_words(await self._digest(), _length)
                if self._digests.tell(week) and said:
                    await self._tell(week, said)
            self._done = week
        except Unavailable:
            self._tried = self._parts.current().at
        except AgentError as error:
            self._tried = self._parts.current().at
            log.warning("%s The finding of the week is told later.", error)
        finally:
            self._is_telling = False

    async def _tell(self, week: date, said: list[str]) -> None:
        """Show it; where nobody can, it's told another time."""
        notice = Notice("The finding of the week", " ".join(said), lasts=_SHOWN_FOR)
        try:
            with suppress(Lost):  # it was on the screen by then, if not for long
                await self._parts.show(notice)
        except Unavailable:
            self._digests.untell(week)
            raise


def _length(seconds: float) -> str:
    return in_words(timedelta(seconds=seconds)) if seconds else "no time"
