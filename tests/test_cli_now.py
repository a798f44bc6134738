"""`timesink now`: one line a change, fit to be shown to others, and an end that is told."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hyprland import Hyprland, hyprland
from running import Agent, Home, agent, home

from agent.cli.now import masked

SECRET = "Zoë Q. Public's messages, 17 unread / X"  # noqa: S105  only a title
SHAPE = "Aaa A. Aaaaaa'a aaaaaaaa, 00 aaaaaa / A"


@pytest.fixture
def at() -> Iterator[Home]:
    with home() as made:
        made.environment |= {"WAYLAND_DISPLAY": "wayland-1", "HYPRLAND_INSTANCE_SIGNATURE": "one"}
        made.environment |= {"LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}
        yield made


@pytest.fixture
def desktop(at: Home) -> Iterator[Hyprland]:
    with hyprland(at.root / "run", "one") as running:
        running.focus("5a1", "firefox", f"{SECRET} — Mozilla Firefox", os.getpid())
        yield running


@pytest.fixture
def running(at: Home, desktop: Hyprland) -> Iterator[Agent]:  # noqa: ARG001
    with agent(at) as started:
        started.until(lambda now: now["network"] == "x")
        yield started


class Following:
    """A `timesink now --follow`, and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def end(self) -> tuple[int, str]:
        """Wait for its end: its exit code, and its complaints."""
        _, told = self.process.communicate(timeout=20)
        return self.process.returncode, told


@contextmanager
def following(at: Home, *words: str) -> Iterator[Following]:
    argv = [sys.executable, "-m", "agent", "now", "--follow", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, env=at.environment, text=True, stdout=pipe, stderr=pipe) as process:
        try:
            yield Following(process)
        finally:
            process.kill()


def test_what_is_in_front_is_told_in_a_line_with_its_title_masked(running: Agent) -> None:
    told = running.home.timesink("now")
    process = f"{running.get('now')['process']} {os.getpid()}"
    assert told.splitlines()[0][9:].startswith(f" active  firefox ({process})  x")
    assert f'"{SHAPE}"' in told
    assert told.endswith("  by hyprland\n")
    assert "Public" not in told + running.home.timesink("now", "--json")
    assert f'"{SECRET}"' in running.home.timesink("now", "--titles")


def test_each_change_is_a_line_and_what_is_no_change_is_none(running: Agent, desktop: Hyprland) -> None:
    with following(running.home) as follower:
        assert SHAPE in follower.line()
        desktop.post("activewindow", "firefox,the same")
        desktop.focus("5a2", "foot\x1b[31m", "shell")
        assert "  foot [31m (process unknown)  unattributed  by hyprland" in follower.line()
        desktop.focus("5a3", "foot", "shell", os.getpid())
        assert f" {os.getpid()})" in follower.line()
        desktop.lock()
        assert "  locked  foot (" in follower.line()
        desktop.unlock()
        assert "  active  foot (" in follower.line()
        desktop.focus_nothing()
        assert follower.line().endswith("  active  no window in front  by hyprland")


def test_as_json_it_is_an_object_a_line_masked_alike(running: Agent, desktop: Hyprland) -> None:
    with following(running.home, "--json") as follower:
        first = json.loads(follower.line())
        assert (first["title"], first["pid"], first["source"]) == (SHAPE, os.getpid(), "hyprland")
        desktop.focus_nothing()
        second = json.loads(follower.line())
        assert (second["app"], second["title"], second["pid"]) == (None, None, None)
        assert first.keys() == second.keys() == running.get("now").keys()


def test_it_ends_by_ctrl_c_with_its_exit_code_and_no_word(running: Agent, desktop: Hyprland) -> None:
    with following(running.home) as follower:
        follower.line()
        desktop.focus_nothing()
        follower.line()
        follower.process.send_signal(signal.SIGINT)
        assert follower.end() == (130, "\n")  # the prompt comes on a line of its own


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_agent_and_says_so(running: Agent, desktop: Hyprland, sign: signal.Signals) -> None:
    with following(running.home) as follower:
        follower.line()
        desktop.focus_nothing()
        follower.line()
        running.stop(sign)
        assert follower.end() == (0, "The agent has ended.\n")


def test_who_stops_reading_hears_no_complaint(running: Agent, desktop: Hyprland) -> None:
    with following(running.home) as follower:
        follower.line()
        assert follower.process.stdout is not None
        follower.process.stdout.close()
        follower.process.stdout = None
        desktop.focus_nothing()
        assert follower.end() == (1, "")


@pytest.mark.parametrize("words", [(), ("--follow",), ("--json",)])
def test_without_an_agent_it_says_so(at: Home, words: tuple[str, ...]) -> None:
    told = at.timesink("now", *words, check=False, stderr=True)
    assert told.startswith("timesink: the agent isn't running, so nothing is seen. Start it with")


def test_a_mask_keeps_the_length_and_the_shape_and_no_letter() -> None:
    title = "Ünïcode 日本語 \x1b[31m\u202e😀 ½ a-b_c | d — e"
    assert masked(title) == "Aaaaaaa aaa *[00a** 0 a-a_a | a — a"
    assert len(title) == len(masked(title) or "")
    assert masked(None) is None
