"""`timesink rules new`: a rule file from a few titles, proved before it is written."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from agent.cli import output
from agent.cli.rule_files import refuse_faults, write_proved
from agent.cli.rule_text import as_judged, new_file
from agent.core.drafts import Draft, drafted, id_of
from agent.core.matching import Ruleset
from agent.core.model import Network
from agent.core.rules import Operator
from agent.core.titles import clean
from agent.errors import AgentError
from agent.paths import Paths, shipped
from agent.rulebook.addresses import HOST
from agent.rulebook.book import Rulebook
from agent.rulebook.fields import ID
from agent.sources.text import clean as as_seen


@click.command(name="new")
@click.argument("name")
@click.argument("titles", nargs=-1)
@click.option("--host", "hosts", multiple=True, help="A domain of the network's; may be given again.")
@click.option("--id", "its_id", help="The file's name and the id in it; made from NAME, if not given.")
@click.option("--print", "only_print", is_flag=True, help="Print the file instead of writing it.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(  # noqa: PLR0913  one for each option
    *,
    name: str,
    titles: Sequence[str],
    hosts: Sequence[str],
    its_id: str | None,
    only_print: bool,
    as_json: bool,
) -> None:
    """Make a rule file for the network NAME from TITLES of its windows or pages.

    Two titles or more, of pages that differ, show what all have in common: an ending such as “ | Plantbook”,
    or a beginning. The file is proved with all other rules before it's written.
    """
    folders = {"shipped": shipped("rules"), "own": Paths.of_user().rules}
    book = Rulebook(**folders)
    network = _network(name, its_id, hosts)
    _refuse_known(book, network, folders["own"] / f"{network.id}.toml")
    pages = list(dict.fromkeys(_page_title(book.ruleset, title) for title in titles))
    draft = drafted(pages)
    if draft is None and not hosts:
        raise AgentError(_doubt(pages), "Give titles of other pages, or the network's domain with --host.")
    note = f"By its hosts alone: {_doubt(pages)}" if draft is None and pages else None
    text = new_file(network, draft, pages)
    path = None
    if only_print:
        refuse_faults({network.id: text}, **folders)
    else:
        (path,) = write_proved({network.id: text}, **folders)
    if as_json:
        said = {"id": network.id, "name": network.name, "hosts": list(network.hosts), "file": text}
        output.show_json({**said, "title": _title(draft), "path": path and str(path), "note": note})
    elif path is None:
        output.show(text.splitlines())
        if note:
            click.echo(note, err=True)
    else:
        output.show([str(path), *_told(network, draft, note)])


def _network(name: str, its_id: str | None, hosts: Sequence[str]) -> Network:
    """Return the network that was asked for, where its words are such as a file may hold."""
    name = clean(as_seen(as_judged(name)))
    if its_id is None and not (its_id := id_of(name)):
        raise click.UsageError(
            f"'{output.harmless(name)}' has no letters for an id. Give one: --id gardeners."
        )
    if not ID.fullmatch(its_id):
        what = f"--id is '{output.harmless(its_id)}'."
        raise click.UsageError(f"{what} Write small letters, digits and hyphens, 32 at most.")
    for host in hosts:
        if not HOST.fullmatch(host):
            what = f"--host is '{output.harmless(host)}'."
            raise click.UsageError(f"{what} Write the domain in small letters: example.com.")
    return Network(its_id, name or its_id, hosts=tuple(dict.fromkeys(hosts)))


def _refuse_known(book: Rulebook, network: Network, path: Path) -> None:
    """See that nobody knows the network yet.

    Raises:
        AgentError: somebody does
    """
    if os.path.lexists(path):
        raise AgentError(f"there is a file of that id already: {path}.", "Edit it, or choose another --id.")
    if network.id in book.files:
        what = (
            f"a file '{network.id}' is shipped already; `timesink rules explain TITLE` tells what it claims."
        )
        raise AgentError(what, f"To add to it, write {path} with `extends = true`; or choose another --id.")
    for host in network.hosts:
        for each in book.ruleset.networks.values():
            if host in each.hosts:
                raise AgentError(
                    f"{host} is {output.harmless(each.name)}'s already.", "Leave out that --host."
                )


def _page_title(ruleset: Ruleset, title: str) -> str:
    """Return the page's title of a window's, as the agent would see it.

    Raises:
        AgentError: there is none, or some network claims it
    """
    judgement = ruleset.judge_title(as_seen(as_judged(title)))
    if not judgement.page_title:
        what = f"“{output.harmless(title)}” holds no page's title."
        raise AgentError(what, "Give titles as windows show them on the network's pages.")
    if judgement.verdict.networks:
        whose = " and ".join(ruleset.networks[each].name for each in judgement.verdict.networks)
        what = f"“{output.harmless(judgement.page_title)}” is claimed by {output.harmless(whose)} already."
        raise AgentError(what, "`timesink rules explain TITLE` tells by which rule.")
    return judgement.page_title


def _doubt(pages: Sequence[str]) -> str:
    """Say why titles give no rule."""
    if len(pages) < 2:  # noqa: PLR2004  what is common takes two
        return "it takes two titles that differ to see what all pages have in common."
    return "the titles have neither an ending nor a beginning in common, set off as by “ | ” or “ - ”."


def _title(draft: Draft | None) -> dict[str, str]:
    return {draft.condition.operator.value: draft.condition.texts[0]} if draft else {}


def _told(network: Network, draft: Draft | None, note: str | None) -> list[str]:
    """Say what a new file claims, and what comes next."""
    claims = [f"all of {host}" for host in network.hosts]
    if draft:
        how = "end with" if draft.condition.operator is Operator.ENDS_WITH else "begin with"
        claims.insert(0, f"page titles that {how} “{draft.condition.texts[0]}”")
    sentences = [f"{network.name} claims {', and '.join(claims)}.", *([note] if note else [])]
    sentences.append("Next: `timesink rules check`. An agent that runs takes it up within a second.")
    return [f"  {line}" for sentence in sentences for line in output.wrapped(sentence, 2)]
