"""Answers for the commands: from the running agent over its socket, else from the database itself."""

import http.client
import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, TypedDict
from urllib.parse import urlencode

import click

from agent.answers import Answers
from agent.cli import output
from agent.core.model import Network, Span
from agent.errors import AgentError, UsageError
from agent.paths import Paths, shipped
from agent.rulebook.book import Rulebook
from agent.settings import Settings, local_zone, read_settings
from agent.store.database import opened
from agent.store.lock import holder
from agent.store.spans import Store
from agent.store.tail import Tail

PATIENCE_SECONDS = 10
SILENCE_SECONDS = 90
"""how long the agent may tell nothing to those who follow it; it tells every 30 that it's there"""


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over the agent's Unix socket."""

    def __init__(self, path: str, timeout: int = PATIENCE_SECONDS) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask_agent(
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    post: bool = False,
    body: Mapping[str, str | None] | None = None,
) -> dict[str, Any] | None:
    """Return the running agent's answer; None where none runs.

    Raises:
        AgentError: with the agent's own words where it refuses, or where it hangs.
    """
    connection = _SocketConnection(str(Paths.of_user().socket))
    try:
        sent = None if body is None else json.dumps(body)
        connection.request("POST" if post else "GET", f"/api/v1/{path}?{urlencode(query or {})}", sent)
        response = connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
    except TimeoutError:
        raise _hangs(PATIENCE_SECONDS) from None
    except (OSError, http.client.HTTPException, ValueError):
        if (pid := holder(Paths.of_user().lock)) is not None:
            what = (
                f"the agent runs (process {pid}), but can't be asked: its socket is gone, or not there yet."
            )
            raise AgentError(
                what, "If it stays so, restart it: `systemctl --user restart timesink`."
            ) from None
        return None
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        kind = UsageError if response.status == http.HTTPStatus.BAD_REQUEST else AgentError
        raise kind(answer.get("error", "the agent refuses."), answer.get("hint", ""))
    return answer


def follow_agent() -> Iterator[dict[str, Any]]:
    """Yield the running agent's `now`, and again at each change, until it ends.

    Raises:
        AgentError: where it hangs.
    """
    event = b""
    with closing(_SocketConnection(str(Paths.of_user().socket), SILENCE_SECONDS)) as connection:
        try:
            connection.request("GET", "/api/v1/events")
            for line in connection.getresponse():
                field, _, value = line.rstrip().partition(b": ")
                if field == b"event":
                    event = value
                elif field == b"data" and event == b"now":
                    yield json.loads(value)
        except TimeoutError:
            raise _hangs(SILENCE_SECONDS) from None
        except (OSError, http.client.HTTPException):
            return


def _hangs(seconds: int) -> AgentError:
    hint = "Restart it: `systemctl --user restart timesink`."
    return AgentError(f"the agent hasn't answered for {seconds} seconds.", hint)


def ask(path: str, question: Callable[..., dict[str, Any]], **query: str) -> dict[str, Any]:
    """Return the answer of the agent where one runs, else the database's to the same question."""
    answer = ask_agent(path, query)
    if answer is not None:
        return answer
    with answers() as (on, now, pending):
        return question(on, *query.values(), now=now, pending=pending)


@contextmanager
def answers() -> Iterator[tuple[Answers, datetime, Sequence[Span]]]:
    """Read the database and the tail as they are now, without an agent."""
    with opened_store(read_only=True) as (store, moment):
        yield Answers(store, **moment), datetime.now(UTC), Tail(Paths.of_user().tail).read()


class Moment(TypedDict):
    """What the user's own data is read by just now."""

    settings: Settings
    networks: Mapping[str, Network]
    zone: tzinfo


@contextmanager
def opened_store(*, read_only: bool = False) -> Iterator[tuple[Store, Moment]]:
    """Open the user's database, whether or not an agent runs: SQLite lets both write by turns.

    Raises:
        AgentError: where it can't be used.
    """
    with opened(Paths.of_user().database, read_only=read_only) as store:
        yield store, Moment(settings=_settings(), networks=networks(), zone=local_zone())


@cache
def _settings() -> Settings:
    """Read the settings, and tell once what isn't in force of them."""
    settings, problems = read_settings(Paths.of_user().settings, os.environ)
    for problem in problems:
        click.echo(f"timesink: {output.harmless(str(problem))}", err=True)
    return settings


@cache
def networks() -> dict[str, Network]:
    """Return the networks that the rules know, which are read once a command."""
    return dict(Rulebook(shipped("rules"), Paths.of_user().rules).ruleset.networks)
