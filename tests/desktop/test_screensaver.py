"""Locks as desktops tell them on the session bus: by their own words, and by going away."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from buses import bus
from desktop import started, until
from listening import listening

from agent.sources.base import Locked
from agent.sources.screensaver import SCREENSAVERS, ScreenSaver

SESSION = "DBUS_SESSION_BUS_ADDRESS"
MOCK = "org.freedesktop.DBus.Mock"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with bus() as address:
        monkeypatch.setenv(SESSION, address)
        yield address


def locked(*, now: bool) -> object:
    return lambda heard: heard.last(Locked) == Locked("screensaver", now=now)


def call(name: str, method: str, *words: str) -> None:
    argv = [
        "gdbus",
        "call",
        "--session",
        "--dest",
        name,
        "--object-path",
        SCREENSAVERS[name],
        "--method",
        method,
    ]
    subprocess.run([*argv, *words], check=True, capture_output=True, timeout=10)


def is_there(name: str) -> bool:
    """Tell whether somebody plays it, without having the bus start a real one."""
    bus = "org.freedesktop.DBus"
    asking = ["gdbus", "call", "--session", "--dest", bus, "--object-path", "/", "--method"]
    asking += [f"{bus}.NameHasOwner", name]
    return "true" in subprocess.run(asking, capture_output=True, text=True, check=True, timeout=10).stdout


@contextmanager
def screensaver(name: str, *, active: bool = False) -> Iterator[None]:
    """Play a desktop's locker, as Debian's python3-dbusmock does."""
    argv = ("/usr/bin/python3", "-m", "dbusmock", "--session", name, SCREENSAVERS[name], name)
    with started(*argv, **{SESSION: os.environ[SESSION]}):
        until(lambda: is_there(name))
        call(name, f"{MOCK}.AddMethod", name, "GetActive", "", "b", f"ret = {active}")
        yield


def change(name: str, *, active: bool) -> None:
    call(name, f"{MOCK}.EmitSignal", name, "ActiveChanged", "b", f"[<{str(active).lower()}>]")


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("name", SCREENSAVERS)
def test_each_desktops_locker_is_heard(name: str) -> None:
    with screensaver(name), listening(ScreenSaver()) as heard:
        heard.until(locked(now=False))
        change(name, active=True)
        heard.until(locked(now=True))
        change(name, active=False)
        heard.until(locked(now=False))


@pytest.mark.usefixtures("session")
def test_what_is_locked_already_is_told_and_a_locker_that_goes_takes_its_word_along() -> None:
    with ExitStack() as until_here:
        until_here.enter_context(screensaver("org.mate.ScreenSaver", active=True))
        with listening(ScreenSaver()) as heard:
            heard.until(locked(now=True))
            until_here.close()
            heard.until(locked(now=False))


@pytest.mark.usefixtures("session")
def test_who_says_so_and_is_gone_at_once_is_not_believed() -> None:
    with listening(ScreenSaver()) as heard:
        heard.until(locked(now=False))
        told = len(heard.all(Locked))
        argv = ["gdbus", "emit", "--session", "--object-path", "/x", "--signal"]
        subprocess.run([*argv, "org.gnome.ScreenSaver.ActiveChanged", "true"], check=True, timeout=10)
        heard.until(lambda heard: len(heard.all(Locked)) > told)
        heard.until(locked(now=False))
