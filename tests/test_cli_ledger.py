"""Outcomes on the command line: jotted down, listed, changed, undone; CSV out and in; hostile notes."""

import csv
import io
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import Home, agent, home
from test_cli import HOSTILE, columns, run

from agent.cli.ledger_csv import COLUMNS, NEEDED
from agent.cli.spreadsheets import as_it_was, defused, read_rows
from agent.core.ledger import Credit, Outcome
from agent.errors import AgentError
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid

TODAY = datetime.now(UTC).date()
HEAD = "id,on,kind,credits,amount,currency,number,note,origin,source\r\n"


@pytest.fixture
def user() -> Iterator[Home]:
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error", "COLUMNS": "80"}
        yield at


def done(at: Home, *words: str) -> str:
    code, shown, told = run(at, *words)
    assert (code, told) == (0, "")
    return " ".join(shown.split())


def held(at: Home, period: str = "all") -> list[dict[str, Any]]:
    return list(json.loads(run(at, "ledger", period, "--json")[1])["outcomes"])


def put(at: Home, *outcomes: Outcome) -> None:
    at.database.parent.mkdir(parents=True, exist_ok=True)
    with opened(at.database) as store:
        for outcome in outcomes:
            Ledger(store.file).add(outcome)


def outcome(**parts: Any) -> Outcome:
    named = {"uid": new_uid(), "on": date(2026, 11, 2), "kind": "lead", "credits": (Credit("x"),)}
    return Outcome(**(named | parts))


def test_what_was_understood_is_said_on_one_line(user: Home) -> None:
    said = done(user, "log", "linkedin", "deal", "2.400", "--note", "shop website", "--on", "2026-11-02")
    uid = held(user)[0]["uid"][:8]
    assert said == (
        f"Logged {uid}: deal · 2,400 € · LinkedIn · Mon 2 Nov 2026 · “shop website”. "
        "2.400 is taken for 2,400 €. `timesink ledger --undo` takes it back."
    )
    yesterday = TODAY - timedelta(days=1)
    said = done(user, "log", "lead #linkedin 1200€ yesterday shop website")
    assert f"lead · 1,200 € · LinkedIn · {yesterday:%a %-d %b %Y} · “shop website”. `timesink" in said


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        (["linkedin", "deal", "5", "--credit", "x=0.3"], {"linkedin": "7/10", "x": "3/10"}),
        (["LinkedIn", "deal", "5", "--credit", "linkedin=2/3", "--credit", "x=1/3"],
         {"linkedin": "2/3", "x": "1/3"}),
        (["hacker news", "lead", "--credit", "x=50%"], {"hackernews": "1/2", "x": "1/2"}),
        (["lead #x some note", "--credit", "linkedin=1/4"], {"linkedin": "1/4", "x": "3/4"}),
        (["deal linkedin 5€"], {"linkedin": "1"}),
        (["deal", "linkedin", "5€"], {"linkedin": "1"}),
    ],
)  # fmt: skip
def test_credits_are_shared_as_is_said(user: Home, words: list[str], shares: dict[str, str]) -> None:
    logged = json.loads(run(user, "log", *words, "--json")[1])
    assert {each["network"]: each["share"] for each in logged["credits"]} == shares


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["log"], "Missing argument"),
        (["log", "linkdin", "deal", "5"], "no network “linkdin” is known. Did you mean `linkedin`?"),
        (["log", "x", "dael", "5"], "“dael” is no kind of outcome. Did you mean `deal`?"),
        (["log", "x", "deal"], "a deal needs an amount. What isn't paid for yet is a `lead`."),
        (["log", "x", "deal", "5", "--on", "2199-01-01"], "2199-01-01 is still to come."),
        (["log", "x", "deal", "5", "--from", "ffff"], "no outcome's id begins with ffff."),
        (["log", "x", "deal", "5", "--credit", "x"], "“x” is no credit. Write it as x=0.3"),
        (["log", "deal #x:0.7 5"], "the shares sum to 0.7, not to 1."),
        (["log", "deal", "\udcff\x1b[31m", "5"], "which network is it from? Name it as in #linkedin."),
        (["log", "x", "deal", "5", "--on", "tomorrow"], f"{TODAY + timedelta(days=1)} is still to come."),
        (["ledger", "nowhen"], "'nowhen' is no period."),
        (["ledger", "--kind", "dael"], "“dael” is no kind of outcome."),
        (["ledger", "--edit", "ffff", "--note", "x"], "no outcome's id begins with ffff."),
        (["ledger", "--edit", "ffff"], "nothing is named that should change."),
        (["ledger", "--delete", "no"], "that names no outcome."),
        (["ledger", "--amount", "5"], "--amount goes with --edit ID."),
        (["ledger", "--undo", "--csv", "x"], "--undo and --csv can't be done at once."),
    ],
)
def test_what_means_nothing_is_a_question_of_usage(user: Home, words: list[str], sentence: str) -> None:
    code, _, told = run(user, *words)
    assert (code, told[: len(sentence) + 10]) == (2, f"timesink: {sentence}")
    assert held(user) == []


def test_nothing_to_undo_is_told(user: Home) -> None:
    assert run(user, "ledger", "--undo") == (
        1,
        "",
        "timesink: there is nothing to undo. Nothing was done yet, or all of it is undone.\n",
    )
    assert run(user, "ledger", "--redo")[0] == 1


def test_an_outcome_is_changed_deleted_undone_and_has_a_history(user: Home) -> None:
    done(user, "log", "lead #linkedin 1200€ shop")
    uid = held(user)[0]["uid"]
    said = done(user, "ledger", "--edit", uid[:6], "--amount", "1.150,50", "--note", "new", "--credit", "x=1")
    assert said.startswith(f"Changed {uid[:8]}: lead · 1,150.50 € · X · ")
    done(user, "ledger", "--edit", uid[:6], "--kind", "referral", "--on", "2026-11-02", "--amount", "")
    done(user, "ledger", "--delete", uid[:6])
    assert held(user) == []
    assert done(user, "ledger", "--undo").startswith(f"Undone: deleting {uid[:8]}: referral · X · Mon 2 Nov")
    assert done(user, "ledger", "--undo").startswith(f"Undone: changing {uid[:8]}: lead · 1,150.50 € · X")
    assert done(user, "ledger", "--redo").startswith(f"Done again: changing {uid[:8]}: referral · X")
    history = run(user, "ledger", "--history", uid[:6])[1]
    said = [line.split(" · ")[1] for line in history.splitlines() if not line.startswith(" ")]
    words = ("logged", "changed", "changed", "deleted", "undone", "undone", "done again")
    assert said == [f"{word} (command line)" for word in words]


def test_a_deal_comes_from_a_lead(user: Home) -> None:
    done(user, "log", "lead #linkedin shop")
    lead = held(user)[0]["uid"]
    assert f"from {lead[:8]}" in done(user, "log", "linkedin", "deal", "5", "--from", lead[:5])
    done(user, "ledger", "--delete", lead[:8])
    assert held(user)[0]["origin"] == lead


def test_a_table_and_its_sums_read_as_expected(user: Home) -> None:
    shares = (Credit("linkedin", Fraction(7, 10)), Credit("x", Fraction(3, 10)))
    put(
        user,
        outcome(kind="deal", amount=Decimal(1200), credits=shares, note="site"),
        outcome(kind="follower", number=12, on=date(2026, 11, 3)),
    )
    lines = run(user, "ledger", "2026-11")[1].splitlines()
    assert lines[1] == "  2026-11: 2 outcomes"
    assert lines[4].split()[:9] == ["2", "Nov", "26", "deal", "1,200", "€", "LinkedIn", "70,", "X"]
    assert lines[5].split()[:6] == ["3", "Nov", "26", "12", "followers", "X"]
    assert [" ".join(line.split()) for line in lines[7:]] == [
        "network what sum",
        "LinkedIn 0.7 deals 840 €",
        "X 0.3 deals 360 €",
        "12 followers",
    ]
    assert len(held(user, "2026-11-02")) == 1
    assert "nothing was logged" in run(user, "ledger", "2026-10")[1]


def test_however_many_they_are_they_are_written_out(user: Home) -> None:
    assert "1,000,000,000 followers · X" in done(user, "log", "x", "followers", "1000000000")
    assert "X 1,000,000,000 followers" in done(user, "ledger")


def test_what_shows_all_is_not_told_to_who_sees_all(user: Home) -> None:
    assert "`timesink ledger all` shows it all." in done(user, "ledger")
    assert "ledger all" not in done(user, "ledger", "all")


def test_hostile_notes_fit_and_hold_nothing_harmful(user: Home) -> None:
    long = {"credits": (Credit("日本語" * 20),), "kind": "k" * 90, "amount": Decimal(10**9)}
    put(user, outcome(note=HOSTILE, **long))
    uid = held(user)[0]["uid"]
    for wide in ("80", "40"):
        for words in (["all"], ["--history", uid], ["--edit", uid, "--number", wide]):
            shown = run(user, "ledger", *words, COLUMNS=wide)[1]
            assert max((columns(line) for line in shown.splitlines()), default=0) <= int(wide)
            assert not set(shown) & set("\x1b\x00\x07\u202e\u2066")


def test_it_works_beside_a_running_agent_and_both_see_the_same(user: Home) -> None:
    with agent(user, seeing=False):
        done(user, "log", "lead #linkedin 1200€ shop")
        assert [each["note"] for each in user.get("outcomes", period="all")["outcomes"]] == ["shop"]
    assert stat.S_IMODE(user.database.stat().st_mode) == 0o600


def test_a_database_held_by_another_program_is_told(user: Home) -> None:
    done(user, "log", "lead #linkedin")
    with closing(sqlite3.connect(user.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _, told = run(user, "log", "lead #linkedin")
    assert code == 1
    assert "cannot be written: database is locked. Close the other program that has it open." in told
    assert len(held(user)) == 1


def test_csv_out_and_in_are_inverse(user: Home, tmp_path: Path) -> None:
    lead = outcome(note="=2+5")
    shares = (Credit("linkedin", Fraction(1, 3)), Credit("x", Fraction(2, 3)))
    notes = ("'=1", 'a, "b"; c\td', "two\nlines\r\nand\rmore", "日本語 \u2028 \x85", "' ", "-", "@x", HOSTILE)
    gone = {"kind": "gone", "credits": (Credit("gone"),)}
    put(user, lead, outcome(kind="deal", amount=Decimal(5), origin=lead.uid, credits=shares))
    put(user, *(outcome(note=note, number=at + 1, **gone) for at, note in enumerate(notes)))
    before = held(user)
    path = tmp_path / "ledger.csv"
    assert done(user, "ledger", "all", "--csv", str(path)) == f"10 outcomes written into {path}."
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert done(user, "ledger", "--read", str(path)) == f"Read {path}: 10 there already."
    while run(user, "ledger", "--undo")[0] == 0:
        pass
    assert held(user) == []
    assert done(user, "ledger", "--read", str(path)).startswith(f"Read {path}: 10 new.")
    assert held(user) == before


def test_csv_goes_through_pipes(user: Home, tmp_path: Path) -> None:
    put(user, outcome(note="Café, \x1b 日本語"), outcome(kind="deal", amount=Decimal(5)))
    code, shown, told = run(user, "ledger", "all", "--csv", "-", PYTHONIOENCODING="ascii")
    assert (code, told) == (0, "")
    done(user, "ledger", "all", "--csv", str(tmp_path / "ledger.csv"))
    assert shown.encode() == (tmp_path / "ledger.csv").read_bytes()
    assert list(tmp_path.iterdir()) == [tmp_path / "ledger.csv"]
    read = run(user, "ledger", "--read", "-", stdin=shown.replace("Café", "Tee").encode())
    assert read[1].startswith("Read what was piped in: 1 changed, 1 there already.")
    assert run(user, "ledger", "--csv", "-", "--json")[0] == 2


def test_what_may_never_end_is_not_waited_for(user: Home, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, _, told = run(user, "ledger", "--read", str(tmp_path / "pipe"))
    assert code == 1
    assert told == f"timesink: {tmp_path}/pipe is no file. What is piped in is read by `--read -`.\n"


def test_a_deal_read_from_a_file_names_a_lead_that_is_or_was_there(user: Home, tmp_path: Path) -> None:
    lead, other = outcome(), outcome(kind="deal", amount=Decimal(5))
    put(user, lead, other)
    done(user, "ledger", "--delete", lead.uid)
    path = tmp_path / "ledger.csv"
    new = new_uid()
    rows = (
        f",2026-11-02,deal,x,5,,,,{new},",
        f"{new},2026-11-01,lead,x,,,,,,",
        f",2026-11-02,deal,x,6,,,,{lead.uid},",
    )
    path.write_text(HEAD + "\r\n".join(rows))
    assert "3 new" in done(user, "ledger", "--read", str(path))
    for uid in (new_uid(), other.uid):
        path.write_text(f"{HEAD},2026-11-02,lead,x,,,,,,\r\n,2026-11-02,deal,x,7,,,,{uid},\r\n")
        code, _, told = run(user, "ledger", "--read", str(path))
        assert code == 1
        assert f"row 3: there is no lead {UUID(uid)} that the deal could come from. Leave its" in told
    assert len(held(user)) == 4


@given(st.text(max_size=20) | st.text("'=+-@ab", max_size=6))
def test_a_defused_cell_comes_back_as_it_was(cell: str) -> None:
    assert as_it_was(defused(cell)) == cell
    assert not defused(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("on,kind,credits,amount,note\n2026-11-02,deal,linkedin,1200.5,Café\n", "utf-8"),
        ("on;kind;credits;amount;note\r\n02.11.2026;Deal;LinkedIn;1200,50;Café\r\n", "cp1252"),
        ("sep=;\r\non;kind;credits;amount;note\r\n02.11.2026;deal;linkedin;1.200,50 €;Café\r\n", "utf-8-sig"),
        ("on\tkind\tcredits\tamount\tnote\r\n2026-11-02\tdeal\tlinkedin:1/1\t1200,5\tCafé\r\n", "utf-16"),
        (
            'On , Kind,credits,amount,note\n11/2/2026,deal,x,"1,200.50",Café\n\n11/13/2026,lead,x\n,,\n',
            "utf-8",
        ),
        ("note,amount,credits,kind,on,currency\nCafé,1200.50,linkedin,deal,2026-11-02,eur\n", "utf-8"),
    ],
)  # fmt: skip
def test_a_csv_is_read_as_spreadsheets_save_it(user: Home, tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(text.encode(encoding))
    assert "new" in done(user, "ledger", "--read", str(path))
    first = held(user)[-1]
    found = [first[name] for name in ("on", "kind", "amount", "note")]
    assert found == ["2026-11-02", "deal", "1200.50", "Café"]
    assert "there already" in done(user, "ledger", "--read", str(path))
    assert done(user, "ledger", "--undo").startswith("Undone: reading from a file")
    assert held(user) == []


def test_a_row_changed_in_a_spreadsheet_changes_the_outcome(user: Home, tmp_path: Path) -> None:
    done(user, "log", "lead #linkedin 1200€ shop")
    path = tmp_path / "ledger.csv"
    done(user, "ledger", "--csv", str(path))
    path.write_text(path.read_text().replace("shop", "bakery"))
    assert done(user, "ledger", "--read", str(path)).startswith(f"Read {path}: 1 changed.")
    assert [each["note"] for each in held(user)] == ["bakery"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("\n2026-11-02,deal,linkedin,\n31.02.2026,lead,x,\n", "row 3: a deal needs an amount."),
        ("2026-11-02,deal,linkdin,5\n", "row 2: no network “linkdin” is known. Did you mean `linkedin`?"),
        ("2026-11-02,deal,x,-5\n", "row 2: an amount must be above 0, not -5."),
        ("2026-11-02,deal,x:0.5,5\n", "row 2: the shares sum to 0.5, not to 1."),
        ("11/2/2026,deal,x,5\n", "row 2: “11/2/2026” may be one of two days."),
        ("1997-13-01,deal,x,5\n", "row 2: “1997-13-01” is not in the calendar."),
        ("1990-01-01,deal,x,5\n", "row 2: 1990-01-01 was before there were networks."),
        ("2026-11-02,deal,x,5,5\n", "row 2: it has more cells than the first row has names."),
        ('2026-11-02,deal,x,"5\n', "is no CSV that can be read: unexpected end of data."),
    ],
)
def test_a_file_with_a_fault_is_read_not_at_all(user: Home, tmp_path: Path, rows: str, sentence: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(f"on,kind,credits,amount\n{rows}2026-11-01,lead,x,\n")
    code, _, told = run(user, "ledger", "--read", str(path))
    assert (code, sentence in told) == (1, True), told
    assert held(user) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the column `on` is missing."),
        (b"on,kind,creds\n", "there's no column “creds”. Did you mean `credits`?"),
        (b"on,kind,credits,kind\n", "the column `kind` is there twice. Leave one out."),
        (
            HEAD.encode() + b"%b,2026-11-02,lead,x,,,,,,\n" % (b"7" * 32) * 2,
            "row 3: its id is that of row 2. Leave it empty for a new outcome.",
        ),
        (b"on,kind\n", "the column `credits` is missing."),
        (b"\xff\xfe\x00", "is no text that can be read."),
        (b"\x00\x01\x02" * 9, "there's no column"),
        (HEAD.encode() + b"zz,2026-11-02,lead,x,,,,,,\n", "row 2: “zz” is no id."),
        (HEAD.encode() + b",2026-11-02,lead,x,5,USD,,,,\n", "row 2: 5 USD isn't in EUR."),
        (HEAD.encode() + b",2026-11-02,lead,x,,,1.5,,,\n", "row 2: “1.5” is no whole number."),
    ],
)
def test_what_is_no_ledger_is_told(user: Home, tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(data)
    code, _, told = run(user, "ledger", "--read", str(path))
    assert (code, sentence in told) == (1, True), told
    assert "Traceback" not in told


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(data)
    with pytest.raises(AgentError):
        list(read_rows(path, COLUMNS, NEEDED))
