"""What the last agent left in the tail, while the database takes nothing: it is changed with the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.core.changes import untitled
from agent.core.model import Front, Span
from agent.core.periods import EVER
from agent.errors import AgentError
from agent.leftover import Leftover
from agent.store.tail import Tail

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEFT = Span(START, START + timedelta(minutes=5), Front(("x",), None, "page", "Chromium", "a title"))


class Full:
    """A database that takes nothing."""

    def keep(self, _: Sequence[Span]) -> None:
        raise AgentError("The disk is full.")


@pytest.fixture
def tail(tmp_path: Path) -> Tail:
    made = Tail(tmp_path / "tail.json")
    made.replace([LEFT])
    return made


def leftover(tail: Tail) -> Leftover:
    return Leftover(Full(), tail, titles_kept=True)  # type: ignore[arg-type]  all that is asked of a Store


def test_titles_that_are_forgotten_leave_the_tail_as_well(tail: Tail) -> None:
    left = leftover(tail)
    with left.changed(untitled, EVER):
        left.write_tail(())
    assert [span.front.page_title for span in tail.read()] == [None]


def test_where_the_rest_cannot_be_changed_neither_is_what_was_left(tail: Tail) -> None:
    left = leftover(tail)
    with pytest.raises(AgentError, match="full"), left.changed(untitled, EVER):
        raise AgentError("The disk is full.")
    left.write_tail(())
    assert tail.read() == [LEFT]
