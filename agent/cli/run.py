"""`timesink run`: the agent takes this process over, and holds nothing of the command line."""

import os
import sys

import click


@click.command(name="run")
def command() -> None:
    """Track this desktop until told to stop (Ctrl+C)."""
    if sys.stderr.isatty():
        click.echo("Tracking until Ctrl+C. `timesink` in another terminal shows today.", err=True)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "agent.daemon"])  # noqa: S606  it's ourselves
