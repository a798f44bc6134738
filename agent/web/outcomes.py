"""What networks gave back, over the endpoint: listed in pages, added once for each key, changed, undone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from aiohttp import web

from agent.bookkeeping import PAGE_MAX, Books, KeyTakenError
from agent.errors import AgentError
from agent.fields import SAMPLE, Fields
from agent.store.file import KeepError
from agent.store.pages import NoSuchOutcomeError
from agent.web.api import PREFIX
from agent.web.exchange import answered, object_of, parameters, refused

KEY_MAX = 255

T = TypeVar("T")


class Do(Protocol):
    """Does a deed in the ledger, on a thread where it holds up nothing."""

    async def __call__(self, deed: Callable[[Books], T], *, read_only: bool = False) -> T:
        """Return what the deed returns; raises AgentError where it can't be done."""


class OutcomesApi:
    """The handlers of `outcomes`."""

    def __init__(self, do: Do) -> None:
        self._do = do

    def routes(self) -> list[web.RouteDef]:
        """Return all paths with what answers them."""
        return [
            web.get(f"{PREFIX}/outcomes", self.outcomes),
            web.post(f"{PREFIX}/outcomes", self.add),
            web.post(f"{PREFIX}/outcomes/undo", self.undo),
            web.patch(f"{PREFIX}/outcomes/{{uid}}", self.edit),
            web.delete(f"{PREFIX}/outcomes/{{uid}}", self.delete),
        ]

    async def outcomes(self, request: web.Request) -> web.Response:
        """A page of the outcomes of a period, the newest first."""
        asked = parameters(request, period="month", network="", kind="", limit="50", after="")
        limit = asked["limit"]
        if not (limit.isascii() and limit.isdecimal() and 1 <= int(limit[:9]) <= PAGE_MAX):
            raise AgentError(f"`limit` must be a whole number from 1 to {PAGE_MAX}.")
        only = {name: asked[name] for name in ("network", "kind")}
        period, after = asked["period"], asked["after"] or None
        return answered(
            await self._do(
                lambda on: on.outcomes(period, only, limit=int(limit), after=after), read_only=True
            )
        )

    async def add(self, request: web.Request) -> web.Response:
        """An outcome, new or the one that was added with this key before."""
        parameters(request)
        fields, key = await _fields(request), request.headers.get("Idempotency-Key")
        if key is not None and not 0 < len(key) <= KEY_MAX:
            raise AgentError(f"`Idempotency-Key` must have from 1 to {KEY_MAX} letters.")
        try:
            kept, is_new = await self._do(lambda on: on.add(fields, key and f"endpoint {key}"))
        except KeyTakenError as error:
            return refused(409, error.what, error.hint)
        except KeepError as error:
            return refused(503, error.what, error.hint)
        return answered(kept, 201 if is_new else 200)

    async def edit(self, request: web.Request) -> web.Response:
        """An outcome with some of it changed."""
        fields = await _fields(request)
        return await self._done(request, lambda on, uid: on.edit(uid, fields))

    async def delete(self, request: web.Request) -> web.Response:
        """An outcome that isn't there any more."""
        return await self._done(request, lambda on, uid: on.delete(uid))

    async def undo(self, request: web.Request) -> web.Response:
        """The deed that was taken back."""
        return await self._done(request, lambda on, _: on.undo())

    async def _done(self, request: web.Request, deed: Callable[[Books, str], dict[str, Any]]) -> web.Response:
        parameters(request)
        uid = request.match_info.get("uid", "")
        try:
            return answered(await self._do(lambda on: deed(on, uid)))
        except NoSuchOutcomeError as error:
            return refused(404, error.what, error.hint)
        except KeepError as error:
            return refused(503, error.what, error.hint)


async def _fields(request: web.Request) -> Fields:
    """Return the body: an object, with its numbers as exact as they were written."""
    return await object_of(request, SAMPLE, number=Decimal)
