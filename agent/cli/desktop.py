"""`timesink desktop`: what a desktop needs of us before it tells its windows; so far that's GNOME alone."""

import ast
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click

from agent.cli import output
from agent.errors import AgentError, Exit
from agent.sources.gnome import EXTENSION, FILES

_LEGACY = range(42, 45)
_MODULE = range(45, 52)
"""GNOME's versions that the two forms of the extension are for"""
_SCHEMA, _ALL_OFF = "org.gnome.shell", "disable-user-extensions"
_ON, _OFF = "enabled-extensions", "disabled-extensions"
"""who is on both lists is off: GNOME's own program for extensions writes the second"""
ALLOW = f"gsettings set {_SCHEMA} {_ALL_OFF} false"
"""the command that lets GNOME run extensions, where it runs none"""


@click.group(name="desktop", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Let GNOME tell its windows; other desktops need nothing."""


@command.command()
def install() -> None:
    """Put the extension for GNOME Shell in place, and enable it."""
    version = _shell_version()
    if version is None:
        click.echo("There is no GNOME Shell here, and other desktops need nothing: `timesink doctor` tells.")
        return
    folder, files = extension_folder(), extension_files(version)
    is_there = _read(folder) == files
    if not is_there:
        _take_away(folder)
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_bytes(text)
    was_enabled = _is_enabled()
    if not was_enabled:
        _list(_ON, [*_others(_ON), EXTENSION])
        _list(_OFF, _others(_OFF))
    if not _is_enabled():
        hint = "Run it in a terminal of your GNOME session."
        raise AgentError("GNOME's settings can't be reached from here, so the extension isn't enabled.", hint)
    if is_there and was_enabled:
        click.echo(f"{folder}: unchanged, and enabled.")
    else:
        click.echo(f"{folder}: put in place and enabled.")
        click.echo("Log out and in again: GNOME loads new extensions at login.")
    if not _are_allowed():
        click.echo(f"All extensions are off here. `{ALLOW}` lets them run.")


@command.command()
def remove() -> None:
    """Disable the extension and take it away."""
    folder = extension_folder()
    if _shell_version() is not None and EXTENSION in _listed(_ON):
        _list(_ON, _others(_ON))
    if not (folder.exists() or folder.is_symlink()):
        click.echo("The extension isn't installed.")
        return
    _take_away(folder)
    click.echo(f"{folder}: removed.")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(*, as_json: bool) -> None:
    """Tell whether this desktop has what it needs. Ends with 1 where it hasn't."""
    state = desktop_state()
    if as_json:
        output.show_json(state)
    else:
        click.echo(in_words(state))
    if state["needed"] and not all(state.values()):
        raise click.exceptions.Exit(Exit.MENDABLE)


def desktop_state() -> dict[str, bool]:
    """Return whether an extension is needed here, installed as it should be, enabled, and let by GNOME."""
    version = _shell_version()
    if version is None:
        return {"needed": False, "installed": False, "enabled": False, "allowed": False}
    return {
        "needed": True,
        "installed": _read(extension_folder()) == extension_files(version),
        "enabled": _is_enabled(),
        "allowed": _are_allowed(),
    }


def in_words(state: dict[str, bool]) -> str:
    """Say how it is, and what to do."""
    if not state["needed"]:
        return "There is no GNOME Shell here, and other desktops need nothing."
    if state["installed"] and state["enabled"] and not state["allowed"]:
        return f"The extension for GNOME Shell is enabled, but all extensions are off. `{ALLOW}` mends it."
    if state["installed"] and state["enabled"]:
        return "The extension for GNOME Shell is installed and enabled."
    what = "isn't enabled" if state["installed"] else "isn't installed, or of another version"
    return f"The extension for GNOME Shell {what}. `timesink desktop install` mends it."


def extension_folder() -> Path:
    """Return where the user's own extension lies."""
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    below = data if data.is_absolute() else Path.home() / ".local/share"
    return below / "gnome-shell/extensions" / EXTENSION


def extension_files(version: int) -> dict[str, bytes]:
    """Return the extension's files for a version of GNOME Shell: what they hold, by name."""
    form, versions = ("legacy", _LEGACY) if version in _LEGACY else ("module", _MODULE)
    script = (FILES / f"{form}.js").read_bytes() + (FILES / "windows.js").read_bytes()
    metadata = {
        "uuid": EXTENSION,
        "name": "timesink",
        "description": "Tells your own timesink agent, and nobody else, which window is in front.",
        "shell-version": [str(each) for each in sorted({*versions, version})],
    }
    return {"extension.js": script, "metadata.json": f"{json.dumps(metadata, indent=2)}\n".encode()}


def _read(folder: Path) -> dict[str, bytes]:
    """Return what lies there, by file name; nothing of a folder in it."""
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}


def _take_away(folder: Path) -> None:
    """Remove a folder; of a link, which somebody may have put there, nothing but the link."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _shell_version() -> int | None:
    """Return the major version of the GNOME Shell that is installed; None where there's none."""
    if shutil.which("gnome-shell") is None:
        return None
    words = _run("gnome-shell", "--version").split()
    major = words[-1].partition(".")[0] if words else ""
    return int(major) if major.isdecimal() else None


def _is_enabled() -> bool:
    return EXTENSION in _listed(_ON) and EXTENSION not in _listed(_OFF)


def _are_allowed() -> bool:
    return _run("gsettings", "get", _SCHEMA, _ALL_OFF).strip() != "true"


def _others(key: str) -> list[str]:
    """Return the others on a list of GNOME's."""
    return [each for each in _listed(key) if each != EXTENSION]


def _listed(key: str) -> list[str]:
    said: Any = ast.literal_eval(_run("gsettings", "get", _SCHEMA, key).removeprefix("@as ").strip() or "[]")
    return [str(each) for each in said]


def _list(key: str, extensions: list[str]) -> None:
    _run("gsettings", "set", _SCHEMA, key, str(extensions))


def _run(*argv: str) -> str:
    try:
        done = subprocess.run(argv, text=True, capture_output=True, check=True, timeout=20)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        hint = "Run it in a terminal of your GNOME session."
        raise AgentError(f"`{' '.join(argv[:3])}` failed.", hint) from error
    return done.stdout
