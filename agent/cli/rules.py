"""`timesink rules`: what the rules are, whether they hold, and why a title counts as it does."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from agent.cli import output, rules_apply, rules_new
from agent.core.hosts import address_of
from agent.core.matching import Ruleset
from agent.errors import Exit, Problem
from agent.paths import Paths, shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.examples import prove
from agent.rulebook.explain import classify, explain
from agent.rulebook.strictness import strangers, weaknesses
from agent.settings import Settings, read_settings


@click.group(name="rules", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """What the rules are, whether they hold, and why a title counts as it does."""


command.add_command(rules_apply.command)
command.add_command(rules_new.command)


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def check(folder: Path | None, *, as_json: bool) -> None:
    """Prove all rules by their own examples, and tell what could be surer. Ends with 1 where one is faulty.

    FOLDER is read in place of your own rules' folder.
    """
    book = _book(folder)
    ruleset = book.ruleset
    problems = list(dict.fromkeys((*book.problems, *_unproved(book))))
    claimed = strangers(ruleset, shipped("rules"))
    weak = [each for name in sorted(book.files) for each in weaknesses(book.files[name], claimed)]
    if as_json:
        told = {"problems": _told(problems), "weaknesses": _told(weak)}
        output.show_json({"networks": len(ruleset.networks), "browsers": len(ruleset.browsers), **told})
    else:
        for said in (*map(str, problems), *(f"Could be surer: {each}" for each in weak)):
            output.show(output.hanging(said))
        count = f"{len(problems)} problem{'s'[: len(problems) != 1]}" if problems else "no problems"
        remarks = f", {len(weak)} remark{'s'[: len(weak) != 1]}" if weak else ""
        output.show(
            [f"{len(ruleset.networks)} networks, {len(ruleset.browsers)} browsers, {count}{remarks}."]
        )
    if problems:
        raise click.exceptions.Exit(Exit.MENDABLE)


@command.command(name="explain")
@click.argument("title")
@click.option("--app", help="The program whose window it is; a browser's, if not given.")
@click.option("--url", help="The page's address; only its host and path are looked at.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def explain_(title: str, app: str | None, url: str | None, *, as_json: bool) -> None:
    """Show the way from a window's TITLE to its verdict."""
    if url is not None and not _is_address(url):
        what = f"'{output.harmless(url)}' is no web page's address."
        raise click.UsageError(f"{what} Write it as example.com/page.")
    book = _book()
    way = explain(book.ruleset, title=title, app=app, url=url)
    if as_json:
        output.show_json({**way, "problems": _told([*book.problems])})
    else:
        output.show([*_way(way, book.ruleset), *_faulty(book)])


@command.command(name="classify")
def classify_() -> None:
    """Judge titles: a JSON object per line in, one per line out, in the same order.

    Each line has `title` (a window's) or `page_title` (without what the browser adds), and may have `app` and
    `url`. A line that can't be judged gets an `error`; the others are judged all the same.
    """
    ruleset = _book().ruleset
    failed = False
    for line in sys.stdin.buffer if sys.stdin else ():
        if not line.strip():
            continue
        judged = _classified(ruleset, line)
        failed |= "error" in judged
        sys.stdout.write(json.dumps(judged, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(Exit.MENDABLE)


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_(*, as_json: bool) -> None:
    """List the networks that are known, whose file says so, and which count as time on networks."""
    book, settings = _book(), _settings()
    rows: list[dict[str, Any]] = []
    for each in sorted(book.files):
        file = book.files[each]
        rules = file.rules
        rows.append(
            {
                "id": each,
                "name": rules.network.name,
                "rules": len(rules.rules),
                "hosts": list(rules.network.hosts),
                "yours": each in book.own,
                "extends": file.base is not None,
                "counts": settings.counts(rules.network),
                "counts_by_default": rules.network.counts,
            }
        )
    if as_json:
        output.show_json({"networks": rows, "problems": _told([*book.problems])})
        return
    head = ("id", "name", "rules", "hosts", "file", "counts")
    cells = [
        (
            row["id"],
            row["name"],
            str(row["rules"]),
            str(len(row["hosts"])),
            "both" if row["extends"] else "yours" if row["yours"] else "shipped",
            f"{'yes' if row['counts'] else 'no'}{', by you' * (row['counts'] != row['counts_by_default'])}",
        )
        for row in rows
    ]
    output.show([*output.table(head, cells, right=frozenset({2, 3})), *_faulty(book)])


def _settings() -> Settings:
    return read_settings(Paths.of_user().settings, os.environ)[0]


def _is_address(url: str) -> bool:
    """Tell whether a word may be a page's address: `notaurl` is more likely a slip."""
    host = (address_of(url) or "").partition("/")[0]
    return "." in host or host == "localhost"


def _faulty(book: Rulebook) -> list[str]:
    """Say which files aren't read as they stand, and that a running agent may know them from before."""
    files = sorted({problem.where.partition(",")[0] for problem in book.problems})
    if not files:
        return []
    faulty, its = ("has a fault and is", "its") if len(files) == 1 else ("have faults and are", "their")
    said = f"{', '.join(files)} {faulty} left out here; an agent that runs goes by {its} last good reading."
    return ["", *output.wrapped(f"{said} `timesink rules check` tells more.", 0)]


def _book(own: Path | None = None) -> Rulebook:
    return Rulebook(shipped("rules"), own or Paths.of_user().rules)


def _told(problems: list[Problem]) -> list[dict[str, str]]:
    return [{"where": each.where, "what": each.what, "hint": each.hint} for each in problems]


def _unproved(book: Rulebook) -> list[Problem]:
    files = book.files
    return [
        problem
        for _, file in sorted(files.items())
        for problem in prove(file, book.ruleset)  # what one takes from another, that one tells
    ]


def _classified(ruleset: Ruleset, line: bytes) -> dict[str, Any]:
    try:
        return classify(ruleset, _object(line))
    except ValueError as error:
        what = str(error)
        return {"verdict": "unattributed", "network": None, "rule": None, "activity": None, "error": what}


def _object(line: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ValueError: what is said where it's none
    """
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("this is no JSON.") from None
    if not isinstance(asked, dict):
        raise ValueError("this is no JSON object.")  # noqa: TRY004  told like the others
    return asked


def _way(way: dict[str, Any], ruleset: Ruleset) -> list[str]:
    counts = way["network"] is None or _settings().counts_id(way["network"], ruleset.networks)
    lines = [f"browser     {way['browser']}{', a private window' * way['private']}"] if way["browser"] else []
    if way["page_title"] is None:
        lines = ["This isn't a browser's window: rules for titles don't apply."]
    else:
        lines.append(f"page title  {output.harmless(way['page_title']) or '(none)'}")
    if way["host"]:
        lines.append(f"host        {output.harmless(way['host'])}")
    for claim in way["claims"]:
        where = {"whole": "the whole title", "end": "its end", "anywhere": "a part"}[claim["strength"]]
        lines.append(f"claimed by  {claim['network']}, rule '{claim['rule']}' ({where})")
    lines += [f"kept from   {each}, by its `except_titles`" for each in way["excepted"]]
    known = ruleset.networks
    names = [output.harmless(known[each].name) if each in known else each for each in way["networks"]]
    verdict = {"attributed": " ".join(names), "contested": f"contested: {' or '.join(names)}"}
    told = verdict.get(way["verdict"], "no network" if way["host"] else "no network, by its title alone")
    if way["verdict"] == "attributed":
        told += f", by rule '{way['rule']}'" + (f" ({way['activity']})" if way["activity"] else "")
        told += ", which doesn't count as time on networks" * (not counts)
    decides = ["            Its address decides, whatever its title says."] if way["host"] else []
    return [*lines, f"verdict     {told}", *decides]
