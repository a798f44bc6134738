"""What every way to see a desktop must do, played on the real thing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import devtools
import pytest
from listening import Heard, listening
from stages import ON_WLROOTS, STAGES, Stage
from walk import served

from agent.sources.base import Idle, Locked, Lost, Pauses
from agent.sources.lockers import Lockers

LONG = timedelta(hours=1)
PAUSE = timedelta(seconds=2)
"""longer than it takes to poke, on a busy machine too"""
TITLED = 'printf "\\033]0;second\\007"; sleep 60'


@pytest.fixture(scope="module", params=STAGES)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with STAGES[request.param]() as running:
        yield running


@contextmanager
def watching(stage: Stage, idle_after: timedelta = LONG) -> Iterator[Heard]:
    with listening(stage.source(idle_after)) as heard:
        heard.until(lambda heard: heard.events)
        yield heard


def titled(title: str) -> Callable[[Heard], object]:
    return lambda heard: heard.window and heard.window.title == title


def test_a_terminal_is_seen_with_its_title_program_and_process(stage: Stage) -> None:
    with watching(stage) as heard, stage.run(*stage.terminal, "one") as process:
        heard.until(titled("one"))
        assert heard.window is not None
        assert heard.window.app.lower() == stage.terminal[0]
        assert heard.window.process is not None
        assert (heard.window.process.pid, heard.window.process.name) == (process.pid, stage.terminal[0])


def test_an_x11_window_is_told_with_its_own_process(stage: Stage) -> None:
    with watching(stage) as heard, stage.x11_terminal("through X") as process:
        heard.until(titled("through X"))
        assert heard.window is not None
        assert heard.window.app.lower() == stage.x11
        assert heard.window.process is not None
        assert heard.window.process.pid == process.pid


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_real_browser_is_seen_with_its_title_program_and_process(stage: Stage, browser: str) -> None:
    suffix = {"chromium": " - Chromium", "firefox": " — Mozilla Firefox"}[browser]
    with served([]) as walk, watching(stage) as heard, getattr(stage, browser)(f"{walk.base}/?title=A+page"):
        heard.until(titled(f"A page{suffix}"), within=40)
        assert heard.window is not None
        assert heard.window.app.lower() in (browser, f"{browser}-esr")
        assert heard.window.process is not None
        assert heard.window.process.name.startswith(browser)


def test_a_changed_title_is_told(stage: Stage) -> None:
    with watching(stage) as heard, stage.x11_terminal("first", "sh", "-c", f"sleep 0.5; {TITLED}"):
        heard.until(titled("first"))
        heard.until(titled("second"))


def test_focus_changes_and_closed_windows_are_told_and_nothing_in_between(stage: Stage) -> None:
    with watching(stage) as heard:
        with stage.x11_terminal("first"):
            heard.until(titled("first"))
            with stage.x11_terminal("second"):
                heard.until(titled("second"))
            heard.until(titled("first"))
            titles = [window and window.title for window in heard.windows]
            assert None not in titles[titles.index("first") :]
        heard.until(lambda heard: heard.window is None)


def test_a_browser_that_goes_into_full_screen_and_back_is_told(stage: Stage) -> None:
    with (
        served([]) as walk,
        watching(stage) as heard,
        stage.chromium(f"{walk.base}/?title=A+film", devtools.FLAG),
    ):
        heard.until(titled("A film - Chromium"), within=40)
        assert not heard.fills
        devtools.set_window(stage.profile, "fullscreen")
        heard.until(lambda heard: heard.fills)
        devtools.set_window(stage.profile, "normal")
        heard.until(lambda heard: not heard.fills)
        assert titled("A film - Chromium")(heard)


def test_a_window_that_fills_the_screen_from_the_beginning_is_told(stage: Stage) -> None:
    with served([]) as walk, watching(stage) as heard:
        with stage.chromium(f"{walk.base}/?title=A+film", "--start-fullscreen"):
            heard.until(lambda heard: heard.fills and titled("A film - Chromium")(heard), within=40)
        heard.until(lambda heard: not heard.fills)


# Its own desktop: sway 1.7 falls over some pointer that goes, once X11 windows have come and gone there.
@pytest.mark.parametrize("name", STAGES)
def test_idle_is_told_at_the_threshold_and_back_at_the_first_input(name: str) -> None:
    with STAGES[name]() as stage:
        stage.poke()
        with watching(stage, timedelta(seconds=1)) as heard:
            begun = time.monotonic()
            heard.until(lambda heard: heard.idle)
            event = heard.last(Idle)
            assert isinstance(event, Idle)
            assert event.since is not None
            assert begun - 1 < event.since.total_seconds() < begun + 0.5
            stage.poke()
            heard.until(lambda heard: not heard.idle)
            heard.until(lambda heard: heard.idle)


@pytest.mark.parametrize("name", STAGES)
def test_a_pause_in_the_input_can_be_waited_for_also_twice(name: str) -> None:
    with STAGES[name]() as stage, watching(stage) as heard:
        heard.until(lambda heard: heard.last(Pauses))
        for _ in range(2):
            stage.poke()
            with heard.pausing(PAUSE) as paused:
                until = time.monotonic() + 1.5 * PAUSE.total_seconds()
                while time.monotonic() < until:
                    assert not paused.done()
                    stage.poke()
                paused.result(15)
        assert not heard.idle


# On KDE and GNOME their lockers tell it themselves (test_change.py); others tell nobody.
@pytest.mark.parametrize("name", ["openbox", "i3", *ON_WLROOTS])
def test_a_lock_is_noticed_by_the_program_that_locks(name: str) -> None:
    with STAGES[name]() as stage, listening(Lockers()) as heard:
        assert stage.locked is not None
        heard.until(lambda heard: heard.last(Locked) == Locked("lockers", now=False))
        with stage.locked():
            heard.until(lambda heard: heard.last(Locked) == Locked("lockers", now=True))
        heard.until(lambda heard: heard.last(Locked) == Locked("lockers", now=False))


# On wayfire a window stays activated behind a lock: there, and on X11, the one above has to do.
@pytest.mark.parametrize("name", [name for name in ON_WLROOTS if name != "wayfire"])
def test_behind_a_lock_nothing_is_in_front(name: str) -> None:
    with STAGES[name]() as stage, watching(stage) as heard, stage.x11_terminal("secret"):
        assert stage.locked is not None
        heard.until(titled("secret"))
        with stage.locked():
            heard.until(lambda heard: heard.window is None)
        heard.until(titled("secret"))


@pytest.mark.parametrize("name", STAGES)
def test_a_desktop_that_dies_is_lost(name: str) -> None:
    with STAGES[name]() as stage, watching(stage) as heard:
        stage.compositor.kill()
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Lost)
