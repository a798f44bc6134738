"""The ledger in a real file: nothing twice, nothing half, nothing that can't be undone."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.ledger import Credit, Outcome
from agent.errors import AgentError
from agent.store.database import opened
from agent.store.deeds import done
from agent.store.ledger import Ledger, Read, TakenBack
from agent.store.outcomes import new_uid

DAY = date(2026, 11, 2)
EVER = (date.min, date.max)
HALVES = (Credit("linkedin", Fraction(1, 2)), Credit("x", Fraction(1, 2)))


def lead(note: str = "", day: int = 0, **parts: object) -> Outcome:
    outcome = Outcome(new_uid(), DAY + timedelta(days=day), "lead", (Credit("linkedin"),), note=note)
    return replace(outcome, **parts)


def deal(amount: str = "2400", **parts: object) -> Outcome:
    return lead(kind="deal", amount=Decimal(amount), **parts)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(tmp_path / "timesink.db") as store:
        yield Ledger(store.file, "tests")


def held(ledger: Ledger) -> set[Outcome]:
    return set(ledger.outcomes(*EVER).outcomes)


def numbered(number: int) -> Iterator[tuple[str, Outcome]]:
    return ((f"key {each}", lead(f"note {each}", each % 700)) for each in range(number))


@pytest.mark.parametrize(
    "outcome",
    [
        lead(),
        deal("0.01", credits=HALVES, note='"quoted", \n\x1b[31m 日本語', number=7),
        deal("1000000000", credits=tuple(Credit(each, Fraction(1, 3)) for each in "abc")),
    ],
)
def test_what_is_kept_comes_back_as_it_was(ledger: Ledger, outcome: Outcome) -> None:
    assert ledger.add(outcome) == outcome
    assert held(ledger) == {outcome}
    assert ledger.get(outcome.uid) == outcome


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"credits": ()}, "no network is credited."),
        ({"credits": (HALVES[0],)}, "the shares sum to 0.5, not to 1."),
        ({"credits": (*HALVES, *HALVES)}, "credited twice"),
        ({"credits": (Credit("x", Fraction(2)), Credit("y", Fraction(-1)))}, "a share must be above 0."),
        ({"credits": (Credit("a|b"),)}, "has `|` or `:` in it."),
        ({"amount": Decimal("0.001")}, "finer than a hundredth"),
        ({"amount": Decimal(0)}, "an amount must be above 0"),
        ({"amount": Decimal("1e99")}, "an amount must be above 0, and at most 1,000,000,000."),
        ({"amount": Decimal("NaN")}, "an amount must be above 0"),
        ({"kind": "deal"}, "a deal needs an amount."),
        ({"number": 0}, "the number must be from 1"),
        ({"note": "x" * 3000}, "the note has 3000 letters."),
        ({"origin": new_uid()}, "only a deal comes from a lead."),
        ({"uid": "abc"}, "32 hexadecimal digits"),
    ],
)
def test_what_no_outcome_can_be_is_refused(ledger: Ledger, parts: dict[str, object], sentence: str) -> None:
    with pytest.raises(AgentError) as error:
        ledger.add(lead(**parts))
    assert sentence in str(error.value)
    assert held(ledger) == set()


def test_the_same_key_adds_nothing_twice(ledger: Ledger) -> None:
    first = ledger.add(lead("first"), key="k")
    assert ledger.add(lead("second"), key="k") == first
    assert ledger.add(first) == first
    ledger.delete(first.uid)
    assert ledger.add(lead("third"), key="k") == first
    assert held(ledger) == set()


def test_a_deal_names_a_lead_that_is_there(ledger: Ledger) -> None:
    came = ledger.add(lead())
    sold = ledger.add(deal(origin=came.uid))
    for nothing in (new_uid(), sold.uid):
        with pytest.raises(AgentError, match=f"there is no lead {nothing[:8]} that a deal could come from"):
            ledger.add(deal(origin=nothing))
    with pytest.raises(AgentError, match="there is no lead"):
        ledger.edit(sold.uid, lambda each: replace(each, origin=new_uid()))


def test_a_deal_goes_on_naming_its_lead_when_that_is_deleted(ledger: Ledger) -> None:
    came = ledger.add(lead())
    sold = ledger.add(deal(origin=came.uid))
    ledger.delete(came.uid)
    assert held(ledger) == {sold}
    paid = ledger.edit(sold.uid, lambda each: replace(each, note="paid"))
    assert paid.origin == came.uid
    assert ledger.history(came.uid)[-1].before == came


def test_an_outcome_is_found_by_the_beginning_of_its_id(ledger: Ledger) -> None:
    a, b = (ledger.add(lead(uid=begin + "0" * 28)) for begin in ("abc1", "abd2"))
    assert ledger.get("abc") == a
    assert ledger.get("ABD") == b
    for prefix, sentence in (
        ("ab", "several outcomes' ids begin with ab."),
        ("ff", "no outcome's id begins with ff."),
        ("", "that names no outcome."),
        ("x'--", "that names no outcome."),
        ("a" * 33, "that names no outcome."),
    ):
        with pytest.raises(AgentError) as error:
            ledger.get(prefix)
        assert sentence in str(error.value)
        assert error.value.hint


def test_pages_come_in_order_and_hold_each_outcome_once(ledger: Ledger) -> None:
    ledger.bring("test", numbered(95))
    everything = ledger.outcomes(*EVER).outcomes
    assert [each.on for each in everything] == sorted(each.on for each in everything)
    for newest_first in (False, True):
        found, after = [], None
        while True:
            page = ledger.outcomes(*EVER, limit=10, after=after, newest_first=newest_first)
            found += page.outcomes
            if (after := page.after) is None:
                break
        assert tuple(found) == (everything[::-1] if newest_first else everything)
    for nonsense in ("", "x", "2026-11-02", "2026-11-02.zz", "2026-99-02.00"):
        assert nonsense == "2026-11-02" or _refuses(lambda word=nonsense: ledger.outcomes(*EVER, after=word))


def _refuses(question: Callable[[], object]) -> bool:
    with pytest.raises(AgentError, match="no page ends there"):
        question()
    return True


def test_outcomes_are_found_by_day_kind_and_network(ledger: Ledger) -> None:
    one, other = ledger.add(lead(day=3)), ledger.add(deal(credits=HALVES))
    assert ledger.outcomes(DAY, DAY).outcomes == (other,)
    assert ledger.outcomes(*EVER, kind="lead").outcomes == (one,)
    assert ledger.outcomes(*EVER, network="x").outcomes == (other,)
    assert set(ledger.outcomes(*EVER, network="linkedin").outcomes) == {one, other}
    assert ledger.outcomes(*EVER, network="linked").outcomes == ()
    assert ledger.outcomes(*EVER, network="%").outcomes == ()


def test_a_history_tells_what_was_done_by_whom(ledger: Ledger) -> None:
    first = ledger.add(lead("one"))
    second = ledger.edit(first.uid, lambda each: replace(each, note="two"))
    ledger.delete(first.uid)
    ledger.undo()
    ledger.redo()
    told = [(deed.what, deed.before, deed.after) for deed in ledger.history(first.uid)]
    assert told == [
        ("add", None, first),
        ("edit", first, second),
        ("delete", second, None),
        ("undo", None, second),
        ("redo", second, None),
    ]
    assert {deed.who for deed in ledger.history(first.uid)} == {"tests"}
    assert ledger.history(new_uid()) == ()


def test_an_undo_says_what_it_took_back(ledger: Ledger) -> None:
    first = ledger.add(lead("one"))
    second = ledger.edit(first.uid, lambda each: replace(each, note="two"))
    assert ledger.edit(first.uid, lambda each: each) == second, "what changes nothing is no deed"
    undone = ledger.undo()
    assert (undone.what, undone.number, undone.before, undone.after) == ("edit", 1, first, second)
    done = ledger.redo()
    assert (done.what, done.before, done.after) == ("edit", first, second)
    assert ledger.undo().what == "edit"
    assert ledger.undo().what == "add"
    with pytest.raises(AgentError, match="nothing to undo"):
        ledger.undo()
    ledger.redo()
    ledger.add(lead())
    with pytest.raises(AgentError, match="nothing to redo"):
        ledger.redo()


def test_an_import_brings_nothing_twice(ledger: Ledger) -> None:
    assert ledger.bring("archive", numbered(20)) == 20
    assert ledger.bring("archive", numbered(25)) == 5
    assert {each.source for each in held(ledger)} == {"archive"}
    gone = ledger.delete(ledger.outcomes(*EVER, limit=1).outcomes[0].uid)
    assert ledger.bring("archive", numbered(25)) == 0, "what was deleted by hand stays so"
    assert gone.uid not in {each.uid for each in held(ledger)}
    assert ledger.undo().what == "delete"
    assert ledger.undo().number == 5
    assert ledger.redo().what == "bring"
    assert len(held(ledger)) == 25


def test_an_import_taken_back_leaves_what_was_edited_and_can_be_brought_again(ledger: Ledger) -> None:
    own = ledger.add(lead("own"))
    ledger.bring("archive", numbered(20))
    ledger.bring("other", [("o", lead("other"))])
    brought = next(each for each in ledger.outcomes(*EVER).outcomes if each.source == "archive")
    edited = ledger.edit(brought.uid, lambda each: replace(each, number=3))
    before = held(ledger)
    assert ledger.take_back("archive") == TakenBack(gone=19, stayed=1)
    assert held(ledger) == {each for each in before if each.source != "archive"} | {edited}
    assert own in held(ledger)
    assert ledger.take_back("archive").gone == 0
    with pytest.raises(AgentError, match="nothing to redo"):
        ledger.redo()
    assert ledger.bring("archive", numbered(20)) == 19
    assert len(held(ledger)) == len(before)


def test_a_lead_of_which_a_deal_came_cannot_become_one_itself(ledger: Ledger) -> None:
    first = ledger.add(lead("first"))
    ledger.add(lead("shop", kind="deal", amount=Decimal(100), origin=first.uid))
    deal = replace(first, kind="deal", amount=Decimal(5000))
    with pytest.raises(AgentError, match=f"{first.uid[:8]} can't be a deal: it's the lead that"):
        ledger.edit(first.uid, lambda _: deal)
    with pytest.raises(AgentError, match="can't be a deal"):
        ledger.read([(None, deal)])
    assert first in held(ledger)
    (other,) = held(ledger) - {first}
    assert ledger.read([(None, deal), (None, replace(other, origin=None))]).changed == 2, "in whatever order"


def test_what_was_done_to_an_import_before_it_was_taken_back_brings_nothing_back(ledger: Ledger) -> None:
    own = ledger.add(lead("own"))
    ledger.bring("archive", numbered(4))
    one, two, three, _ = [each for each in ledger.outcomes(*EVER).outcomes if each.source]
    ledger.edit(one.uid, lambda each: replace(each, note="mine"))
    twice = ledger.edit(one.uid, lambda each: replace(each, number=9))
    ledger.delete(two.uid)
    ledger.read([(None, replace(own, note="corrected")), (None, replace(three, note="read"))])
    ledger.edit(three.uid, lambda _: three)
    ledger.delete(three.uid)
    assert ledger.take_back("archive") == TakenBack(gone=1, stayed=1)
    assert held(ledger) == {replace(own, note="corrected"), twice}
    assert ledger.undo().what == "read"
    assert held(ledger) == {own, twice}
    ledger.undo()
    assert held(ledger) == {own, replace(twice, number=1)}
    ledger.undo()
    assert held(ledger) == {own}, "unedited, it would have gone"
    ledger.undo()
    assert held(ledger) == set()
    with pytest.raises(AgentError, match="nothing to undo"):
        ledger.undo()


def test_an_import_taken_back_by_an_older_version_stays_away(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with opened(path) as store:
        ledger = Ledger(store.file, "tests")
        own = ledger.add(lead("own"))
        ledger.bring("archive", numbered(3))
        deed = bytes.fromhex(new_uid())
        with store.file.transaction() as cursor:  # as it was done then
            cursor.execute("UPDATE outcomes SET until = ? WHERE source = 'archive'", (deed,))
            done(cursor, deed, "tests", "take back")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "DROP INDEX outcomes_by_since; DROP INDEX outcomes_by_origin; PRAGMA user_version = 9"
        )
    with opened(path) as store:
        ledger = Ledger(store.file, "tests")
        assert held(ledger) == {own}
        assert ledger.undo().what == "add"
        with pytest.raises(AgentError, match="nothing to undo"):
            ledger.undo()


def test_a_fault_in_the_midst_of_an_import_brings_nothing(ledger: Ledger) -> None:
    def faulty() -> Iterator[tuple[str, Outcome]]:
        yield from numbered(50)
        yield "bad", lead(credits=())

    with pytest.raises(AgentError):
        ledger.bring("archive", faulty())
    assert held(ledger) == set()
    with pytest.raises(AgentError, match="nothing to undo"):
        ledger.undo()


def test_a_file_read_again_changes_nothing(ledger: Ledger) -> None:
    old, other = ledger.add(lead("old")), ledger.add(lead("other"))
    new = replace(old, note="new")
    rows = [(None, new), (None, other), (None, lead("third")), ("line 4", lead("fourth"))]
    assert ledger.read(rows) == Read(new=2, changed=1, known=1)
    assert ledger.read(rows) == Read(known=4)
    assert held(ledger) >= {new, other}
    assert ledger.undo().number == 3
    assert held(ledger) == {old, other}


def test_half_a_surrogate_pair_harms_nothing(ledger: Ledger) -> None:
    ledger.add(lead("half \ud800 a pair"), key="\udcff")
    assert [each.note for each in held(ledger)] == ["half ? a pair"]
    assert ledger.add(lead(), key="\udcff").note


@st.composite
def deeds(draw: st.DrawFn) -> list[tuple[str, int]]:
    whats = st.sampled_from(["add", "edit", "delete", "bring", "take back", "read", "undo", "redo"])
    return draw(st.lists(st.tuples(whats, st.integers(0, 5)), max_size=14))


def do(ledger: Ledger, what: str, number: int) -> None:
    kept = ledger.outcomes(*EVER).outcomes
    chosen = kept[number % len(kept)] if kept else None
    match what:
        case "add":
            ledger.add(lead(f"{number}"), key=f"own {number}")
        case "edit" if chosen:
            ledger.edit(chosen.uid, lambda each: replace(each, number=number + 1))
        case "delete" if chosen:
            ledger.delete(chosen.uid)
        case "bring":
            ledger.bring(f"archive {number % 2}", numbered(number))
        case "take back":
            ledger.take_back(f"archive {number % 2}")
        case "read":
            changed = [(None, replace(each, note=f"read {number}")) for each in kept[:number]]
            ledger.read([*changed, (None, lead("read"))])
        case "undo" | "redo":
            try:
                ledger.undo() if what == "undo" else ledger.redo()
            except AgentError:
                return


def is_reversal(what: str) -> bool:
    return what in ("undo", "redo")


@given(deeds())
def test_deeds_undone_one_by_one_give_back_each_state_and_redone_again(done: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder) / "timesink.db") as store:
        ledger = Ledger(store.file)
        for what, number in done:
            before = held(ledger)
            do(ledger, what, number)
            after = held(ledger)
            if after != before and what not in ("undo", "take back"):
                ledger.undo()
                assert held(ledger) == before
                ledger.redo()
                assert held(ledger) == after
        states = [held(ledger)]
        while _can(ledger.undo):
            states.append(held(ledger))
        assert states[-1] == set()
        for state in reversed(states[:-1]):
            ledger.redo()
            assert held(ledger) == state


def _can(reverse: Callable[[], object]) -> bool:
    try:
        reverse()
    except AgentError:
        return False
    return True


BRINGER = """
import sys
from datetime import date
from pathlib import Path
from agent.core.ledger import Credit, Outcome
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
def found():
    for number in range(500_000):
        if number == 2_000:
            print("midst", flush=True)
        yield f"key {number}", Outcome(new_uid(), date(2026, 11, 2), "follower", (Credit("x"),))
with opened(Path(sys.argv[1])) as store:
    Ledger(store.file).bring("archive", found())
"""


def test_a_kill_in_the_midst_of_an_import_brings_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    draw = random.Random(7)  # noqa: S311  the same moments every time
    with opened(path) as store:
        kept = Ledger(store.file).add(lead())
    for _ in range(5):
        argv = [sys.executable, "-c", BRINGER, str(path)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as bringer:
            assert bringer.stdout is not None
            assert bringer.stdout.readline() == b"midst\n"
            time.sleep(draw.uniform(0, 0.3))
            bringer.send_signal(signal.SIGKILL)
        with opened(path, read_only=True) as store:
            assert store.is_sound()
            assert held(Ledger(store.file)) == {kept}


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "timesink.db") as store:
        ledger = Ledger(store.file)
        kept = ledger.add(lead())
        database = store.file._connection  # noqa: SLF001  the only way to a disk that is full
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(AgentError, match="cannot be written: database or disk is full"):
            ledger.bring("archive", numbered(2_000))
        assert held(ledger) == {kept}
        database.execute("PRAGMA max_page_count = 1000000")
        assert ledger.bring("archive", numbered(2_000)) == 2_000
        assert store.is_sound()


def test_an_import_of_any_size_takes_the_same_memory(ledger: Ledger) -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        ledger.bring(f"of {number}", ((f"{number}: {key}", each) for key, each in numbered(number)))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(5_000) < 2 * peak(500) + 100_000


def test_a_ledger_may_be_read_where_none_is(tmp_path: Path) -> None:
    with opened(tmp_path / "none.db", read_only=True) as store:
        assert held(Ledger(store.file)) == set()
