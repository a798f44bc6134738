"""`timesink digest`: the one finding of the week, with its range; no score, and no guilt."""

from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import answers, ask_agent
from agent.cli.worth_shown import better, indented


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
    said = [*_found(digest["finding"]), *_experiment(digest["experiment"]), *_guess(digest["guess"])]
    output.show(["", *(line for each in said for line in indented(each, 2))])


def _found(finding: dict[str, Any] | None) -> list[str]:
    match finding:
        case {"turned": {"before": before, "now": now}, "row": row}:
            was = before.rstrip(".").lower()
            return [f"{row['name']}: {now.rstrip('.').lower()}, a week ago {was}.", *row["why"][:1]]
        case {"unusual": {"seconds": time, "least": least, "most": most}, "row": row}:
            usual = f"between {output.duration(least)} and {output.duration(most)}"
            return [f"{row['name']}: {output.duration(time)} last week, {usual} in the eight weeks before."]
        case {"ahead": ahead}:
            return [better(ahead, {ahead["network"]: ahead["name"], ahead["than"]: ahead["than_name"]})]
        case _:
            return ["Nothing worth telling this week."]


def _experiment(week: dict[str, Any] | None) -> list[str]:
    if week is None:
        return []
    return [f"Week {week['week']} of your experiment: {week['name']} is {'off' if week['off'] else 'on'}."]


def _guess(guess: dict[str, Any] | None) -> list[str]:
    if guess is None:
        return []
    guessed, was = (output.duration(guess[key]) for key in ("guessed_seconds_a_day", "seconds_a_day"))
    return [f"You guessed {guessed} a day; it was {was}."]
