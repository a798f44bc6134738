"""What commands show: tables that fit the terminal, bars, durations; hostile text made harmless."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

import click
from rich.cells import cell_len, set_cell_size

WIDTH_MAX = 80
WIDTH_MIN = 36
BAR_MAX = 30

HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")
"""what could move the cursor, turn a line round, or hide in it"""


def width() -> int:
    """Return how many columns a line may take."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or WIDTH_MAX
    except ValueError:
        columns = shutil.get_terminal_size((WIDTH_MAX, 24)).columns
    return max(min(columns, WIDTH_MAX), WIDTH_MIN)


def harmless(text: str) -> str:
    """Return text without what could move the cursor, turn the line round, or hide in it."""
    return HARMFUL.sub(" ", text).strip()


LINES_MAX = 6
"""that one sentence takes, however long a user's text in it is"""


def fitted(text: str, cells: int) -> str:
    """Return text, made harmless, at just that many cells: cut with an ellipsis, or filled up."""
    text = harmless(text)
    if cell_len(text) > cells:
        text = f"{set_cell_size(text, cells - 1).rstrip()}{'…' if _has_unicode() else '~'}"
    return set_cell_size(text, cells)


def duration(seconds: float) -> str:
    """Return how long, as people say it: 2 h 05 min, 48 min, 1 min 05 s, 12 s."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    if minutes < 5:  # noqa: PLR2004  so short a time that its seconds count
        return f"{minutes} min {rest:02} s"
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004  minutes in an hour
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"


def period(name: str, first: date, last: date) -> str:
    """Return a period's name, and which days that is where the name doesn't say it."""
    if name == "all" or "-" in name.removeprefix("last-") or name.isdecimal():
        return name.capitalize()
    year = " %Y" * (first.year != last.year)
    days = f"{first:%-d %b}" if first == last else f"{first:%-d %b{year}} to {last:%-d %b %Y}"
    return f"{name.capitalize()} ({days})"


def share(part: float) -> str:
    """Return a share as per cent."""
    return f"{part * 100:.0f} %" if part >= 0.005 or not part else "<1 %"  # noqa: PLR2004  rounds to 0


def bar(part: float, cells: int) -> str:
    """Return a bar that fills that part of so many cells, to half a cell."""
    if not _has_unicode():
        return ("#" * max(round(part * cells), part > 0)).ljust(cells)
    full, half = divmod(max(round(part * cells * 2), part > 0), 2)
    return ("━" * full + "╸" * half).ljust(cells)


def on_track(values: Sequence[float], own: float, cells: int) -> str:
    """Draw a range on a track of so many cells: low, middle and high, and one's own value, as parts of it.

    ··━━━━●━━━━━━┃━━━━····
    """
    empty, inside, middle_mark, own_mark = "·━●┃" if _has_unicode() else ".-o|"
    low, middle, high, mine = (min(int(each * cells), cells - 1) for each in (*values, own))
    drawn = [inside if low <= at <= high else empty for at in range(cells)]
    drawn[middle] = middle_mark
    drawn[mine] = own_mark
    return "".join(drawn)


def bars(rows: Sequence[tuple[str, float, str, bool]]) -> list[str]:
    """Draw rows of (name, seconds, what stands at the end, of interest) as bars."""
    if not rows:
        return []
    longest = max(seconds for _, seconds, _, _ in rows) or 1
    ends = [f"{duration(seconds):>13}  {end:>5}".rstrip() for _, seconds, end, _ in rows]
    room = width() - max(map(len, ends)) - 4
    names = min(max(cell_len(harmless(name)) for name, _, _, _ in rows), room * 2 // 3)
    length = min(room - names, BAR_MAX)
    lines = []
    for (name, seconds, _, interest), end in zip(rows, ends, strict=True):
        drawn = click.style(bar(seconds / longest, length), fg="red" if interest else None, dim=not interest)
        label = fitted(name, names)
        lines.append(f"  {label if interest else click.style(label, dim=True)}  {drawn}{end}".rstrip())
    return lines


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: frozenset[int] = frozenset(),
    indent: int = 2,
) -> list[str]:
    """Draw a plain table; where a line would be too long, the widest columns give way."""
    cells = [[harmless(cell) for cell in row] for row in (head, *rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(head))]
    while indent + sum(widths) + 2 * (len(widths) - 1) > width():
        widths[widths.index(max(widths))] -= 1
    lines = [f"{'':{indent}}{'  '.join(_aligned(row, widths, right))}".rstrip() for row in cells]
    return [click.style(lines[0], dim=True), *lines[1:]]


def _aligned(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> list[str]:
    return [
        " " * (size - cell_len(cell)) + cell if at in right and cell_len(cell) <= size else fitted(cell, size)
        for at, (cell, size) in enumerate(zip(row, widths, strict=True))
    ]


def completing(words: Sequence[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what completes an argument of these words when the Tab key is pressed."""
    return lambda _context, _parameter, begun: [word for word in words if word.startswith(begun)]


def heading(name: str, what: str) -> list[str]:
    """Return a headline, made harmless, on further lines where one is too short for it."""
    name, what = harmless(name), harmless(what)
    parts = [f"  {name}: {what}"]
    if cell_len(parts[0]) > width():
        parts = [f"  {name}", *(f"  {line}" for line in wrapped(what, 2))]
    return ["", parts[0].replace(name, click.style(name, bold=True), 1), *parts[1:], ""]


def wrapped(text: str, indent: int) -> list[str]:
    """Return a sentence, made harmless, as lines that leave so many columns free; a long path stays whole."""
    return wrap(harmless(text), width() - indent, break_long_words=False, break_on_hyphens=False) or [""]


def hanging(text: str, indent: int = 0) -> list[str]:
    """Return a sentence likewise, set in, and more so after its first line; of a flood, the beginning."""
    lines = wrapped(text, indent + 2)
    if len(lines) > LINES_MAX:
        lines[LINES_MAX - 1 :] = [fitted(" ".join(lines[LINES_MAX - 1 :]), width() - indent - 2).rstrip()]
    return [f"{'':{indent + 2 * (at > 0)}}{line}" for at, line in enumerate(lines)]


def show(lines: Iterable[str]) -> None:
    """Print lines, with colour only on a terminal that wants some."""
    dumb = os.environ.get("TERM") == "dumb"
    plain = bool(os.environ.get("NO_COLOR")) or dumb or not sys.stdout.isatty()
    for line in lines:
        click.echo(click.unstyle(line) if plain else line, color=not plain)


def show_json(answer: Mapping[str, Any], *, in_one_line: bool = False) -> None:
    """Print an answer as JSON, as the endpoint gives it."""
    click.echo(json.dumps(answer, ensure_ascii=not _has_unicode(), indent=None if in_one_line else 2))


def _has_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
