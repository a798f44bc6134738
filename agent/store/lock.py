"""One agent for each user: two would count everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import AgentError


class AlreadyRunningError(AgentError):
    """Another agent of this user is at work."""

    def __init__(self, pid: str) -> None:
        which = f" (process {pid})" if pid.isdecimal() else ""
        end = f", `kill {pid}` ends it" if which else ""
        hint = f"`timesink status` says how it's doing{end}."
        super().__init__(f"the agent is already running{which}.", hint)


@contextmanager
def only_agent(lock: Path) -> Iterator[None]:
    """Be the one agent, as long as this lasts; the kernel gives the place free however we end.

    Raises:
        AgentError: where another one is, or the lock can't be made.
    """
    try:
        file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        what = f"{lock} cannot be used: {(error.strerror or str(error)).lower()}."
        raise AgentError(what, "Make the file and its folder yours, and writable.") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError(os.read(file, 16).decode("ascii", "replace").strip()) from None
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        os.close(file)


def holder(lock: Path) -> str | None:
    """Return the process that holds the lock; None where nobody does, or that can't be told."""
    try:
        with lock.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return file.read(16).decode("ascii", "replace").strip()
    except OSError:
        pass
    return None
