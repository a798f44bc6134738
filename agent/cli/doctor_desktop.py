"""What works on this desktop, what doesn't, and the command that mends it: a part of `timesink doctor`."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from agent.cli.desktop import ALLOW, desktop_state, extension_folder
from agent.cli.findings import Finding
from agent.errors import AgentError
from agent.sources.base import Lost, Unavailable
from agent.sources.gnome import SHELL
from agent.sources.screensaver import SCREENSAVERS
from agent.sources.session_bus import NOTIFICATIONS, SessionBus, read_session_bus

_WINDOWS_BY = {
    "x11": "the X server",
    "wlroots": "the compositor (wlr-foreign-toplevel)",
    "hyprland": "Hyprland",
    "kwin": "KWin",
    "gnome": "GNOME Shell, by our extension",
}
_INSTALL = "`timesink desktop install`, then log out and in."

Status = Mapping[str, Any]


def desktop_findings(status: Status | None) -> Iterator[Finding]:
    """Say what the desktop and the agent on it tell, as far as one runs."""
    names, notices = _session_bus()
    extension = _extension(status) if SHELL in names else None
    if extension is not None:
        yield extension
    if status is not None:
        if status["watching"] or extension is None:
            yield from _titles(status)
        if status["watching"]:
            yield _process(status["now"])
            yield _idle(status)
            yield _lock(status, names)
        yield from _others(status)
    yield notices


def _session_bus() -> tuple[frozenset[str], Finding]:
    """Return who is on it, and what is found of notifications."""
    try:
        bus = asyncio.run(read_session_bus())
    except (Unavailable, Lost) as error:
        what = f"notifications can't be shown: {error}."
        return frozenset(), Finding("notices", fine=None, what=what)
    return bus.names, _notices(bus)


def _notices(bus: SessionBus) -> Finding:
    if NOTIFICATIONS in bus.names:
        what = f"notifications are shown by {bus.shower or 'a program'}."
        return Finding("notices", fine=True, what=what)
    if NOTIFICATIONS in bus.startable:
        return Finding(
            "notices", fine=True, what="the program that shows notifications starts once there's one."
        )
    what = f"no program shows notifications ({NOTIFICATIONS}); dunst and mako are such programs."
    return Finding("notices", fine=None, what=what)


def _extension(status: Status | None) -> Finding | None:
    """Say what GNOME's extension lacks; nothing where it lacks nothing."""
    is_seen = status is not None and status["source"] == "gnome"
    try:
        lacks = _lacks(desktop_state())
    except AgentError as error:
        return Finding("desktop", fine=False, what=str(error))
    if not lacks and status is not None and not status["watching"]:
        lacks = "is in place, and loaded at the next login: log out and in."
    what = f"GNOME's extension {lacks}"
    return Finding("desktop", fine=None if is_seen else False, what=what) if lacks else None


def _lacks(state: Mapping[str, bool]) -> str:
    match state:
        case {"installed": False} if not extension_folder().is_dir():
            return f"isn't installed: {_INSTALL}"
        case {"installed": False}:
            return f"is of another version than timesink: {_INSTALL}"
        case {"enabled": False}:
            return f"isn't enabled: {_INSTALL}"
        case {"allowed": False}:
            return f"is turned off, with all others: `{ALLOW}`."
        case _:
            return ""


def _titles(status: Status) -> Iterator[Finding]:
    if status["watching"]:
        by = _WINDOWS_BY.get(status["source"], status["source"])
        yield Finding("titles", fine=True, what=f"windows and their titles are told by {by}.")
        return
    what = "no way to see the active window is found; the agent goes on looking. It says:"
    yield Finding("titles", fine=False, what=what)
    for refusal in status["refusals"]:
        yield Finding(refusal["source"], fine=None, what=f"{refusal['reason']}.")


def _process(now: Mapping[str, Any]) -> Finding:
    if now.get("pid") is not None:
        what = f"the window in front is known to be of process {now['pid']} ({now['process']})."
        return Finding("process", fine=True, what=what)
    if now["app"] is None:
        return Finding("process", fine=None, what="no window is in front just now.")
    return Finding(
        "process", fine=None, what=f"which one the window in front ({now['app']}) is of isn't known."
    )


def _idle(status: Status) -> Finding:
    if "idle" in _told(status):
        return Finding("idle", fine=True, what="told when there's no input for long enough.")
    what = "nobody tells when there's no input: time goes on while you're away."
    return Finding("idle", fine=None, what=what)


def _lock(status: Status, names: frozenset[str]) -> Finding:
    """Say who tells of locks; that logind can be heard says nothing of what the locker tells it."""
    if status["source"] == "wlroots":
        what = "while it's locked no window is in front, or the program that locks is noticed."
        return Finding("lock", fine=True, what=what)
    if "lock" in _told(status):
        return Finding("lock", fine=True, what="told by the compositor.")
    if status["source"] == "gnome":  # whose locker is on the bus but while it locks
        return Finding("lock", fine=True, what="told by GNOME Shell.")
    if lockers := sorted(SCREENSAVERS.keys() & names):
        return Finding("lock", fine=True, what=f"told by {', '.join(lockers)}.")
    if "lockers" in status["listening"]:
        return Finding("lock", fine=True, what="noticed by the program that locks, as i3lock or swaylock.")
    what = (
        "told where the locker tells logind; slock and its like don't: there, time goes on until you're idle."
    )
    return Finding("lock", fine=None, what=what)


def _others(status: Status) -> Iterator[Finding]:
    """Say whether logind and players can be heard."""
    deaf = {refusal["source"]: f" ({refusal['reason']})" for refusal in status["deaf"]}
    if "logind" in status["listening"]:
        yield Finding("sleep", fine=True, what="told by logind, as are changes of the session.")
    else:
        what = f"logind can't be heard{deaf.get('logind', '')}; the clocks show sleep once it's over."
        yield Finding("sleep", fine=None, what=what)
    if "mpris" in status["listening"]:
        yield Finding("media", fine=True, what="players tell what plays: who watches a film isn't idle.")
    else:
        what = f"players can't be heard{deaf.get('mpris', '')}: who watches a film is idle."
        yield Finding("media", fine=None, what=what)


def _told(status: Status) -> list[str]:
    """Return of what the desktop's own source has told."""
    told: list[str] = status.get("tells", {}).get(status["source"], [])
    return told
