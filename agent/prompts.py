"""Asks, now and then, whether a session that has just ended was worth it; agent/core/asking.py says when."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agent.core.asking import EXPIRES, PATIENCE, PAUSE, SETTLE, chance, is_quiet
from agent.core.ledger import Answer
from agent.core.model import Network, Presence
from agent.core.periods import WEEK
from agent.core.summaries import Session
from agent.errors import AgentError
from agent.notify import Notice, in_words
from agent.pulse import Later, Timer
from agent.sampler import Current
from agent.settings import Settings, local_zone
from agent.sources.base import Lost, Unavailable
from agent.store.ratings import Ratings

log = logging.getLogger(__name__)

_THANKED_FOR = timedelta(seconds=15)
_LONGER = "longer"
_BUTTONS = ((Answer.YES.value, "Yes"), (Answer.PARTLY.value, "Partly"), (Answer.NO.value, "No"))


@dataclass(frozen=True, slots=True)
class Parts:
    """What asking and telling work with: plain functions, so that tests can hand in time and chance."""

    current: Callable[[], Current]
    later: Later
    run: Callable[[Coroutine[Any, Any, None]], Any]
    """in the background"""
    settings: Callable[[], Settings]
    network: Callable[[str], Network | None]
    """by its id"""
    session: Callable[[str, datetime], Awaitable[Session | None]]
    """the last one of a network that had begun by then"""
    spent: Callable[[str, str], Awaitable[timedelta]]
    """the time on a network in a period"""
    ratings: Ratings
    show: Callable[[Notice], Awaitable[str | None]]
    """shows a notice and returns the button that's pressed; raises Unavailable or Lost"""
    pause: Callable[[timedelta], Awaitable[None]]
    """waits until there has been no input for so long; raises Unavailable where nobody tells, or Lost"""
    draw: Callable[[], float]
    """a number from 0 to 1, by chance"""

    def in_front(self) -> str | None:
        """Return the network at which the user is just now, if at one."""
        current = self.current()
        return current.front.network if current.front and current.presence is Presence.ACTIVE else None

    def name(self, network: str) -> str:
        """Return a network's name, as its rules say it."""
        known = self.network(network)
        return known.name if known else network

    def is_quiet(self) -> bool:
        """Tell whether it's one of the hours in which the user is left alone."""
        return is_quiet(self.current().at.astimezone(local_zone()).time(), self.settings().quiet)

    def is_unwelcome(self) -> bool:
        """Tell whether the user isn't to be spoken to: at night, during a film or a call, in full screen."""
        current = self.current()
        fills = current.window is not None and current.window.fullscreen
        return self.is_quiet() or current.watching or fills


class Prompts:
    """Hears what is in front; asks about a session once its network has been left for a while."""

    def __init__(self, parts: Parts, drawn: dict[str, Session]) -> None:
        """`drawn` remembers the last session of each network of which chance has decided already."""
        self._parts = parts
        self._drawn = drawn
        self._here = parts.in_front()
        self._left: dict[str, Timer] = {}
        self._is_asking = False
        self._awaited: str | None = None
        """the network to be asked about at the next pause"""

    def changed(self) -> None:
        """Hear that something else is in front, or nobody is there any more."""
        before, self._here = self._here, self._parts.in_front()
        if before is not None and before != self._here:
            self._left[before] = self._parts.later(SETTLE.total_seconds(), lambda: self._settled(before))
        if self._here is not None and (timer := self._left.pop(self._here, None)) is not None:
            timer.cancel()  # only a look at something else
        if self._here == self._awaited:
            self._awaited = None
        if self._parts.current().presence is not Presence.ACTIVE:
            self.close()

    def close(self) -> None:
        """Ask about nothing that has ended so far."""
        for timer in self._left.values():
            timer.cancel()
        self._left.clear()
        self._awaited = None

    def _settled(self, network: str) -> None:
        del self._left[network]
        if not self._is_asking and self._counts(network) and not self._parts.is_unwelcome():
            self._is_asking, self._awaited = True, network
            self._parts.run(self._consider(network))

    def _counts(self, network: str) -> bool:
        known = self._parts.network(network)
        return known is not None and self._parts.settings().counts(known)

    async def _consider(self, network: str) -> None:
        now = self._parts.current().at
        try:
            session = await self._parts.session(network, now)
            probability = 0.0 if session is None else self._probability(session, now)
            if session is not None and probability > 0:
                self._drawn[network] = session
                if self._parts.draw() < probability and await self._has_paused(network):
                    await self._ask(session, probability)
        except (Unavailable, Lost):
            return
        except AgentError as error:
            log.warning("%s What you think of a session can't be kept.", error)
        finally:
            self._is_asking = False

    def _probability(self, session: Session, now: datetime) -> float:
        """Return a session's chance to be asked about; it has one only, however often it goes on."""
        drawn = self._drawn.get(session.network)
        if drawn is not None and session.start < drawn.end:
            return 0.0
        ratings = self._parts.ratings
        asked, answers = ratings.asked_since(now - WEEK), sum(ratings.tally(session.network).values())
        return chance(session.duration, asked=asked, answers=answers, now=now)

    async def _has_paused(self, network: str) -> bool:
        """Wait for a pause in the user's input; tell whether one came while it was still time to ask."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._parts.pause(PAUSE)
        except Unavailable:
            pass  # nobody knows better
        except TimeoutError:
            return False
        return self._awaited == network and not self._parts.is_unwelcome()

    async def _ask(self, session: Session, probability: float) -> None:
        uid = self._parts.ratings.ask(session, probability, self._parts.current().at)
        try:
            answer = await self._parts.show(_question(session, self._parts.name(session.network)))
        except BaseException:  # also where we're told to stop: then it could not be answered
            self._parts.ratings.withdraw(uid)
            raise
        if answer is not None:
            self._rate(session, Answer(answer), longer=None)
            await self._thank(session, Answer(answer))

    async def _thank(self, session: Session, answer: Answer) -> None:
        """Show what the answers so far come to, where one can add that it was longer than meant."""
        tally = self._parts.ratings.tally(session.network)
        worth, said = tally.get(Answer.YES, 0), sum(tally.values())
        text = f"{worth} of {said} {'was' if said == 1 else 'were'} worth it"
        text += f", {partly} partly." if (partly := tally.get(Answer.PARTLY)) else "."
        text = f"{self._parts.name(session.network)}: {text}"
        buttons = ((_LONGER, "It was longer than I meant"),)
        if await self._parts.show(Notice("Noted", text, buttons, lasts=_THANKED_FOR)) == _LONGER:
            self._rate(session, answer, longer=True)

    def _rate(self, session: Session, answer: Answer, *, longer: bool | None) -> None:
        self._parts.ratings.rate(session, answer, longer=longer, now=self._parts.current().at)


def _question(session: Session, name: str) -> Notice:
    instead = "`timesink rate` takes your answer."
    return Notice(
        f"Was {name} worth it?", f"{in_words(session.duration)}, just now.", _BUTTONS, instead, EXPIRES
    )
