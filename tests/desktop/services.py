"""A real `systemd --user`, alone: in mount and cgroup namespaces of its own, over a home of a test."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop import until
from running import Home

CGROUPS = next(
    (
        path
        for path in (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"))
        if path.joinpath("cgroup.procs").exists()
    ),
    None,
)
"""where cgroup v2 is mounted; None where it isn't"""

ALONE = """
set -e
mount -t tmpfs tmpfs /run/systemd
mkdir /run/systemd/system
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
exec /lib/systemd/systemd --user --log-target=console --log-level=info
"""


@dataclass
class Manager:
    """A running user manager, and the home it's for."""

    pid: int
    home: Home

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run a program where the manager can be reached."""
        inside = ["nsenter", "-t", str(self.pid), "-m", "-C", *argv]
        return subprocess.run(
            inside, env=self.home.environment, text=True, capture_output=True, check=False, timeout=60
        )

    def show(self, name: str) -> str:
        """Return a property of the service."""
        asked = self.run("systemctl", "--user", "show", "timesink.service", "--value", "-p", name)
        return asked.stdout.strip()


@contextmanager
def user_manager(home: Home) -> Iterator[Manager]:
    """Run systemd's user manager for that home."""
    assert CGROUPS is not None
    group = CGROUPS / f"timesink-{os.getpid()}-{time.monotonic_ns()}"
    group.mkdir()
    join = f"echo $$ > {group}/cgroup.procs; exec unshare -m -C --propagation private sh -c '{ALONE}'"
    (home.root / "run/systemd").mkdir(parents=True)
    log = home.root / "manager.log"
    with log.open("wb") as out:
        process = subprocess.Popen(["sh", "-c", join], env=home.environment, stdout=out, stderr=out)
    manager = Manager(process.pid, home)
    try:
        until(lambda: manager.run("systemctl", "--user", "is-system-running").stdout.strip() == "running")
        yield manager
    finally:
        manager.run("systemctl", "--user", "exit")
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _remove(group)


def _remove(group: Path) -> None:
    for path in sorted(group.rglob("*"), reverse=True):
        if path.is_dir():
            with suppress(OSError):
                path.rmdir()
    with suppress(OSError):
        group.rmdir()
