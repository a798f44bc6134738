"""Troubles in the loop that nobody catches, told once each, and never in the words of what came in."""

import asyncio
import logging
import re
from typing import Any

from agent.errors import trace

log = logging.getLogger("timesink")


class Troubles:
    """Tells of each kind of trouble once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(self, _: asyncio.AbstractEventLoop, trouble: dict[str, Any]) -> None:
        """Hear of one."""
        error = trouble.get("exception")
        what = re.split(r"[^\w .]", str(trouble.get("message")), maxsplit=1)[0]  # arguments would follow
        kind = f"{what} ({type(error).__name__})"
        if kind not in self._told:
            self._told.add(kind)
            log.error("%s\n%s", kind, trace(error) if error else "")
