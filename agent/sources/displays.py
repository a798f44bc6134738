"""Which X displays belong to this user's session: the agent may be older than the desktop it's to watch."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.sources.where import SESSION_ID, where

_LOCAL = re.compile(r"(?:unix)?:(\d{1,5})(?:\.\d+)?\Z")
DISPLAY_VARIABLES = ("DISPLAY", "XAUTHORITY", SESSION_ID)


@dataclass(frozen=True, slots=True)
class Display:
    """A local display, and the file with its key."""

    number: int
    authority: Path


def displays(
    own: Mapping[str, str], others: Iterable[Mapping[str, str]], at: str | None = None
) -> list[Display]:
    """Return the displays where the user may be; `at` is the session's id, where logind tells it.

    Displays on other machines (`localhost:10.0`, as ssh makes them) are left out: nobody sits there.
    """
    return _read(where("DISPLAY", own, others, at))


def _read(environments: Iterable[Mapping[str, str]]) -> list[Display]:
    found: dict[Display, None] = {}
    for environment in environments:
        if local := _LOCAL.match(environment.get("DISPLAY", "")):
            authority = environment.get("XAUTHORITY") or Path.home() / ".Xauthority"
            found[Display(int(local[1]), Path(authority))] = None
    return list(found)
