"""The week's finding as plain data, from what networks are worth now and were a week ago."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from agent.core.digest import turned, unusual
from agent.listings import in_seconds

Answer = dict[str, Any]


def finding(now: Answer, week_ago: Answer, weeks: Mapping[str, Sequence[timedelta]]) -> Answer | None:
    """Return a verdict that turned, else hours out of the usual, else the surest comparison, else None."""
    rows = {row["network"]: row for row in now["networks"]}
    before, verdicts = (
        {row["network"]: row["in_words"] for row in each["networks"]} for each in (week_ago, now)
    )
    if new := turned(before, verdicts):
        return {"turned": {"before": new.before, "now": new.now}, "row": rows[new.network]}
    if odd := unusual({network: its for network, its in weeks.items() if network in rows}):
        parts = {"seconds": odd.time, "least": odd.least, "most": odd.most}
        return {
            "unusual": {name: in_seconds(part) for name, part in parts.items()},
            "row": rows[odd.network],
        }
    if not now["better"]:
        return None
    ahead = max(now["better"], key=lambda each: float(each["chance"]))
    names = {"name": rows[ahead["network"]]["name"], "than_name": rows[ahead["than"]]["name"]}
    return {"ahead": ahead | names, "row": rows[ahead["network"]]}
