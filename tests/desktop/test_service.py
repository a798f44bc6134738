"""The service under a real user manager: ready, watched, reloaded, stopped; and what hardening leaves it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desktop import chromium, until, window_manager, xserver
from running import home
from services import CGROUPS, Manager, user_manager
from sway import sway
from walk import served
from wlroots import Headless

from agent.paths import shipped

UNIT = shipped("systemd") / "timesink.service"
DROP_IN = "systemd/user/timesink.service.d"

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or CGROUPS is None, reason="a user manager of one's own needs root and cgroup v2"
)


@pytest.fixture
def manager() -> Iterator[Manager]:
    with xserver() as display, window_manager(display), home(display) as at, user_manager(at) as running:
        yield running


def timesink(manager: Manager, *words: str) -> subprocess.CompletedProcess[str]:
    return manager.run(sys.executable, "-m", "agent", *words)


def installed(manager: Manager, *, drop_in: str = "") -> Manager:
    if drop_in:
        folder = manager.home.root / "config" / DROP_IN
        folder.mkdir(parents=True)
        (folder / "test.conf").write_text(drop_in)
    done = timesink(manager, "service", "install")
    assert done.returncode == 0, done.stderr
    return manager


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    argv = ["systemd-analyze", "--user", *words]
    environment = os.environ | {"XDG_RUNTIME_DIR": "/tmp"}  # noqa: S108  where it looks for other units
    return subprocess.run(argv, text=True, capture_output=True, check=False, env=environment)


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("timesink run", f"{sys.executable} -m agent run"))
    verified = analyze("verify", "--recursive-errors=yes", str(unit))
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_unit_is_as_hardened_as_it_can_be_without_a_user_namespace() -> None:
    judged = analyze("security", "--offline=true", "--no-pager", str(UNIT))
    exposure = re.search(r"exposure level for timesink.service: ([\d.]+)", judged.stdout)
    assert exposure is not None, judged
    assert float(exposure[1]) <= 6.5


@needs_root
def test_install_starts_the_service_and_remove_takes_it_away(manager: Manager) -> None:
    assert timesink(manager, "service", "status").returncode == 1
    installed(manager)
    manager.home.until(lambda status: status["watching"], "status")
    until(lambda: manager.show("StatusText").startswith("watching by x11"))
    told = timesink(manager, "service", "status").stdout
    assert told == "The service is installed, starts at every login, and runs.\n"
    assert "unchanged" in timesink(manager, "service", "install").stdout
    removed = timesink(manager, "service", "remove")
    assert removed.returncode == 0, removed.stderr
    assert not manager.home.socket.exists()
    assert timesink(manager, "service", "status").returncode == 1


@needs_root
def test_the_hardened_service_sees_windows_and_the_programs_behind_them(manager: Manager) -> None:
    installed(manager)
    display = manager.home.environment["DISPLAY"]
    with served([]) as walk, chromium(display, f"{walk.base}/?title=A+song+-+YouTube"):
        now = manager.home.until(lambda now: now["network"] == "youtube", within=30)
        assert now["app"] == "Chromium"
        assert "lockers" in manager.home.get("status")["listening"]


@needs_root
def test_the_hardened_service_is_told_by_the_kernel_whose_a_window_is() -> None:
    with home() as at:
        at.root.chmod(0o755)
        folder = at.root / "sway"
        folder.mkdir()
        with sway(folder) as there, there.started("foot") as process, namesake(there):
            at.environment["WAYLAND_DISPLAY"] = str(there.socket)
            with user_manager(at) as manager:
                installed(manager)
                seen = at.until(lambda now: now["app"] == "foot" and now["pid"] is not None)
                assert seen["pid"] == process.pid


@contextmanager
def namesake(there: Headless) -> Iterator[None]:
    """Run another program by that name, which has no window: by the name alone, none of both is known."""
    other = there.runtime / "other/foot"
    other.parent.mkdir()
    shutil.copy("/bin/sleep", other)
    other.parent.chmod(0o755)
    with there.started(str(other), "600"):
        yield


@needs_root
def test_reload_reads_settings_again(manager: Manager) -> None:
    installed(manager)
    config = manager.home.root / "config/timesink/config.toml"
    config.parent.mkdir(exist_ok=True)
    config.write_text('idle_aftr = "1s"\n')
    assert manager.run("systemctl", "--user", "reload", "timesink").returncode == 0
    manager.home.until(lambda status: status["settings"]["problems"], "status")
    until(lambda: manager.show("ActiveState") == "active")


@needs_root
def test_stopping_is_clean_and_a_crash_is_answered_by_a_new_start(manager: Manager) -> None:
    installed(manager, drop_in="[Service]\nRestartSec=100ms\n")
    manager.run("systemctl", "--user", "kill", "--signal=KILL", "timesink")
    until(lambda: manager.show("NRestarts") == "1" and manager.show("ActiveState") == "active")
    assert manager.run("systemctl", "--user", "stop", "timesink").returncode == 0
    assert (manager.show("Result"), manager.show("ExecMainStatus")) == ("success", "0")


@needs_root
def test_an_agent_that_hangs_is_started_again(manager: Manager) -> None:
    installed(manager, drop_in="[Service]\nWatchdogSec=6\nTimeoutAbortSec=100ms\nRestartSec=100ms\n")
    first = manager.show("MainPID")
    manager.run("systemctl", "--user", "kill", "--signal=STOP", "timesink")
    until(lambda: manager.show("NRestarts") == "1" and manager.show("ActiveState") == "active", within=30)
    assert manager.show("MainPID") != first
    manager.home.until(lambda status: status["watching"], "status")


@needs_root
def test_a_port_in_use_is_told_once_and_not_tried_again_and_again(manager: Manager) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(manager.home.environment["TIMESINK_PORT"])))
        other.listen()
        failed = timesink(manager, "service", "install")
        assert failed.returncode == 1
        assert "journalctl --user -u timesink" in failed.stderr
        assert manager.show("NRestarts") == "0"
    assert timesink(manager, "service", "install").returncode == 0
