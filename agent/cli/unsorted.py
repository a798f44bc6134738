"""`timesink unsorted`: the titles that took most time, and that no rule claims."""

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask
from agent.cli.summary import PERIODS

SHOWN = 20


@click.command(name="unsorted")
@click.argument("period", default="7d", shell_complete=output.completing(PERIODS))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, up to 100 titles.")
def command(period: str, *, as_json: bool) -> None:
    """Pages that took most time and that no network claimed: what a rule of yours might be for.

    PERIOD is as in `timesink summary`. Titles are kept for `titles_days` days only.
    """
    unsorted = ask("unsorted", Answers.unsorted, period=period)
    if as_json:
        output.show_json(unsorted)
    elif not unsorted["rows"]:
        output.show(["", "  No page that nobody claimed."])
    else:
        rows = [(output.duration(row["seconds"]), row["title"], row["app"]) for row in unsorted["rows"]]
        output.show(
            ["", *output.table(("time", "page title", "program"), rows[:SHOWN], right=frozenset({0}))]
        )
        output.show(["", "  `timesink rules explain TITLE` says why; a rule of yours can claim it."])
