"""Message buses of one's own, and a logind to play with on one of them."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop import started, until

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1")


@contextmanager
def bus() -> Iterator[str]:
    """Run a message bus; its address."""
    with tempfile.TemporaryDirectory(prefix="timesink-bus-") as folder:
        path = Path(folder) / "bus"
        address = f"unix:path={path}"
        with started("dbus-daemon", "--session", f"--address={address}", "--nofork", "--nopidfile"):
            until(path.exists)
            yield address


@contextmanager
def bare_bus(path: Path) -> Iterator[str]:
    """Run a message bus there that starts nobody by itself; its address."""
    config = path.with_name("bus.conf")
    config.write_text(
        f"<busconfig><type>session</type><listen>unix:path={path}</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    with started("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"):
        until(path.exists)
        yield f"unix:path={path}"


class Machine:
    """A stand-in for logind, as Debian's python3-dbusmock plays it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def call(self, path: str, method: str, *words: str) -> None:
        argv = ["gdbus", "call", "--address", self._address, "--dest", LOGIND[0], "--object-path", path]
        subprocess.run([*argv, "--method", method, *words], check=True, capture_output=True, timeout=10)

    def add_session(self, name: str, uid: int, *, kind: str = "x11") -> str:
        """Log a user in, and return the session's path."""
        mock = "org.freedesktop.DBus.Mock"
        for method, words in (
            ("AddSeat", ["seat0"]),
            ("AddUser", [str(uid), "somebody", "true"]),
            ("AddSession", [name, "seat0", str(uid), "somebody", "true"]),
        ):
            try:
                self.call(LOGIND[1], f"{mock}.{method}", *words)
            except subprocess.CalledProcessError:
                if method == "AddSession":
                    raise
        path = f"/org/freedesktop/login1/session/{name}"
        self.set(path, "Type", f"<'{kind}'>")
        return path

    def set(self, path: str, name: str, value: str) -> None:
        interface = "org.freedesktop.login1.Session"
        mock = "org.freedesktop.DBus.Mock.UpdateProperties"
        self.call(path, mock, interface, f"{{'{name}': {value}}}")

    def sleep(self, *, yes: bool) -> None:
        words = ("org.freedesktop.login1.Manager", "PrepareForSleep", "b", f"[<{str(yes).lower()}>]")
        self.call(LOGIND[1], "org.freedesktop.DBus.Mock.EmitSignal", *words)


@contextmanager
def machine() -> Iterator[tuple[str, Machine]]:
    """Run a system bus with a logind; its address, and the machine to play with."""
    with bus() as address, logind_on(address):
        yield address, Machine(address)


@contextmanager
def logind_on(address: str) -> Iterator[None]:
    """Run a logind on that bus."""
    argv = ("/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "logind")
    with started(*argv, DBUS_SYSTEM_BUS_ADDRESS=address):
        ping = ["gdbus", "call", "--address", address, "--dest", LOGIND[0], "--object-path", LOGIND[1]]
        ping += ["--method", "org.freedesktop.DBus.Peer.Ping"]
        until(lambda: subprocess.run(ping, capture_output=True, check=False).returncode == 0)
        yield


def call(environment: dict[str, str], to: str, path: str, method: str, *words: str) -> str:
    """Call a program on the session bus, and return what it answers."""
    argv = ["gdbus", "call", "--session", "--dest", to, "--object-path", path, "--method", method, *words]
    done = subprocess.run(
        argv, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()


def uid() -> int:
    """Return whose sessions the agent takes for its own."""
    return os.getuid()
