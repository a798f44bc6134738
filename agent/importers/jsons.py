"""JSON of any size, read piece by piece: only the values that are wanted are ever whole in memory.

Python's own decoder reads single values, so this needs no library. Where a value isn't wanted and is larger
than what is buffered, it's gone into; one that is small is decoded at once and looked through in memory.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

Path = tuple[str, ...]
End = tuple[str | None, ...]
"""of a path; None stands for any key"""

CHUNK = 64 * 1024
VALUE_MAX = 4_000_000
"""characters of a value that is read whole"""
DEPTH_MAX = 40
DIGITS_MAX = 100
ANY = "*"

_DECODER = json.JSONDecoder()
_PATIENT = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < DIGITS_MAX else math.inf)
"""where a number has thousands of digits, which the other one refuses: only the row it's in is of no use"""
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_AFTER = frozenset(" \t\r\n,:]};")
"""what may follow a value: anything else may still be a part of it"""
_SCRIPT = re.compile(r"\s*window\.[\w.$]+\s*=")


class Broken(ValueError):
    """The text isn't JSON from here on."""


def values(text: TextIO, ends: Sequence[End]) -> Iterator[tuple[Path, Any]]:
    """Yield each value whose path ends like one of these, outermost first; "*" is an entry of a list.

    A script that only sets a variable is read as its value; nothing at all has no values.

    Raises:
        Broken: where it's cut off, nested too deeply, or no JSON.
    """
    reading = _Reading(text)
    if reading.next():
        yield from _go(reading, (), ends)


class _Reading:
    """Where the reading is, and what is buffered from there on."""

    def __init__(self, text: TextIO) -> None:
        self._file = text
        self._text = text.read(CHUNK)
        self._ended = not self._text
        script = _SCRIPT.match(self._text)
        self._at = script.end() if script else 0

    def next(self) -> str:
        """Return the next character that is no space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._fill(CHUNK)

    def take(self, wanted: str) -> str:
        """Go past one of these characters, and return it."""
        found = self.next()
        if not found or found not in wanted:
            raise Broken("is cut off" if not found else "is no JSON")
        self._at += 1
        return found

    def whole(self, most: int = VALUE_MAX) -> Any:  # noqa: ANN401  JSON is anything
        """Return the next value.

        Raises:
            Broken: where it isn't one, or is larger than that; then the reading is where it was.
        """
        while True:
            try:
                value, end = self._decoded()
                # At the text's end it may be half a number (of `0.` the 0 alone is one), but of nothing else.
                is_sure = self._ended and not self._text[end - 1].isdigit()
                if is_sure or self._text[end : end + 1] in _AFTER:
                    self._at = end
                    return value
            except RecursionError:
                raise Broken("is nested too deeply") from None
            except ValueError:
                if self._ended:
                    raise Broken("is cut off, or no JSON,") from None
            if self._ended:
                raise Broken("is cut off")
            if len(self._text) - self._at > most:
                raise Broken("has an entry that is too large, or no JSON,")
            self._fill(len(self._text) - self._at)

    def _decoded(self) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError:
            raise
        except ValueError:
            return _PATIENT.raw_decode(self._text, self._at)

    def _fill(self, size: int) -> None:
        more = self._file.read(max(size, CHUNK))
        self._ended = not more
        self._text = self._text[self._at :] + more
        self._at = 0


def _go(reading: _Reading, path: Path, ends: Sequence[End]) -> Iterator[tuple[Path, Any]]:
    opening = reading.next()
    if opening not in "[{" or _is_wanted(path, ends):
        yield from _within(reading.whole(), path, ends)
        return
    try:
        value = reading.whole(CHUNK)
    except Broken:
        if len(path) > DEPTH_MAX:
            raise
        yield from (_list if opening == "[" else _object)(reading, path, ends)
    else:
        yield from _within(value, path, ends)


def _list(reading: _Reading, path: Path, ends: Sequence[End]) -> Iterator[tuple[Path, Any]]:
    reading.take("[")
    if reading.next() == "]":
        reading.take("]")
        return
    while True:
        yield from _go(reading, (*path, ANY), ends)
        if reading.take(",]") == "]":
            return


def _object(reading: _Reading, path: Path, ends: Sequence[End]) -> Iterator[tuple[Path, Any]]:
    reading.take("{")
    if reading.next() == "}":
        reading.take("}")
        return
    while True:
        reading.next()
        key = reading.whole()
        reading.take(":")
        yield from _go(reading, (*path, str(key)), ends)
        if reading.take(",}") == "}":
            return


def _within(value: Any, path: Path, ends: Sequence[End]) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    if len(path) > DEPTH_MAX:
        raise Broken("is nested too deeply")
    if _is_wanted(path, ends):
        yield path, value
    elif isinstance(value, list):
        for each in value:
            yield from _within(each, (*path, ANY), ends)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _within(each, (*path, key), ends)


def _is_wanted(path: Path, ends: Sequence[End]) -> bool:
    return any(
        len(path) >= len(end)
        and all(wanted in (None, key) for wanted, key in zip(end, path[len(path) - len(end) :], strict=True))
        for end in ends
    )
