"""Titles that are forgotten leave the file as well, also where somebody reads or writes it just then."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent import forgetting
from agent.core.model import Front, Span
from agent.errors import AgentError
from agent.forgetting import Titles
from agent.store.database import opened
from agent.store.spans import Store

START = datetime(2026, 1, 5, tzinfo=UTC)
SPAN = Span(START, START + timedelta(minutes=1), Front(("x",), None, "page", "Chromium", "UNFORGETTABLE"))


def test_what_a_reader_held_back_goes_once_he_has_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_AGAIN", timedelta(milliseconds=20))
    overwrite, refused = Store.overwrite, []

    def refuse_once(store: Store) -> bool:
        if len(refused) == 1:
            refused.append("")
            raise AgentError("the database is locked.")
        refused.extend([] if refused else [""])
        return overwrite(store)

    def is_there() -> bool:
        return b"UNFORGETTABLE" in b"".join(each.read_bytes() for each in tmp_path.iterdir())

    async def play(store: Store, path: Path) -> None:
        titles = Titles(store, lambda: 30, lambda *_: timedelta())
        with opened(path, read_only=True) as reader:
            reader.last_end()
            for _ in range(3):
                titles.forget()
            assert is_there()
        async with asyncio.timeout(10):
            while is_there():  # noqa: ASYNC110  what is waited for is a file
                await asyncio.sleep(0.01)

    path = tmp_path / "timesink.db"
    with opened(path) as store:
        store.keep([SPAN])
        monkeypatch.setattr(Store, "overwrite", refuse_once)
        asyncio.run(play(store, path))
