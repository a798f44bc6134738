"""Which Wayland sessions are this user's: the agent may be older than the desktop it's to watch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.sources.where import SESSION_ID, where

SESSION_VARIABLES = (
    *("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SWAYSOCK", "HYPRLAND_INSTANCE_SIGNATURE"),
    SESSION_ID,
)


@dataclass(frozen=True, slots=True)
class Session:
    """A compositor's socket, and what else it can be asked by."""

    socket: Path
    sway: Path | None = None
    """the IPC's socket, where it's sway"""
    hyprland: Path | None = None
    """the folder of both its sockets, where it's Hyprland"""

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing but the socket is known."""
        return self.sway is None and self.hyprland is None


def sessions(
    own: Mapping[str, str], others: Iterable[Mapping[str, str]], at: str | None = None
) -> list[Session]:
    """Return the Wayland sessions where the user may be; `at` is the session's id, where logind tells it."""
    found = dict.fromkeys(filter(None, map(_read, where("WAYLAND_DISPLAY", own, others, at))))
    told = {session.socket for session in found if not session.is_plain}
    return [session for session in found if not (session.is_plain and session.socket in told)]


def _read(environment: Mapping[str, str]) -> Session | None:
    name, runtime = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR")
    if not name or not (runtime or name.startswith("/")):
        return None
    ipc, signature = environment.get("SWAYSOCK"), environment.get("HYPRLAND_INSTANCE_SIGNATURE")
    return Session(
        Path(runtime or "/") / name,
        sway=Path(ipc) if ipc else None,
        hyprland=Path(runtime, "hypr", signature) if runtime and signature else None,
    )
