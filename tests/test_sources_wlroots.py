"""A compositor that says what none says: refused or lost, and never the end of the agent."""

import asyncio
import errno
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from compositor import Compositor, loop_running, serving
from listening import Heard, listening
from running import agent, home

from agent.sources import wayland_clients
from agent.sources.base import Lost, Unavailable
from agent.sources.processes import Processes
from agent.sources.sessions import Session
from agent.sources.wlroots import Toplevel, Wlroots

MANAGER = "zwlr_foreign_toplevel_manager_v1"
WINDOW = 0xFF000000
TITLE, APP, STATE, DONE, CLOSED = 0, 1, 4, 5, 6
ACTIVATED = struct.pack("=II", 4, 2)


@pytest.fixture
def runtime() -> Iterator[Path]:
    with TemporaryDirectory(prefix="wlr-") as folder:  # a socket's path may not be long
        yield Path(folder)


async def nobody(_: Toplevel) -> None:
    """Know no window's process."""


def source(socket: Path) -> Wlroots:
    return Wlroots(lambda: [Session(socket)], lambda _: nobody, timedelta(hours=1))


@contextmanager
def watching(runtime: Path) -> Iterator[tuple[Heard, Compositor]]:
    with loop_running() as loop:
        playing = Compositor({MANAGER: 3}, loop)
        at = runtime / "wayland-1"
        with serving(loop, {at: playing.serve}), listening(source(at)) as heard:
            heard.until(lambda _: MANAGER in playing.made)
            yield heard, playing


def text(words: bytes) -> bytes:
    return struct.pack("=I", len(words) + 1) + words + b"\0" + bytes(-(len(words) + 1) % 4)


def show(playing: Compositor, title: bytes, number: int = WINDOW) -> None:
    playing.say(playing.made[MANAGER], 0, struct.pack("=I", number))
    for opcode, body in ((TITLE, text(title)), (APP, text(b"app")), (STATE, ACTIVATED), (DONE, b"")):
        playing.say(number, opcode, body)


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        pytest.param(b"two\nlines\x1b[31m", "two lines [31m", id="controls"),
        pytest.param(b"\xff\xfe no text", "\ufffd\ufffd no text", id="invalid UTF-8"),
        pytest.param("left\u202eright".encode(), "left\u202eright", id="right-to-left marks"),
        pytest.param(b"", "", id="none"),
    ],
)
def test_titles_may_hold_anything(runtime: Path, title: bytes, seen: str) -> None:
    with watching(runtime) as (heard, playing):
        show(playing, title)
        heard.until(lambda heard: heard.window and heard.window.title == seen)


def test_events_of_windows_that_are_not_there_harm_nothing(runtime: Path) -> None:
    with watching(runtime) as (heard, playing):
        show(playing, b"first")
        heard.until(lambda heard: heard.window)
        for opcode in (CLOSED, CLOSED, DONE, STATE, 4711):
            playing.say(WINDOW, opcode, ACTIVATED)
            playing.say(WINDOW + 9, opcode, ACTIVATED)
        heard.until(lambda heard: heard.window is None)
        show(playing, b"second", WINDOW + 1)
        heard.until(lambda heard: heard.window and heard.window.title == "second")


@pytest.mark.parametrize(
    "rubbish",
    [
        pytest.param(bytes(4096), id="noughts"),
        pytest.param(
            struct.pack("=II", WINDOW, 12 << 16 | TITLE) + b"\xff" * 4, id="a text that isn't there"
        ),
        pytest.param(struct.pack("=II", WINDOW, 8 << 16 | STATE), id="no words"),
        pytest.param(struct.pack("=II", 1, 8 << 16), id="an error without words"),
    ],
)
def test_a_compositor_that_sends_rubbish_is_lost(runtime: Path, rubbish: bytes) -> None:
    with watching(runtime) as (heard, playing):
        show(playing, b"first")
        heard.until(lambda heard: heard.window)
        playing.write(rubbish)
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Lost)
        assert "can't be understood" in str(heard.end)


@pytest.mark.parametrize("answer", [b"", b"\xff" * 4096, bytes(64), b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_something_that_is_no_compositor_is_refused_or_lost(runtime: Path, answer: bytes) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    with loop_running() as loop, serving(loop, {runtime / "wayland-1": serve}):
        with listening(source(runtime / "wayland-1")) as heard:
            heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Unavailable | Lost)


@pytest.mark.parametrize("what", ["FIFO", "folder", "file", "dead socket", "far too long", "line\nbreak"])
def test_an_agent_whose_environment_is_nonsense_waits_for_a_desktop_and_is_told_why(what: str) -> None:
    with home() as at:
        there = at.root / "run/wayland-9"
        match what:
            case "FIFO":
                os.mkfifo(there)
            case "folder":
                there.mkdir()
            case "file":
                there.write_text("")
            case "dead socket":
                with socket.socket(socket.AF_UNIX) as dead:
                    dead.bind(str(there))
            case "far too long":
                there = there.with_name("x" * 5000)
            case _:
                there = there.with_name(what)
        at.environment |= {
            "WAYLAND_DISPLAY": str(there),
            "SWAYSOCK": str(there),
            "HYPRLAND_INSTANCE_SIGNATURE": str(there),
            "DISPLAY": ":nonsense",
            "DBUS_SESSION_BUS_ADDRESS": "nonsense:;;=,",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=",
        }
        with agent(at, seeing=False) as running:
            status = running.until(lambda status: len(status["refusals"]) > 3, "status")
            told = {each["source"]: each["reason"] for each in status["refusals"]}
            assert "socket can't be opened" in told["wlroots"]
            shown = at.timesink("doctor", check=False, stderr=True)
            assert "this is a bug" not in shown
            assert "no way to see the active window" in shown
            assert running.stop() == 0
            log = running.log.read_text()
            assert log.count("found no way to see") <= 1
            assert "Traceback" not in log


def test_where_the_kernel_tells_no_clients_a_program_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EAFNOSUPPORT, "as a sandbox without AF_NETLINK has it")

    monkeypatch.setattr(wayland_clients, "_sockets", refused)
    window = Toplevel("a title", "no-such-program")
    asyncio.run(wayland_clients.Clients(tmp_path, Processes()).identify(window))
    assert window.process is None
