"""Which Wayland sessions are this user's: the agent may be older than the desktop it's to watch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SESSION_VARIABLES = ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SWAYSOCK")


@dataclass(frozen=True, slots=True)
class Session:
    """A compositor's socket, and sway's IPC where it's sway."""

    socket: Path
    sway: Path | None = None


def sessions(own: Mapping[str, str], others: Iterable[Mapping[str, str]]) -> list[Session]:
    """Return the session of an environment; where it names none, those of the user's other processes.

    A service's is that of the login at which it was started, which may be over: so there the others come
    after it.
    """
    if own.get("WAYLAND_DISPLAY") and not own.get("INVOCATION_ID"):  # systemd.exec(5)
        return _read([own])
    return _read([own, *others])


def _read(environments: Iterable[Mapping[str, str]]) -> list[Session]:
    found: dict[Path, Session] = {}
    for environment in environments:
        name, runtime = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR")
        if not name or not (runtime or name.startswith("/")):
            continue
        socket = Path(runtime or "/") / name
        ipc = environment.get("SWAYSOCK")
        known = found.get(socket)
        if known is None or (known.sway is None and ipc):
            found[socket] = Session(socket, Path(ipc) if ipc else None)
    return list(found.values())
