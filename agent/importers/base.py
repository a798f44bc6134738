"""What reads the export of one network, part by part; and how faults in it are counted."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, TextIO, TypeVar

from agent.core.findings import Exported, Finding, Lifetime, Received
from agent.core.stays import Stay
from agent.errors import Problem
from agent.importers.jsons import Broken, End, Path, values
from agent.importers.tables import Row, rows

LONGEST = timedelta(hours=24)
"""no stay is longer"""

MOST = 1_000_000_000
"""no count or amount is larger"""

T = TypeVar("T")


class BadRow(ValueError):
    """A row that can't be read."""


@dataclass(slots=True)
class Faults:
    """What couldn't be read, file by file."""

    rows: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def told(self) -> list[Problem]:
        """Return all of it as sentences."""
        counted = [
            Problem(path, f"{number:,} {'entry' if number == 1 else 'entries'} could not be read.")
            for path, number in self.rows.items()
        ]
        return [*self.problems, *counted]


@dataclass(frozen=True, slots=True)
class File:
    """A file of an export that is read just now; a row that can't be read costs only itself."""

    path: str
    text: TextIO
    faults: Faults
    since: date
    """when the network began: nothing can be older"""
    now: datetime

    def rows(self, *needed: str) -> Iterator[Row]:
        """Yield its rows as a table that has these columns, each by its column's plain name."""
        found = rows(self.text, needed, self.bad)
        if found is None:
            self.fault("has none of the columns that are known.")
            return
        yield from found

    def values(self, *ends: End) -> Iterator[tuple[Path, Any]]:
        """Yield the values of its JSON whose path ends so, each with its path ("*" is an entry of a list)."""
        number = 0
        try:
            for path, value in values(self.text, ends):
                number += 1
                yield path, value
        except Broken as broken:
            self.fault(f"{broken} after {number:,} entries; those were read.")

    def each(self, things: Iterable[T], read: Callable[[T], Finding | None]) -> Iterator[Finding]:
        """Yield what is found in each of these; one that can't be read is counted."""
        for thing in things:
            try:
                found = read(thing)
                if found is not None:
                    self._check(found)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, OSError):
                self.bad()
                continue
            if found is not None:
                yield found

    def moment(self, at: datetime) -> datetime:
        """Return a moment if it can be one on this network.

        Raises:
            BadRow: where it's before the network began, or yet to come.
        """
        if not self.since <= at.date() or at > self.now + timedelta(days=1):
            raise BadRow
        return at

    def fault(self, what: str, hint: str = "") -> None:
        """Note what is wrong with the whole of it."""
        self.faults.problems.append(Problem(self.path, what, hint))

    def bad(self) -> None:
        """Count a row that can't be read."""
        self.faults.rows[self.path] += 1

    def _check(self, found: Finding) -> None:
        """Refuse what can't be true: dates before the network began or in the future, endless stays."""
        match found:
            case Received(at=at, amount=amount):
                if amount is not None and not 0 < amount <= MOST:
                    raise BadRow
                if at is not None:
                    self.moment(
                        at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)
                    )
            case Exported(at):
                self.moment(at)
            case Lifetime(count=count):
                if not 0 <= count <= MOST:
                    raise BadRow
            case Stay(start, end):
                self.moment(start)
                if not timedelta() < end - start <= LONGEST:
                    raise BadRow


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of file in an export: how its path ends, what stands near its beginning, and what reads it."""

    path: re.Pattern[str]
    sign: re.Pattern[str]
    read: Callable[[File], Iterable[Finding]] | None = None
    """None where the file only tells whose export it is"""
    is_sure: bool = True
    """whether the path alone tells what the file should be"""


class Importer(Protocol):
    """Reads one export of a network; made anew for each."""

    network: str

    @property
    def since(self) -> date:
        """Return when the network began: nothing can be older."""

    @property
    def parts(self) -> Sequence[Part]:
        """Return the kinds of files that it reads."""

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield what can only be told once all files are read."""


def part(path: str, sign: str, read: Callable[[File], Iterable[Finding]] | None = None) -> Part:
    """Return a part by the end of its path, in whatever folder, and a sign in its first lines."""
    return Part(re.compile(rf"(?:^|/){path}\Z", re.IGNORECASE), re.compile(sign, re.IGNORECASE), read)
