"""The X11 source against a real X server: what is in front, whatever windows do."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from desktop import (
    chromium,
    firefox,
    until,
    window_manager,
    xdotool,
    xserver,
    xserver_process,
    xterm,
)
from listening import Heard, listening
from walk import served
from weird import client

from agent.core.model import TITLE_MAX
from agent.sources.base import Idle, Lost, Unavailable
from agent.sources.displays import displays
from agent.sources.processes import Processes, environments
from agent.sources.x11 import X11
from agent.sources.x11_wire import Server

LONG = timedelta(hours=1)


def source(display: str, idle_after: timedelta = LONG, **environment: str) -> X11:
    return X11(lambda: displays({"DISPLAY": display, **environment}, []), Processes(), idle_after)


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """A display with no window manager: the tests say which window is active."""
    with xserver() as display:
        yield display


@pytest.fixture(scope="module")
def desktop() -> Iterator[str]:
    with xserver() as display, window_manager(display):
        yield display


@contextmanager
def watching(display: str, idle_after: timedelta = LONG) -> Iterator[Heard]:
    with listening(source(display, idle_after)) as heard:
        heard.until(lambda heard: heard.windows)
        yield heard


def test_a_terminal_is_seen_with_its_title_program_and_process(desktop: str) -> None:
    with watching(desktop) as heard, xterm(desktop, "one"):
        heard.until(lambda heard: heard.window)
        assert heard.window is not None
        assert (heard.window.app, heard.window.instance, heard.window.title) == ("XTerm", "xterm", "one")
        assert heard.window.process is not None
        assert (heard.window.process.name, heard.window.process.exe) == ("xterm", "/usr/bin/xterm")


@pytest.mark.parametrize(
    ("browser", "app", "suffix"),
    [(chromium, "Chromium", " - Chromium"), (firefox, "firefox-esr", " — Mozilla Firefox")],
)
def test_a_real_browser_is_seen_with_its_title_program_and_process(
    desktop: str, browser: object, app: str, suffix: str
) -> None:
    with served([]) as walk, watching(desktop) as heard, browser(desktop, f"{walk.base}/?title=A+page"):
        heard.until(lambda heard: heard.window and heard.window.title == f"A page{suffix}", within=40)
        assert heard.window is not None
        assert heard.window.app == app
        assert heard.window.process is not None
        assert app.lower().startswith(heard.window.process.name[:7])


def test_focus_changes_and_a_closed_window_are_told(desktop: str) -> None:
    with watching(desktop) as heard, xterm(desktop, "first"):
        heard.until(lambda heard: heard.window and heard.window.title == "first")
        with xterm(desktop, "second"):
            heard.until(lambda heard: heard.window and heard.window.title == "second")
        heard.until(lambda heard: heard.window and heard.window.title == "first")
    with watching(desktop) as heard:
        heard.until(lambda heard: heard.window is None)


def test_the_last_window_closed_leaves_nothing_in_front(desktop: str) -> None:
    with watching(desktop) as heard:
        with xterm(desktop, "alone"):
            heard.until(lambda heard: heard.window)
        heard.until(lambda heard: heard.window is None)


def test_a_window_id_used_again_by_the_next_client_is_read_anew(bare: str) -> None:
    with watching(bare) as heard:
        ids = []
        for app, title in (("older", b"old"), ("newer", b"new")):
            with client(bare) as once:
                window = once.window(title, app)
                once.put_in_front(window.id)
                heard.until(lambda heard, title=title: heard.window and heard.window.title == title.decode())
                ids.append(window.id)
        assert ids[0] == ids[1], "the server gave another id: this proves nothing"
        assert heard.windows[-1] is None or heard.windows[-1].app == "Newer"


def test_nothing_in_front_for_a_moment_between_two_windows_is_not_told(bare: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        first, second = other.window(b"first"), other.window(b"second")
        other.put_in_front(first.id)
        heard.until(lambda heard: heard.window and heard.window.title == "first")
        before = len(heard.windows)
        other.put_in_front(0)
        time.sleep(0.05)
        other.put_in_front(second.id)
        heard.until(lambda heard: heard.window and heard.window.title == "second")
        assert None not in heard.windows[before:]
        other.put_in_front(0)
        heard.until(lambda heard: heard.window is None)


def test_windows_that_vanish_while_they_are_read_harm_nothing(bare: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        for number in range(50):
            window = other.window(b"fleeting %d" % number)
            other.put_in_front(window.id)
            window.destroy()
            other.display.sync()
        other.put_in_front(0x123456)
        last = other.window(b"lasting")
        other.put_in_front(last.id)
        heard.until(lambda heard: heard.window and heard.window.title == "lasting")
        assert heard.end is None


@pytest.mark.parametrize(
    ("data", "kind", "title"),
    [
        pytest.param("caf\xe9".encode("latin-1"), "STRING", "café", id="latin-1"),
        pytest.param(
            "caf\xe9 ".encode("latin-1") + b"\x1b%G" + "中文".encode() + b"\x1b%@!",
            "COMPOUND_TEXT",
            "café 中文!",
            id="COMPOUND_TEXT",
        ),
        pytest.param(b"bad \xff\xfe utf8 \xe4\xb8", "UTF8_STRING", "bad �� utf8 �", id="invalid UTF-8"),
        pytest.param(
            b"nul\0 new\nline \x1b[31m esc", "UTF8_STRING", "nul  new line  [31m esc", id="controls"
        ),
        pytest.param("left\u202eright".encode(), "UTF8_STRING", "left\u202eright", id="right-to-left marks"),
        pytest.param(b"", "UTF8_STRING", "", id="none"),
    ],
)
def test_titles_are_read_however_they_are_written(bare: str, data: bytes, kind: str, title: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        window = other.window(app="odd")
        other.entitle(window, data, kind=kind)
        other.put_in_front(window.id)
        heard.until(lambda heard: heard.window and heard.window.app == "Odd")
        assert heard.window is not None
        assert heard.window.title == title


def test_a_huge_title_costs_no_more_than_a_long_one(bare: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        window = other.window(b"L" * 1_000_000)
        other.put_in_front(window.id)
        heard.until(lambda heard: heard.window and heard.window.title.startswith("L"))
        assert heard.window is not None
        assert len(heard.window.title) == TITLE_MAX


def test_a_lying_pid_is_not_believed(bare: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        window = other.window(b"liar")
        other.claim(window, 1)
        other.put_in_front(window.id)
        heard.until(lambda heard: heard.window and heard.window.title == "liar")
        assert heard.window is not None
        assert heard.window.process is not None
        assert heard.window.process.pid == os.getpid()


def test_a_title_that_stays_the_same_is_told_once(bare: str) -> None:
    with watching(bare) as heard, client(bare) as other:
        window = other.window(b"same")
        other.put_in_front(window.id)
        heard.until(lambda heard: heard.window and heard.window.title == "same")
        told = len(heard.events)
        for _ in range(5):
            other.entitle(window, b"same")
            other.put_in_front(window.id)
        time.sleep(0.3)
        assert len(heard.events) == told


def test_idle_is_told_at_the_threshold_and_back_at_the_first_input(bare: str) -> None:
    xdotool(bare, "mousemove", "5", "5")
    begun = time.monotonic()
    with watching(bare, timedelta(seconds=1)) as heard:
        heard.until(lambda heard: heard.idle)
        moment, event = next(each for each in heard.events if isinstance(each[1], Idle) and each[1].since)
        assert isinstance(event, Idle)
        assert event.since is not None
        assert begun - 0.5 < event.since.total_seconds() < begun + 0.5
        assert moment - begun < 1.5
        xdotool(bare, "mousemove", "9", "9")
        heard.until(lambda heard: not heard.idle)
        heard.until(lambda heard: heard.idle)


def test_who_is_idle_already_is_told_at_once(bare: str) -> None:
    time.sleep(1.2)
    with watching(bare, timedelta(seconds=1)) as heard:
        begun = time.monotonic()
        heard.until(lambda heard: heard.idle)
        assert time.monotonic() - begun < 0.5


def test_a_server_that_goes_away_is_lost_and_seen_again_when_it_is_back() -> None:
    with xserver_process() as (display, server), listening(source(display)) as heard:
        heard.until(lambda heard: heard.windows)
        server.kill()
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Lost)
    with xserver_process(display=display), watching(display) as heard:
        assert heard.end is None


def refusal(watched: X11) -> str:
    with listening(watched) as heard:
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Unavailable)
        return str(heard.end)


def test_no_display_is_a_refusal_with_its_reason(tmp_path: Path) -> None:
    assert refusal(X11(lambda: displays({}, []), Processes(), LONG)) == "no display of this session was found"
    assert refusal(source(":4711")).startswith("display :4711 doesn't answer")
    assert tmp_path.exists()


def test_the_key_in_xauthority_opens_the_display_and_another_does_not(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    with ExitStack() as stack:
        key = "0123456789abcdef0123456789abcdef"
        right.touch()
        # The server reads its keys when it starts; any display's will do there.
        subprocess.run(["xauth", "-f", str(right), "add", ":0", ".", key], check=True, capture_output=True)
        display, _ = stack.enter_context(xserver_process("-auth", str(right)))
        for file, its_key in ((right, key), (wrong, key[::-1])):
            file.touch()
            argv = ["xauth", "-f", str(file), "add", display, ".", its_key]
            subprocess.run(argv, check=True, capture_output=True)
        assert "refuses us" in refusal(source(display, XAUTHORITY=str(wrong)))
        with listening(source(display, XAUTHORITY=str(right))) as heard:
            heard.until(lambda heard: heard.windows)


def test_a_display_is_found_by_the_users_other_programs(desktop: str) -> None:
    with xterm(desktop, "found"):
        until(lambda: any(each["DISPLAY"] == desktop for each in environments(("DISPLAY",))))
        every = displays({}, environments(("DISPLAY", "XAUTHORITY")))
        mine = [each for each in every if each.number == int(desktop[1:])]
        with listening(X11(lambda: mine, Processes(), LONG)) as heard:
            heard.until(lambda heard: heard.window and heard.window.title == "found")


def test_an_xwayland_is_passed_over_for_the_display_after_it(
    bare: str, desktop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    async def is_the_first(_: Server) -> bool:
        asked.append(not asked)
        return asked[-1]

    monkeypatch.setattr("agent.sources.x11.is_xwayland", is_the_first)
    both = [*displays({"DISPLAY": bare}, []), *displays({"DISPLAY": desktop}, [])]
    with xterm(desktop, "behind it"), listening(X11(lambda: both, Processes(), LONG)) as heard:
        heard.until(lambda heard: heard.window and heard.window.title == "behind it")
        assert asked == [True, False]


def test_displays_on_other_machines_are_left_out() -> None:
    told = [
        {"DISPLAY": "localhost:10.0"},
        {"DISPLAY": "far.example:0"},
        {"DISPLAY": ":3.0"},
        {"DISPLAY": "nonsense"},
    ]
    assert [each.number for each in displays({}, told)] == [3]


@pytest.mark.parametrize("answer", [b"", b"\x00" * 8, b"\xff" * 4096, b"\x01" + os.urandom(4000)])
def test_something_that_speaks_no_x_is_refused_or_lost(answer: bytes) -> None:
    number = 4242
    path = Path(f"/tmp/.X11-unix/X{number}")  # noqa: S108  where X servers listen
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, ExitStack() as stack:
        listener.bind(str(path))
        stack.callback(path.unlink)
        listener.listen()
        listener.settimeout(5)
        with listening(source(f":{number}")) as heard:
            talk, _ = listener.accept()
            talk.sendall(answer)
            talk.shutdown(socket.SHUT_WR)
            heard.until(lambda heard: heard.end)
            talk.close()
            assert isinstance(heard.end, Unavailable | Lost)
