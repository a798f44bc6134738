"""`timesink correct`: give pages to a network by hand, this time or always."""

import fcntl
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask
from agent.cli.rereading import NO_AGENT, changed
from agent.cli.rule_files import (
    refuse_faults,
    refuse_unwritable,
    with_claim,
    with_exception,
    write_proved,
)
from agent.cli.summary import PERIODS
from agent.core.titles import clean, without_badge
from agent.errors import AgentError, Exit, Problem, UsageError
from agent.paths import Paths, shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.reading import read_text

NOBODY = "nobody"
NOBODYS = "No page of that title counts for a network in that period."
UNCHANGED = "No page of that title was tracked in that period, or all of them count so already."
CUT_BY = ("…", "~")
"""what stands where a title was too long for the terminal"""


@click.command(name="correct")
@click.argument("title")
@click.argument("network")
@click.option(
    "--period",
    default="7d",
    show_default=True,
    shell_complete=output.completing(PERIODS),
    help="When that was, as in `timesink unsorted`.",
)
@click.option("--always", is_flag=True, help="Also from now on: writes a rule into your rules' folder.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(title: str, network: str, period: str, *, always: bool, as_json: bool) -> None:
    """Give the pages of a TITLE to a NETWORK, or to `nobody`.

    TITLE is a page's as `timesink unsorted` shows it; where it ends in "…" there, copy that too. Ends with 1
    where nothing counts differently then. No rule changes what you have said; only you can, once more.
    """
    own = Paths.of_user().rules
    book = Rulebook(shipped("rules"), own)
    network = _id(book, network)
    title = _whole(title, period, book)
    if always:  # before anything is changed
        refuse_faults(_rules(book, own, title, network), shipped=shipped("rules"), own=own)
        refuse_unwritable(own)
    is_unsorted = network == NOBODY and title in _unsorted(period)
    body = {"title": title, "network": None if network == NOBODY else network, "period": period}
    state = changed("corrections", body=body)
    if state is None and not always:
        raise NO_AGENT
    paths = _write(book, own, title, network) if always else []
    if as_json:
        output.show_json({"rules": [str(path) for path in paths], "rereading": state})
    else:
        name = "nobody" if network == NOBODY else book.files[network].rules.network.name
        said = f"“{title}”: {_time(state)} of {period} are {name}'s now." if _time(state) else ""
        if state is None:
            said = "No agent runs: it judges what was tracked again at its next start."
        elif not said and not paths:
            said = NOBODYS if network == NOBODY else UNCHANGED
            if is_unsorted:
                said = f"“{title}” is nobody's by your word: it isn't listed any more."
        output.show(output.wrapped(said, 0) if said else ())
        output.show(f"Always from now on: {path} says so." for path in paths)
    if state is not None and not (state["changed_seconds"] or paths or is_unsorted):
        raise click.exceptions.Exit(Exit.MENDABLE)


def _write(book: Rulebook, own: Path, title: str, network: str) -> list[Path]:
    """Write the rules by which it counts so always; one correction at a time, so that none is lost."""
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(own, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        return write_proved(_rules(book, own, title, network), shipped=shipped("rules"), own=own)
    finally:
        os.close(folder)


def _id(book: Rulebook, word: str) -> str:
    """Return the id of a network that is named by its id or its name, in any case."""
    known = {NOBODY: NOBODY, "twitter": "x"}
    known |= {file.rules.network.name.lower(): each for each, file in book.files.items()}
    known |= {each: each for each in book.files}
    if (its_id := known.get(word.lower())) is None:
        close = get_close_matches(word.lower(), known, n=1)
        hint = f"Did you mean `{known[close[0]]}`?" if close else "`timesink rules list` has them all."
        raise UsageError(f"'{output.harmless(word)}' is no network that is known.", hint)
    return its_id


def _time(state: dict[str, Any] | None) -> str:
    """Return how much counts differently now; nothing where nothing does."""
    return output.duration(state["changed_seconds"]) if state and state["changed_seconds"] else ""


def _whole(title: str, period: str, book: Rulebook) -> str:
    """Return the title of which a table has shown the beginning; of any other, what rules see of it."""
    title = without_badge(clean(title))
    if not title.strip("".join(CUT_BY)):
        raise AgentError("that is no title.", "`timesink unsorted` shows some.")
    page_title = book.ruleset.judge_title(title).page_title or title
    if not title.endswith(CUT_BY) and page_title == title:
        return title
    titles = _unsorted(period)
    if title in titles or not title.endswith(CUT_BY):
        return title if title in titles else page_title  # else the browser's ending was copied too
    meant = {each for each in titles if output.harmless(each).startswith(title[:-1])}
    if len(meant) > 1:
        raise AgentError(
            f"{len(meant)} titles begin so.", "Write it out: `timesink unsorted --json` has them."
        )
    return meant.pop() if meant else title


def _unsorted(period: str) -> set[str]:
    return {row["title"] for row in ask("unsorted", Answers.unsorted, period=period)["rows"]}


def _rules(book: Rulebook, own: Path, title: str, network: str) -> dict[str, str]:
    """Return the files by which it counts so always: the network's own, or of all that claim it now."""
    if network != NOBODY:
        return {network: with_claim(_text(own, network), network, [title])}
    claiming = sorted({claim.network for claim in book.ruleset.claims(title).claims})
    if not claiming:
        hint = "Without `--always` what was tracked is nobody's."
        raise AgentError("no rule claims that title, so none can be kept from it.", hint)
    return {each: with_exception(_text(own, each), each, [title]) for each in claiming}


def _text(own: Path, network: str) -> str | None:
    """Return the user's file of a network; None where there is none."""
    path = own / f"{network}.toml"
    text = read_text(path) if os.path.lexists(path) else None
    if isinstance(text, Problem):
        raise AgentError(f"{path}: {text.what}", text.hint)
    return text
