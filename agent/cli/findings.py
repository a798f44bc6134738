"""What `timesink doctor` finds, one thing a line."""

from collections.abc import Iterable
from dataclasses import dataclass

import click

from agent.cli import output

_INDENT = 14


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what to do."""

    about: str
    fine: bool | None
    """None where something can't be had here, and nothing is wrong with that"""
    what: str


def show(findings: Iterable[Finding]) -> None:
    """Print them, aligned."""
    output.show(line for finding in findings for line in _lines(finding))


def _lines(finding: Finding) -> list[str]:
    marks = {True: click.style("ok", fg="green"), None: click.style("--", dim=True)}
    mark = marks.get(finding.fine) or click.style("!!", fg="red", bold=True)
    first, *more = output.wrapped(finding.what, _INDENT)
    return [f"{mark}  {finding.about:9} {first}", *(f"{'':{_INDENT}}{line}" for line in more)]
