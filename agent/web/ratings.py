"""Whether sessions were worth it: what was answered, and answers given over the endpoint."""

from datetime import UTC, datetime

from aiohttp import web

from agent.core.ledger import Answer
from agent.core.periods import FIRST_YEAR, LAST_YEAR
from agent.core.summaries import Session
from agent.errors import AgentError, did_you_mean
from agent.web.api import PREFIX, Ask
from agent.web.exchange import answered, body_of, parameters
from agent.web.live import Agent

_KEYS = ("network", "start", "answer", "longer")
_SAMPLE = '{"network": "x", "start": "2026-11-02T09:30:00+01:00", "answer": "yes", "longer": "no"}'
_LONGER = {"yes": True, "no": False, None: None}


class RatingsApi:
    """The handlers of `ratings`."""

    def __init__(self, agent: Agent, ask: Ask) -> None:
        self._agent = agent
        self._ask = ask

    def routes(self) -> list[web.RouteDef]:
        """Return all paths with what answers them."""
        return [web.get(f"{PREFIX}/ratings", self.ratings), web.post(f"{PREFIX}/ratings", self.rate)]

    async def ratings(self, request: web.Request) -> web.Response:
        """The answers about the sessions of a period."""
        asked = parameters(request, period="today")
        now, pending = datetime.now(UTC), self._agent.pending()
        return answered(await self._ask(lambda on: on.ratings(asked["period"], now=now, pending=pending)))

    async def rate(self, request: web.Request) -> web.Response:
        """An answer about a session, in place of an earlier one."""
        body = await body_of(request, _KEYS, _SAMPLE)
        for key in ("network", "start", "answer"):
            if not body.get(key):
                raise AgentError(f"`{key}` is missing.", f"Send {_SAMPLE}.")
        answer = _answer(str(body["answer"]))
        longer = body.get("longer")
        if longer not in _LONGER:
            raise AgentError(f"`longer` is '{longer}'.", "Send yes, no or null: was it longer than meant?")
        session = await self._session(str(body["network"]), _moment(str(body["start"])))
        rating = self._agent.rate(session, answer, longer=_LONGER[longer])
        return answered(await self._ask(lambda on: on.rating(rating)))

    async def _session(self, network: str, start: datetime) -> Session:
        """Return the session of a network that goes on at that moment."""
        pending = self._agent.pending()
        session = await self._ask(lambda on: on.session(network, start, pending=pending))
        if session is None or start >= session.end:
            what = f"no session on '{network}' goes on at {start:%Y-%m-%d %H:%M:%S}."
            raise AgentError(what, "GET sessions lists them, each with its `network` and `start`.")
        return session


def _answer(word: str) -> Answer:
    try:
        return Answer(word)
    except ValueError:
        raise AgentError(
            f"'{word}' is no answer.", did_you_mean(word, [each.value for each in Answer])
        ) from None


def _moment(text: str) -> datetime:
    """Read a moment, which has to say its offset from UTC."""
    try:
        read = datetime.fromisoformat(text)
        moment = read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        hint = "Send `start` as GET sessions gives it, as in 2026-11-02T09:30:00+01:00."
        raise AgentError(f"'{text}' is no moment.", hint)
    return moment
