"""`timesink open`: today in the browser."""

import webbrowser

import click

from agent.cli.asking import ask_agent
from agent.errors import AgentError


@click.command(name="open")
@click.option("--print", "only_print", is_flag=True, help="Print the link instead of opening it.")
def command(*, only_print: bool) -> None:
    """Show today in the browser, by a link that works once, within a minute."""
    answer = ask_agent("links", post=True)
    if answer is None:
        raise AgentError(
            "the agent isn't running.", "Start it with `timesink service install`, or `timesink run`."
        )
    if only_print or not webbrowser.open(answer["url"]):
        click.echo(answer["url"])
    else:
        click.echo("Opening your browser. Where none opens, `timesink open --print` gives the link.")
