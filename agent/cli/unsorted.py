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

    PERIOD is as in `timesink summary`, seven days if not given. Titles are kept for `titles_days` days only.
    """
    unsorted = ask("unsorted", Answers.unsorted, period=period)
    if as_json:
        output.show_json(unsorted)
    elif not unsorted["rows"]:
        output.show(["", "  No page that nobody claimed."])
    else:
        name = unsorted["period"]["name"]
        head = output.heading(name, "pages that no network claims")
        rows = [(output.duration(row["seconds"]), row["title"], row["app"]) for row in unsorted["rows"]]
        output.show(
            [*head, *output.table(("time", "page title", "program"), rows[:SHOWN], right=frozenset({0}))]
        )
        hint = "`timesink correct TITLE NETWORK` gives pages to a network; `rules new` teaches all of a kind."
        output.show(["", *(f"  {line}" for line in output.wrapped(hint, 2))])
