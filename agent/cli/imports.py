"""`timesink import`: what a network's own data export tells; shown first, and taken back whole if need be."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from agent.cli import output
from agent.cli.asking import networks
from agent.cli.import_shown import came, day, imported, last, preview, preview_json, taken_back, told
from agent.core.periods import Calendar
from agent.errors import AgentError, did_you_mean
from agent.importers.opening import opened as opened_export
from agent.importers.reading import Export, exports
from agent.importers.registry import IMPORTERS
from agent.paths import Paths
from agent.settings import local_zone, read_settings
from agent.store.database import opened
from agent.store.file import File
from agent.store.imports import Imports
from agent.store.plans import Plan
from agent.store.staging import Staging

LAST = "last"
"""in the place of an import's id"""


@click.command(name="import")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--yes", is_flag=True, help="Without asking.")
@click.option(
    "--network",
    metavar="NETWORK",
    shell_complete=output.completing(sorted(IMPORTERS)),
    help="Whose export it is, where that can't be told.",
)
@click.option("--list", "listed", is_flag=True, help="Show what was imported.")
@click.option(
    "--undo",
    metavar="[ID]",
    is_flag=False,
    flag_value=LAST,
    help="Take an import back whole, or the last one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(  # noqa: PLR0913  one for each word that a user may give
    paths: Sequence[Path], *, yes: bool, network: str | None, listed: bool, undo: str | None, as_json: bool
) -> None:
    """What a network's own data export tells of it: what came back, and its own log of your time.

    PATH is the export as it was downloaded, or unpacked; an export in several parts is given whole. What it
    would add is shown first. No text is kept, and names only as hashes that nobody else can make.
    """
    if bool(paths) + listed + bool(undo) != 1:
        raise click.UsageError("name an export, or give `--list` or `--undo`.")
    if network is not None and network not in IMPORTERS:
        raise click.UsageError(f"no export of '{network}' can be read. {did_you_mean(network, IMPORTERS)}")
    if paths:
        _import(paths, network, yes=yes, as_json=as_json)
    elif undo:
        _undo(undo, yes=yes, as_json=as_json)
    else:
        _list(as_json=as_json)


def _import(paths: Sequence[Path], network: str | None, *, yes: bool, as_json: bool) -> None:
    done: list[dict[str, Any]] = []
    with ExitStack() as stack:
        archives = [stack.enter_context(opened_export(path)) for path in dict.fromkeys(paths)]
        found = exports(archives, network)
        store = stack.enter_context(opened(Paths.of_user().database))
        for export in found:
            plan = _read(export, store.file)
            shown = preview_json(export, plan)
            if not as_json:
                output.show(preview(export, plan, _name(export.network), Imports(store.file)))
            shown["imported"] = None
            if not plan.is_empty() and _is_wanted("Import it?", done="imported", yes=yes, as_json=as_json):
                kept = Imports(store.file).keep(plan, at=datetime.now(UTC), digest=export.digest)
                shown["imported"] = kept.uid
                if not as_json:
                    output.show(imported(kept))
            done.append(shown)
    if as_json:
        output.show_json({"exports": done})


def _read(export: Export, file: File) -> Plan:
    settings, _ = read_settings(Paths.of_user().settings, os.environ)
    calendar = Calendar(local_zone(), settings.day_starts_at)
    staging = Staging(file, network=export.network, calendar=calendar, currency=settings.currency)
    progress = _Progress(_name(export.network))
    now = datetime.now(UTC)
    staging.stage(export.findings(now, progress.show))
    progress.end()
    return Plan(staging, staging.exported or export.made(now))


class _Progress:
    """How much of an export is read, on a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last = -1
        self._is_shown = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Show how many bytes are read, of how many."""
        share = min(done * 100 // max(total, 1), 100)
        if self._is_shown and share != self._last:
            self._last = share
            click.echo(f"\rReading {self._name}'s export: {share} % ", nl=False, err=True)

    def end(self) -> None:
        """Leave the line empty."""
        if self._last >= 0:
            click.echo("\r\x1b[K", nl=False, err=True)


def _is_wanted(question: str, *, done: str, yes: bool, as_json: bool) -> bool:
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        if not as_json:
            output.show(["", f"  Nothing was {done} yet: with `--yes` it is."])
        return False
    if click.confirm(f"\n  {question}"):
        return True
    output.show([f"  Nothing was {done}."])
    return False


def _list(*, as_json: bool) -> None:
    with opened(Paths.of_user().database, read_only=True) as store:
        found = Imports(store.file).all()
    if as_json:
        output.show_json({"imports": [told(each) for each in found]})
        return
    if not found:
        output.show(["Nothing was imported yet."])
        return
    rows = [(each.uid[:8], _name(each.network), day(each.exported), day(each.at)) for each in found]
    head, *lines = output.table(("id", "network", "exported", "imported"), rows)
    output.show(
        [head, *(shown for line, each in zip(lines, found, strict=True) for shown in (line, *came(each)))]
    )


def _undo(uid: str, *, yes: bool, as_json: bool) -> None:
    with opened(Paths.of_user().database) as store:
        if uid == LAST:
            if not (found := Imports(store.file).all()):
                raise AgentError("nothing was imported that could be taken back.")
            uid = found[0].uid
            if not as_json:
                output.show(last(found[0], _name(found[0].network)))
            if not _is_wanted("Take it back?", done="taken back", yes=yes, as_json=as_json):
                return
        gone, taken = Imports(store.file).take_back(uid)
    if as_json:
        output.show_json({"undone": told(gone), "edited_and_kept": taken.stayed})
        return
    output.show(output.wrapped(taken_back(gone, taken, _name(gone.network)), 0))


def _name(network: str) -> str:
    known = networks()
    return known[network].name if network in known else network
