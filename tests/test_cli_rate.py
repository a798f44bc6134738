"""`timesink rate` as a user calls it, with the real agent behind it."""

import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from desktop import until
from running import Agent, Home, agent, home

from agent.core.model import Front, Span
from agent.core.periods import Period
from agent.store.database import opened
from agent.store.ratings import Ratings

NOW = datetime.now(UTC).replace(microsecond=0)
SESSIONS = (("facebook", 240, 12), ("linkedin", 180, 25), ("github", 120, 30), ("x", 60, 1))
"""network, so many minutes ago, so long; of GitHub the time doesn't count, and X was too short"""


@contextmanager
def lived() -> Iterator[Home]:
    """Make the home of somebody who was on some networks during the last hours."""
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"}
        at.database.parent.mkdir(parents=True, mode=0o700)
        spans = []
        for network, ago, length in SESSIONS:
            start = NOW - timedelta(minutes=ago)
            spans.append(Span(start, start + timedelta(minutes=length), Front((network,), app="Chromium")))
        with opened(at.database) as store:
            store.keep(spans)
        yield at


@pytest.fixture
def running() -> Iterator[Agent]:
    with lived() as at, agent(at, seeing=False) as started:
        yield started


def ratings(running: Agent) -> list[tuple[str, str, Any]]:
    said = running.get("ratings", period="2d")["ratings"]
    return [(each["network"], each["answer"], each["longer"]) for each in said]


def typed(at: Home, keys: bytes) -> str:
    """Call `timesink rate` on a terminal, press the keys, and return what's on the screen then."""
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "agent", "rate"]
    with subprocess.Popen(argv, env=at.environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        try:
            screen = _pressed(ours, keys)
        finally:
            os.close(ours)
        assert process.wait(20) == 0, screen
    return screen.replace(b"\r\n", b"\n").decode()


def _pressed(terminal: int, keys: bytes) -> bytes:
    """Press each key once it's asked for, and return all that was on the screen."""
    screen = b""
    with suppress(OSError):  # the end, on Linux
        for key in keys:
            new = b""
            while not new.endswith((b"min  ", b"it? ")):
                new += os.read(terminal, 4096)
            until(lambda: not termios.tcgetattr(terminal)[3] & termios.ICANON)  # it waits for a key
            os.write(terminal, bytes([key]))
            screen += new
        while more := os.read(terminal, 4096):
            screen += more
    return screen


def test_the_last_sessions_are_asked_about_one_key_each(running: Agent) -> None:
    screen = typed(running.home, b"lps")
    assert "LinkedIn, 25 min  longer than meant, and worth it? partly\n" in screen
    assert screen.endswith("Facebook, 12 min  skipped\n")
    assert "GitHub" not in screen
    assert ratings(running) == [("linkedin", "partly", True)]
    for enough in (b"q", b"\x04"):
        assert typed(running.home, enough).endswith("Facebook, 12 min  \n")
    assert typed(running.home, b"y").endswith("Facebook, 12 min  yes\n")
    assert running.home.timesink("rate") == "Nothing to rate: no session of today or yesterday is left.\n"


def test_one_is_rated_by_its_network_and_again_and_by_its_start(running: Agent) -> None:
    timesink = running.home.timesink
    start = f"{NOW - timedelta(minutes=180):%H:%M}"
    assert timesink("rate", "linkedin", "yes").endswith(f"{start}  LinkedIn, 25 min: yes.\n")
    timesink("rate", "LinkedIn", "no", "--longer")
    rating = json.loads(timesink("rate", "x", "no", "--no-longer", "--json"))
    assert (rating["network"], rating["answer"], rating["longer"]) == ("x", "no", False)
    assert ratings(running) == [("linkedin", "no", True), ("x", "no", False)]
    timesink("rate", "linkedin", "partly", "--session", start)
    assert ratings(running)[0] == ("linkedin", "partly", None)
    said = timesink("rate", "linkedin", "yes", "--session", "25:99", check=False, stderr=True)
    assert said.startswith("timesink: no session on 'linkedin' began at 25:99 today or yesterday.")


def test_a_glance_is_not_taken_for_the_last_session_and_is_rated_by_its_start() -> None:
    with lived() as at:
        glance = NOW - timedelta(minutes=10)
        with opened(at.database) as store:
            store.keep([Span(glance, glance + timedelta(seconds=9), Front(("linkedin",), app="Chromium"))])
        assert "LinkedIn, 25 min: yes." in at.timesink("rate", "linkedin", "yes")
        named = at.timesink("rate", "linkedin", "no", "--session", f"{glance:%a %H:%M}")
        assert named == f"Noted: {glance:%a %H:%M}  LinkedIn, 9 s: no.\n"
        assert "X, 1 min 00 s: no." in at.timesink("rate", "x", "no")  # there's none that is longer


def test_what_is_said_is_kept_also_where_no_agent_runs() -> None:
    with lived() as at:
        assert typed(at, b"lpy").endswith("Facebook, 12 min  yes\n")
        rating = json.loads(at.timesink("rate", "linkedin", "no", "--json"))
        with opened(at.database) as store:
            said = Ratings(store.file).within(Period("all", NOW - timedelta(days=2), NOW))
        assert [(each.network, each.answer.value) for each in said] == [
            ("facebook", "yes"),
            ("linkedin", "no"),
        ]
        assert rating["uid"] == said[1].uid
        with agent(at, seeing=False) as started:
            assert [each[:2] for each in ratings(started)] == [("facebook", "yes"), ("linkedin", "no")]


@pytest.mark.parametrize("asked", ["{:%H:%M}", "{:%a %H:%M}", "{:%a  %-H:%M}", "{:%Y-%m-%dT%H:%M}"])
def test_a_session_is_named_as_the_list_shows_it(asked: str) -> None:
    with lived() as at:
        start = NOW - timedelta(minutes=240)
        listed = at.timesink("rate").splitlines()
        assert listed[1] == f"{start:%a %H:%M}  Facebook, 12 min"
        assert f"--session '{NOW - timedelta(minutes=180):%a %H:%M}'" in listed[2]
        words = asked.format(start)
        assert listed[1] in at.timesink("rate", "facebook", "partly", "--session", words)


def test_without_a_terminal_they_are_listed(running: Agent) -> None:
    listed = running.home.timesink("rate").splitlines()
    assert [line.split("  ")[1] for line in listed[:2]] == ["LinkedIn, 25 min", "Facebook, 12 min"]
    assert "timesink rate NETWORK" in listed[2]
    sessions = json.loads(running.home.timesink("rate", "--json"))["sessions"]
    assert [each["network"] for each in sessions] == ["linkedin", "facebook"]


def test_being_asked_is_turned_off_and_on_by_one_switch(running: Agent) -> None:
    assert running.get("status")["asking"] == {"on": True, "works": None, "problem": None}
    assert running.home.timesink("rate", "--off").startswith("You aren't asked any more")
    running.until(lambda status: not status["asking"]["on"], "status")
    assert "nor told one finding a week" in " ".join(running.home.timesink("doctor", check=False).split())
    running.home.timesink("rate", "--on")
    running.until(lambda status: status["asking"]["on"], "status")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["linkedin", "yes", "--session", "soon"], 1, "no session on 'linkedin' began at soon today"),
        (["nobody", "yes"], 1, "no session on 'nobody' is known of today or yesterday."),
        (
            ["linkedn", "yes"],
            1,
            "no session on 'linkedn' is known of today or yesterday. Did you mean `linkedin`?",
        ),
        (["linkedin"], 2, "Say yes, partly or no"),
        (["linkedin", "great"], 2, "'great' is not one of 'yes', 'partly', 'no'."),
        (["--longer"], 2, "Say yes, partly or no"),
    ],
)
def test_what_cannot_be_rated_is_told(words: list[str], code: int, sentence: str) -> None:
    with lived() as at:
        argv = [sys.executable, "-m", "agent", "rate", *words]
        done = subprocess.run(argv, env=at.environment, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert sentence in done.stderr


def test_where_nothing_is_asked_or_told_nothing_of_it_is_loaded() -> None:
    code = "import agent.daemon, sys; print(*(name for name in sys.modules if name.startswith('agent.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"agent.prompts", "agent.limits", "agent.notify"}.isdisjoint(done.stdout.split())
