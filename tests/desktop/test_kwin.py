"""KWin's own ways: what it adds to titles, what stays in it, who may call us, and its coming and going."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import Popen

import pytest
from desktop import started
from kwin import KWinSession, kwin, session_bus, unique_names
from listening import listening

from agent.core.model import Window
from agent.sources.base import Lost, Unavailable
from agent.sources.kwin import KWIN, PLUGIN, KWin
from agent.sources.processes import Processes
from agent.sources.sessions import Session

LONG = timedelta(hours=1)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Popen[bytes]]:
    """A session bus, which is ours too."""
    tmp_path.chmod(0o700)
    with session_bus(tmp_path) as process:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        yield process


@pytest.fixture
def running(tmp_path: Path, bus: Popen[bytes]) -> Iterator[KWinSession]:  # noqa: ARG001
    with kwin(tmp_path) as session:
        yield session


def source(folder: Path) -> KWin:
    return KWin(lambda: [Session(folder / "wayland-0")], Processes(), LONG)


def is_loaded(session: KWinSession) -> bool:
    return "true" in session.call(KWIN, "/Scripting", "org.kde.kwin.Scripting.isScriptLoaded", PLUGIN)


def titled(title: str) -> object:
    return lambda heard: heard.window and heard.window.title == title


def test_a_script_that_cannot_be_written_is_a_refusal(
    running: KWinSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    with listening(source(running.runtime)) as heard:
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Unavailable)
        assert str(heard.end) == "the script can't be written: No such file or directory"


def test_what_kwin_adds_to_a_second_title_is_left_out(running: KWinSession) -> None:
    with listening(source(running.runtime)) as heard:
        heard.until(lambda heard: heard.events)
        with started("xterm", "-T", "same", **running.environment) as first:
            heard.until(titled("same"))
            with started("xterm", "-T", "same", **running.environment) as second:
                heard.until(lambda heard: _pid(heard.window) == second.pid)
                assert {window.title for window in heard.windows if window} == {"same"}
            heard.until(lambda heard: _pid(heard.window) == first.pid)


def test_nothing_stays_in_kwin(running: KWinSession) -> None:
    with listening(source(running.runtime)) as heard:
        heard.until(lambda heard: heard.events)
        assert is_loaded(running)
        assert not list(running.runtime.glob("*.js"))
    assert not is_loaded(running)


def test_a_script_that_was_left_behind_is_replaced(running: KWinSession, tmp_path: Path) -> None:
    left = tmp_path / "left.js"
    left.write_text("")
    running.call(KWIN, "/Scripting", "org.kde.kwin.Scripting.loadScript", str(left), PLUGIN)
    seen = started("xterm", "-T", "seen", **running.environment)
    with listening(source(running.runtime)) as heard, seen:
        heard.until(titled("seen"))


def test_only_kwin_may_tell_us_windows(running: KWinSession) -> None:
    with listening(source(running.runtime)) as heard:
        heard.until(lambda heard: heard.events)
        for name in unique_names():
            argv = ["gdbus", "call", "--session", "--dest", name, "--object-path", "/", "--timeout", "1"]
            words = ["--method", "timesink.Windows.InFront", "forged", "forged", "forged", "1"]
            subprocess.run([*argv, *words], capture_output=True, check=False, timeout=10)
        with started("xterm", "-T", "real", **running.environment):
            heard.until(titled("real"))
        assert "forged" not in {window.title for window in heard.windows if window}


@pytest.mark.usefixtures("bus")
def test_kwin_killed_is_lost_and_the_next_one_is_seen(tmp_path: Path) -> None:
    with kwin(tmp_path) as session, listening(source(tmp_path)) as heard:
        heard.until(lambda heard: heard.events)
        session.process.kill()
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Lost)
    with (
        kwin(tmp_path) as session,
        started("xterm", "-T", "back", **session.environment),
        listening(source(tmp_path)) as heard,
    ):
        heard.until(titled("back"))


def test_a_bus_that_dies_is_lost(running: KWinSession, bus: Popen[bytes]) -> None:
    with listening(source(running.runtime)) as heard:
        heard.until(lambda heard: heard.events)
        bus.kill()
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


def test_without_a_bus_it_cannot_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    assert refusal(tmp_path) == "there is no session bus"


@pytest.mark.usefixtures("bus")
def test_without_kwin_it_cannot_work(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "KWin isn't on the session bus"


def refusal(folder: Path) -> str:
    with listening(source(folder)) as heard:
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Unavailable)
    return str(heard.end)


def _pid(window: Window | None) -> int | None:
    return window.process.pid if window and window.process else None
