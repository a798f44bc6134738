"""config.toml as it's written: one setting changes, and the user's comments stay."""

import os
import signal
from contextlib import suppress

import tomlkit
from tomlkit.exceptions import TOMLKitError

from agent.cli.files import write_whole
from agent.errors import AgentError, Problem
from agent.paths import Paths
from agent.rulebook.reading import read_text
from agent.settings import read_settings
from agent.store.lock import holder


def set_setting(key: str, *, value: bool) -> None:
    """Write a setting into config.toml, and have the running agent read it.

    Raises:
        AgentError: the file has a fault, so that nothing can be added, or the environment says otherwise
        OSError: it can't be written
    """
    paths = Paths.of_user()
    if (name := f"TIMESINK_{key.upper()}") in os.environ:
        raise AgentError(f"{name} is set, and goes first.", "Unset it.")
    text = read_text(paths.settings) if os.path.lexists(paths.settings) else ""
    if isinstance(text, Problem):
        raise AgentError(f"{paths.settings}: {text.what}", text.hint)
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise AgentError(f"{paths.settings} cannot be read: {error}.", "Mend it first.") from error
    document[key] = value
    paths.settings.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(paths.settings, tomlkit.dumps(document))
    settings, problems = read_settings(paths.settings, os.environ)
    if getattr(settings, key) != value:
        raise AgentError("; ".join(map(str, problems)))
    pid = holder(paths.lock)
    if pid is not None and pid.isdecimal():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGHUP)
