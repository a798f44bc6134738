"""Has the agent change what is kept, and shows how far it is."""

import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from agent.cli import output
from agent.cli.asking import ask_agent
from agent.errors import AgentError

ASKED_EVERY_SECONDS = 0.1


def changed(
    path: str, query: Mapping[str, str] | None = None, body: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """Have something changed, wait until it's done, and return how it went.

    Raises:
        AgentError: where no agent runs, what is asked means nothing, or it had to be given up.
    """
    state = ask_agent(path, query, post=True, body=body)
    with click.progressbar(length=1000, label="judged again", file=sys.stderr) as bar:
        while state is not None and state["running"]:
            bar.update(int(state["done"] * 1000) - bar.pos)
            time.sleep(ASKED_EVERY_SECONDS)
            status = ask_agent("status")
            state = status and status["rereading"]
    if state is None:
        hint = "Start it: `timesink service install`. It judges the past again by itself when rules change."
        raise AgentError("no agent runs, and it alone changes what is kept.", hint)
    if state["problem"]:
        raise AgentError(str(state["problem"]))
    return state


def result(state: Mapping[str, Any]) -> str:
    """Say in a sentence what came of it."""
    since = datetime.fromisoformat(state["since"])
    if not state["changed_seconds"]:
        return f"Judged again since {since:%-d %b %Y}: all counts as before."
    time_changed = output.duration(state["changed_seconds"])
    return f"Judged again since {since:%-d %b %Y}: {time_changed} count differently now."
