"""`timesink export`: all spans of a period, as CSV or JSON lines."""

from typing import TextIO

import click

from agent.cli.asking import answers


@click.command(name="export")
@click.argument("period", default="today")
@click.option("--format", "form", default="csv", show_default=True, help="csv or jsonl.")
@click.option("-o", "--output", "file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
def command(period: str, form: str, file: TextIO) -> None:
    """All spans of a period, for a spreadsheet or a program. PERIOD is as in `timesink summary`."""
    with answers() as (on, now, pending):
        file.writelines(on.export(period, form, now=now, pending=pending))
