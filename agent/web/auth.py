"""Who may look: programs and pages of this user alone, though every program on the computer can connect."""

import hmac
import os
import secrets
import time
from pathlib import Path

from aiohttp import web

from agent.errors import AgentError

COOKIE = "timesink"
LINK_SECONDS = 60
LINKS_MAX = 16
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_OURSELVES = ("same-origin", "none")


def read_or_make_token(path: Path) -> str:
    """Return the token that opens the endpoint; made at the first start, readable by its owner alone.

    Raises:
        AgentError: where the file can't be read or made.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(file, "r+b") as token:
            path.chmod(0o600)
            kept = token.read(256).decode("ascii", "replace").strip()
            if len(kept) >= 32:  # noqa: PLR2004  a shorter one was half written
                return kept
            made = secrets.token_urlsafe(32)
            token.seek(0)
            token.truncate()
            token.write(made.encode())
            return made
    except OSError as error:
        what = f"{path} cannot be used: {(error.strerror or str(error)).lower()}."
        raise AgentError(what, "Make the file and its folder yours, and writable.") from error


class Gate:
    """Lets a request pass, or says why not."""

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self._hosts = {f"{host}:{port}" for host in _LOCAL} | set(_LOCAL)
        self._links: dict[str, float] = {}
        self.address = f"http://127.0.0.1:{port}"

    def make_link(self) -> str:
        """Return an address that lets a browser in, once, within a minute."""
        now = time.monotonic()
        fresh = {once: until for once, until in self._links.items() if until > now}
        self._links = dict(list(fresh.items())[1 - LINKS_MAX :])
        once = secrets.token_urlsafe(24)
        self._links[once] = now + LINK_SECONDS
        return f"{self.address}/open/{once}"

    def take_link(self, once: str) -> bool:
        """Tell whether a link is good; it's so only once."""
        return self._links.pop(once, 0) > time.monotonic()

    def open_to(self, response: web.StreamResponse) -> None:
        """Let the browser that gets this response in from now on."""
        response.set_cookie(
            COOKIE, self._token, max_age=365 * 86_400, httponly=True, samesite="Strict", path="/"
        )

    def refusal(self, request: web.Request) -> tuple[int, str, str] | None:
        """Return why a request may not pass: status, what is so, what to do; None where it may."""
        if over_socket(request):
            return None
        if request.host.lower() not in self._hosts:
            return 403, "this name isn't ours.", f"Use {self.address}."
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://").lower() not in self._hosts:
            return 403, "pages of other sites may not ask.", ""
        if request.headers.get("Sec-Fetch-Site", "none") not in _OURSELVES:
            return 403, "pages of other sites may not ask.", ""
        if request.path == "/app.css" or request.path.startswith("/open/") or self._is_known(request):
            return None
        return (
            401,
            "who asks isn't known.",
            "Run `timesink open`, or send the token as `Authorization: Bearer …`.",
        )

    def _is_known(self, request: web.Request) -> bool:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return self._is_token(shown) or self._is_token(request.cookies.get(COOKIE, ""))

    def _is_token(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._token.encode())


def over_socket(request: web.Request) -> bool:
    """Tell whether a request came over the Unix socket, which only its owner can open."""
    return request.transport is not None and isinstance(
        request.transport.get_extra_info("sockname"), str | bytes
    )
