"""`timesink summary`: a period's time, per network, activity, program, day or hour."""

from datetime import date, datetime, timedelta
from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask
from agent.cli.today import network_bars

PERIODS = ("today", "yesterday", "week", "last-week", "month", "last-month", "year", "last-year", "7d", "all")
WAYS = ("network", "activity", "app", "day", "hour")


@click.command(name="summary")
@click.argument("period", default="today", shell_complete=output.completing(PERIODS))
@click.option(
    "--by",
    default="network",
    show_default=True,
    shell_complete=output.completing(WAYS),
    help=f"One of {', '.join(WAYS)}; by day and hour, what was on networks.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(period: str, by: str, *, as_json: bool) -> None:
    """Time per network, activity, program, day or hour.

    PERIOD is today, yesterday, week, last-week, month, last-month, year, all, 7d, 2026-11, 2026-11-14 or
    2026-11-01..2026-11-14.
    """
    summary = ask("summary", Answers.summary, period=period, by=by)
    if as_json:
        output.show_json(summary)
        return
    if not summary["rows"]:
        output.show(["", f"  {named(summary)}: nothing was tracked."])
        return
    on_networks = output.duration(summary["network_seconds"])
    observed = output.duration(summary["observed_seconds"])
    head = output.heading(named(summary), f"{on_networks} on networks, of {observed}")
    output.show([*head, *_DRAWN[by](summary), *_changed(summary["changed_seconds"])])


def _changed(seconds: float) -> list[str]:
    """Say how much of it is for another network than it was at first."""
    said = f"{output.duration(seconds)} count differently than at first, by newer rules or your corrections."
    return ["", *(f"  {line}" for line in output.wrapped(said, 2))] if seconds >= 1 else []


def named(answer: dict[str, Any]) -> str:
    """Return the name of an answer's period, and which days that is."""
    period = answer["period"]
    first, end = (datetime.fromisoformat(period[edge]).date() for edge in ("start", "end"))
    return output.period(period["name"], first, end - timedelta(days=1))


def _by_activity(summary: dict[str, Any]) -> list[str]:
    return output.bars(
        [
            (
                ": ".join(filter(None, (row["name"], row["activity"]))),
                row["seconds"],
                output.share(row["share"]),
                True,
            )
            for row in summary["rows"]
        ]
    )


def _by_app(summary: dict[str, Any]) -> list[str]:
    return output.bars(
        [
            (row["key"] or "(no name)", row["seconds"], output.share(row["share"]), True)
            for row in summary["rows"]
        ]
    )


def _by_day(summary: dict[str, Any]) -> list[str]:
    rows = [(f"{date.fromisoformat(row['key']):%a %e %b}", row["network_seconds"]) for row in summary["rows"]]
    return output.bars([(day, seconds, "", True) for day, seconds in rows])


def _by_hour(summary: dict[str, Any]) -> list[str]:
    seconds = {row["key"]: row["network_seconds"] for row in summary["rows"]}
    hours = range(min(seconds), max(seconds) + 1)
    return output.bars([(f"{hour:02}:00", seconds.get(hour, 0), "", True) for hour in hours])


_DRAWN = {
    "network": network_bars,
    "activity": _by_activity,
    "app": _by_app,
    "day": _by_day,
    "hour": _by_hour,
}
