"""The database file: opened, made, brought up to date; a sentence for each way it can't be used."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from agent.errors import AgentError
from agent.paths import private_folder
from agent.store.file import File
from agent.store.migrations import MIGRATIONS, VERSION
from agent.store.spans import Store

BUSY_SECONDS = 5
_LITTLE = 100_000
"""bytes: not enough for the file that readers and writers share"""


class DatabaseTooNewError(AgentError):
    """A later version of the program has been here."""

    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"{path} was written by a newer timesink (its format is {found}, this one knows {VERSION}).",
            "Update timesink.",
        )


class DatabaseDamagedError(AgentError):
    """The file isn't what it should be."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(
            f"{path} is damaged, or no database of timesink's ({reason}).",
            "Move it away and put a backup in its place, or start with an empty one.",
        )


class DatabaseUnusableError(AgentError):
    """The file or its folder can't be read or written."""

    def __init__(self, path: Path, reason: object, *, is_full: bool = False) -> None:
        hint = "Free some space there." if is_full else "Make the file and its folder yours, and writable."
        super().__init__(f"{path} cannot be used: {reason}.", hint)


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[Store]:
    """Open the database, made if it isn't there, and close it in the end.

    To read, it need not be there: then an empty one is read, and nothing is made.

    Raises:
        AgentError: where it's too new, damaged, or can't be read or written.
    """
    store = Store(File(partial(_connect, path, read_only=read_only), path))
    try:
        yield store
    finally:
        store.file.close()


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    try:
        return _connected(path, read_only=read_only)
    except OSError as error:
        reason, is_full = (error.strerror or str(error)).lower(), error.errno == errno.ENOSPC
        raise DatabaseUnusableError(path, reason, is_full=is_full) from error
    except sqlite3.OperationalError as error:
        is_full = error.sqlite_errorcode == sqlite3.SQLITE_FULL or not _has_room(path.parent)
        raise DatabaseUnusableError(path, error, is_full=is_full) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseDamagedError(path, error) from error


def _has_room(folder: Path) -> bool:
    """Tell whether a page or two could be written there; where not, SQLite speaks of an I/O error."""
    try:
        return shutil.disk_usage(folder).free > _LITTLE
    except OSError:
        return True


def _connected(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only and not (path.exists() and path.stat().st_size):
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript("".join(MIGRATIONS.values()))
        return connection
    if not read_only:
        private_folder(path.parent)
        path = Path(os.path.realpath(path))  # a link may be to a file that isn't there yet
        # Only what isn't there yet is opened but by SQLite: to close any descriptor of a file lets go of all
        # locks that the process has on it (POSIX), and other programs would delete its WAL while it's in use.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        path.chmod(0o600)
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    try:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found < 0:
            raise DatabaseDamagedError(path, f"its format is {found}")  # noqa: TRY301
        if found > VERSION:
            raise DatabaseTooNewError(path, found)  # noqa: TRY301  only to have it closed
        if not read_only or found == VERSION:
            _prepare(connection, found, read_only=read_only)
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    _connected(path, read_only=False).close()  # an older file is brought up to date first
    return _connected(path, read_only=True)


def _prepare(connection: sqlite3.Connection, found: int, *, read_only: bool) -> None:
    connection.execute("PRAGMA cache_size = -512")
    if read_only:
        connection.execute("BEGIN")  # all that is read comes from one moment
        return
    # What is forgotten is overwritten. WAL lets people ask while the agent writes; NORMAL may lose the last
    # minutes when the power fails, never the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for version in range(found + 1, VERSION + 1):
        _migrate(connection, version)


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the database up to a version, unless another program has just done so."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] < version:
        for statement in MIGRATIONS[version].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")
