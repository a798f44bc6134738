"""`timesink service`: systemd runs the agent whenever its user is logged in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from agent.cli import output
from agent.errors import AgentError, Exit
from agent.paths import shipped

UNIT = "timesink.service"


@click.group(name="service", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Let systemd run the agent whenever you're logged in."""


@command.command()
def install() -> None:
    """Put the service in place and start it: now, and at every login."""
    _need_systemd()
    unit, text = unit_path(), unit_text()
    before = unit.read_text() if unit.exists() else None
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(text)
    _systemctl("daemon-reload")
    _systemctl("enable", UNIT)
    _systemctl("restart", UNIT)  # also where the unit is the same: the program may be another
    done = "put in place" if before is None else "unchanged" if before == text else "replaced"
    click.echo(f"{unit}: {done}.")
    click.echo("The agent runs now, and at every login. `timesink doctor` looks after it.")


@command.command()
def remove() -> None:
    """Stop the service and take it away; what was tracked stays."""
    unit = unit_path()
    if not unit.exists():
        click.echo("The service isn't installed.")
        return
    runs = _has_systemd()
    if runs:
        _systemctl("disable", "--now", UNIT)
    unit.unlink()
    if runs:
        _systemctl("daemon-reload")
    click.echo(f"{unit}: removed. What was tracked stays where it is.")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(*, as_json: bool) -> None:
    """Tell whether the service is installed, starts at login, and runs. Ends with 1 where it doesn't run."""
    state = service_state()
    if as_json:
        output.show_json(state)
    elif not state["installed"]:
        click.echo("The service isn't installed. `timesink service install` does it.")
    else:
        at_login = "starts at every login" if state["enabled"] else "doesn't start at login"
        running = "runs" if state["active"] else "doesn't run: `journalctl --user -u timesink` says why"
        click.echo(f"The service is installed, {at_login}, and {running}.")
    if not state["active"]:
        raise click.exceptions.Exit(Exit.MENDABLE)


def service_state() -> dict[str, bool]:
    """Return whether the service is installed, enabled, active; all False where there's no systemd."""
    installed = unit_path().exists()
    return {
        "installed": installed,
        "enabled": installed and _succeeds("is-enabled", UNIT),
        "active": installed and _succeeds("is-active", UNIT),
    }


def unit_path() -> Path:
    """Return where the user's own units lie."""
    config = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (config if config.is_absolute() else Path.home() / ".config") / "systemd/user" / UNIT


def unit_text() -> str:
    """Return the shipped unit, starting this very installation."""
    python = sys.executable.replace("%", "%%")
    own = f'"{python}" -P -m agent.daemon'
    return (shipped("systemd") / UNIT).read_text().replace("ExecStart=timesink run", f"ExecStart={own}")


def _succeeds(*words: str) -> bool:
    return bool(shutil.which("systemctl")) and _run(*words).returncode == 0


def _has_systemd() -> bool:
    """Tell whether the user's systemd can be asked; where it can't, it says "offline" or nothing."""
    if shutil.which("systemctl") is None:
        return False
    return _run("is-system-running").stdout.strip() not in ("", "offline", "unknown")


def _need_systemd() -> None:
    if not _has_systemd():
        hint = "Start `timesink run` with your desktop instead (its autostart settings)."
        raise AgentError("systemd doesn't run for this user here.", hint)


def _systemctl(*words: str) -> None:
    done = _run(*words)
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()
        hint = "`journalctl --user -u timesink` says why." if words[-1] == UNIT else ""
        raise AgentError(f"`systemctl --user {' '.join(words)}` failed: {reason[0] if reason else ''}", hint)


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    argv = ["systemctl", "--user", *words]
    try:
        return subprocess.run(argv, text=True, capture_output=True, check=False, timeout=60)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise AgentError("systemd doesn't answer.", "Log out and in again.") from None
