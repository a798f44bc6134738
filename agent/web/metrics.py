"""Today's seconds in the OpenMetrics text format."""

from collections.abc import Mapping
from typing import Any


def metrics(status: Mapping[str, Any], today: Mapping[str, Any]) -> str:
    """Return status and today's summary by network as OpenMetrics text."""
    lines = [
        "# TYPE timesink_build info",
        f'timesink_build_info{{version="{_label(status["version"])}"}} 1',
        "# TYPE timesink_watching gauge",
        "# HELP timesink_watching 1 while the agent sees the desktop.",
        f"timesink_watching {int(status['watching'])}",
        "# TYPE timesink_present gauge",
        "# HELP timesink_present 1 while somebody is there.",
        f"timesink_present {int(status['presence'] == 'active')}",
        "# TYPE timesink_rule_problems gauge",
        "# HELP timesink_rule_problems Faults in the rules.",
        f"timesink_rule_problems {len(status['rules']['problems'])}",
        "# TYPE timesink_today_seconds gauge",
        "# UNIT timesink_today_seconds seconds",
        "# HELP timesink_today_seconds Time today on each network; none is what no network claims.",
    ]
    lines += [
        f'timesink_today_seconds{{network="{_label(row["key"] or "none")}"}} {row["seconds"]}'
        for row in today["rows"]
    ]
    return "\n".join([*lines, "# EOF", ""])


def _label(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
