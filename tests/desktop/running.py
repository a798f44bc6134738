"""The real agent as a process of its own, in a home of its own, and what it says over its socket."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

DAEMON = (sys.executable, "-P", "-m", "agent.daemon")


class Unix(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self) -> None:
        connecting = socket.socket(socket.AF_UNIX)
        connecting.settimeout(self.timeout)
        try:
            connecting.connect(str(self._path))
        except OSError:
            connecting.close()
            raise
        self.sock = connecting


@dataclass
class Home:
    """Where one user's agent keeps its things, and the environment that says so."""

    root: Path
    environment: dict[str, str]

    @property
    def socket(self) -> Path:
        return self.root / "run/timesink/socket"

    @property
    def tail(self) -> Path:
        return self.root / "run/timesink/tail.json"

    @property
    def database(self) -> Path:
        return self.root / "data/timesink/timesink.db"

    @property
    def rules(self) -> Path:
        return self.root / "config/timesink/rules"

    def timesink(self, *words: str, check: bool = True, stderr: bool = False) -> str:
        """Run a command as the user would, and return what it prints, where asked for with its complaints."""
        argv = [sys.executable, "-m", "agent", *words]
        done = subprocess.run(argv, env=self.environment, text=True, capture_output=True, check=False)
        assert not check or done.returncode == 0, done.stderr + done.stdout
        return done.stdout + done.stderr * stderr

    def get(self, path: str, **query: str) -> Any:
        """Ask the agent that runs here."""
        with closing(Unix(self.socket)) as connection:
            asked = f"{path}?{urlencode(query)}" if query else path
            connection.request("GET", f"/api/v1/{asked}")
            answer = connection.getresponse()
            body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)

    def until(self, wanted: Callable[[Any], object], path: str = "now", within: float = 10) -> Any:
        """Ask until the answer is as wanted (a function of it), and return it."""
        deadline = time.monotonic() + within
        answer = None
        while True:
            with suppress(OSError):
                answer = self.get(path)
                if wanted(answer):
                    return answer
            assert time.monotonic() < deadline, f"{path}: {answer}"
            time.sleep(0.02)


@dataclass
class Agent:
    """A running agent."""

    process: subprocess.Popen[bytes]
    home: Home
    log: Path

    def get(self, path: str, **query: str) -> Any:
        return self.home.get(path, **query)

    def until(self, wanted: Callable[[Any], object], path: str = "now", within: float = 10) -> Any:
        """Ask until the answer is as wanted (a function of it), and return it."""
        try:
            return self.home.until(wanted, path, within)
        except AssertionError as error:
            error.add_note(self.log.read_text())
            raise

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(20)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


@contextmanager
def home(display: str | None = None, **settings: str) -> Iterator[Home]:
    """Make a user's home: real files on disk, the runtime folder in memory as systemd makes it."""
    root = Path(tempfile.mkdtemp(prefix="timesink-home-"))
    memory = Path("/dev/shm") if Path("/dev/shm").is_dir() else root  # noqa: S108
    runtime = Path(tempfile.mkdtemp(prefix="timesink-run-", dir=memory))
    (root / "run").symlink_to(runtime)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TZ", "TMPDIR"}}
    environment = kept | {
        "HOME": str(root),
        "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_DATA_HOME": str(root / "data"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "TIMESINK_PORT": str(free_port()),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={root}/run/bus",
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={root}/run/system_bus",
    }
    if display is not None:
        environment["DISPLAY"] = display
    environment |= {f"TIMESINK_{name.upper()}": value for name, value in settings.items()}
    try:
        yield Home(root, environment)
    finally:
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)


@contextmanager
def agent(at: Home, *, seeing: bool = True) -> Iterator[Agent]:
    """Run the agent there; where asked for, only begin once it sees the desktop."""
    log = at.root / "agent.log"
    with log.open("ab") as out:
        process = subprocess.Popen(DAEMON, env=at.environment, stdout=out, stderr=out)
    running = Agent(process, at, log)
    try:
        running.until(lambda status: status["watching"] or not seeing, "status")
        yield running
    finally:
        with suppress(subprocess.TimeoutExpired):
            running.stop()
        running.stop(signal.SIGKILL)
