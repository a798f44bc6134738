"""`timesink import` as a user calls it: shown first, whole or not at all, killed at any time, taken back."""

import json
import os
import pty
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import exports as made
import pytest
from exports import unpacked, zipped
from running import Home, agent, home
from test_cli import columns, run

LINKEDIN_LINES = [
    "  LinkedIn, exported on 1 Nov 2026: 5 of its 6 files are read",
    "",
    "  This will add",
    "    6 connections (8 Jan 2018 to 5 Jul 2026)",
    "    1 first message of a conversation (28 Feb 2026)",
    "    1 invitation (12 Feb 2026)",
    "    1 recommendation (30 Aug 2022)",
    "",
    "  Nothing else is kept: no text, and names only as hashes.",
]


@pytest.fixture
def user() -> Iterator[Home]:
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"}
        yield at


def outcomes(at: Home) -> list[tuple[str, int]]:
    if not at.database.exists():
        return []
    with closing(sqlite3.connect(at.database)) as database:
        rows = database.execute(
            "SELECT kind, sum(number) FROM outcomes WHERE until IS NULL GROUP BY 1 ORDER BY 1"
        )
        return rows.fetchall()


def imports(at: Home) -> list[dict[str, object]]:
    return json.loads(run(at, "import", "--list", "--json")[1])["imports"]


def test_it_is_shown_first_and_says_how_to_go_on(user: Home, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", made.linkedin_2026())
    code, shown, told = run(user, "import", str(path))
    assert (code, told) == (0, "")
    assert shown.splitlines()[1:] == [*LINKEDIN_LINES, "", "  Nothing was imported yet: with `--yes` it is."]
    assert outcomes(user) == []
    assert imports(user) == []


def test_it_is_imported_once_listed_and_taken_back(user: Home, tmp_path: Path) -> None:
    path = str(zipped(tmp_path / "a.zip", made.linkedin_2026()))
    code, shown, _ = run(user, "import", path, "--yes")
    assert code == 0
    assert "  Imported: 6 connections, 1 first message of a conversation, 1 invitation, 1" in shown
    assert outcomes(user) == [("connection", 6), ("interaction", 3)]
    again = run(user, "import", path, "--yes")[1]
    assert "This very export was imported on" in again
    assert (
        "All that it tells was imported before"
        in run(user, "import", str(unpacked(tmp_path / "folder", made.linkedin_2026() | {"more.txt": b""})))[
            1
        ]
    )
    (kept,) = imports(user)
    assert kept["brought"] == {"connection": 6, "first-message": 1, "invitation": 1, "recommendation": 1}
    assert str(kept["id"])[:8] in run(user, "import", "--list")[1]
    code, shown, _ = run(user, "import", "--undo", str(kept["id"])[:8])
    assert (code, shown) == (0, "Taken back: the import of LinkedIn's export of 1 Nov 2026, whole.\n")
    assert (outcomes(user), imports(user)) == ([], [])


def test_the_last_import_is_taken_back_without_its_id(user: Home, tmp_path: Path) -> None:
    for name, files in (("a.zip", made.linkedin_2026()), ("b.zip", made.facebook())):
        assert run(user, "import", str(zipped(tmp_path / name, files)), "--yes")[0] == 0
    last, first = imports(user)
    code, shown, _ = run(user, "import", "--undo")
    assert code == 0
    assert f"The last import, {str(last['id'])[:8]}, on " in " ".join(shown.split())
    assert "Nothing was taken back yet: with `--yes` it is." in shown
    assert imports(user) == [last, first]
    assert "Taken back: the import of Facebook's" in run(user, "import", "--undo", "--yes")[1]
    assert imports(user) == [first]


def test_the_list_is_never_cut(user: Home, tmp_path: Path) -> None:
    run(user, "import", str(zipped(tmp_path / "a.zip", made.linkedin_2026())), "--yes")
    shown = run(user, "import", "--list", COLUMNS="40")[1]
    told = "6 connections, 1 first message of a conversation, 1 invitation, 1 recommendation"
    assert told in " ".join(shown.split())
    assert max(map(columns, shown.splitlines())) <= 50


def test_the_ledger_names_what_undoes_an_import(user: Home, tmp_path: Path) -> None:
    run(user, "import", str(zipped(tmp_path / "a.zip", made.linkedin_2026())), "--yes")
    code, _, told = run(user, "ledger", "--undo")
    assert (code, "an import. `timesink import --undo` takes it back." in told) == (1, True)
    run(user, "import", "--undo", "--yes")
    assert "nothing to undo" in run(user, "ledger", "--undo")[2]
    assert outcomes(user) == []


def test_what_was_done_before_an_import_can_be_undone_once_it_is_taken_back(
    user: Home, tmp_path: Path
) -> None:
    for words in (("x", "lead", "early"), ("x", "lead", "late")):
        run(user, "log", *words)
    run(user, "import", str(zipped(tmp_path / "a.zip", made.linkedin_2026())), "--yes")
    run(user, "import", "--undo", "--yes")
    for note in ("late", "early"):
        code, shown, _ = run(user, "ledger", "--undo")
        assert (code, note in shown) == (0, True)
    assert outcomes(user) == []
    assert (run(user, "ledger", "--redo")[0], len(outcomes(user))) == (0, 1)


def test_an_undo_brings_nothing_back_of_an_import_that_was_taken_back(user: Home, tmp_path: Path) -> None:
    run(user, "log", "x", "lead", "own")
    run(user, "import", str(zipped(tmp_path / "a.zip", made.linkedin_2026())), "--yes")
    listed = json.loads(run(user, "ledger", "all", "--json")[1])["outcomes"]
    edited, deleted = [each["uid"] for each in listed if each["source"]][:2]
    run(user, "ledger", "--edit", edited, "--note", "mine")
    run(user, "ledger", "--delete", deleted)
    said = " ".join(run(user, "import", "--undo", "--yes")[1].split())
    assert said.endswith(", but for 1 that you have edited.")
    left = outcomes(user)
    run(user, "ledger", "--edit", edited, "--note", "mine still")
    assert "Undone: changing" in run(user, "ledger", "--undo")[1]
    assert outcomes(user) == left
    for undone, number in (("changing", 1), ("logging", 0)):  # unedited, it would have gone with the import
        assert f"Undone: {undone}" in run(user, "ledger", "--undo")[1]
        assert len(outcomes(user)) == number
    assert "nothing to undo" in run(user, "ledger", "--undo")[2]


def test_as_json_it_tells_the_same(user: Home, tmp_path: Path) -> None:
    files = made.facebook() | {"connections/friends/your_friends.json": b'{"friends_v2": [7]}'}
    code, shown, _ = run(user, "import", str(zipped(tmp_path / "a.zip", files)), "--json")
    (told,) = json.loads(shown)["exports"]
    assert code == 0
    assert [(each["what"], each["kind"], each["number"]) for each in told["adds"]] == [
        ("first-message", "interaction", 1),
        ("invitation", "interaction", 1),
        ("sale", "deal", 1),
    ]
    assert told["stays"] == {"number": 2, "seconds": 900}
    assert told["other_currencies"] == {"USD or AUD": 1}
    assert told["problems"][0] == {
        "where": "connections/friends/your_friends.json",
        "what": "1 entry could not be read.",
        "hint": "",
    }
    assert told["imported"] is None


def test_an_older_export_is_what_the_newer_one_is_compared_with(user: Home, tmp_path: Path) -> None:
    old = zipped(tmp_path / "old.zip", made.x(exported="2026-01-01"), written=(2026, 1, 1, 0, 0, 0))
    new = zipped(tmp_path / "new.zip", made.x(followers=5, likes=40), written=(2026, 7, 25, 0, 0, 0))
    code, shown, _ = run(user, "import", str(new), str(old), "--yes", TIMESINK_CURRENCY="USD")
    assert code == 0
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert (
        "only noted to compare your next export with: 18 reactions to your posts, 3 followers."
        in " ".join(lines)
    )
    assert "2 followers (25 Jul 2026)" in lines
    assert "24 reactions to your posts (25 Jul 2026)" in lines
    assert "9 min of time on it, at the least, inferred from single moments (2 stays)" in " ".join(lines)
    assert outcomes(user) == [("deal", 1), ("follower", 2), ("interaction", 25)]


def test_an_export_that_tells_nothing_says_so(user: Home, tmp_path: Path) -> None:
    code, shown, _ = run(user, "import", str(made.tarred(tmp_path / "a.tar.gz", made.mastodon())), "--yes")
    assert code == 0
    assert "It tells nothing that Mastodon gave back, and nothing of your time there." in shown
    assert imports(user) == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "name an export, or give `--list` or `--undo`."),
        (["{folder}", "--list"], 2, "name an export"),
        (["{folder}/nowhere"], 2, "Invalid value for 'PATH...'"),
        (
            ["{folder}", "--network", "linkedn"],
            2,
            "no export of 'linkedn' can be read. Did you mean `linkedin`?",
        ),
        (["{folder}"], 1, "{folder} holds no export that is known."),
        (["--undo"], 1, "nothing was imported that could be taken back."),
        (["--undo", "7"], 1, "there is no import 7. `timesink import --list` shows them all."),
    ],
)
def test_what_cannot_be_is_told(
    user: Home, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    words = [word.format(folder=tmp_path) for word in words]
    found, _, told = run(user, "import", *words)
    assert (found, told[: len("timesink: ") + len(sentence.format(folder=tmp_path))]) == (
        code,
        f"timesink: {sentence.format(folder=tmp_path)}",
    )


def test_a_number_of_thousands_of_digits_costs_its_own_row(user: Home, tmp_path: Path) -> None:
    friends = [{"name": "A", "timestamp": 1_700_000_000}, {"name": "B", "timestamp": 7}]
    text = json.dumps({"friends_v2": [*friends, {"name": "C", "timestamp": 1_700_000_001}]})
    endless = text.replace(": 7}", f": {'7' * 5000}}}").encode()
    files = {"connections/friends/your_friends.json": endless}
    shown = run(user, "import", str(zipped(tmp_path / "a.zip", files)), "--network", "facebook")[1]
    assert "2 connections (14 Nov 2023)" in shown
    assert "your_friends.json: 1 entry could not be read." in " ".join(shown.split())


def test_one_broken_part_and_nothing_is_imported(user: Home, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "1.zip", made.linkedin_2026())
    broken = zipped(tmp_path / "2.zip", made.x())
    broken.write_bytes(broken.read_bytes()[:500])
    code, _, told = run(user, "import", str(whole), str(broken), "--yes")
    assert code == 1
    assert "2.zip is no whole zip: its end is missing." in told
    assert outcomes(user) == []


def test_hostile_names_are_harmless_and_lines_fit(user: Home, tmp_path: Path) -> None:
    name = "\x1b]0;owned\x07\x1b[31m\u202e" + "L" * 150
    files = {f"{name}/Connections.csv": made.linkedin_2026()["Connections.csv"] + b"broken\n"}
    _, shown, told = run(user, "import", str(zipped(tmp_path / "a.zip", files)))
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", shown + told)
    assert "1 entry could not be read" in " ".join(shown.split())
    assert all(columns(line) <= 80 or "LLLL" in line for line in shown.splitlines())


@pytest.mark.parametrize(("answer", "wanted"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_it_asks(user: Home, tmp_path: Path, answer: str, *, wanted: bool) -> None:
    path = zipped(tmp_path / "a.zip", made.linkedin_2026())
    above, below = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "agent", "import", str(path)],
        env=user.environment, stdin=below, stdout=below, stderr=below,
    ) as asking:  # fmt: skip
        os.close(below)
        shown = b""
        while b"Import it?" not in shown:
            shown += os.read(above, 1000)
        os.write(above, f"{answer}\n".encode())
        assert asking.wait(30) == 0
    os.close(above)
    assert b"Reading LinkedIn's export: 100 %" in shown
    assert bool(outcomes(user)) == wanted


def test_killed_at_any_time_it_has_imported_all_or_nothing(user: Home, tmp_path: Path) -> None:
    files = made.linkedin_2022(
        "".join(f"P{n},Q,,,,{n % 28 + 1:02} Jan {2004 + n % 20}\n" for n in range(20_000))
    )
    path = str(zipped(tmp_path / "a.zip", files))
    argv = [sys.executable, "-m", "agent", "import", path, "--yes"]
    begun = time.monotonic()
    subprocess.run(argv, env=user.environment, check=True, capture_output=True)
    takes = time.monotonic() - begun
    whole = (outcomes(user), 1)
    run(user, "import", "--undo", str(imports(user)[0]["id"]))
    draw = random.Random(7)  # noqa: S311  the same moments every time
    for _ in range(12):
        with subprocess.Popen(argv, env=user.environment, stdout=subprocess.DEVNULL) as importing:
            time.sleep(draw.uniform(0.3, 1.05) * takes)
            importing.send_signal(signal.SIGKILL)
        kept = imports(user)
        assert (outcomes(user), len(kept)) in (([], 0), whole)
        with closing(sqlite3.connect(user.database)) as database:
            assert database.execute("SELECT count(*) FROM findings").fetchone()[0] == len(kept) * 20_001
        if kept:
            run(user, "import", "--undo", str(kept[0]["id"]))


def test_an_agent_may_run_meanwhile(user: Home, tmp_path: Path) -> None:
    with agent(user, seeing=False):
        path = str(zipped(tmp_path / "a.zip", made.linkedin_2026()))
        assert run(user, "import", path, "--yes")[0] == 0
        assert outcomes(user) == [("connection", 6), ("interaction", 3)]
