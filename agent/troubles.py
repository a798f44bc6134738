"""What the log says of troubles, in the loop or in what a person wrote: never the words of what came in."""

import asyncio
import logging
import re
from collections.abc import Iterable
from typing import Any

from agent.errors import Problem, trace

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


class Faults:
    """Tells of each fault in files once, as long as it stays."""

    def __init__(self) -> None:
        self._told: frozenset[Problem] = frozenset()

    def tell(self, problems: Iterable[Problem]) -> None:
        """Hear of all there are now."""
        problems = tuple(problems)
        tell_of(each for each in problems if each not in self._told)
        self._told = frozenset(problems)


def tell_of(problems: Iterable[Problem]) -> None:
    """Tell of faults in files."""
    for problem in problems:
        log.warning("%s", problem.unquoted())
