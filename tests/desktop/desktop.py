"""A desktop of one's own: a virtual X server, a window manager, and real programs, each ended by its pid."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BROWSER_FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--password-store=basic",
    "--window-size=1000,700",
    "--window-position=0,0",
)

FIREFOX_PREFS = (
    'user_pref("browser.shell.checkDefaultBrowser", false);\n'
    'user_pref("browser.aboutwelcome.enabled", false);\n'
    'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
    'user_pref("toolkit.telemetry.enabled", false);\n'
    'user_pref("app.normandy.enabled", false);\n'
    'user_pref("network.captive-portal-service.enabled", false);\n'
    'user_pref("network.connectivity-service.enabled", false);\n'
    'user_pref("termsofuse.bypassNotification", true);\n'
)


def until(true: Callable[[], object], within: float = 15, every: float = 0.02) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every)


@contextmanager
def started(*argv: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as long as this lasts."""
    with subprocess.Popen(
        argv, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def xserver(*options: str) -> Iterator[str]:
    """Run an X server on a free display, as ':7'."""
    with xserver_process(*options) as (display, _):
        yield display


@contextmanager
def xserver_process(
    *options: str, display: str | None = None, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run an X server on that display, or a free one; and its process, to be killed."""
    read, write = os.pipe()
    argv = ["Xvfb", *([display] if display else []), "-displayfd", str(write)]
    # Without -noreset the server starts over when its last client leaves, and refuses the next meanwhile.
    argv += ["-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", *options]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        argv, pass_fds=[write], stdout=quiet, stderr=quiet, env=os.environ | environment
    ) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "Xvfb didn't start"
            yield f":{number}", server
        finally:
            server.terminate()


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """Run openbox there."""
    with started("openbox", "--sm-disable", DISPLAY=display):
        # Its list of windows is what openbox sets last; an xterm that comes before may wait for five seconds.
        until(lambda: "_NET_CLIENT_LIST(WINDOW)" in _root(display))
        yield


def _root(display: str) -> str:
    argv = ["xprop", "-root", "_NET_CLIENT_LIST"]
    return subprocess.run(
        argv, env=os.environ | {"DISPLAY": display}, capture_output=True, text=True, check=False
    ).stdout


@contextmanager
def xterm(display: str, title: str = "xterm", *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a terminal there."""
    words = ["-e", *command] if command else []
    with started("xterm", "-T", title, *words, DISPLAY=display) as process:
        yield process


@contextmanager
def chromium(display: str, *urls: str, flags: tuple[str, ...] = (), **environment: str) -> Iterator[int]:
    """Run Chromium there with a profile of its own, or the usual one below XDG_CONFIG_HOME; its pid."""
    as_root = ("--no-sandbox", "--test-type") if os.geteuid() == 0 else ()
    with _profile() as profile:
        own = () if "XDG_CONFIG_HOME" in environment else (f"--user-data-dir={profile}",)
        words = (*BROWSER_FLAGS, *as_root, *flags, *own, *urls)
        with started("chromium", *words, DISPLAY=display, **{"HOME": str(profile), **environment}) as process:
            yield process.pid


@contextmanager
def firefox(
    display: str, *urls: str, flags: tuple[str, ...] = (), prefs: dict[str, str] | None = None
) -> Iterator[int]:
    """Run Firefox there with a profile of its own; its pid."""
    with _profile() as profile:
        (profile / "user.js").write_text(
            FIREFOX_PREFS
            + "".join(f'user_pref("{name}", "{value}");\n' for name, value in (prefs or {}).items())
        )
        words = ("--no-remote", "--profile", str(profile), *flags, *urls)
        with started("firefox-esr", *words, DISPLAY=display, HOME=str(profile)) as process:
            yield process.pid


@contextmanager
def _profile() -> Iterator[Path]:
    profile = Path(tempfile.mkdtemp(prefix="timesink-profile-"))
    try:
        yield profile
    finally:
        for _ in range(20):  # the browser's children may still be writing
            shutil.rmtree(profile, ignore_errors=True)
            if not profile.exists():
                break
            time.sleep(0.1)


def xdotool(display: str, *words: str) -> None:
    """Move, press, type there."""
    subprocess.run(["xdotool", *words], env=os.environ | {"DISPLAY": display}, check=True, timeout=20)
