"""The real agent while desktops come and go: it finds the one there is, and counts nothing twice."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import logins
import pytest
from buses import machine, uid
from desktop import started, window_manager, xserver, xterm
from gnome import gnome
from kwin import kwin
from logins import LOGINS, on_kwin
from running import Home, agent


@pytest.fixture
def user() -> Iterator[Home]:
    with logins.user() as at:
        yield at


@pytest.mark.parametrize("name", ["kwin", "gnome", "sway"])
def test_a_compositor_that_comes_back_is_seen_again(user: Home, name: str) -> None:
    runtime = user.root / "run"
    where = {"kwin": "wayland-0", "gnome": "wayland-gnome", "sway": "sway/wayland-1"}[name]
    user.environment["WAYLAND_DISPLAY"] = str(runtime / where)
    with agent(user, seeing=False) as running:
        for turn in ("first", "second"):
            with LOGINS[name](runtime) as desktop, desktop.shown(turn):
                begun = time.monotonic()
                seen = running.until(lambda now: now["app"], within=30)
                print(f"{name}, {turn}: seen {time.monotonic() - begun:.1f} s after it was there")
                assert seen["app"].lower() in ("foot", "xterm")
                assert running.get("status")["source"] == desktop.source
                desktop.kill()
                running.until(lambda status: not status["watching"], "status")
                assert running.get("now")["app"] is None


def test_who_logs_out_of_one_desktop_and_into_another_is_seen_in_both(user: Home) -> None:
    user.environment["INVOCATION_ID"] = "a service"
    begun = time.monotonic()
    with ExitStack() as stack:
        with xserver() as display, window_manager(display), xterm(display, "before"):
            user.environment["DISPLAY"] = display
            running = stack.enter_context(agent(user))
            running.until(lambda now: now["app"] == "XTerm")
            assert running.get("status")["source"] == "x11"
        desktop = stack.enter_context(on_kwin(user.root / "run"))
        stack.enter_context(desktop.shown("after"))
        running.until(lambda status: status["source"] == "kwin", "status", within=30)
        running.until(lambda now: (now["app"] or "").lower() == "xterm")
        counted = running.get("summary")["observed_seconds"]
        assert 0 < counted <= time.monotonic() - begun, "some time is counted twice"


def test_of_two_displays_the_one_where_the_user_is_counts(user: Home) -> None:
    with machine() as (address, logind), xserver() as first, xserver() as second:
        sessions = {name: logind.add_session(name, uid()) for name in ("c1", "c2")}
        logind.set(sessions["c2"], "Active", "<false>")
        user.environment |= {"INVOCATION_ID": "a service", "DISPLAY": first}
        user.environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
        with (
            window_manager(first),
            window_manager(second),
            started("xterm", "-class", "One", DISPLAY=first, XDG_SESSION_ID="c1"),
            started("xterm", "-class", "Two", DISPLAY=second, XDG_SESSION_ID="c2"),
            agent(user) as running,
        ):
            running.until(lambda now: now["app"] == "One")
            logind.set(sessions["c1"], "Active", "<false>")
            running.until(lambda now: now["presence"] == "locked")
            logind.set(sessions["c2"], "Active", "<true>")
            running.until(lambda now: (now["app"], now["presence"]) == ("Two", "active"))


def test_behind_gnomes_lock_nobody_is_there(user: Home) -> None:
    with gnome(user.root / "run") as there, started("foot", **there.environment), agent(user) as running:
        running.until(lambda now: now["app"] == "foot")
        locker = "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.SetActive"
        there.call(*locker, "true")
        running.until(lambda now: now["presence"] == "locked")
        running.until(lambda now: now["app"] is None)
        there.call(*locker, "false")
        running.until(lambda now: (now["app"], now["presence"]) == ("foot", "active"))


def test_behind_kdes_lock_nobody_is_there_though_kwin_goes_on_telling(user: Home) -> None:
    runtime = user.root / "run"
    user.environment["WAYLAND_DISPLAY"] = str(runtime / "wayland-0")
    with kwin(runtime) as there, agent(user) as running:
        with started("xterm", **there.environment):
            running.until(lambda now: (now["app"] or "").lower() == "xterm")
            there.call("org.freedesktop.ScreenSaver", "/ScreenSaver", "org.freedesktop.ScreenSaver.Lock")
            running.until(lambda now: now["presence"] == "locked")
        there.process.kill()
        running.until(lambda now: now["presence"] == "active")
