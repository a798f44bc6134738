"""The endpoint's questions and answers, as JSON."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from aiohttp import web

from agent.answers import Answers
from agent.errors import AgentError, UsageError
from agent.web.auth import Gate, over_socket
from agent.web.exchange import answered, body_of, parameters, refused
from agent.web.live import Agent, Listeners
from agent.web.metrics import metrics
from agent.web.openapi import openapi

PREFIX = "/api/v1"
CORRECTED = ("title", "network", "period")
_CORRECTION = '{"title": "…", "network": "x" or null, "period": "today"}'
EXPLAINED = ("title", "page_title", "app", "url")

T = TypeVar("T")


class Ask(Protocol):
    """Puts a question to the database, on a thread where it holds up nothing."""

    async def __call__(self, question: Callable[[Answers], T]) -> T:
        """Return the answer; raises AgentError where the question means nothing."""


class Api:
    """The handlers, one for each path."""

    def __init__(self, agent: Agent, ask: Ask, gate: Gate, listeners: Listeners) -> None:
        self._agent = agent
        self._ask = ask
        self._gate = gate
        self._listeners = listeners

    def routes(self) -> list[web.RouteDef]:
        """Return all paths with what answers them."""
        return [
            web.get(f"{PREFIX}/status", self.status),
            web.get(f"{PREFIX}/now", self.now),
            web.get(f"{PREFIX}/summary", self.summary),
            web.get(f"{PREFIX}/timeline", self.timeline),
            web.get(f"{PREFIX}/sessions", self.sessions),
            web.get(f"{PREFIX}/unsorted", self.unsorted),
            web.get(f"{PREFIX}/worth", self.worth),
            web.get(f"{PREFIX}/digest", self.digest),
            web.get(f"{PREFIX}/experiment", self.experiment),
            web.get(f"{PREFIX}/networks", self.networks),
            web.get(f"{PREFIX}/export", self.export),
            web.get(f"{PREFIX}/rules/problems", self.problems),
            web.post(f"{PREFIX}/rules/explain", self.explain),
            web.post(f"{PREFIX}/rules/apply", self.apply_rules),
            web.post(f"{PREFIX}/corrections", self.correct),
            web.get(f"{PREFIX}/events", self._listeners.serve),
            web.post(f"{PREFIX}/links", self.link),
            web.get(f"{PREFIX}/openapi.json", self.openapi),
            web.get("/metrics", self.metrics),
        ]

    async def status(self, request: web.Request) -> web.Response:
        """How the agent is doing."""
        parameters(request)
        return answered(self._agent.status())

    async def now(self, request: web.Request) -> web.Response:
        """What is in front."""
        parameters(request)
        return answered(self._agent.now())

    async def networks(self, request: web.Request) -> web.Response:
        """The networks that are known."""
        parameters(request)
        return answered({"networks": self._agent.networks()})

    async def problems(self, request: web.Request) -> web.Response:
        """The faults in the rules."""
        parameters(request)
        return answered({"problems": self._agent.problems()})

    async def summary(self, request: web.Request) -> web.Response:
        """Totals and shares of a period."""
        asked = parameters(request, period="today", by="network")
        return await self._put(Answers.summary, asked["period"], asked["by"])

    async def timeline(self, request: web.Request) -> web.Response:
        """The spans of a day."""
        asked = parameters(request, day="today")
        return await self._put(Answers.timeline, asked["day"])

    async def sessions(self, request: web.Request) -> web.Response:
        """The sessions of a period."""
        asked = parameters(request, period="today")
        return await self._put(Answers.sessions, asked["period"])

    async def unsorted(self, request: web.Request) -> web.Response:
        """The page titles that took most time and that no network claimed."""
        asked = parameters(request, period="7d")
        return await self._put(Answers.unsorted, asked["period"])

    async def worth(self, request: web.Request) -> web.Response:
        """What each network was worth, or one of them in full."""
        asked = parameters(request, period="26w", network="")
        return await self._put(Answers.worth, asked["period"], asked["network"])

    async def digest(self, request: web.Request) -> web.Response:
        """The one finding of the week."""
        parameters(request)
        return await self._put(Answers.digest)

    async def experiment(self, request: web.Request) -> web.Response:
        """The last experiment, or an earlier one by its number."""
        asked = parameters(request, number="")["number"]
        try:
            number = int(asked) if asked else None
        except ValueError:
            raise AgentError("`number` must be a whole number.") from None
        return answered(await self._ask(lambda on: on.experiment(number)))

    async def export(self, request: web.Request) -> web.Response:
        """All spans of a period, as a file."""
        asked = parameters(request, period="today", format="csv")
        now, pending = datetime.now(UTC), self._agent.pending()
        text = await self._ask(
            lambda on: "".join(on.export(asked["period"], asked["format"], now=now, pending=pending))
        )
        kind = "text/csv" if asked["format"] == "csv" else "application/jsonl"
        disposition = f'attachment; filename="timesink.{asked["format"]}"'
        return web.Response(
            text=text, content_type=kind, charset="utf-8", headers={"Content-Disposition": disposition}
        )

    async def explain(self, request: web.Request) -> web.Response:
        """The way from a title to its verdict."""
        body = await body_of(request, EXPLAINED, '{"title": "…"}')
        if any(value is None for value in body.values()):
            raise AgentError("every value must be a text.")
        if "title" not in body and "page_title" not in body:
            raise AgentError("`title` is missing.", 'Send {"title": "…"}, or {"page_title": "…"}.')
        return answered(self._agent.explain(**body))

    async def apply_rules(self, request: web.Request) -> web.Response:
        """The past, judged again by the rules in force: begun, and how far it is."""
        asked = parameters(request, since="")
        since = None
        if asked["since"]:
            now = datetime.now(UTC)
            since = (await self._ask(lambda on: on.period(asked["since"], now))).start
            if since > now:
                raise UsageError(f"'{asked['since']}' is yet to come.", "Name a day up to today.")
        return answered(self._agent.apply_rules(since))

    async def correct(self, request: web.Request) -> web.Response:
        """Pages given to another network by hand."""
        body = await body_of(request, CORRECTED, _CORRECTION)
        if not body.get("title") or "network" not in body:
            raise AgentError("`title` or `network` is missing.", f"Send {_CORRECTION}.")
        now = datetime.now(UTC)
        period = await self._ask(lambda on: on.period(body.get("period") or "today", now))
        return answered(self._agent.correct(str(body["title"]), body["network"], period))

    async def link(self, request: web.Request) -> web.Response:
        """An address that lets a browser in."""
        if not over_socket(request):
            return refused(403, "links are given over the Unix socket only.", "Run `timesink open`.")
        return answered({"url": self._gate.make_link()})

    async def openapi(self, _: web.Request) -> web.Response:
        """What all of this means."""
        return answered(openapi(self._gate.address))

    async def metrics(self, _: web.Request) -> web.Response:
        """Today's seconds for Prometheus."""
        now, pending = datetime.now(UTC), self._agent.pending()
        today = await self._ask(lambda on: on.summary("today", "network", now=now, pending=pending))
        response = web.Response(body=metrics(self._agent.status(), today).encode())
        response.headers["Content-Type"] = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        return response

    async def _put(self, question: Callable[..., Mapping[str, Any]], *words: str) -> web.Response:
        """Put a question to the database and to what isn't in it yet."""
        now, pending = datetime.now(UTC), self._agent.pending()
        return answered(await self._ask(lambda on: question(on, *words, now=now, pending=pending)))
