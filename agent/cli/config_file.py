"""config.toml as it's written: some settings change, and the user's comments stay."""

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from agent.cli.files import write_whole
from agent.errors import AgentError, Problem
from agent.paths import Paths
from agent.rulebook.reading import read_text
from agent.settings import faults_of
from agent.store.lock import holder


def set_settings(values: Mapping[str, object]) -> None:
    """Write settings into config.toml, and have the running agent read it.

    Raises:
        AgentError: the file has a fault, so that nothing can be added, a value can't be, or the environment
            says otherwise; then nothing is written
        OSError: it can't be written
    """
    paths = Paths.of_user()
    for key in values:
        if (name := f"TIMESINK_{key.upper()}") in os.environ:
            raise AgentError(f"{name} is set, and goes first.", "Unset it.")
    if faults := faults_of(values, paths.settings.name):
        raise AgentError("; ".join(map(str, faults)))
    write_whole(paths.settings, _with(paths.settings, values))
    pid = holder(paths.lock)
    if pid is not None and pid.isdecimal():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGUSR1)


def check_file(path: Path) -> None:
    """Tell before anything is asked whether it could be written.

    Raises:
        AgentError: the file has a fault, so that nothing can be added
    """
    _document(path)


def _document(path: Path) -> tomlkit.TOMLDocument:
    text = read_text(path) if os.path.lexists(path) else ""
    if isinstance(text, Problem):
        raise AgentError(f"{path}: {text.what}", text.hint)
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise AgentError(f"{path} cannot be read: {error}.", "Mend it first.") from error


def _with(path: Path, values: Mapping[str, object]) -> str:
    """Return the file's text with those values set; single ones go before its tables."""
    document = _document(path)
    for key, value in values.items():
        there = document.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            there.update(value)
        else:
            document[key] = value
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tomlkit.dumps(document)
