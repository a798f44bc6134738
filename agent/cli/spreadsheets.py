"""CSV as spreadsheets write it: in any encoding of theirs, with commas, semicolons or tabs."""

import csv
import io
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent.errors import AgentError, did_you_mean

PIPED = Path("-")
"""what is piped in or out"""
FILE_MAX = 64 * 1024 * 1024
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""what a spreadsheet takes for a formula, or what was one before it was defused"""
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_it_was(cell: str) -> str:
    """Return what a cell was before it was defused."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_rows(
    path: Path, columns: Iterable[str], needed: Iterable[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that isn't empty, with its number in a spreadsheet; missing columns are empty.

    Raises:
        AgentError: where the file can't be read, or its columns aren't those known.
    """
    table = _table(_decoded(path).removeprefix("\ufeff"))
    try:
        names = [name.strip().lower() for name in next(table, [])]
        _check_names(path, names, tuple(columns), tuple(needed))
        for number, row in enumerate(table, 2):
            if len(row) > len(names) and any(row[len(names) :]):
                raise AgentError(
                    f"{path}, row {number}: it has more cells than the first row has names.", _QUOTE
                )
            if any(cell.strip() for cell in row):
                yield number, dict.fromkeys(columns, "") | dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise AgentError(f"{path} is no CSV that can be read: {error}.", _QUOTE) from None


_QUOTE = 'Put cells that hold the separator or a " in quotation marks.'


def _table(text: str) -> Iterator[list[str]]:
    """Return the rows of cells, by the separator that the first line names or has most of."""
    first, _, rest = text.partition("\n")
    separator = max(";\t,", key=first.count)
    if first.lower().startswith("sep=") and first[4:].strip("\r"):
        separator, text = first[4], rest
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _bytes(path: Path) -> bytes:
    """Return what is in a file, or for `-` what is piped in; nothing that may never end is waited for."""
    if path == PIPED:
        return sys.stdin.buffer.read(FILE_MAX + 1)
    if not stat.S_ISREG(path.stat().st_mode):
        raise AgentError(f"{path} is no file.", "What is piped in is read by `--read -`.")
    with path.open("rb") as file:
        return file.read(FILE_MAX + 1)


def _decoded(path: Path) -> str:
    data = _bytes(path)
    if len(data) > FILE_MAX:
        raise AgentError(f"{path} is larger than {FILE_MAX // 1024**2} MB.", "Read it in parts.")
    encoding = next((each for mark, each in _MARKS.items() if data.startswith(mark)), "")
    for each in (encoding,) if encoding else ("utf-8", "cp1252"):  # cp1252 is what Excel saves in the West
        try:
            return data.decode(each)
        except UnicodeDecodeError:
            continue
    raise AgentError(f"{path} is no text that can be read.", "Save it as CSV in UTF-8.")


def _check_names(path: Path, names: list[str], columns: tuple[str, ...], needed: tuple[str, ...]) -> None:
    for name in names:
        if name and name not in columns:
            raise AgentError(f"{path}: there's no column “{name}”.", did_you_mean(name, columns))
        if name and names.count(name) > 1:
            raise AgentError(f"{path}: the column `{name}` is there twice.", "Leave one out.")
    missing = [name for name in needed if name not in names]
    if missing:
        raise AgentError(
            f"{path}: the column `{missing[0]}` is missing.", f"The first row names {', '.join(columns)}."
        )
