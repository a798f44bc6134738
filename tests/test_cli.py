"""The commands as a user calls them: processes of their own, over a real database, with no agent running."""

import csv
import io
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from running import Home, home

from agent.core.model import Front, Span
from agent.store.database import opened

HOSTILE = "\x1b]0;owned\x07\x1b[31mred\x00\n\u202eturned\u2066 <b>bold</b> " + "L" * 500
TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def span(start: float, minutes: float, front: Front) -> Span:
    begin = TODAY - timedelta(days=1) + timedelta(minutes=start)
    return Span(begin, begin + timedelta(minutes=minutes), front)


@pytest.fixture(scope="module")
def user() -> Iterator[Home]:
    """A user who was on Facebook yesterday, in a browser with a hostile name."""
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"}
        at.database.parent.mkdir(parents=True, mode=0o700)
        with opened(at.database) as store:
            store.keep(
                [
                    span(0, 95, Front(("facebook",), "feed", "page", "Chromium", HOSTILE)),
                    span(95, 10, Front(("facebook", "x"), None, None, "Chromium", "=2+5")),
                    span(105, 30, Front((), None, None, HOSTILE, f"Knitting {HOSTILE}")),
                    span(135, 3, Front(("gone",), None, "page", "日本語のブラウザ" * 8, None)),
                ]
            )
        yield at


def run(at: Home, *words: str, stdin: bytes = b"", **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "agent", *words],
        env=at.environment | environment,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def columns(line: str) -> int:
    return sum(1 + (east_asian_width(each) in "WF") for each in line)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["tody"], 2, "timesink: there is no command 'tody'. `timesink --help` lists the commands.\n"),
        (["sumary"], 2, "timesink: there is no command 'sumary'. Did you mean `summary`?\n"),
        (["summary", "tomorow"], 2, "timesink: 'tomorow' is no period."),
        (["summary", "2026-13"], 2, "timesink: '2026-13' is not in the calendar."),
        (["summary", "today", "--by", "wek"], 2, "timesink: 'wek' is unknown."),
        (["summary", "--bye"], 2, "timesink: No such option"),
        (["export", "--format", "xls"], 2, "timesink: 'xls' is unknown."),
        (["export", "-o", "/nonexistent/x.csv"], 1, "timesink: "),
        (["rules", "check", "/nonexistent"], 2, "timesink: "),
        (["status"], 1, ""),
        (["open"], 1, "timesink: the agent isn't running. Start it with"),
        (["service", "status"], 1, ""),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    user: Home, words: list[str], code: int, sentence: str
) -> None:
    ended, _, told = run(user, *words)
    assert (ended, told.count("\n")) == (code, 1 if sentence else 0)
    assert told.startswith(sentence)


@pytest.mark.parametrize("by", ["network", "activity", "app", "day", "hour"])
def test_tables_fit_and_hold_nothing_harmful(user: Home, by: str) -> None:
    for wide in ("80", "40"):
        code, shown, told = run(user, "summary", "yesterday", "--by", by, COLUMNS=wide)
        assert (code, told) == (0, "")
        assert max(columns(line) for line in shown.splitlines()) <= int(wide)
        assert not set(shown) & set("\x1b\x00\x07\u202e\u2066")
        assert "owned" not in shown or by == "app"


def test_a_summary_reads_as_expected(user: Home) -> None:
    _, shown, _ = run(user, "summary", "yesterday")
    lines = shown.splitlines()
    assert lines[1].endswith("1 h 38 min on networks, of 2 h 18 min")
    assert [line.split()[0] for line in lines[3:]] == ["Facebook", "gone", "Facebook", "Everything"]
    assert lines[3].endswith("1 h 35 min   69 %")


def test_json_is_what_the_endpoint_says(user: Home) -> None:
    summary = json.loads(run(user, "summary", "yesterday", "--json")[1])
    assert (summary["observed_seconds"], summary["network_seconds"]) == (138 * 60, 98 * 60)
    assert json.loads(run(user, "--json")[1])["status"] is None


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_for_terminals_that_want_it(
    user: Home, environment: dict[str, str], *, coloured: bool
) -> None:
    assert (b"\x1b[" in on_terminal(user, "summary", "yesterday", **environment)) is coloured


def test_a_title_moves_no_cursor_where_an_export_is_looked_at(user: Home) -> None:
    shown = on_terminal(user, "export", "yesterday").decode()
    assert len(shown.splitlines()) == 5
    assert not set(shown) & set("\x1b\x00\x07\u202e\u2066")


def on_terminal(user: Home, *words: str, **environment: str) -> bytes:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "agent", *words],
        env=user.environment | {"TERM": "xterm"} | environment,
        stdout=theirs,
        stdin=theirs,
        stderr=theirs,
    ) as shown:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # the terminal's other end is closed
            pass
        os.close(ours)
    assert shown.returncode == 0
    return seen


def test_a_terminal_without_unicode_gets_plain_bars(user: Home) -> None:
    code, shown, told = run(user, "summary", "yesterday", PYTHONIOENCODING="ascii")
    assert (code, told) == (0, "")
    assert "####" in shown


def test_a_reader_that_has_gone_is_told_nothing(user: Home) -> None:
    read, write = os.pipe()
    os.close(read)
    argv = [sys.executable, "-m", "agent", "export", "all"]
    done = subprocess.run(
        argv, env=user.environment, stdout=write, stderr=subprocess.PIPE, check=False, timeout=30
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("words", [[], ["export", "all"], ["summary", "yesterday", "--json"], ["--help"]])
def test_a_full_disk_behind_the_output_is_told(user: Home, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "agent", *words], env=user.environment, stdout=full, stderr=-1, check=False
        )
    sentence = b"timesink: the output cannot be written: no space left on device.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


def test_a_failed_export_leaves_the_file_alone_and_a_good_one_is_the_users(user: Home) -> None:
    kept = user.root / "kept.csv"
    kept.write_text("hello")
    assert run(user, "export", "tody", "-o", str(kept))[0] == 2
    assert kept.read_text() == "hello"
    made = user.root / "made.csv"
    assert run(user, "export", "all", "-o", str(made))[0] == 0
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_home_without_a_database_is_a_home_where_nothing_was_tracked() -> None:
    with home() as at:
        code, shown, told = run(at)
        assert (code, told) == (0, "")
        assert "Nothing tracked yet today." in shown
        assert not at.database.exists()


def test_a_damaged_database_is_told_and_left_alone() -> None:
    with home() as at:
        at.database.parent.mkdir(parents=True)
        at.database.write_bytes(b"not a database" * 100)
        code, _, told = run(at, "summary")
        assert (code, told.count("\n")) == (1, 1)
        assert str(at.database) in told
        assert at.database.read_bytes() == b"not a database" * 100


def test_ctrl_c_ends_quietly(user: Home) -> None:
    with subprocess.Popen(
        # A test run in the background passes on that SIGINT is ignored.
        ["env", "--default-signal=INT", sys.executable, "-m", "agent", "rules", "classify"],
        env=user.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"page_title": "A - YouTube"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read().strip() == b""


def test_classify_answers_line_by_line_in_order(user: Home) -> None:
    lines = [
        {"page_title": "A song - YouTube"},
        {"title": "A song - YouTube - Chromium", "app": "chromium"},
        {"title": "A song - YouTube", "app": "code"},
        {"page_title": "Nothing", "url": "https://www.reddit.com/r/knitting"},
        {"page_title": HOSTILE},
        {},
        {"page_title": 7},
        {"page_title": "A - YouTube", "url": "http://[::"},
    ]
    stdin = "\n".join(map(json.dumps, lines)).encode() + b"\n\n[1]\nno json\n\xff\n" + b"[" * 100_000 + b"\n"
    stdin += b'{"title": ' + b"9" * 5000 + b"}\n"
    code, told, _ = run(user, "rules", "classify", stdin=stdin)
    judged = [json.loads(line) for line in told.splitlines()]
    assert code == 1
    assert [each["network"] for each in judged[:5]] == ["youtube", "youtube", None, "reddit", None]
    assert len(judged) == 13
    assert judged[12]["error"] == "this is no JSON."
    assert all(set(each) >= {"verdict", "network", "rule", "activity"} for each in judged)
    assert [number for number, each in enumerate(judged) if "error" in each] == [5, 6, 8, 9, 10, 11, 12]


def test_explain_shows_the_way_to_a_verdict(user: Home) -> None:
    _, shown, _ = run(user, "rules", "explain", "(3) Somebody | Facebook - Chromium", "--app", "chromium")
    assert "Facebook, by rule" in shown.splitlines()[-1]
    _, shown, _ = run(user, "rules", "explain", "facebook.py", "--app", "code")
    assert "isn't a browser's window" in shown


def test_check_ends_with_1_where_a_rule_is_at_fault(user: Home) -> None:
    assert run(user, "rules", "check")[::2] == (0, "")
    folder = user.root / "faulty"
    folder.mkdir()
    (folder / "knitters.toml").write_text('schema = 1\nid = "knitters"\nnmae = "Knitters"\n')
    code, shown, _ = run(user, "rules", "check", str(folder))
    assert code == 1
    assert "knitters.toml" in shown
    assert "`name`" in shown


def test_a_list_says_whose_file_knows_a_network() -> None:
    with home() as at:
        at.rules.mkdir(parents=True)
        (at.rules / "x.toml").write_text('schema = 1\nid = "x"\nname = "X"\nhosts = ["x.com"]\n')
        (at.rules / "vk.toml").write_text('schema = 1\nid = "vk"\nextends = true\nhosts = ["vk.example"]\n')
        at.environment |= {"TIMESINK_COUNT": "github", "TIMESINK_LEAVE_OUT": "x"}
        shown = run(at, "rules", "list")[1]
        rows = {line.split()[0]: " ".join(line.split()[-3:]) for line in shown.splitlines() if line}
        ends = {"vimeo": "shipped yes", "vk": "both yes", "x": "no, by you", "github": "yes, by you"}
        for network, end in ends.items():
            assert rows[network].endswith(end)
        assert rows["stackoverflow"].endswith("shipped no")
        assert "counts" in shown
        assert "fault" not in shown


def test_a_faulty_file_is_told_wherever_rules_are_shown(user: Home) -> None:
    user.rules.mkdir(parents=True, exist_ok=True)
    (user.rules / "knit.toml").write_text("schema = 1\nid = 3\n")
    for words in (["list"], ["explain", "Anna | Knit"]):
        shown = " ".join(run(user, "rules", *words)[1].split())
        assert "knit.toml has a fault and is left out here; an agent that runs goes by its last" in shown
    code, told, _ = run(user, "rules", "check")
    assert (code, "knit.toml" in told) == (1, True)


def test_an_address_decides_and_must_be_one(user: Home) -> None:
    user.rules.mkdir(parents=True, exist_ok=True)
    file = 'schema = 1\nid = "buch"\nname = "Buch"\nhosts = ["xn--bcher-kva.example"]\n'
    (user.rules / "buch.toml").write_text(file)
    shown = run(user, "rules", "explain", "Somebody | Facebook", "--url", "https://Bücher.example/neu")[1]
    assert "verdict     Buch, by rule 'host'" in shown
    assert "Its address decides, whatever its title says." in shown
    assert run(user, "rules", "explain", "Photos", "--url", "notaurl")[::2] == (
        2,
        "timesink: 'notaurl' is no web page's address. Write it as example.com/page.\n",
    )
    user.environment |= {"TIMESINK_LEAVE_OUT": "buch"}
    shown = run(user, "rules", "explain", "Neu", "--url", "xn--bcher-kva.example")[1]
    assert "Buch, by rule 'host', which doesn't count as time on networks" in shown


def test_exports_are_whole_and_defused(user: Home) -> None:
    out = user.root / "out.csv"
    assert run(user, "export", "yesterday", "-o", str(out)) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO(out.read_text(), newline="")))
    assert [row["network"] for row in rows] == ["facebook", "facebook|x", "", "gone"]
    assert sum(float(row["seconds"]) for row in rows) == 138 * 60
    assert rows[1]["title"] == "'=2+5"
    lines = run(user, "export", "yesterday", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line)["networks"] for line in lines] == [["facebook"], ["facebook", "x"], [], ["gone"]]
    with sqlite3.connect(user.database) as database:
        kept = database.execute("SELECT count(*) FROM spans").fetchone()[0]
    database.close()
    assert kept == len(lines)


def test_unsorted_lists_what_nobody_claimed(user: Home) -> None:
    code, shown, _ = run(user, "unsorted", "yesterday")
    lines = shown.splitlines()
    assert (code, lines[4].split()[:3]) == (0, ["30", "min", "Knitting"])
    assert max(map(columns, lines)) <= 80
    assert not set(shown) & set("\x1b\x00\x07\u202e\u2066")
    assert "No page that nobody claimed." in run(user, "unsorted", "today")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(user: Home, shell: str) -> None:
    code, script, _ = run(user, "completion", shell)
    assert code == 0
    assert "_TIMESINK_COMPLETE" in script
    at = "su" if shell == "fish" else "1"
    words = {"COMP_WORDS": "timesink su", "COMP_CWORD": at, "_TIMESINK_COMPLETE": f"{shell}_complete"}
    assert "summary" in run(user, **words)[1]


def test_doctor_says_what_to_do(user: Home) -> None:
    code, shown, told = run(user, "doctor")
    assert (code, told) == (1, "")
    assert "isn't running: nothing is being tracked." in shown
    assert "is sound" in shown
    assert "browsers are asked about pages" in shown
    assert "browsers aren't asked" in run(user, "doctor", TIMESINK_HISTORY="false")[1]


def test_doctor_has_a_switch_for_the_histories_and_leaves_comments_alone(user: Home) -> None:
    file = user.root / "config/timesink/config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# mine\nidle_after = '5m' # as agreed\n")
    assert run(user, "doctor", "--history", "off")[0] == 0
    assert file.read_text() == "# mine\nidle_after = '5m' # as agreed\nhistory = false\n"
    assert "browsers aren't asked" in run(user, "doctor")[1]
    assert run(user, "doctor", "--history", "on")[0] == 0
    assert "history = true" in file.read_text()
    file.write_text("idle_after = \n")
    code, _, told = run(user, "doctor", "--history", "off")
    assert (code, file.read_text()) == (1, "idle_after = \n")
    assert "cannot be read" in told
    assert run(user, "doctor", "--history", "off", TIMESINK_HISTORY="true")[0] == 1


def test_help_tells_all_commands_within_80_columns(user: Home) -> None:
    for words in (
        [],
        ["summary"],
        ["rules"],
        ["rules", "classify"],
        ["rules", "new"],
        ["service"],
        ["completion"],
    ):
        code, shown, _ = run(user, *words, "--help")
        assert code == 0
        assert max(map(len, shown.splitlines())) <= 80


def test_the_agent_carries_nothing_of_the_command_line() -> None:
    loaded = "import sys, agent.daemon; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert {"click", "rich", "tomlkit", "agent.cli"}.isdisjoint(done.stdout.split())


def test_run_is_the_agent_itself() -> None:
    with (
        home() as at,
        subprocess.Popen(
            [sys.executable, "-m", "agent", "run"], env=at.environment, stderr=subprocess.PIPE
        ) as running,
    ):
        at.until(lambda status: status["pid"] == running.pid, "status")
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
