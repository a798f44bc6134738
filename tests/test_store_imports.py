"""Imports in a real file: nothing twice, nothing half, all taken back; a difference where there's no date."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.findings import WHATS, Finding, Lifetime, Received
from agent.core.ledger import KINDS_OF_OUTCOME
from agent.core.periods import EVER, Calendar
from agent.core.stays import Stay
from agent.errors import AgentError
from agent.store.database import opened
from agent.store.file import File
from agent.store.imports import Import, Imports
from agent.store.ledger import Ledger
from agent.store.migrations import MIGRATIONS
from agent.store.plans import Plan
from agent.store.staging import Staging

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 2)
ALWAYS = (date.min, date.max)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    with opened(tmp_path / "timesink.db") as store:
        yield store.file


def planned(file: File, found: list[Finding], exported: datetime = NOW, network: str = "x") -> Plan:
    staging = Staging(file, network=network, calendar=Calendar(UTC), currency="EUR")
    staging.stage(found)
    return Plan(staging, exported)


def keep(file: File, found: list[Finding], exported: datetime = NOW, network: str = "x") -> Import:
    return Imports(file).keep(planned(file, found, exported, network), at=NOW, digest=b"d")


def connection(name: str, day: int = 0) -> Received:
    return Received("connection", (name,), DAY + timedelta(days=day))


def follower(name: str) -> Received:
    return Received("follower", (name,), None)


def stay(start: int, end: int, *, at_least: bool = False) -> Stay:
    return Stay(NOW + timedelta(minutes=start), NOW + timedelta(minutes=end), at_least)


def held(file: File) -> dict[tuple[str, str, date], int]:
    outcomes = Ledger(file).outcomes(*ALWAYS).outcomes
    return {(each.kind, each.credits[0].network, each.on): each.number for each in outcomes}


def everything(file: File) -> list[tuple[object, ...]]:
    tables = ("findings", "stays", "lifetimes", "imports")
    return [row for table in tables for row in file.rows(f"SELECT * FROM {table}")]  # noqa: S608


def test_of_one_day_all_of_a_kind_are_one_outcome_with_their_number(file: File) -> None:
    keep(file, [connection("a"), connection("b"), connection("c", 1)])
    assert held(file) == {("connection", "x", DAY): 2, ("connection", "x", DAY + timedelta(days=1)): 1}


def test_amounts_stay_single(file: File) -> None:
    paid = [Received("payout", (f"{n}",), DAY, Decimal("12.30"), ("EUR",)) for n in range(2)]
    keep(file, paid)
    outcomes = Ledger(file).outcomes(*ALWAYS).outcomes
    assert [(each.kind, each.amount, each.number) for each in outcomes] == [("deal", Decimal("12.30"), 1)] * 2


def test_other_currencies_are_told_and_left_out(file: File) -> None:
    plan = planned(file, [Received("payout", ("1",), DAY, Decimal(5), ("USD", "AUD", "CAD"))])
    assert plan.staging.foreign == {"USD or AUD": 1}
    assert plan.is_empty()


def test_nothing_is_kept_before_it_is_wanted(file: File) -> None:
    plan = planned(file, [connection("a"), stay(0, 5), Lifetime("reaction", 7)])
    assert [(new.what, new.number) for new in plan.new()] == [("connection", 1)]
    assert plan.stays(at_least=False) == (1, timedelta(minutes=5))
    assert held(file) == {}
    assert everything(file) == []


def test_what_is_imported_twice_is_there_once(file: File) -> None:
    found = [connection("a"), stay(0, 5), Lifetime("reaction", 7), follower("f")]
    keep(file, found)
    again = planned(file, found)
    assert again.is_empty()
    assert again.known() == 2


def test_a_later_export_adds_only_what_is_new(file: File) -> None:
    keep(file, [connection("a"), connection("b")])
    plan = planned(file, [connection("a"), connection("b"), connection("c")])
    assert [(new.what, new.number) for new in plan.new()] == [("connection", 1)]
    assert plan.known() == 2


def test_a_follower_without_a_date_is_new_when_it_was_not_there_before(file: File) -> None:
    first = planned(file, [follower("a"), follower("b")], NOW - timedelta(days=30))
    assert (first.is_empty(), first.new(), first.noted()) == (False, [], ["follower"])
    Imports(file).keep(first, at=NOW, digest=b"")
    keep(file, [follower("b"), follower("c"), follower("d")])
    assert held(file) == {("follower", "x", NOW.date()): 2}


def test_an_older_export_imported_later_makes_no_followers(file: File) -> None:
    keep(file, [follower("a")])
    keep(file, [follower("a"), follower("left since")], NOW - timedelta(days=30))
    assert held(file) == {}


@pytest.mark.parametrize(("later", "gained"), [(25, 15), (10, 0), (3, 0)])
def test_of_a_count_of_a_lifetime_what_came_since_counts(file: File, later: int, gained: int) -> None:
    keep(file, [Lifetime("reaction", 4), Lifetime("reaction", 6)], NOW - timedelta(days=30))
    keep(file, [Lifetime("reaction", later)])
    assert held(file) == ({("interaction", "x", NOW.date()): gained} if gained else {})


def test_what_is_of_two_networks_is_two(file: File) -> None:
    keep(file, [connection("a")])
    keep(file, [connection("a")], network="linkedin")
    assert len(held(file)) == 2


def test_an_import_is_taken_back_whole_and_can_be_made_again(file: File) -> None:
    found = [connection("a"), connection("b", 1), stay(0, 5), Lifetime("reaction", 7), follower("f")]
    other = keep(file, [connection("z", 9)], network="linkedin")
    before = everything(file)
    made = keep(file, found)
    gone, taken = Imports(file).take_back(made.uid[:8])
    assert (gone, taken.gone, taken.stayed) == (made, 2, 0)
    assert everything(file) == before
    assert len(held(file)) == 1
    keep(file, found)
    assert len(held(file)) == 3
    assert [each.uid for each in Imports(file).all() if each.uid == other.uid]


def test_what_a_later_import_builds_on_stays_until_that_is_taken_back(file: File) -> None:
    first = keep(file, [connection("a"), stay(0, 5)])
    keep(file, [connection("z", 9)], network="linkedin")
    second = keep(file, [connection("a"), connection("b", 1), stay(0, 5)])
    with pytest.raises(AgentError, match=f"a later import builds on it. Take {second.uid[:8]} back first"):
        Imports(file).take_back(first.uid)
    assert len(held(file)) == 3
    for each in (second, first):
        Imports(file).take_back(each.uid)
    assert len(held(file)) == 1


def test_the_last_import_is_the_last_also_where_the_clock_was_set_back(file: File) -> None:
    ahead = NOW + timedelta(days=400)
    first = Imports(file).keep(planned(file, [connection("a")]), at=ahead, digest=b"d")
    second = keep(file, [connection("b", 1)])
    assert [each.uid for each in Imports(file).all()] == [second.uid, first.uid]


def test_what_was_deleted_by_hand_comes_again_once_its_import_was_taken_back(file: File) -> None:
    made = keep(file, [connection("a")])
    (outcome,) = Ledger(file).outcomes(*ALWAYS).outcomes
    Ledger(file).delete(outcome.uid)
    Imports(file).take_back(made.uid)
    keep(file, [connection("a")])
    assert len(held(file)) == 1


@pytest.mark.parametrize("begin", ["", "zz", "0" * 32])
def test_only_an_import_that_is_there_is_taken_back(file: File, begin: str) -> None:
    keep(file, [connection("a")])
    with pytest.raises(AgentError, match="there is no import"):
        Imports(file).take_back(begin)
    assert len(held(file)) == 1


def test_what_was_deleted_by_hand_does_not_come_again(file: File) -> None:
    keep(file, [connection("a")])
    (outcome,) = Ledger(file).outcomes(*ALWAYS).outcomes
    Ledger(file).delete(outcome.uid)
    assert planned(file, [connection("a")]).is_empty()


def test_where_it_cannot_be_kept_whole_nothing_is(file: File) -> None:
    plan = planned(file, [connection("a"), stay(0, 5), Lifetime("reaction", 7)])

    def keep_it_and_fail() -> None:
        with file.transaction() as cursor:
            Imports(file).keep(plan, at=NOW, digest=b"d")
            cursor.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(AgentError):
        keep_it_and_fail()
    assert (held(file), everything(file)) == ({}, [])


def test_where_there_is_no_room_to_read_that_is_told(file: File) -> None:
    staging = Staging(file, network="x", calendar=Calendar(UTC), currency="EUR")
    list(file.rows("PRAGMA temp.max_page_count = 20"))
    with pytest.raises(AgentError, match="Free some space where temporary files are kept"):
        staging.stage(connection(f"{n}") for n in range(20_000))
    assert held(file) == {}


def test_names_are_kept_as_hashes_that_differ_from_file_to_file(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "other"):
        with opened(tmp_path / name / "timesink.db") as store:
            keep(store.file, [connection("Ada Beispiel"), follower("Bo Exempel")])
            keys.append({row[0] for row in store.file.rows("SELECT key FROM findings")})
        for file in (tmp_path / name).iterdir():
            assert b"Beispiel" not in file.read_bytes()
            assert b"Exempel" not in file.read_bytes()
    assert len(keys[0]) == 2
    assert keys[0].isdisjoint(keys[1])


def test_stays_are_found_again_by_their_time(file: File) -> None:
    keep(file, [stay(0, 5), stay(10, 12, at_least=True), stay(10, 12)])
    assert list(Imports(file).stays("x", EVER)) == [stay(0, 5), stay(10, 12)], "what the log says goes first"
    assert list(Imports(file).stays("linkedin", EVER)) == []


def test_the_same_export_is_known_again(file: File) -> None:
    assert Imports(file).earlier(b"d") is None
    keep(file, [connection("a")])
    assert Imports(file).earlier(b"d") == NOW


def test_all_that_may_be_received_counts_as_a_known_kind() -> None:
    assert {what.kind for what in WHATS.values()} <= set(KINDS_OF_OUTCOME)
    assert len({what.one for what in WHATS.values()}) == len(WHATS)


def test_an_older_file_gets_room_for_imports(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        came = next(version for version in MIGRATIONS if "TABLE salt" in MIGRATIONS[version])
        old.executescript("".join(MIGRATIONS[version] for version in range(1, came)))
        old.execute(f"PRAGMA user_version = {came - 1}")
    with opened(path, read_only=True) as store:
        assert Imports(store.file).all() == []


@given(st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=5))
def test_exports_in_any_order_make_each_thing_count_once(exports: list[list[int]]) -> None:
    def database() -> File:
        connection_ = sqlite3.connect(":memory:", isolation_level=None)
        connection_.executescript("".join(MIGRATIONS.values()))
        return File(lambda: connection_, Path("nowhere"))

    several, one = database(), database()
    for export in exports:
        keep(several, [connection(f"{n}", n % 3) for n in export])
    keep(one, [connection(f"{n}", n % 3) for export in exports for n in export])
    sums = [sum(each.number for each in Ledger(file).outcomes(*ALWAYS).outcomes) for file in (several, one)]
    assert sums[0] == sums[1] == len({n for export in exports for n in export})
    several.close()
    one.close()
