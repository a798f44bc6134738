"""`timesink export`: all spans of a period, as CSV or JSON lines."""

import os
import sys
from pathlib import Path

import click

from agent.cli import output
from agent.cli.asking import answers
from agent.cli.summary import PERIODS


@click.command(name="export")
@click.argument("period", default="today", shell_complete=output.completing(PERIODS))
@click.option(
    "--format",
    "form",
    default="csv",
    show_default=True,
    shell_complete=output.completing(("csv", "jsonl")),
    help="csv or jsonl.",
)
@click.option("-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path), help="Where to.")
def command(period: str, form: str, file: Path | None) -> None:
    """All spans of a period, for a spreadsheet or a program. PERIOD is as in `timesink summary`."""
    with answers() as (on, now, pending):
        lines = on.export(period, form, now=now, pending=pending)
        if file is None and sys.stdout.isatty():
            output.show(map(output.harmless, lines))
            return
        if file is None:
            sys.stdout.writelines(lines)
            return
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.writelines(lines)
