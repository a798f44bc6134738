"""`timesink rules apply`: judge the past again by the rules in force."""

import click

from agent.cli import output
from agent.cli.rereading import NO_AGENT, changed


@click.command(name="apply")
@click.option(
    "--since", help="A day or a period from which on; if not given, as far back as titles are kept."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(since: str | None, *, as_json: bool) -> None:
    """Judge the past again by the rules in force.

    The agent does so by itself when rules change, as far back as page titles are kept (`titles_days`).
    """
    state = changed("rules/apply", {"since": since} if since else None)
    if state is None:
        raise NO_AGENT
    if as_json:
        output.show_json(state)
    else:
        time = output.duration(state["changed_seconds"])
        said = f"{time} count differently now." if state["changed_seconds"] else "All counts as before."
        output.show([said])
