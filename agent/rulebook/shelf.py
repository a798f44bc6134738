"""One folder of rule files, and of each file the last good reading."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from agent.errors import Problem
from agent.rulebook.reading import Stamp, files_in, misnamed, stamp_of

Thing = TypeVar("Thing")
Read = Callable[[Path], tuple[Thing | None, tuple[Problem, ...]]]

_TOLD = 20
"""problems of one file, besides the first: a file can have thousands"""
SHIPPED_STAY = "The shipped ones stay in force."
_JUST_NOW = 100_000_000
"""ns: a file this young may change again without its stamp showing it"""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Thing]):
    """A file as it was last read."""

    stamp: Stamp | None = None
    latest: Thing | None = None
    """None where the file is faulty"""
    good: Thing | None = None
    """the last one that was accepted"""
    problems: tuple[Problem, ...] = ()


class Shelf(Generic[Thing]):
    """The files of one folder."""

    def __init__(self, path: Path, read: Read[Thing]) -> None:
        self.path = path
        self._read = read
        self._readings: dict[str, Reading[Thing]] = {}
        self._problems: tuple[Problem, ...] = ()

    def reload(self) -> bool:
        """Read the files that changed; tell whether any says something new. What can't be read stays."""
        before, trouble = self._readings, self._problems
        files, self._problems = files_in(self.path)
        if not self._problems:
            self._problems = misnamed(self.path)
            self._readings = {
                file.stem: self._renewed(file, before.get(file.stem, Reading())) for file in files
            }
        says = {each: (reading.latest, reading.problems) for each, reading in self._readings.items()}
        said = {each: (reading.latest, reading.problems) for each, reading in before.items()}
        return says != said or trouble != self._problems

    def read_anew(self) -> None:
        """Have `reload` read every file, changed or not: what they are read by has changed."""
        self._readings = {each: replace(reading, stamp=None) for each, reading in self._readings.items()}

    def good(self) -> dict[str, Thing]:
        """Return the last accepted reading of each file."""
        return {each: reading.good for each, reading in self._readings.items() if reading.good is not None}

    def unproved(self) -> dict[str, Thing]:
        """Return the readings that are not accepted yet."""
        return {
            each: reading.latest
            for each, reading in self._readings.items()
            if reading.latest is not None and reading.latest is not reading.good
        }

    def judge(self, each: str, problems: tuple[Problem, ...]) -> None:
        """Accept the latest reading of a file where it has no problems; else go on with the good one."""
        reading = self._readings[each]
        good = reading.good if problems else reading.latest
        self._readings[each] = replace(reading, good=good, problems=problems)

    def problems(self, shipped: Collection[str]) -> Iterator[Problem]:
        """Yield the problems, the first of each file with a word on what is in force instead."""
        for trouble in self._problems:
            is_folder = trouble.where == str(self.path)
            word = _in_force(kept=bool(self.good()), shipped=bool(shipped)) if is_folder else ""
            yield replace(trouble, hint=f"{trouble.hint} {word}".strip())
        for each, reading in self._readings.items():
            if reading.problems:
                word = _in_force(kept=reading.good is not None, shipped=each in shipped)
                first, *rest = reading.problems
                yield replace(first, hint=f"{first.hint} {word}".strip())
                yield from rest[:_TOLD]
                if more := len(rest[_TOLD:]):
                    where = first.where.partition(",")[0]
                    yield Problem(where, f"has more problems: {more:,}.", "Mend these first.")

    def _renewed(self, path: Path, before: Reading[Thing]) -> Reading[Thing]:
        stamp = stamp_of(path)
        if stamp is not None and stamp == before.stamp:
            return before
        thing, problems = self._read(path)
        settled = stamp if stamp and time.time_ns() - stamp[3] > _JUST_NOW else None
        if thing is not None and thing == before.latest:
            return replace(before, stamp=settled)
        return Reading(settled, thing, before.good, problems)


def _in_force(*, kept: bool, shipped: bool) -> str:
    if kept:
        return "The last good rules stay in force."
    return SHIPPED_STAY if shipped else ""
