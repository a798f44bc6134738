"""Which Wayland sessions are this user's: the agent may be older than the desktop it's to watch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.sources.where import SESSION_ID, where

SESSION_VARIABLES = ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SWAYSOCK", SESSION_ID)


@dataclass(frozen=True, slots=True)
class Session:
    """A compositor's socket, and sway's IPC where it's sway."""

    socket: Path
    sway: Path | None = None


def sessions(
    own: Mapping[str, str], others: Iterable[Mapping[str, str]], at: str | None = None
) -> list[Session]:
    """Return the Wayland sessions where the user may be; `at` is the session's id, where logind tells it."""
    return _read(where("WAYLAND_DISPLAY", own, others, at))


def _read(environments: Iterable[Mapping[str, str]]) -> list[Session]:
    found: dict[Path, Session] = {}
    for environment in environments:
        name, runtime = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR")
        if not name or not (runtime or name.startswith("/")):
            continue
        socket = Path(runtime or "/") / name
        ipc = environment.get("SWAYSOCK", SESSION_ID)
        known = found.get(socket)
        if known is None or (known.sway is None and ipc):
            found[socket] = Session(socket, Path(ipc) if ipc else None)
    return list(found.values())
