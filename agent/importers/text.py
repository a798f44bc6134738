"""Bytes of an export as text: byte order marks, UTF-16 without one, and what Excel makes of letters."""

import codecs
import io
import re
import unicodedata

HEAD = 4096

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS = "timesink.windows"
_SPACES = re.compile(r"\s+")


def text_of(stream: io.RawIOBase) -> tuple[str, io.TextIOWrapper]:
    """Return a stream's beginning, and all of it as text.

    Lines keep their ends, and what isn't UTF-8 is taken for Windows' letters.
    """
    buffered = io.BufferedReader(stream, 64 * 1024)
    head = buffered.peek(HEAD)[:HEAD]
    encoding = _encoding(head)
    errors = "replace" if encoding.startswith("utf-16") else _WINDOWS
    return head_of(head), io.TextIOWrapper(buffered, encoding, errors=errors, newline="")


def head_of(data: bytes) -> str:
    """Return the first bytes of a file as text."""
    return data[:HEAD].decode(_encoding(data[:HEAD]), "replace")


def plain(text: str) -> str:
    """Return a name as it's compared: its form, case and spaces don't matter."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def repaired(text: str) -> str:
    """Return text whose UTF-8 was taken for Latin-1 as it was; any other unchanged."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head[1:64:2].count(0) > len(head[1:64:2]) // 2:
        return "utf-16-le"
    if head[0:64:2].count(0) > len(head[0:64:2]) // 2:
        return "utf-16-be"
    return "utf-8"


def _windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _windows)
