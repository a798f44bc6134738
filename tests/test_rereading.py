"""The past is judged again in the background, with a real database."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.core.changes import Change
from agent.core.matching import Ruleset
from agent.core.model import Front, Network, Span
from agent.core.periods import Period
from agent.core.rules import Condition, NetworkRules, Operator, Rule
from agent.errors import AgentError
from agent.rereading import BATCH, Rereading
from agent.rulebook.compiled import build_match
from agent.store.database import opened
from agent.store.file import KeepError
from agent.store.spans import Store

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)
LONG_AGO = NOW - timedelta(days=60)


def ruleset(network: str) -> Ruleset:
    rule = Rule("page", (Condition(Operator.ENDS_WITH, (" | Face",)),))
    return Ruleset([NetworkRules(Network(network, network), (rule,))], (), build_match)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "timesink.db") as made:
        yield made


def keep(store: Store, number: int, front: Front, since: datetime = NOW) -> None:
    starts = [since - (each + 1) * MINUTE for each in range(number)]
    store.keep([Span(start, start + MINUTE, front) for start in starts])


def done(store: Store, network: str, begin: Callable[[Rereading], None], *, can: bool = True) -> Rereading:
    """Run until nothing is left to do."""

    async def play() -> Rereading:
        def change(_: Change, __: Period) -> timedelta:
            if not can:
                raise AgentError("the disk is full.")
            return timedelta()

        rereading = Rereading(
            store, lambda: ruleset(network), change, titles_since=lambda: NOW - timedelta(days=30)
        )
        worker = asyncio.create_task(rereading.work_forever())
        await asyncio.sleep(0)
        begin(rereading)
        while rereading.is_running:  # noqa: ASYNC110  it's asked as the command line asks
            await asyncio.sleep(0.01)
        worker.cancel()
        return rereading

    return asyncio.run(play())


def owners(store: Store) -> list[str]:
    spans = store.within(Period("", NOW - timedelta(days=90), NOW + MINUTE))
    return ["".join(span.front.networks) for span in spans]


def test_new_rules_judge_what_they_can_still_read(store: Store) -> None:
    keep(store, 3 * BATCH, Front((), None, None, "fox", "Anna | Face"))
    keep(store, 1, Front((), None, None, "fox", "Berta | Face"), since=LONG_AGO)
    rereading = done(store, "face", lambda _: None)
    assert owners(store) == ["", *["face"] * 3 * BATCH]
    assert rereading.progress is not None
    assert rereading.progress.changed == 3 * BATCH * MINUTE
    assert rereading.progress.done_from == rereading.progress.start


def test_rules_that_judged_it_before_are_not_asked_again_at_start(store: Store) -> None:
    keep(store, 1, Front((), None, None, "fox", "Anna | Face"))
    done(store, "face", lambda _: None)
    keep(store, 1, Front((), None, None, "fox", "Anna | Face"), since=NOW - MINUTE)
    assert done(store, "face", lambda _: None).progress is None
    assert owners(store) == ["", "face"]
    done(store, "other", lambda _: None)
    assert owners(store) == ["other", "other"]


def test_one_may_ask_for_a_part_of_it(store: Store) -> None:
    done(store, "face", lambda _: None)
    keep(store, 3, Front((), None, None, "fox", "Anna | Face"))
    done(store, "face", lambda all_of: all_of.by_rules(NOW - 2 * MINUTE))
    assert owners(store) == ["", "face", "face"]


def test_several_jobs_at_once_tell_what_they_have_changed_together(store: Store) -> None:
    keep(store, 3, Front((), None, None, "fox", "Anna | Face"))
    day = Period("", NOW - timedelta(days=1), NOW)

    def begin(rereading: Rereading) -> None:
        rereading.by_hand("Anna | Face", "chat", day)
        rereading.catch_up()

    rereading = done(store, "face", begin)
    assert owners(store) == ["chat"] * 3
    assert rereading.progress is not None
    assert rereading.progress.changed >= 3 * MINUTE


def test_rules_that_are_the_same_are_not_asked_twice(store: Store) -> None:
    keep(store, 1, Front((), None, None, "fox", "Anna | Face"))

    def twice(rereading: Rereading) -> None:
        rereading.catch_up()
        rereading.catch_up()

    rereading = done(store, "face", twice)
    assert rereading.progress is not None
    assert rereading.progress.changed == MINUTE
    before = rereading.progress
    rereading.catch_up()
    assert rereading.progress is before


def test_by_hand_a_title_is_given_away_in_a_period(store: Store) -> None:
    keep(store, 4, Front(("face",), None, "page", "fox", "Anna | Face"))
    yesterday = Period("", NOW - 3 * MINUTE, NOW - MINUTE)
    done(store, "face", lambda hand: hand.by_hand("Anna | Face", "chat", yesterday))
    assert owners(store) == ["face", "chat", "chat", "face"]
    done(store, "face", lambda hand: hand.by_rules())
    assert owners(store) == ["face", "chat", "chat", "face"], "no rule overrules a hand"


def test_where_it_cannot_be_written_that_is_told_and_done_at_the_next_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 1, Front((), None, None, "fox", "Anna | Face"))
    full = KeepError(Path("timesink.db"), "the disk is full")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "change", lambda *_: (_ for _ in ()).throw(full))
        rereading = done(store, "face", lambda _: None)
        assert rereading.progress == replace(rereading.progress, problem=str(full))
    assert done(store, "face", lambda _: None, can=False).progress.problem is not None
    assert owners(store) == [""]
    done(store, "face", lambda _: None)
    assert owners(store) == ["face"]
