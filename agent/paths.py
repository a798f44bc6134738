"""Where things lie: the user's folders by XDG, and what is shipped with the program."""

import os
from dataclasses import dataclass
from pathlib import Path

from agent.errors import AgentError

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the shipped `rules` or `systemd` folder: inside a wheel, beside the package in a checkout."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one user; nothing is created by asking."""

    config: Path
    """config.toml and the user's own rules/"""
    data: Path
    """timesink.db and the token"""
    runtime: Path
    """socket, lock and tail: in memory where the system offers it, gone after a restart"""

    @classmethod
    def of_user(cls) -> "Paths":
        """Read the XDG variables; relative values are ignored, as their specification asks."""
        data = _xdg("XDG_DATA_HOME", Path.home() / ".local/share") / "timesink"
        return cls(
            config=_xdg("XDG_CONFIG_HOME", Path.home() / ".config") / "timesink",
            data=data,
            runtime=_xdg("XDG_RUNTIME_DIR", data / "run") / "timesink",
        )

    @property
    def settings(self) -> Path:
        """Return where the settings file is looked for."""
        return self.config / "config.toml"

    @property
    def rules(self) -> Path:
        """Return the folder of the user's own rules."""
        return self.config / "rules"

    @property
    def database(self) -> Path:
        """Return the database file."""
        return self.data / "timesink.db"

    @property
    def token(self) -> Path:
        """Return the file with the endpoint's token."""
        return self.data / "token"

    @property
    def socket(self) -> Path:
        """Return the command line's way to the running agent."""
        return self.runtime / "socket"

    @property
    def lock(self) -> Path:
        """Return the file that the one running agent holds locked."""
        return self.data / "lock"

    @property
    def copies(self) -> Path:
        """Return the folder in which a browser's history is copied while it's read."""
        return self.runtime / "copies"

    @property
    def tail(self) -> Path:
        """Return the sign of life: spans that are not yet in the database."""
        return self.runtime / "tail.json"


def _xdg(variable: str, default: Path) -> Path:
    value = Path(os.environ.get(variable, ""))
    return value if value.is_absolute() else default


def private_folder(path: Path) -> Path:
    """Make sure of a folder that only its owner can enter, and return it.

    Raises:
        AgentError: where that can't be had.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as error:
        what = f"the folder {path} cannot be used: {(error.strerror or str(error)).lower()}."
        raise AgentError(what, "Make it yours, and writable.") from error
    return path
