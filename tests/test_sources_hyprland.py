"""Hyprland, as a stand-in for it tells its windows: it can't run without a graphics card."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hyprland import Hyprland as Desktop
from hyprland import hyprland
from listening import Heard, listening
from running import agent, home

from agent.core.model import TITLE_MAX
from agent.sources.base import Idle, Locked, Lost, Pauses, Unavailable
from agent.sources.hyprland import Hyprland
from agent.sources.processes import Processes
from agent.sources.sessions import Session, sessions

MINUTE = timedelta(minutes=1)


@pytest.fixture
def runtime() -> Iterator[Path]:
    with TemporaryDirectory(prefix="hypr-") as folder:  # a socket's path may not be long
        yield Path(folder)


@pytest.fixture
def desktop(runtime: Path) -> Iterator[Desktop]:
    with hyprland(runtime, "one") as running:
        yield running


def session(runtime: Path, signature: str = "one") -> Session:
    return Session(runtime / "wayland-1", hyprland=runtime / "hypr" / signature)


@contextmanager
def watching(runtime: Path, *found: Session) -> Iterator[Heard]:
    with listening(Hyprland(lambda: list(found or [session(runtime)]), Processes(), MINUTE)) as heard:
        heard.until(lambda heard: heard.windows or heard.end)
        yield heard


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def titled(title: str) -> object:
    return lambda heard: heard.window and heard.window.title == title


def test_the_window_in_front_is_told_with_its_program_and_process(runtime: Path, desktop: Desktop) -> None:
    desktop.focus("5a1", "firefox", "A page — Mozilla Firefox", os.getpid())
    with watching(runtime) as heard:
        heard.until(titled("A page — Mozilla Firefox"))
        assert heard.window is not None
        assert heard.window.app == "firefox"
        assert heard.window.process is not None
        assert heard.window.process.pid == os.getpid()
        desktop.focus("5a2", "foot", "shell", 2**70, xwayland=True)
        heard.until(titled("shell"))
        assert heard.window.process is None


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("one, two, and three", "one, two, and three"),
        ("a>>b activewindow>>c,d", "a>>b activewindow>>c,d"),
        ("two\nlines\tand\x1b[31m more", "two lines and [31m more"),
        ('"quoted" \\ back', '"quoted" \\ back'),
        ("ü" * 700, "ü" * 700),
        ("x" * 300_000, "x" * TITLE_MAX),
        ("half \ud83d a character", "half ? a character"),
    ],
    ids=["commas", "arrows", "lines", "quotes", "cut in the event", "endless", "half a character"],
)
def test_titles_may_hold_anything(runtime: Path, desktop: Desktop, title: str, seen: str) -> None:
    with watching(runtime) as heard:
        desktop.focus("5a1", "foot", title)
        heard.until(titled(seen))


def test_a_changed_title_is_told_and_other_windows_titles_are_not_asked_for(
    runtime: Path, desktop: Desktop
) -> None:
    desktop.focus("5a1", "foot", "first")
    with watching(runtime) as heard:
        heard.until(titled("first"))
        before = len(desktop.asked)
        desktop.post("windowtitlev2", "5a2,behind")
        desktop.post("openwindow", "5a3,1,foot,behind")
        desktop.focus("5a1", "foot", "second")
        heard.until(titled("second"))
        assert 1 <= len(desktop.asked) - before <= 2


@pytest.mark.parametrize(
    ("modes", "fills"),
    [
        ({"fullscreen": 2}, True),
        ({"fullscreen": 3}, True),
        ({"fullscreen": 1}, False),
        ({"fullscreen": True, "fullscreenMode": 0}, True),
        ({"fullscreen": True, "fullscreenMode": 1}, False),
        ({"fullscreen": "2"}, False),
    ],
)
def test_full_screen_is_told_and_maximized_is_not(
    runtime: Path, desktop: Desktop, *, modes: dict[str, object], fills: bool
) -> None:
    desktop.focus("5a1", "foot", "first")
    with watching(runtime) as heard:
        heard.until(titled("first"))
        assert not heard.fills
        before = len(desktop.asked)
        desktop.fill(**modes)
        heard.until(lambda heard: len(desktop.asked) > before and heard.fills == fills)
        desktop.fill(fullscreen=0)
        heard.until(lambda heard: not heard.fills)
        assert [window and window.title for window in heard.windows] == ["first"] * (3 if fills else 1)


def test_an_empty_workspace_has_nothing_in_front_and_a_blink_is_not_told(
    runtime: Path, desktop: Desktop
) -> None:
    desktop.focus("5a1", "foot", "first")
    with watching(runtime) as heard:
        heard.until(titled("first"))
        desktop.focus_nothing()
        desktop.focus("5a2", "foot", "second")
        heard.until(titled("second"))
        assert None not in heard.windows
        desktop.answer = b"{}"
        desktop.post("closewindow", "5a2")
        heard.until(lambda heard: heard.window is None)


def test_a_lock_is_told_also_one_that_was_there_before(runtime: Path, desktop: Desktop) -> None:
    desktop.focus("5a1", "foot", "secret")
    with watching(runtime) as heard:
        heard.until(lambda heard: heard.last(Locked) == Locked("hyprland", now=False))
        heard.until(lambda _: "lock" in desktop.wayland.made)
        desktop.lock()
        heard.until(lambda heard: heard.last(Locked) == Locked("hyprland", now=True))
        desktop.focus("5a1", "foot", "a title that changes behind the lock")
        desktop.unlock()
        heard.until(lambda heard: heard.last(Locked) == Locked("hyprland", now=False))


def test_idleness_is_told_of_input_alone_where_that_is_offered(runtime: Path, desktop: Desktop) -> None:
    with watching(runtime) as heard:
        heard.until(lambda _: "input" in desktop.wayland.made)
        assert "idle" not in desktop.wayland.made
        begun = time.monotonic()
        desktop.wayland.tell("input", 0)
        heard.until(lambda heard: heard.idle)
        event = heard.last(Idle)
        assert isinstance(event, Idle)
        assert event.since is not None
        assert abs(begun - MINUTE.total_seconds() - event.since.total_seconds()) < 10
        desktop.wayland.tell("input", 1)
        heard.until(lambda heard: not heard.idle)


@pytest.mark.parametrize(
    ("offers", "kind"),
    [
        ({"wl_seat": 9, "ext_idle_notifier_v1": 2}, "input"),
        ({"wl_seat": 9, "ext_idle_notifier_v1": 1, "org_kde_kwin_idle": 1}, "idle"),
        ({"wl_seat": 9, "org_kde_kwin_idle": 1}, "kde"),
    ],
)
def test_a_pause_is_asked_for_on_demand_and_let_go_of_afterwards(
    runtime: Path, offers: dict[str, int], kind: str
) -> None:
    with hyprland(runtime, "one", offers) as desktop, watching(runtime) as heard:
        heard.until(lambda heard: heard.last(Pauses))
        wayland = desktop.wayland
        wayland.made.clear()
        with heard.pausing(MINUTE) as paused:
            heard.until(lambda _: kind in wayland.made)
            assert not paused.done()
            wayland.tell(kind, 0)
            paused.result(15)
        heard.until(lambda _: wayland.destroyed == [wayland.made[kind]])
        wayland.made.clear()
        with heard.pausing(MINUTE):
            heard.until(lambda _: kind in wayland.made)
        heard.until(lambda _: len(wayland.destroyed) == 2)
        assert heard.all(Idle) == [Idle(None)]


@pytest.mark.parametrize(
    ("offers", "made"),
    [
        ({"wl_seat": 9, "ext_idle_notifier_v1": 1, "org_kde_kwin_idle": 1}, {"idle"}),
        ({"wl_seat": 9, "org_kde_kwin_idle": 1}, {"kde"}),
        ({"ext_idle_notifier_v1": 2}, set()),
        ({}, set()),
    ],
)
def test_an_older_hyprland_is_seen_with_what_it_has(
    runtime: Path, offers: dict[str, int], made: set[str]
) -> None:
    with hyprland(runtime, "one", offers) as desktop, watching(runtime) as heard:
        desktop.focus("5a1", "foot", "seen")
        heard.until(titled("seen"))
        assert set(desktop.wayland.made) == made
        assert heard.all(Locked) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"unknown request", id="a refusal"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b'{"class": "foot", "title": "cut o', id="half of it"),
        pytest.param(b'{"class": null, "title": []}', id="other types"),
        pytest.param(b"[" * 100_000, id="a deep one"),
        pytest.param(b" " * 3_000_000 + b'{"class": "foot"}', id="an endless one"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
    ],
)
def test_an_answer_that_cannot_be_understood_is_nothing_in_front(
    runtime: Path, desktop: Desktop, answer: bytes
) -> None:
    desktop.focus("5a1", "foot", "first")
    with watching(runtime) as heard:
        heard.until(titled("first"))
        desktop.answer = answer
        desktop.post("activewindow", "foot,first")
        heard.until(lambda heard: heard.window is None)
        desktop.focus("5a1", "foot", "again")
        heard.until(titled("again"))


@pytest.mark.parametrize(
    "rubbish",
    [
        pytest.param(b"\n\n>>\n>>>>\nactivewindow\n", id="empty lines"),
        pytest.param(b"\x00\xff\xfe>>\x80\n", id="no text"),
        pytest.param(b"activewindow>>" + b"x" * 1_000_000 + b"\n", id="an endless line"),
    ],
)
def test_rubbish_between_events_does_no_harm(runtime: Path, desktop: Desktop, rubbish: bytes) -> None:
    with watching(runtime) as heard:
        desktop.write(rubbish)
        desktop.focus("5a1", "foot", "after it")
        heard.until(titled("after it"))


def test_an_event_may_come_in_pieces(runtime: Path, desktop: Desktop) -> None:
    with watching(runtime) as heard:
        desktop.write(b"activewin")
        desktop.answer = b'{"class": "foot", "title": "whole"}'
        time.sleep(0.2)
        assert heard.window is None
        desktop.write(b"dow>>foot,whole\n")
        heard.until(titled("whole"))


def test_a_hyprland_that_goes_away_is_lost_and_seen_again_under_its_new_name(runtime: Path) -> None:
    with ExitStack() as first:
        desktop = first.enter_context(hyprland(runtime, "one"))
        desktop.focus("5a1", "foot", "first")
        with watching(runtime) as heard:
            heard.until(titled("first"))
            first.close()
            heard.until(lambda heard: heard.end)
            assert isinstance(heard.end, Lost)
    with hyprland(runtime, "two") as desktop:
        desktop.focus("5a1", "foot", "second")
        with watching(runtime, session(runtime), session(runtime, "two")) as heard:
            heard.until(titled("second"))


def test_without_one_it_says_why(runtime: Path) -> None:
    with watching(runtime, Session(runtime / "wayland-0")) as heard:
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Unavailable)
        assert str(heard.end) == "no Hyprland session was found"
    with watching(runtime) as heard:
        heard.until(lambda heard: heard.end)
        assert str(heard.end) == "the compositor's socket can't be opened (no such file or directory)"
    with hyprland(runtime, "two"), watching(runtime) as heard:
        heard.until(lambda heard: heard.end)
        assert str(heard.end) == "Hyprland's event socket can't be opened (no such file or directory)"


def test_nothing_is_left_behind_when_it_is_stopped(runtime: Path, desktop: Desktop) -> None:
    open_before = descriptors()
    for _ in range(3):
        with watching(runtime) as heard:
            heard.until(lambda _: desktop.listeners)
        heard.until(lambda _: not desktop.listeners)
    heard.until(lambda _: descriptors() <= open_before)


def test_a_session_is_found_in_the_environment_of_the_users_programs() -> None:
    wayland = {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": "/run"}
    old, new = ({**wayland, "HYPRLAND_INSTANCE_SIGNATURE": name} for name in ("old", "new"))
    found = [
        Session(Path("/run/wayland-1"), hyprland=Path("/run/hypr/old")),
        Session(Path("/run/wayland-1"), hyprland=Path("/run/hypr/new")),
    ]
    assert sessions({"INVOCATION_ID": "x", **old}, [wayland, new]) == found
    assert sessions({}, [wayland, wayland]) == [Session(Path("/run/wayland-1"))]
    assert sessions({}, [{**wayland, "SWAYSOCK": "/run/s"}]) == [
        Session(Path("/run/wayland-1"), Path("/run/s"))
    ]


def test_the_agent_sees_it_and_counts_no_time_behind_its_lock() -> None:
    with home() as at, hyprland(at.root / "run", "one") as desktop:
        desktop.focus("5a1", "firefox", "Home / X — Mozilla Firefox", os.getpid())
        at.environment |= {"WAYLAND_DISPLAY": "wayland-1", "HYPRLAND_INSTANCE_SIGNATURE": "one"}
        with agent(at) as running:
            running.until(lambda status: status["source"] == "hyprland", "status")
            running.until(lambda now: now["network"] == "x")
            desktop.lock()
            running.until(lambda now: now["presence"] == "locked")
            desktop.unlock()
            running.until(lambda now: now["presence"] == "active")
