"""What the endpoint needs of the running agent, and its changes as server-sent events."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from agent.core.ledger import Answer, Rating
from agent.core.model import Span
from agent.core.periods import Period
from agent.core.summaries import Session

HEARTBEAT_SECONDS = 30
"""how often a listener who hears nothing is told that we're still there"""


class Agent(Protocol):
    """The running agent, as plain data."""

    def status(self) -> dict[str, Any]:
        """Return how the agent is doing."""

    def now(self) -> dict[str, Any]:
        """Return what is in front, and what it counts for."""

    def pending(self) -> tuple[Span, ...]:
        """Return the spans that may not be in the database yet."""

    def networks(self) -> list[dict[str, Any]]:
        """Return the networks that the rules in force know."""

    def problems(self) -> list[dict[str, Any]]:
        """Return the faults in the rules."""

    def explain(self, **window: str | None) -> dict[str, Any]:
        """Return the way from a window's title to its verdict."""

    def apply_rules(self, since: datetime | None) -> dict[str, Any]:
        """Judge by the rules in force what was kept since then."""

    def correct(self, page_title: str, network: str | None, period: Period) -> dict[str, Any]:
        """Give the pages of that title in a period to a network, or to nobody."""

    def rate(self, session: Session, answer: Answer, *, longer: bool | None) -> Rating:
        """Keep the answer about a session, in place of an earlier one."""

    def subscribe(self, hear: Callable[[str, dict[str, Any]], None]) -> Callable[[], None]:
        """Call back at every change; returns what ends that."""


class Listeners:
    """Those who listen to changes. A slow one misses what has been overtaken, and costs no memory."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let them all go."""
        self._closing.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Stream `now` and `rules` events until one of the two sides has enough."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        latest: dict[str, dict[str, Any]] = {"now": self._agent.now()}
        news = asyncio.Event()
        news.set()

        def hear(event: str, data: dict[str, Any]) -> None:
            latest[event] = data
            news.set()

        end = self._agent.subscribe(hear)
        try:
            with suppress(ConnectionError):
                while not self._closing.is_set():
                    await self._send(response, latest, news)
        finally:
            end()
        return response

    async def _send(
        self, response: web.StreamResponse, latest: dict[str, dict[str, Any]], news: asyncio.Event
    ) -> None:
        waiting = {asyncio.ensure_future(news.wait()), asyncio.ensure_future(self._closing.wait())}
        try:
            await asyncio.wait(waiting, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        news.clear()
        if not latest:
            await response.write(b": still here\n\n")
        for event in list(latest):
            data = json.dumps(latest.pop(event), ensure_ascii=False)
            await response.write(f"event: {event}\ndata: {data}\n\n".encode())
