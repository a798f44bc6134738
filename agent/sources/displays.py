"""Which X displays belong to this user's session: the agent may be older than the desktop it's to watch."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_LOCAL = re.compile(r"(?:unix)?:(\d{1,5})(?:\.\d+)?\Z")
DISPLAY_VARIABLES = ("DISPLAY", "XAUTHORITY")


@dataclass(frozen=True, slots=True)
class Display:
    """A local display, and the file with its key."""

    number: int
    authority: Path


def displays(own: Mapping[str, str], others: Iterable[Mapping[str, str]]) -> list[Display]:
    """Return the display of an environment; where it names none, those of the user's other processes.

    A service's display is that of the login at which it was started, which may be over: so there the others
    come after it.

    Displays on other machines (`localhost:10.0`, as ssh makes them) are left out: nobody sits there.
    """
    if own.get("DISPLAY") and not own.get("INVOCATION_ID"):  # systemd.exec(5)
        return _read([own])
    return _read([own, *others])


def _read(environments: Iterable[Mapping[str, str]]) -> list[Display]:
    found: dict[Display, None] = {}
    for environment in environments:
        if local := _LOCAL.match(environment.get("DISPLAY", "")):
            authority = environment.get("XAUTHORITY") or Path.home() / ".Xauthority"
            found[Display(int(local[1]), Path(authority))] = None
    return list(found)
