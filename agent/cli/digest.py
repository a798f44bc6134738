"""`timesink digest`: the one finding of the week, with its range; no score, and no guilt."""

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import answers, ask_agent
from agent.cli.worth_shown import indented
from agent.digest_words import digest_in_words, experiment_in_words


@click.command(name="digest")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(*, as_json: bool) -> None:
    """What is worth telling of the last week: one finding, or nothing."""
    digest = ask_agent("digest")
    if digest is None:
        with answers() as (on, now, pending):
            digest = Answers.digest(on, now=now, pending=pending)
    if as_json:
        output.show_json(digest)
        return
    said = digest_in_words(digest, output.duration)
    said = said or ["Nothing worth telling this week.", *experiment_in_words(digest["experiment"])]
    output.show(["", *(line for each in said for line in indented(each, 2))])
