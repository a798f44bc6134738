"""What the tests need of the machine: where it's missing they say so, and in CI nothing may be missing."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Who runs the tests in the background may have told them, and all that they start, to ignore Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)

DESKTOP = Path(__file__).parent / "desktop"
NOBODY = 65534
PROGRAMS = (
    *("Xvfb", "openbox", "xdotool", "xterm", "xprop", "chromium", "firefox-esr"),
    *("i3", "sway", "foot", "Xwayland", "swaylock", "kwin_wayland", "gnome-shell", "gjs"),
    "/usr/share/dbus-1/services/org.xfce.xfce4-notifyd.Notifications.service",
    *("dbus-daemon", "gdbus", "systemd-analyze", "/usr/lib/python3/dist-packages/dbusmock/__main__.py"),
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder to work in as somebody who can be shut out of one; root can't."""
    path = Path(tempfile.mkdtemp(prefix="timesink-")).resolve()
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield path
    if is_root:
        os.seteuid(0)
    shutil.rmtree(path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [program for program in PROGRAMS if not (shutil.which(program) or Path(program).is_file())]
    reason = f"not installed: {', '.join(missing)}"
    for item in items:
        if missing and DESKTOP in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped})
        line = f"NOT RUN: {len(skipped)} tests ({'; '.join(reasons)})"
        terminalreporter.write_line(line, yellow=True)
        if told := os.environ.get("NOT_RUN"):  # tests/run-all says it again at its end
            with Path(told).open("a") as file:
                file.write(f"{line}\n")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
