"""Spans as rows: how they're written, made longer, and changed, each with its share in the sums."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.core.changes import Change
from agent.core.model import Front, Span
from agent.store.sums import DAY_MS, shares

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

KEPT = "SELECT uid, end_ms, networks, activity, app FROM spans WHERE start_ms = ? LIMIT 1"
"""a span is found again by its start: those of one device never overlap"""
SPANS = (
    "SELECT s.uid, s.start_ms, s.end_ms, s.networks, s.activity, s.rule, s.app, t.page_title "
    "FROM spans s LEFT JOIN titles t USING (start_ms, uid) "
    "WHERE s.start_ms >= ? AND s.start_ms < ? AND s.end_ms > ? ORDER BY s.start_ms"
)
_ADD = (
    "INSERT INTO sums VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (width, start_ms, networks, activity, app) DO UPDATE SET ms = ms + excluded.ms"
)
_EMPTY = (
    "DELETE FROM sums "
    "WHERE width = ? AND start_ms = ? AND networks = ? AND activity = ? AND app = ? AND ms = 0"
)
_ADD_TO_DAY = "INSERT INTO days VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ms = ms + excluded.ms"
_EMPTY_DAY = "DELETE FROM days WHERE networks = ? AND start_ms = ? AND ms = 0"
_CHANGE = "UPDATE spans SET networks = ?, activity = ?, rule = ? WHERE start_ms = ? AND uid = ?"
_NOTE = "INSERT INTO changes VALUES (?, ?, ?) ON CONFLICT (start_ms, uid) DO NOTHING"
_UNDONE = "DELETE FROM changes WHERE start_ms = ? AND uid = ? AND networks = ?"


def keep(cursor: sqlite3.Cursor, span: Span) -> None:
    """Keep a span, or make the kept one longer, whatever that is for by now."""
    start, end = ms(span.start), ms(span.end)
    networks, activity, rule, app = _words(span.front)
    kept = cursor.execute(KEPT, (start,)).fetchone()
    uid, kept_until, networks, activity, app = kept or (os.urandom(16), start, networks, activity, app)
    if end <= kept_until:
        return
    if kept:
        cursor.execute("UPDATE spans SET end_ms = ? WHERE start_ms = ? AND uid = ?", (end, start, uid))
    else:
        cursor.execute(
            "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?)", (start, uid, end, networks, activity, rule, app)
        )
        if span.front.page_title is not None:
            cursor.execute("INSERT INTO titles VALUES (?, ?, ?)", (start, uid, span.front.page_title))
    for width, bucket, share in shares(kept_until, end):
        _add(cursor, (width, bucket, networks, activity, app), share)


def change_between(
    cursor: sqlite3.Cursor, within: tuple[int, int], change: Change, *, noted: bool
) -> timedelta:
    """Change the spans that start in [start, end); return how much time is for other networks now."""
    moved = 0
    for uid, span in list(_read(cursor, *within)):
        old = span.front
        new = change(old)
        if new != old:
            _change(cursor, uid, span, new, noted=noted)
            moved += ms(span.end) - ms(span.start) if new.networks != old.networks else 0
    return moved * _MS


def _read(cursor: sqlite3.Cursor, start: int, end: int) -> Iterator[tuple[bytes, Span]]:
    for uid, *row in cursor.execute(SPANS, (start, end, start)):
        yield uid, as_span(row)


def _change(cursor: sqlite3.Cursor, uid: bytes, span: Span, new: Front, *, noted: bool) -> None:
    """Change a span, its share in the sums, and the note of what it was at first."""
    start, end = ms(span.start), ms(span.end)
    old_networks, old_activity, _, app = _words(span.front)
    networks, activity, rule, _ = _words(new)
    cursor.execute(_CHANGE, (networks, activity, rule, start, uid))
    is_summed_alike = (networks, activity) == (old_networks, old_activity)
    for width, bucket, share in () if is_summed_alike else shares(start, end):
        before = (width, bucket, old_networks, old_activity, app)
        _add(cursor, before, -share)
        _add(cursor, (width, bucket, networks, activity, app), share)
    if noted and networks != old_networks:
        cursor.execute(_NOTE, (start, uid, old_networks))
        cursor.execute(_UNDONE, (start, uid, networks))


def _add(cursor: sqlite3.Cursor, bucket: tuple[int, int, str, str, str], share: int) -> None:
    """Add time to a bucket, or take it away, and that of its network's day; none is left that is empty."""
    width, start, networks, _, _ = bucket
    cursor.execute(_ADD, (*bucket, share))
    if share < 0:
        cursor.execute(_EMPTY, bucket)
    if width == DAY_MS:
        cursor.execute(_ADD_TO_DAY, (networks, start, share))
        if share < 0:
            cursor.execute(_EMPTY_DAY, (networks, start))


def as_span(row: Sequence[Any]) -> Span:
    """Return a row of SPANS, from its start on, as a span."""
    start, end, networks, activity, rule, app, title = row
    front = Front(as_networks(networks), activity or None, rule or None, app, title)
    return Span(moment(start), moment(end), front)


def _words(front: Front) -> tuple[str, str, str, str]:
    """Return what a row says of it: networks, activity, rule, app."""
    return "|".join(front.networks), front.activity or "", front.rule or "", front.app


def as_networks(text: str) -> tuple[str, ...]:
    """Return the networks that a row names."""
    return tuple(text.split("|")) if text else ()


def ms(at: datetime) -> int:
    """Return a moment in milliseconds since the epoch."""
    return (at - _EPOCH) // _MS


def moment(at: int) -> datetime:
    """Return the moment of so many milliseconds since the epoch."""
    return _EPOCH + at * _MS


def duration(length: int) -> timedelta:
    """Return so many milliseconds."""
    return length * _MS
