"""`timesink ledger`: what networks gave back, listed, changed, undone, and as CSV."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from agent.bookkeeping import Answer, Books
from agent.cli import books, output
from agent.cli.ledger_csv import read_file, write_file
from agent.cli.ledger_shown import deed_lines, listing, told_deed
from agent.cli.spreadsheets import PIPED
from agent.cli.summary import PERIODS
from agent.core.amounts import parse_money
from agent.core.credits import BadOutcome
from agent.store.outcomes import BadOutcomeError

Asked = Mapping[str, Any]
_FILE = click.Path(dir_okay=False, path_type=Path)
_PARTS = ("amount", "note", "on", "number", "origin", "shares")


@click.command(name="ledger")
@click.argument("period", default="month", shell_complete=output.completing(PERIODS))
@click.option("--network", default="", help="Only what is credited to it.")
@click.option("--kind", default="", help="Only that kind; with --edit, the new one.")
@click.option("--edit", metavar="ID", help="Change an outcome as the options below say.")
@click.option("--amount", help="The amount; '' for none.")
@click.option("--note", help="What it was, in your words.")
@click.option("--on", help="The day.")
@click.option("--number", type=int, help="How many of them.")
@click.option("--from", "origin", metavar="ID", help="The lead that a deal came from; '' for none.")
@click.option("--credit", "shares", multiple=True, metavar="NETWORK=SHARE", help="Each of its networks.")
@click.option("--delete", metavar="ID", help="Take an outcome away.")
@click.option("--undo", is_flag=True, help="Take back what was done last, and so on back.")
@click.option("--redo", is_flag=True, help="Do again what was undone last.")
@click.option("--history", metavar="ID", help="All that was done to an outcome.")
@click.option("--csv", "out", type=_FILE, metavar="FILE", help="Write the period's outcomes; - prints them.")
@click.option(
    "--read", type=_FILE, metavar="FILE", help="Read such a file, all or nothing; - what is piped in."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(*, as_json: bool, **asked: Any) -> None:  # noqa: ANN401  an option's value
    """What networks gave back in a PERIOD, in this month if not given.

    PERIOD is as in `timesink summary`. Of an ID the beginning will do. Nothing is lost: whatever is done
    here, or by `timesink log`, can be undone.
    """
    name = _deed(asked)
    if as_json and asked["out"] == PIPED:
        raise click.UsageError("--csv - and --json can't be printed at once.")
    do, is_reading = _DEEDS[name]
    with books.opened_books(read_only=is_reading) as on:
        answer, lines = do(on, asked)
    if as_json:
        output.show_json(answer)
    else:
        output.show(lines)


def _deed(asked: Asked) -> str:
    """Return the one thing that is to be done."""
    deeds = [name for name in _DEEDS if name and asked[name]]
    if len(deeds) > 1:
        raise click.UsageError(f"--{deeds[0]} and --{deeds[1]} can't be done at once.".replace("out", "csv"))
    parts = [name for name in _PARTS if asked[name] not in (None, ())]
    if parts and deeds != ["edit"]:
        word = {"origin": "from", "shares": "credit"}.get(parts[0], parts[0])
        raise click.UsageError(f"--{word} goes with --edit ID.")
    return deeds[0] if deeds else ""


def _list(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    answer = on.outcomes(asked["period"], {"network": asked["network"], "kind": asked["kind"]})
    return answer, listing(answer)


def _edit(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    named = {name: asked[name] for name in ("note", "on", "origin") if asked[name] is not None}
    fields: dict[str, Any] = {name: value or None for name, value in named.items()}
    if asked["kind"]:
        fields["kind"] = asked["kind"]
    if asked["number"] is not None:
        fields["number"] = asked["number"]
    if asked["amount"] is not None:
        fields["amount"] = _amount(on, asked["amount"]) if asked["amount"] else None
    if asked["shares"]:
        fields["credits"] = [_credit(share) for share in asked["shares"]]
    if not fields:
        raise click.UsageError("nothing is named that should change. Add --amount, --note, --kind, --on …")
    answer = on.edit(asked["edit"], fields)
    return answer, books.folded(f"Changed {books.sentence(answer)}. {books.UNDO}")


def _amount(on: Books, text: str) -> object:
    try:
        return parse_money(text, on.words.currency).amount
    except BadOutcome as bad:
        raise BadOutcomeError(bad) from None


def _credit(text: str) -> dict[str, str]:
    network, equals, share = text.partition("=")
    return {"network": network} | ({"share": share} if equals else {})


def _delete(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    answer = on.delete(asked["delete"])
    return answer, books.folded(f"Deleted {books.sentence(answer)}. {books.UNDO}")


def _undo(on: Books, _: Asked) -> tuple[Answer, list[str]]:
    answer = on.undo()
    again = "`timesink ledger --redo` does it again."
    return answer, books.folded(f"Undone: {told_deed(answer, 'before')}. {again}")


def _redo(on: Books, _: Asked) -> tuple[Answer, list[str]]:
    answer = on.redo()
    return answer, books.folded(f"Done again: {told_deed(answer, 'after')}. {books.UNDO}")


def _history(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    answer = on.history(asked["history"])
    return answer, [line for deed in answer["deeds"] for line in deed_lines(deed)]


def _write(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    answer = on.outcomes(asked["period"], {"network": asked["network"], "kind": asked["kind"]})
    write_file(asked["out"], answer["outcomes"])
    if asked["out"] == PIPED:
        return answer, []
    number = len(answer["outcomes"])
    return answer, [f"{number:,} outcome{'s'[: number != 1]} written into {asked['out']}."]


def _read(on: Books, asked: Asked) -> tuple[Answer, list[str]]:
    answer = read_file(on, asked["read"])
    parts = [f"{answer[name]:,} {words}" for name, words in _READ.items() if answer[name]]
    read = "what was piped in" if asked["read"] == PIPED else asked["read"]
    said = f"Read {read}: {', '.join(parts) or 'nothing is in it'}."
    return answer, books.folded(f"{said} {books.UNDO}" if answer["new"] or answer["changed"] else said)


_READ = {"new": "new", "changed": "changed", "known": "there already"}
_DEEDS: dict[str, tuple[Callable[[Books, Asked], tuple[Answer, list[str]]], bool]] = {
    "": (_list, True),
    "edit": (_edit, False),
    "delete": (_delete, False),
    "undo": (_undo, False),
    "redo": (_redo, False),
    "history": (_history, True),
    "out": (_write, True),
    "read": (_read, False),
}
