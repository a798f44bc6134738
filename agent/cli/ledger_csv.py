"""The ledger as CSV, written for spreadsheets, and read back as one may have saved it again."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from agent.bookkeeping import Answer, Books
from agent.cli import output
from agent.cli.files import write_whole
from agent.cli.ledger_rows import RowReader
from agent.cli.spreadsheets import PIPED, defused, read_rows
from agent.core.credits import BadOutcome
from agent.core.ledger import DEAL, Outcome
from agent.errors import AgentError, Problem
from agent.store.ledger import Ledger
from agent.store.pages import NoSuchOutcomeError

COLUMNS = ("id", "on", "kind", "credits", "amount", "currency", "number", "note", "origin", "source")
NEEDED = ("on", "kind", "credits")
PROBLEMS_SHOWN = 10


def write_file(path: Path, outcomes: list[dict[str, Any]]) -> None:
    """Write outcomes into a file, readable by its owner alone, or for `-` to wherever the output goes."""
    text = _as_csv(outcomes)
    if path == PIPED and sys.stdout.isatty():
        output.show(map(output.harmless, text.splitlines()))
    elif path == PIPED:
        click.echo(text.encode(), nl=False)
    else:
        write_whole(path, text)


def _as_csv(outcomes: list[dict[str, Any]]) -> str:
    """Return outcomes as CSV, the oldest first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in reversed(outcomes):
        shares = "|".join(f"{credit['network']}:{credit['share']}" for credit in each["credits"])
        cells = (
            _written(each["uid"]),
            each["on"],
            each["kind"],
            shares,
            each["amount"] or "",
            each["currency"],
        )
        rest = (each["number"], each["note"], _written(each["origin"]), each["source"])
        writer.writerow([defused(str(cell)) for cell in (*cells, *rest)])
    return text.getvalue()


def _written(uid: str | None) -> str:
    """Return a uid with hyphens: without, a spreadsheet may take it for a number."""
    return str(UUID(uid)) if uid else ""


def read_file(on: Books, path: Path) -> Answer:
    """Make the ledger say what a file says, all or nothing, and return how much of it was new.

    Raises:
        AgentError: where anything in it can't be; each row is told.
    """
    rows = list(read_rows(path, COLUMNS, NEEDED))
    reader = RowReader(on.words, [row["on"] for _, row in rows])
    found: dict[int, tuple[str | None, Outcome]] = {}
    problems = []
    for number, row in rows:
        try:
            found[number] = reader.read(row, number)
        except BadOutcome as bad:
            problems.append(Problem(f"{path}, row {number}", bad.what, bad.hint))
    if problems := problems or list(_without_lead(on, path, found)):
        for problem in problems[:PROBLEMS_SHOWN]:
            click.echo(output.harmless(str(problem)), err=True)
        many = f"{len(problems):,} row{'s'[: len(problems) != 1]}"
        raise AgentError(
            f"nothing was read from {path}: {many} can't be read.", "Mend the file and read it again."
        )
    read = on.ledger.read(found.values())
    return {"new": read.new, "changed": read.changed, "known": read.known}


def _without_lead(on: Books, path: Path, found: dict[int, tuple[str | None, Outcome]]) -> Iterator[Problem]:
    """Yield the rows of deals that name no lead, and new ones that name an unknown one.

    One that we wrote goes on naming a lead that was deleted, or is in another file.
    """
    leads = {outcome.uid: outcome.kind != DEAL for _, outcome in found.values()}
    for number, (key, outcome) in found.items():
        lead = outcome.origin
        if lead and not (leads[lead] if lead in leads else _may_be_lead(on.ledger, lead, is_new=bool(key))):
            what = f"there is no lead {UUID(lead)} that the deal could come from."
            yield Problem(f"{path}, row {number}", what, "Leave its `origin` empty.")


def _may_be_lead(ledger: Ledger, uid: str, *, is_new: bool) -> bool:
    try:
        last = ledger.history(ledger.ever(uid))[-1]
    except NoSuchOutcomeError:
        return not is_new
    outcome = last.after or last.before
    return outcome is not None and outcome.kind != DEAL
