"""`timesink correct`: give pages to a network by hand, this time or always."""

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask
from agent.cli.rereading import changed, result
from agent.cli.rule_files import with_claim, with_exception, write_proved
from agent.cli.summary import PERIODS
from agent.errors import AgentError, did_you_mean
from agent.paths import Paths, shipped
from agent.rulebook.book import Rulebook

NOBODY = "nobody"
CUT_BY = ("…", "~")
"""what stands where a title was too long for the terminal"""


@click.command(name="correct")
@click.argument("title")
@click.argument("network")
@click.option(
    "--period",
    default="today",
    show_default=True,
    shell_complete=output.completing(PERIODS),
    help="When that was.",
)
@click.option("--always", is_flag=True, help="Also from now on: writes a rule into your rules' folder.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(title: str, network: str, period: str, *, always: bool, as_json: bool) -> None:
    """Give the pages of a TITLE to a NETWORK, or to `nobody`.

    TITLE is a page's as `timesink unsorted` shows it; where it ends in "…" there, copy that too.
    """
    title = _whole(title, period)
    path = _write_rule(title, network) if always else None
    body = {"title": title, "network": None if network == NOBODY else network, "period": period}
    try:
        state = changed("corrections", body=body)
    except AgentError:
        if path is None:
            raise
        state = None
    if as_json:
        output.show_json({"rule": path, "rereading": state})
        return
    if path is not None:
        output.show([f"Always from now on: {path} says so."])
    if state is not None:
        output.show([result(state)])
    elif path is not None:
        output.show(["No agent runs; at its next start it judges the past again."])


def _whole(title: str, period: str) -> str:
    """Return the title of which a table has shown the beginning."""
    if not title.endswith(CUT_BY):
        return title
    rows = ask("unsorted", Answers.unsorted, period=period)["rows"]
    meant = {row["title"] for row in rows if output.harmless(row["title"]).startswith(title[:-1])}
    if len(meant) > 1:
        raise AgentError(
            f"{len(meant)} titles begin so.", "Write it out: `timesink unsorted --json` has them."
        )
    return meant.pop() if meant else title


def _write_rule(title: str, network: str) -> str:
    """Write the rule by which it counts so always, and return where it is."""
    paths, rules = Paths.of_user(), shipped("rules")
    book = Rulebook(rules, paths.rules)
    if network not in book.files and network != NOBODY:
        error = AgentError(f"there is no network '{network}'.", did_you_mean(network, [*book.files, NOBODY]))
        error.usage = True
        raise error
    claiming = book.ruleset.judge_page(title).networks
    if network == NOBODY and not claiming:
        hint = "Without `--always` it's corrected for this time."
        raise AgentError("no rule claims that title, so none can be kept from it.", hint)
    owners = claiming if network == NOBODY else (network,)
    add = with_exception if network == NOBODY else with_claim
    for each in owners:
        file = paths.rules / f"{each}.toml"
        text = file.read_text(encoding="utf-8") if file.exists() else None
        write_proved(add(text, each, [title]), each, shipped=rules, own=paths.rules)
    return ", ".join(str(paths.rules / f"{each}.toml") for each in owners)
