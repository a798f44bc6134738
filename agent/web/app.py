"""The endpoint: put together, guarded, and listening on loopback and on a Unix socket."""

import errno
import logging
import os
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from agent.errors import AgentError, did_you_mean, trace
from agent.web.api import Api, Ask
from agent.web.auth import Gate
from agent.web.exchange import refused
from agent.web.live import Agent, Listeners
from agent.web.outcomes import Do, OutcomesApi
from agent.web.ratings import RatingsApi

HOST = "127.0.0.1"
BODY_MAX = 64 * 1024
CLOSE_SECONDS = 2
STATIC = Path(__file__).parent / "static"
_FILES = {"/": "index.html", "/app.css": "app.css", "/app.js": "app.js"}
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

log = logging.getLogger(__name__)


class PortTakenError(AgentError):
    """Another program listens where the endpoint should."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"{HOST}:{port} is already in use.", "Stop the other program, or set `port` in config.toml."
        )


def build_app(agent: Agent, ask: Ask, do: Do, *, token: str, port: int) -> web.Application:
    """Put the endpoint together; nothing listens yet."""
    gate, listeners = Gate(token, port), Listeners(agent)
    app = web.Application(middlewares=[_tell_errors, _guard(gate)], client_max_size=BODY_MAX)

    async def close(_: web.Application) -> None:
        listeners.close()

    app.on_shutdown.append(close)
    app.on_response_prepare.append(_add_headers)
    app.add_routes(Api(agent, ask, gate, listeners).routes())
    app.add_routes(OutcomesApi(do).routes())
    app.add_routes(RatingsApi(agent, ask).routes())
    app.add_routes([web.get(path, _page) for path in _FILES])
    app.router.add_get("/open/{once}", _opener(gate))
    return app


@asynccontextmanager
async def serve(app: web.Application, *, port: int, socket: Path) -> AsyncIterator[None]:
    """Listen, as long as this lasts.

    Raises:
        PortTakenError: where another program listens on the port.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port, reuse_address=True).start()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTakenError(port) from None
            raise AgentError(
                f"cannot listen on {HOST}:{port}: {error.strerror}.", "Set `port` to another."
            ) from error
        await web.SockSite(runner, _listening(socket)).start()
        yield
    finally:
        await runner.cleanup()
        _remove(socket)


def _remove(socket: Path) -> None:
    with suppress(OSError):
        socket.unlink()


def _listening(path: Path) -> sockets.socket:
    """Listen on a Unix socket, in place of one that a killed agent has left; we hold the lock by now."""
    try:
        _remove(path)
        listening = sockets.socket(sockets.AF_UNIX)
        before = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(before)
    except OSError as error:
        what = f"cannot listen on {path}: {(error.strerror or str(error)).lower()}."
        raise AgentError(what, "Set XDG_RUNTIME_DIR to a folder of yours, with a shorter name.") from error
    return listening


def _guard(gate: Gate) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        refusal = gate.refusal(request)
        if refusal is None:
            return await handler(request)
        if request.path == "/":
            return web.Response(
                status=refusal[0], text=(STATIC / "locked.html").read_text(), content_type="text/html"
            )
        return refused(*refusal)

    return guard


@web.middleware
async def _tell_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a sentence and a hint."""
    try:
        return await handler(request)
    except ConnectionError:
        raise
    except AgentError as error:
        return refused(400, error.what, error.hint)
    except web.HTTPException as error:
        if error.status < 400:  # noqa: PLR2004  a redirect
            raise
        return refused(error.status, *_http_error(request, error))
    except Exception as error:  # noqa: BLE001  whatever it is, the next question is to be answered
        return _bug(error)


def _http_error(request: web.Request, error: web.HTTPException) -> tuple[str, str]:
    match error:
        case web.HTTPNotFound():
            known = {route.resource.canonical for route in request.app.router.routes() if route.resource}
            return "there is nothing here.", did_you_mean(request.path, sorted(known))
        case web.HTTPMethodNotAllowed():
            return f"{error.method} isn't for this path.", f"Use {', '.join(sorted(error.allowed_methods))}."
        case web.HTTPRequestEntityTooLarge():
            return "the body is too long.", f"Send at most {BODY_MAX} bytes."
        case _:
            return f"{error.reason.lower()}.", ""


def _bug(error: Exception) -> web.Response:
    """Log where it happened, without the error's own words, which may hold a title."""
    log.error("a question could not be answered; this is a bug of ours:\n%s", trace(error))
    return refused(500, "something went wrong; this is a bug of ours.", "The agent's log says more.")


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


async def _page(request: web.Request) -> web.Response:
    file = STATIC / _FILES[request.path]
    return web.Response(text=file.read_text(), content_type=_TYPES[file.suffix], charset="utf-8")


def _opener(gate: Gate) -> Handler:
    async def open_to_browser(request: web.Request) -> web.StreamResponse:
        if not gate.take_link(request.match_info["once"]):
            text = (STATIC / "locked.html").read_text()
            return web.Response(status=401, text=text, content_type="text/html")
        to_page = web.HTTPSeeOther("/")
        gate.open_to(to_page)
        raise to_page

    return open_to_browser
