"""`timesink`: today at a glance."""

from typing import Any

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask, ask_agent


def show(*, as_json: bool) -> None:
    """Show today's bars, what is in front, and whether the agent is at work."""
    status = ask_agent("status")
    today = ask("summary", Answers.summary, period="today", by="network")
    if as_json:
        output.show_json({"status": status, "today": today})
        return
    output.show([*_glance(today), "", _state(status)])


def _glance(today: dict[str, Any]) -> list[str]:
    if not today["rows"]:
        return ["", "  Nothing tracked yet today."]
    on_networks = output.duration(today["network_seconds"])
    observed = output.duration(today["observed_seconds"])
    head = output.heading("Today", f"{on_networks} on networks, of {observed} at the computer")
    return [*head, *network_bars(today)]


def network_bars(summary: dict[str, Any]) -> list[str]:
    """Draw a summary by network."""
    return output.bars(
        [(row["name"], row["seconds"], output.share(row["share"]), row["counts"]) for row in summary["rows"]]
    )


def _state(status: dict[str, Any] | None) -> str:
    if status is None:
        return (
            "  The agent isn't running: nothing is being tracked.\n"
            "  `timesink service install` starts it, now and at every login;\n"
            "  `timesink run` once."
        )
    if not status["watching"]:
        return "  The agent runs, but sees no desktop: `timesink doctor` says why."
    problems = len(status["rules"]["problems"]) + len(status["settings"]["problems"])
    note = f" {problems} problem{'s' * (problems > 1)}: see `timesink status`." if problems else ""
    return f"  {in_front(status['now'])}{note}"


def in_front(now: dict[str, Any]) -> str:
    """Say what is in front, in a sentence."""
    since = output.duration(now["seconds"])
    if now["presence"] != "active":
        return f"Nobody is there ({now['presence']}, for {since})."
    if now["app"] is None:
        return "No window is in front."
    return f"Now: {output.harmless(now['name'] or now['app'])}, for {since}."
