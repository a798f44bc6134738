"""GNOME's own ways: the extension put in place, missing, asked by others; the Shell's coming and going.

The terminals are Wayland's: GNOME 51 now and then leaves its first X11 window without a frame, and unseen.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import Popen

import pytest
from desktop import started, until
from gnome import GnomeSession, gnome
from kwin import session_bus, unique_names
from listening import Heard, listening

from agent.sources.base import Idle, Lost, Unavailable
from agent.sources.displays import displays
from agent.sources.gnome import EXTENSION, SHELL, Gnome
from agent.sources.processes import Processes
from agent.sources.x11 import X11

LONG = timedelta(hours=1)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Popen[bytes]]:
    """A session bus, which is ours too."""
    tmp_path.chmod(0o700)
    with session_bus(tmp_path) as process:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        yield process


@pytest.fixture
def running(tmp_path: Path, bus: Popen[bytes]) -> Iterator[GnomeSession]:  # noqa: ARG001
    with gnome(tmp_path) as session:
        yield session


def source() -> Gnome:
    return Gnome(Processes(), LONG)


def refusal(source: Gnome | X11) -> str:
    with listening(source) as heard:
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Unavailable)
    return str(heard.end)


def titled(title: str) -> object:
    return lambda heard: heard.window and heard.window.title == title


def set_extensions(session: GnomeSession, names: list[str]) -> None:
    argv = ["gsettings", "set", "org.gnome.shell", "enabled-extensions", str(names)]
    subprocess.run(argv, env=os.environ | session.environment, check=True, timeout=20)


def test_turned_off_it_says_that_nothing_is_in_front_and_turned_on_it_goes_on(running: GnomeSession) -> None:
    shown = started("foot", "-T", "seen", **running.environment)
    with listening(source()) as heard, shown:
        heard.until(titled("seen"))
        set_extensions(running, [])
        heard.until(lambda heard: heard.window is None)
        set_extensions(running, [EXTENSION])
        heard.until(titled("seen"))


def test_titles_are_sent_to_nobody_who_has_not_asked(running: GnomeSession) -> None:
    heard_all = running.runtime / "monitored"
    with (
        heard_all.open("wb") as out,
        Popen(["gdbus", "monitor", "--session", "--dest", SHELL], stdout=out) as listener,
        ExitStack() as at_the_end,
    ):
        at_the_end.callback(listener.terminate)
        with listening(source()) as heard, started("foot", "-T", "private", **running.environment):
            heard.until(titled("private"))
            set_extensions(running, [])
            heard.until(lambda heard: heard.window is None)
            set_extensions(running, [EXTENSION])
            until(lambda: b"Ready" in heard_all.read_bytes())
    assert b"private" not in heard_all.read_bytes()


def test_the_shell_killed_is_lost_and_the_next_one_is_seen(tmp_path: Path, bus: Popen[bytes]) -> None:
    assert bus.poll() is None
    with gnome(tmp_path) as session, listening(source()) as heard:
        heard.until(lambda heard: heard.events)
        session.process.kill()
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Lost)
    with (
        gnome(tmp_path) as session,
        started("foot", "-T", "back", **session.environment),
        listening(source()) as heard,
    ):
        heard.until(titled("back"))


def test_without_the_extension_it_says_what_to_do(tmp_path: Path, bus: Popen[bytes]) -> None:
    assert bus.poll() is None
    with gnome(tmp_path, extension=False):
        told = "its extension isn't running: run `timesink desktop install`, then log out and in"
        assert refusal(source()) == told


@contextmanager
def played(version: int) -> Iterator[None]:
    """Play an extension that says it's of that version."""
    argv = ("/usr/bin/python3", "-m", "dbusmock", "--session", SHELL, "/timesink", "timesink.Windows")
    with started(*argv):
        until(lambda: have_played("AddMethod", "timesink.Windows", "Watch", "", "u", f"ret = {version}"))
        yield


def have_played(method: str, *words: str, at: tuple[str, str] = (SHELL, "/timesink")) -> bool:
    argv = ["gdbus", "call", "--session", "--dest", at[0], "--object-path", at[1], "--method"]
    argv += [f"org.freedesktop.DBus.Mock.{method}", *words]
    return subprocess.run(argv, capture_output=True, check=False, timeout=20).returncode == 0


def told_a_film(heard: Heard) -> object:
    """Have the extension say it to everybody; tell whether it was heard."""
    words = ("timesink.Windows", "InFront", "sssi", "[<'A film'>, <'App'>, <'app'>, <int32 1>]")
    for name in unique_names():
        have_played("EmitSignalDetailed", *words, f"{{'destination': <'{name}'>}}")
    return heard.window and heard.window.title == "A film"


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("version", [0, 3])
def test_an_extension_of_another_version_says_what_to_do(version: int) -> None:
    with played(version):
        told = "run `timesink desktop install`, then log out and in"
        assert refusal(source()) == f"its extension is of another version than timesink: {told}"


@pytest.mark.usefixtures("bus")
def test_the_first_extension_which_knows_no_full_screen_is_heard_until_it_is_renewed() -> None:
    with played(1), listening(source()) as heard:
        heard.until(told_a_film)
        assert not heard.fills
        assert not heard.all(Idle), "nobody tells, so nobody is said to be there"


@contextmanager
def watching_input(*methods: tuple[str, str, str, str]) -> Iterator[None]:
    """Play Mutter's idle monitor, with these methods alone."""
    name, path = "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core"
    with started("/usr/bin/python3", "-m", "dbusmock", "--session", name, path, name):
        for method in methods:
            until(lambda method=method: have_played("AddMethod", name, *method, at=(name, path)))
        yield


ADD_WATCH = ("AddIdleWatch", "t", "u", "ret = 7")
GET_IDLE = ("GetIdletime", "", "t", "ret = 2**40")


@pytest.mark.usefixtures("bus")
def test_who_cannot_tell_since_when_there_is_no_input_tells_nothing_of_it() -> None:
    with played(2), watching_input(ADD_WATCH), listening(source()) as heard:
        heard.until(told_a_film)
        assert not heard.all(Idle)


@pytest.mark.usefixtures("bus")
def test_who_cannot_tell_when_there_is_input_again_is_lost() -> None:
    with played(2), watching_input(ADD_WATCH, GET_IDLE), listening(source()) as heard:
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


@pytest.mark.usefixtures("bus")
def test_without_gnome_it_cannot_work() -> None:
    assert refusal(source()) == "GNOME Shell isn't on the session bus"


def test_a_bus_that_dies_is_lost(running: GnomeSession, bus: Popen[bytes]) -> None:
    assert running.process.poll() is None
    with listening(source()) as heard:
        heard.until(lambda heard: heard.events)
        bus.kill()
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


def test_xwayland_is_no_desktop(running: GnomeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAUTHORITY", running.environment["XAUTHORITY"])
    x11 = X11(lambda: displays(running.environment, []), Processes(), LONG)
    assert refusal(x11) == "this is Xwayland, which shows but a part of the desktop"
