"""Has the agent change what is kept, and shows how far it is."""

import sys
import time
from collections.abc import Mapping
from typing import Any

import click

from agent.cli import output
from agent.cli.asking import ask_agent
from agent.errors import AgentError

ASKED_EVERY_SECONDS = 0.1
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
    with click.progressbar(
        length=1000, label="judged again", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        while state["running"]:
            bar.update(int(state["done"] * 1000) - bar.pos)
            time.sleep(ASKED_EVERY_SECONDS)
            status = ask_agent("status")
            if status is None:
                return None
            state = status["rereading"]
    if state["problem"]:
        raise AgentError(str(state["problem"]))
    return dict(state)


def result(state: Mapping[str, Any]) -> str | None:
    """Say in a sentence how much counts differently now; None where nothing does."""
    seconds = state["changed_seconds"]
    return f"{output.duration(seconds)} of what was tracked count differently now." if seconds else None
