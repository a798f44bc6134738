"""How a question over HTTP is read, and an answer written: JSON, with a sentence for what can't be."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from aiohttp import web

from agent.errors import AgentError, did_you_mean


def answered(data: Mapping[str, Any], status: int = 200) -> web.Response:
    """Return an answer."""
    text = json.dumps(data, ensure_ascii=False)
    body = text.encode("utf-8", "backslashreplace")  # half a surrogate pair becomes JSON's own \uXXXX
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


def refused(status: int, error: str, hint: str = "") -> web.Response:
    """Return what is so, and what to do about it."""
    return answered({"error": error, "hint": hint}, status)


def parameters(request: web.Request, **defaults: str) -> dict[str, str]:
    """Return the question's parameters; one that isn't known is told rather than overlooked."""
    for name in request.query:
        if name not in defaults:
            hint = did_you_mean(name, defaults) if defaults else "There are none here."
            raise AgentError(f"unknown parameter `{name}`.", hint)
    return defaults | dict(request.query)


async def body_of(request: web.Request, known: Collection[str], sample: str) -> dict[str, str | None]:
    """Return the body, an object of texts (or nulls) under keys that are known."""
    body = await object_of(request, f"Send {sample}.")
    for key, value in body.items():
        if key not in known:
            raise AgentError(f"unknown key `{key}`.", did_you_mean(key, known))
        if value is not None and not isinstance(value, str):
            raise AgentError(f"`{key}` must be a text.")
    return body


async def object_of(
    request: web.Request, hint: str, *, number: Callable[[str], Any] = float
) -> dict[str, Any]:
    """Return the body, an object; `number` reads those of its numbers that aren't whole."""
    try:
        body = json.loads(await request.text(), parse_float=number)
    except (UnicodeError, LookupError, web.RequestPayloadError):
        raise AgentError("the body isn't UTF-8.", hint) from None
    except (ValueError, RecursionError):
        raise AgentError("the body is no JSON.", hint) from None
    if not isinstance(body, dict):
        raise AgentError("the body is no object.", hint)
    return body
