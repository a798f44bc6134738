"""Spans as lines of text, for spreadsheets and for programs."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""a spreadsheet takes a cell that begins so for a formula"""


def _csv(spans: Iterable[Row]) -> Iterator[str]:
    buffer = io.StringIO()
    columns = ("start", "end", "seconds", "network", "activity", "rule", "app", "title")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for span in spans:
        span["network"] = "|".join(span["networks"])
        writer.writerow(_defused(span[column]) for column in columns)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _defused(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell


def _jsonl(spans: Iterable[Row]) -> Iterator[str]:
    for span in spans:
        yield json.dumps(span, ensure_ascii=False) + "\n"


FORMS: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {"csv": _csv, "jsonl": _jsonl}
