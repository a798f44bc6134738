"""The database file in all states it may be found in."""

import errno
import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.core.model import Front, Span
from agent.errors import AgentError
from agent.store.database import opened
from agent.store.lock import only_agent
from agent.store.migrations import MIGRATIONS, VERSION
from agent.store.tail import Tail

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SPAN = Span(START, START + timedelta(seconds=9), Front(("x",), "feed", "page", "Chromium", "Home / X"))


def sentence(path: Path, *, read_only: bool = False) -> str:
    with pytest.raises(AgentError) as error, opened(path, read_only=read_only):
        pass
    return str(error.value)


def test_files_are_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "timesink.db"
    with opened(path) as store:
        store.keep([SPAN])
        files = list(path.parent.iterdir())
        assert {file.name for file in files} == {"timesink.db", "timesink.db-wal", "timesink.db-shm"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with opened(path):
        pass
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    for read_only in (False, True):
        assert "newer timesink" in sentence(path, read_only=read_only)


@pytest.mark.parametrize("data", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "timesink.db"
    path.write_bytes(data)
    assert "is damaged, or no database of timesink's" in sentence(path)
    assert path.read_bytes() == data


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot be used" in sentence(tmp_path / "data" / "timesink.db")


def test_what_may_only_be_read_is_told_when_writing_and_read_when_reading(tmp_path: Path) -> None:
    with opened(tmp_path / "timesink.db") as store:
        store.keep([SPAN])
    told = as_nobody(tmp_path)
    assert "cannot be used" in told["error"]
    assert "writable" in told["error"]


AS_NOBODY = """
import json, os, sys
from pathlib import Path
folder = Path(sys.argv[1])
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
from agent.errors import AgentError
from agent.store.database import opened
try:
    with opened(folder / "timesink.db"):
        print(json.dumps({"error": None}))
except AgentError as error:
    print(json.dumps({"error": str(error)}))
"""


def as_nobody(folder: Path) -> dict[str, str]:
    for each in (folder, *folder.iterdir()):
        each.chmod(0o555 if each.is_dir() else 0o444)
    parent = folder
    while parent != parent.parent:
        if os.getuid() == 0:
            parent.chmod(parent.stat().st_mode | 0o005)
        parent = parent.parent
    preload = f"import agent.store.database, agent.errors\n{AS_NOBODY}"
    done = subprocess.run(
        [sys.executable, "-c", preload, str(folder)], capture_output=True, text=True, check=False
    )
    folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_where_there_is_none_yet_nothing_is_found_and_nothing_made(tmp_path: Path) -> None:
    with opened(tmp_path / "none" / "timesink.db", read_only=True) as store:
        assert store.last_end() is None
        assert list(store.totals(START, START + timedelta(days=1), by="kind")) == []
    assert list(tmp_path.iterdir()) == []


def test_people_may_ask_while_the_agent_writes(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with opened(path) as writer:
        for number in range(1, 20):
            later = Span(
                SPAN.start + timedelta(minutes=number), SPAN.end + timedelta(minutes=number), SPAN.front
            )
            writer.keep([later])
            with opened(path, read_only=True) as reader:
                assert reader.last_end() == later.end
                writer.keep([Span(later.end, later.end + timedelta(seconds=1), SPAN.front)])
                assert reader.last_end() == later.end, "a reader sees one moment"


def test_what_one_program_opens_twice_no_other_takes_from_it(tmp_path: Path) -> None:
    database = tmp_path / "timesink.db"
    other = "import sys; from pathlib import Path; from agent.store.database import opened\n"
    other += "with opened(Path(sys.argv[1])) as store: store.set_rules_of_past('theirs')"
    with opened(database) as agent:
        agent.set_rules_of_past("ours")
        with opened(database) as deed:
            deed.set_rules_of_past("the deed's")
        subprocess.run([sys.executable, "-c", other, database], check=True)
        held = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        assert f"{database}-wal" in held
        assert not [each for each in held if each.endswith("(deleted)") and str(tmp_path) in each]
        assert agent.rules_of_past() == "theirs"
        agent.set_rules_of_past("ours again")
    with opened(database, read_only=True) as store:
        assert store.rules_of_past() == "ours again"


def test_it_may_be_a_link_to_where_nothing_is_yet(tmp_path: Path) -> None:
    link, elsewhere = tmp_path / "data" / "timesink.db", tmp_path / "elsewhere"
    for folder in (link.parent, elsewhere):
        folder.mkdir(mode=0o755)
    link.symlink_to(elsewhere / "timesink.db")
    with opened(link) as store:
        store.keep([SPAN])
    assert (elsewhere.stat().st_mode & 0o777, link.stat().st_mode & 0o777) == (0o755, 0o600)
    with opened(elsewhere / "timesink.db", read_only=True) as store:
        assert store.last_end() == SPAN.end


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    titles = [
        Span(
            START + timedelta(seconds=n),
            START + timedelta(seconds=n + 1),
            Front((), None, None, "b", "t" * 900),
        )
        for n in range(500)
    ]
    with opened(path) as store:
        store.keep(titles[:10])
        database = store.file._connection  # noqa: SLF001  the only way to a disk that is full
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(AgentError, match="cannot be written: database or disk is full"):
            store.keep(titles)
        assert store.last_end() == titles[9].end
        database.execute("PRAGMA max_page_count = 1000000")
        store.keep(titles)
        assert store.last_end() == titles[-1].end
        assert store.is_sound()


def test_a_disk_that_is_full_at_the_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("agent.store.database.os.open", refuse)
    said = sentence(tmp_path / "timesink.db")
    assert said == f"{tmp_path}/timesink.db cannot be used: no space left on device. Free some space there."


WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from agent.core.model import Front, Span
from agent.store.database import opened
with opened(Path(sys.argv[1])) as store:
    start = store.last_end() or datetime(2026, 11, 2, 9, tzinfo=UTC)
    print("ready", flush=True)
    while True:
        fronts = [Front(("x",), None, "p", "b", f"t{n}") for n in range(12)]
        starts = [start + timedelta(seconds=n) for n in range(12)]
        spans = [Span(begin, begin + timedelta(seconds=1), front) for begin, front in zip(starts, fronts)]
        store.keep(spans)
        start = spans[-1].end
"""


def test_kills_while_writing_damage_nothing(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    draw = random.Random(5)  # noqa: S311  the same moments every time
    for _ in range(15):
        argv = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(draw.uniform(0, 0.1))
            writer.send_signal(signal.SIGKILL)
        with opened(path, read_only=True) as store:
            assert store.is_sound()


def test_the_tail_comes_back_as_it_was_written(tmp_path: Path) -> None:
    tail = Tail(tmp_path / "tail.json")
    assert tail.read() == []
    tail.replace([SPAN])
    assert tail.read() == [SPAN]
    assert stat.S_IMODE((tmp_path / "tail.json").stat().st_mode) == 0o600
    tail.replace([])
    assert tail.read() == []


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"start": "x"}]', "null", '[{"front": {}}]', "[[]]"])
def test_a_tail_that_cannot_be_read_costs_only_itself(tmp_path: Path, text: str) -> None:
    (tmp_path / "tail.json").write_text(text)
    assert Tail(tmp_path / "tail.json").read() == []


def test_there_is_one_agent_and_the_second_is_told_of_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with only_agent(lock), pytest.raises(AgentError) as error, only_agent(lock):
        pass
    assert f"already running (process {os.getpid()})" in str(error.value)
    with only_agent(lock):
        pass


def test_several_programs_may_bring_it_up_to_date_at_once(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"PRAGMA journal_mode = WAL; {MIGRATIONS[1]}; PRAGMA user_version = 1")

    def open_it(_: int) -> datetime | None:
        with opened(path) as store:
            return store.last_end()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(open_it, range(32))) == [None] * 32


def test_a_version_that_no_program_wrote_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with closing(sqlite3.connect(path)) as odd:
        odd.execute("PRAGMA user_version = -1")
    with pytest.raises(AgentError, match="damaged"), opened(path):
        pass
