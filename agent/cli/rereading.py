"""Has the agent change what is kept, and shows how far it is."""

import sys
import time
from collections.abc import Mapping
from typing import Any

import click

from agent.cli.asking import ask_agent
from agent.errors import AgentError

ASKED_EVERY_SECONDS = 0.1
SHOWN_AFTER_SECONDS = 1
NO_AGENT = AgentError(
    "no agent runs, and it alone changes what is kept.",
    "Start it: `timesink service install`. It judges the past again by itself when rules have changed.",
)


def changed(
    path: str, query: Mapping[str, str] | None = None, body: Mapping[str, str | None] | None = None
) -> dict[str, Any] | None:
    """Have something changed, wait until it's done, and return how it went; None where no agent runs.

    Raises:
        AgentError: what is asked means nothing, or it had to be given up.
    """
    state = ask_agent(path, query, post=True, body=body)
    if state is None:
        return None
    begun = time.monotonic()
    while state["running"]:
        if sys.stderr.isatty() and time.monotonic() - begun > SHOWN_AFTER_SECONDS:
            click.echo(f"\rjudged again: {state['done']:4.0%}", err=True, nl=False)
        time.sleep(ASKED_EVERY_SECONDS)
        status = ask_agent("status")
        if status is None:
            return None
        state = status["rereading"]
    if sys.stderr.isatty():
        click.echo(f"\r{'':20}\r", err=True, nl=False)
    if state["problem"]:
        raise AgentError(str(state["problem"]))
    return dict(state)
