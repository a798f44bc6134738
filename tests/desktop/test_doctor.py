"""`timesink doctor` on each desktop: what works there, what doesn't, and the one command that mends it."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desktop import started, window_manager, xserver, xterm
from gnome import gnome
from hyprland import hyprland
from kwin import kwin, session_bus
from running import Agent, Home, agent, home
from sway import sway

from agent.sources.gnome import EXTENSION

COLUMNS = 80
NOTIFICATIONS = "org.freedesktop.Notifications"
ON_A_BUS = {"media": True, "sleep": None, "history": True, "service": None}


@pytest.fixture
def user() -> Iterator[Home]:
    """A user with a session bus and no system bus, whose folders are open to the one as whom sway runs."""
    with home() as at, session_bus(at.root / "run"):
        at.root.chmod(0o755)
        (at.root / "run").resolve().chmod(0o755)
        at.environment |= {"COLUMNS": str(COLUMNS), "GSETTINGS_BACKEND": "keyfile"}
        yield at


def doctor(user: Home) -> dict[str, bool | None]:
    """Return what is fine, as all that it shows is told within the columns there are."""
    shown = user.timesink("doctor", check=False)
    print(shown)
    assert all(len(line) <= COLUMNS or user.root.name in line for line in shown.splitlines())
    findings = json.loads(user.timesink("doctor", "--json", check=False))["findings"]
    return {finding["about"]: finding["fine"] for finding in findings}


def said(user: Home, about: str) -> str:
    findings = json.loads(user.timesink("doctor", "--json", check=False))["findings"]
    return next(finding["what"] for finding in findings if finding["about"] == about)


def seeing(running: Agent, source: str) -> None:
    running.until(lambda status: (status["source"], status["now"]["pid"]) != (source, None), "status")
    running.until(lambda status: "idle" in status["tells"][source], "status")
    running.until(lambda status: "mpris" in status["listening"], "status")
    running.until(lambda status: "lockers" in [*status["listening"], *deaf(status)], "status")


def holds(found: dict[str, bool | None], **wanted: bool | None) -> None:
    assert {about: found[about] for about in wanted} == wanted


def test_on_x11(user: Home) -> None:
    with xserver() as display, window_manager(display), xterm(display, "there"):
        user.environment["DISPLAY"] = display
        with agent(user) as running:
            seeing(running, "x11")
            found = doctor(user)
            holds(found, titles=True, process=True, idle=True, lock=True, **ON_A_BUS)
            assert said(user, "titles") == "windows and their titles are told by the X server."
            assert "i3lock" in said(user, "lock")


def test_on_x11_without_a_locker_that_is_known(user: Home) -> None:
    with xserver() as display, window_manager(display), xterm(display, "there"):
        user.environment |= {"DISPLAY": display, "PATH": "/nowhere"}
        with agent(user) as running:
            running.until(lambda status: "lockers" in deaf(status), "status")
            seeing(running, "x11")
            holds(doctor(user), lock=None)
            assert "idle" in said(user, "lock")


def deaf(status: dict[str, Any]) -> set[str]:
    return {refusal["source"] for refusal in status["deaf"]}


def test_on_sway(user: Home) -> None:
    folder = user.root / "run/sway"
    folder.mkdir()
    with sway(folder) as there, there.started("xterm"):
        names = ("WAYLAND_DISPLAY", "SWAYSOCK")
        user.environment |= {name: there.environment[name] for name in names}
        user.environment["WAYLAND_DISPLAY"] = str(folder / there.environment["WAYLAND_DISPLAY"])
        with agent(user) as running:
            seeing(running, "wlroots")
            holds(doctor(user), titles=True, process=True, idle=True, lock=True, **ON_A_BUS)


def test_on_kwin(user: Home) -> None:
    runtime = user.root / "run"
    user.environment["WAYLAND_DISPLAY"] = str(runtime / "wayland-0")
    with kwin(runtime) as there, started("xterm", **there.environment), agent(user) as running:
        seeing(running, "kwin")
        running.until(lambda status: "lock" in status["tells"].get("screensaver", ()), "status")
        holds(doctor(user), titles=True, process=True, idle=True, lock=True, **ON_A_BUS)


def test_on_hyprland(user: Home) -> None:
    with hyprland(user.root / "run", "one") as there:
        user.environment |= {"WAYLAND_DISPLAY": "wayland-1", "HYPRLAND_INSTANCE_SIGNATURE": "one"}
        there.focus("5a1", "foot", "there", os.getpid())
        with agent(user) as running:
            seeing(running, "hyprland")
            holds(doctor(user), titles=True, process=True, idle=True, lock=True, **ON_A_BUS)


def test_on_gnome_with_the_extension(user: Home) -> None:
    with gnome(user.root / "run") as there, started("xterm", **there.environment):
        user.environment |= {"XDG_CONFIG_HOME": str(there.runtime / "config")}
        user.environment |= {"XDG_DATA_HOME": str(there.runtime / "data")}
        with agent(user) as running:
            seeing(running, "gnome")
            found = doctor(user)
            holds(found, titles=True, process=True, idle=True, lock=True, notices=True, **ON_A_BUS)
            assert "desktop" not in found
            (there.runtime / "data/gnome-shell/extensions" / EXTENSION / "extension.js").write_text("old")
            holds(doctor(user), titles=True, desktop=None)
            assert "of another version" in said(user, "desktop")


def test_on_gnome_without_the_extension_it_says_what_is_missing_until_the_next_login(user: Home) -> None:
    with gnome(user.root / "run", extension=False), agent(user, seeing=False) as running:
        running.until(lambda status: len(status["refusals"]) > 1, "status")
        holds(doctor(user), agent=True, desktop=False)
        install = "`timesink desktop install`, then log out and in."
        assert said(user, "desktop") == f"GNOME's extension isn't installed: {install}"
        user.timesink("desktop", "install")
        assert said(user, "desktop").endswith("is in place, and loaded at the next login: log out and in.")
        _set(user, "disable-user-extensions", "true")
        allow = "`gsettings set org.gnome.shell disable-user-extensions false`"
        assert said(user, "desktop") == f"GNOME's extension is turned off, with all others: {allow}."
        assert "all extensions are off" in user.timesink("desktop", "status", check=False)
        _set(user, "enabled-extensions", "[]")
        assert said(user, "desktop") == f"GNOME's extension isn't enabled: {install}"
        _extension(user).joinpath("extension.js").write_text("old")
        assert "is of another version than timesink" in said(user, "desktop")


def _set(user: Home, key: str, value: str) -> None:
    argv = ["gsettings", "set", "org.gnome.shell", key, value]
    subprocess.run(argv, env=user.environment, check=True, timeout=20)


def _extension(user: Home) -> Path:
    return user.root / "data/gnome-shell/extensions" / EXTENSION


def test_without_a_desktop_each_refusal_is_told(user: Home) -> None:
    with agent(user, seeing=False) as running:
        running.until(lambda status: len(status["refusals"]) > 1, "status")
        found = doctor(user)
        holds(found, titles=False, x11=None, wlroots=None, kwin=None, gnome=None, hyprland=None)
        assert "idle" not in found


def test_who_shows_notifications_is_told(user: Home) -> None:
    bus = user.environment["DBUS_SESSION_BUS_ADDRESS"]
    argv = ("/usr/bin/python3", "-m", "dbusmock", "--session", "--template", "notification_daemon")
    with started(*argv, DBUS_SESSION_BUS_ADDRESS=bus):
        ping = ["gdbus", "wait", "--session", "--timeout", "10", NOTIFICATIONS]
        subprocess.run(ping, env=user.environment, check=True, timeout=20)
        assert said(user, "notices") == "notifications are shown by mock-notify."


def test_without_a_bus_it_says_so() -> None:
    with home() as at:
        assert said(at, "notices") == "notifications can't be shown: there is no session bus."
        assert said(at, "agent").startswith("isn't running")
