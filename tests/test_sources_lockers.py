"""Programs that lock the screen and tell nobody, as stand-ins of their names play them."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from listening import Heard, listening

from agent.sources.base import Locked, Lost, Unavailable
from agent.sources.lockers import Lockers

ELSEWHERE = {"XDG_SESSION_ID": "2"}


@pytest.fixture
def locker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one locker that is installed."""
    shutil.copy("/bin/sh", tmp_path / "swaylock")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "swaylock"


@contextmanager
def locking(locker: Path, script: str = "read line", **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run it until it's unlocked by a word; it's not waited for before the end."""
    with subprocess.Popen(
        [locker, "-c", f"{script}; :"], stdin=subprocess.PIPE, env=os.environ | environment
    ) as process:
        yield process
        process.kill()


def locked(*, now: bool) -> object:
    return lambda heard: heard.last(Locked) == Locked("lockers", now=now)


def told(heard: Heard) -> int:
    return len(heard.all(Locked))


def test_it_is_told_as_one_begins_and_as_it_ends_however_it_does(locker: Path) -> None:
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with locking(locker) as process:
                heard.until(locked(now=True))
                process.send_signal(sign)
                heard.until(locked(now=False))  # though nobody has waited for it yet


def test_one_that_goes_on_in_the_background_is_noticed_to_its_end(locker: Path) -> None:
    script = f"exec 3<&0; {locker} -c 'read line; :' <&3 & exit"
    with listening(Lockers()) as heard, locking(locker, script) as process:
        process.wait(10)
        heard.until(locked(now=True))
        process.communicate(b"\n")
        heard.until(locked(now=False))


def test_one_that_runs_already_is_told_at_once(locker: Path) -> None:
    with locking(locker), listening(Lockers()) as heard:
        heard.until(told)
        assert heard.last(Locked) == Locked("lockers", now=True)


def test_one_of_another_session_locks_nothing_here(locker: Path) -> None:
    with listening(Lockers("1")) as heard:
        heard.until(locked(now=False))
        before = told(heard)
        with locking(locker, **ELSEWHERE):
            heard.until(lambda heard: told(heard) >= before + 2)
            assert heard.last(Locked) == Locked("lockers", now=False)
            with locking(locker, XDG_SESSION_ID="1"):
                heard.until(locked(now=True))
            heard.until(locked(now=False))


def test_a_file_that_is_only_read_locks_nothing(locker: Path) -> None:
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        before = told(heard)
        locker.read_bytes()
        heard.until(lambda heard: told(heard) > before)
        assert heard.last(Locked) == Locked("lockers", now=False)


def test_one_that_is_renewed_is_watched_anew(locker: Path) -> None:
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        newer = locker.with_name("newer")
        shutil.copy(locker, newer)
        newer.replace(locker)
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


def test_another_that_is_installed_meanwhile_is_watched_too(locker: Path) -> None:
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        before = told(heard)
        other = locker.with_name("gtklock.new")
        shutil.copy(locker, other)
        other.chmod(0o755)
        locker.read_bytes()
        heard.until(lambda heard: told(heard) > before)
        assert heard.end is None, "it's under no name of a locker's yet"
        other.rename(locker.with_name("gtklock"))
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


def test_a_folder_of_programs_that_is_only_touched_changes_nothing(locker: Path) -> None:
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        before = told(heard)
        locker.parent.chmod(0o755)
        locker.read_bytes()
        heard.until(lambda heard: told(heard) > before)
        assert heard.end is None


@pytest.mark.parametrize("how", ["removed", "renamed"])
def test_a_folder_of_programs_that_is_replaced_is_watched_anew(
    locker: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    other = tmp_path_factory.mktemp("other") / "bin"
    other.mkdir()
    monkeypatch.setenv("PATH", f"{locker.parent}:{other}")
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        other.rmdir() if how == "removed" else other.rename(other.with_name("away"))
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


def test_another_that_may_only_be_run_at_last_is_watched_from_then_on(locker: Path) -> None:
    other = locker.with_name("gtklock")
    other.write_bytes(locker.read_bytes())
    with listening(Lockers()) as heard:
        heard.until(locked(now=False))
        other.chmod(0o755)
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Lost)


@pytest.mark.usefixtures("locker")
def test_nothing_is_left_behind() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with listening(Lockers()) as heard:
            heard.until(locked(now=False))
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_where_none_is_installed_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with listening(Lockers()) as heard:
        heard.until(lambda heard: heard.end)
    assert isinstance(heard.end, Unavailable)
