"""Text as windows give it, made clean; X11's own ways of writing it, of which a property's type tells."""

import re

from agent.core.model import TITLE_MAX

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UTF8_SEGMENT = re.compile(rb"\x1b%G(.*?)(?:\x1b%@|\Z)", re.DOTALL)
_ESCAPE = re.compile(rb"\x1b[\x20-\x2f]*[\x30-\x7e]")


def clean(text: str) -> str:
    """Return text without control characters, and no longer than a title may be."""
    return _CONTROLS.sub(" ", text[: 2 * TITLE_MAX]).strip()[:TITLE_MAX]


def read_compound_text(data: bytes) -> str:
    """Return what COMPOUND_TEXT says: latin-1, with segments in UTF-8; other segments lose their letters."""
    parts, at = [], 0
    for segment in _UTF8_SEGMENT.finditer(data):
        parts.append(_plain(data[at : segment.start()]))
        parts.append(segment[1].decode("utf-8", "replace"))
        at = segment.end()
    return "".join([*parts, _plain(data[at:])])


def _plain(data: bytes) -> str:
    return _ESCAPE.sub(b"", data).decode("latin-1")
