"""The agent as somebody starts it in a terminal: closing the window ends it, unless nohup says otherwise."""

import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from running import DAEMON, Home, home


@contextmanager
def in_terminal(at: Home, *before: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the agent in a terminal of its own; what is yielded besides is the terminal's other end."""
    window, inside = pty.openpty()
    argv = ["setsid", "--ctty", *before, *DAEMON]
    log = (at.root / "log").open("wb")
    with log, subprocess.Popen(argv, env=at.environment, stdin=inside, stdout=log, stderr=log) as process:
        os.close(inside)
        at.until(lambda status: status["version"], "status")
        try:
            yield process, window
        finally:
            process.kill()


def test_who_closes_the_terminal_ends_the_agent() -> None:
    with home() as at, in_terminal(at) as (process, window):
        process.send_signal(signal.SIGHUP)
        at.until(lambda status: status["version"], "status")
        assert process.poll() is None, "the terminal is there: settings were read again"
        os.close(window)
        assert process.wait(20) == 0


def test_who_changes_a_setting_by_a_command_ends_nothing() -> None:
    with home() as at, in_terminal(at, "nohup") as (process, window):
        os.close(window)
        at.timesink("rate", "--off")
        at.until(lambda status: not status["asking"]["on"], "status")
        assert process.poll() is None


def test_who_said_nohup_meant_it() -> None:
    with home() as at, in_terminal(at, "nohup") as (process, window):
        os.close(window)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        assert at.get("status")["version"]
