"""CSV as exports have it: a preamble, any separator, columns under changing names, re-saved by Excel."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TextIO

Row = Mapping[str, str]

HEAD_WITHIN = 10
"""lines among which the names of the columns stand"""
CELL_MAX = 1_000_000
"""characters of the longest cell: where a quote is never closed, no more than this is lost"""

_NOT_PLAIN = re.compile(r"[\W_]+")


def rows(text: TextIO, needed: Sequence[str], bad: Callable[[], None]) -> Iterator[Row] | None:
    """Return the rows below the line that names the columns; None where no line names all those needed.

    Columns are named in lower case, without spaces and signs: `connectedon`. Nothing at all is a table too.
    """
    csv.field_size_limit(CELL_MAX)
    lines = iter(lambda: text.readline(CELL_MAX), "")
    first = list(islice(lines, HEAD_WITHIN))
    if not "".join(first).strip():
        return iter(())
    for at, line in enumerate(first):
        for separator in ",;\t":
            names = [_plain(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
            if set(needed) <= set(names):
                return _rows(chain(first[at + 1 :], lines), names, separator, bad)
    return None


class _Lines:
    """Lines, of which those that were taken for one row can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Give back all that was taken but the first line."""
        self._returned.extendleft(reversed(self.taken[1:]))


def _rows(lines: Iterator[str], names: list[str], separator: str, bad: Callable[[], None]) -> Iterator[Row]:
    """Yield rows; where a quote isn't closed, only the line with it is lost."""
    source = _Lines(lines)
    read = csv.reader(source, delimiter=separator)
    while True:
        source.taken.clear()
        try:
            cells = next(read)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        if len(source.taken) > 1 and len(cells) != len(names):
            source.give_back()
            bad()
        elif any(cell.strip() for cell in cells):
            yield dict(zip(names, map(str.strip, cells), strict=False))


def _plain(name: str) -> str:
    return _NOT_PLAIN.sub("", name).lower()
