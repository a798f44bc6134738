"""An open database file: questions to it, and changes that are made whole or not at all."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from agent.errors import AgentError

_DAMAGED = "It's damaged: move it away and put a backup in its place."


class KeepError(AgentError):
    """What was seen can't be written just now."""

    def __init__(self, path: Path, reason: object) -> None:
        hint = "Free some space there, or make it writable."
        if isinstance(reason, sqlite3.Error) and reason.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            hint = "Close the other program that has it open."
        elif not isinstance(reason, sqlite3.OperationalError):
            hint = _DAMAGED
        super().__init__(f"{path} cannot be written: {reason}.", hint)


class File:
    """The file by its path; where it's deleted or another is put in its place, that one is opened."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], path: Path) -> None:
        self._connect = connect
        self._path = path
        self._connection = connect()
        self._file = _identity(path)

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def rows(self, question: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a question brings.

        Raises:
            AgentError: where the file can't be read.
        """
        with self._reading():
            for row in self._connection.execute(question, values):  # noqa: UP028  so that it can be left early
                yield row

    def table(self, question: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return all that a question brings at once: thousands of rows come half as dear as one by one.

        Raises:
            AgentError: where the file can't be read.
        """
        with self._reading():
            return self._connection.execute(question, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            hint = "" if isinstance(error, sqlite3.OperationalError) else _DAMAGED
            raise AgentError(f"{self._path} cannot be read: {error}.", hint) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """Change what is kept: all that is done meanwhile, or nothing. One within another is a part of it.

        Raises:
            KeepError: where the disk is full, or nothing may be written.
        """
        if self._connection.in_transaction:
            with closing(self._connection.cursor()) as cursor:
                yield cursor
            return
        if self._file != _identity(self._path):  # deleted, or another one put in its place
            self.close()
            self._connection, self._file = self._connect(), _identity(self._path)
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except sqlite3.Error as error:
            raise KeepError(self._path, error) from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()
            cursor.close()

    @contextmanager
    def scratch(self) -> Iterator[sqlite3.Cursor]:
        """Write into temporary tables, which go when the file is closed; others may write to it meanwhile.

        Raises:
            AgentError: where there's no room for them.
        """
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("BEGIN")
                yield cursor
                cursor.execute("COMMIT")
        except sqlite3.Error as error:
            hint = "Free some space where temporary files are kept."
            raise AgentError(f"what was read can't be held for a while: {error}.", hint) from error
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
