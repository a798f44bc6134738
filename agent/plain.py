"""What the parts of the running agent know, as plain data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agent.core.model import Front, Network
from agent.errors import Problem
from agent.rereading import Progress
from agent.sampler import Current
from agent.settings import local_zone
from agent.sources.sight import Sight


def as_current(current: Current, source: str | None, networks: Mapping[str, Network]) -> dict[str, Any]:
    """Return what is in front, who sees it, and what it counts for; by the names of these networks."""
    front, process = current.front, current.window.process if current.window else None
    return {
        "at": as_moment(current.at),
        "presence": current.presence.value,
        "app": front.app if front else None,
        "title": front.page_title if front else None,
        "process": process.name if process else None,
        "pid": process.pid if process else None,
        "source": source,
        **_verdict(front, networks),
        "since": as_moment(current.since),
        "seconds": round(current.lasted.total_seconds(), 3),
    }


def as_progress(progress: Progress | None, *, is_running: bool) -> dict[str, Any]:
    """Return how far the past has been judged again; None where it never was."""
    whole = progress.end - progress.start if progress else timedelta()
    return {
        "running": is_running,
        "done": round((progress.end - progress.done_from) / whole, 4) if progress and whole else 0.0,
        "since": as_moment(progress.start) if progress else None,
        "changed_seconds": round(progress.changed.total_seconds(), 3) if progress else 0.0,
        "problem": progress.problem if progress else None,
    }


def as_refusals(sight: Sight) -> list[dict[str, str]]:
    """Return which sources see nothing, and why."""
    return [{"source": refusal.source, "reason": refusal.reason} for refusal in sight.refusals]


def as_problem(problem: Problem) -> dict[str, str]:
    """Return a fault in a file: where, what, and what to do."""
    return {"where": problem.where, "what": problem.what, "hint": problem.hint}


def as_moment(moment: datetime) -> str:
    """Return a moment as it is written, in the zone of the place."""
    return moment.astimezone(local_zone()).isoformat(timespec="milliseconds")


def size_of(path: Path) -> int:
    """Return how many bytes a file has; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _verdict(front: Front | None, networks: Mapping[str, Network]) -> dict[str, Any]:
    claiming = front.networks if front else ()
    word = ("unattributed", "attributed", "contested")[min(len(claiming), 2)] if front else None
    names = (networks[each].name if each in networks else each for each in claiming)
    return {
        "verdict": word,
        "network": front.network if front else None,
        "networks": list(claiming),
        "name": " or ".join(names) or None,
        "activity": front.activity if front else None,
        "rule": front.rule if front else None,
    }
