"""Browsers' history files, whole and broken; the real ones are read in tests/desktop/test_history.py."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.rulebook.browser_file import HISTORIES
from agent.sources import history
from agent.sources.history import BYTES_MAX, KINDS, Kind, files, lately, newest, stamp, visits

Page = tuple[float, str, str]
NOW = 13_400_000_000.0


def chromium(path: Path, pages: Iterable[Page]) -> None:
    """Write a history with the tables and indices that Chromium makes."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_time INTEGER);"
            "CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);"
            "CREATE INDEX visits_time_index ON visits (visit_time); CREATE INDEX urls_url ON urls (url);"
        )
        for number, (when, title, url) in enumerate(pages, 1):
            made.execute("INSERT INTO urls VALUES (?, ?, ?, ?)", (number, url, title, int(when * 1e6)))
            made.execute("INSERT INTO visits (url, visit_time) VALUES (?, ?)", (number, int(when * 1e6)))
        made.commit()


def firefox(path: Path, pages: Iterable[Page]) -> None:
    """Write a history with the table and the index that Firefox makes."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, last_visit_date INTEGER);"
            "CREATE INDEX moz_places_lastvisitdateindex ON moz_places (last_visit_date);"
        )
        rows = [(url, title, int(when * 1e6)) for when, title, url in pages]
        made.executemany("INSERT INTO moz_places (url, title, last_visit_date) VALUES (?, ?, ?)", rows)
        made.commit()


def addresses(kind: Kind, path: Path, folder: Path) -> list[str]:
    found, problems = visits(kind, [path], "Photos", folder)
    assert problems == []
    return lately(found) if found else []


both = pytest.mark.parametrize(("kind", "write"), [("chromium", chromium), ("firefox", firefox)])
Write = Callable[[Path, Iterable[Page]], None]


@both
@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([(NOW, "Photos", "https://a.com/x/")], ("a.com/x",)),
        ([(NOW, "(3)  Photos\u200b", "https://a.com:8443/?q=1#top")], ("a.com",)),
        ([(NOW, "Other", "https://a.com/")], ()),
        ([(NOW - 86_400, "Photos", "https://old.com/"), (NOW, "Photos", "https://new.com/")], ("new.com",)),
        ([(NOW - 60, "Photos", "https://b.com/"), (NOW, "Photos", "https://a.com/")], ("a.com", "b.com")),
        ([(NOW, "Photos", "file:///home/me/photos"), (NOW, "Photos", "about:blank")], ()),
        ([(NOW, "Photos", "https://[::"), (NOW, "Photos", "")], ()),
        (
            [(NOW, f"Page {n}", "https://b.com/") for n in range(1500)]
            + [(NOW - 9e6, "Photos", "https://a.com/")],
            ("a.com",),
        ),
    ],
)
def test_the_address_of_a_title_is_the_newest(
    tmp_path: Path, kind: str, write: Write, pages: list[Page], found: tuple[str, ...]
) -> None:
    path = tmp_path / "profile" / KINDS[kind].file
    path.parent.mkdir()
    write(path, pages)
    assert addresses(KINDS[kind], path, tmp_path) == list(found)
    assert list(tmp_path.iterdir()) == [path.parent], "the copy is gone"


@both
def test_what_another_program_holds_locked_is_read_all_the_same(
    tmp_path: Path, kind: str, write: Write
) -> None:
    path = tmp_path / KINDS[kind].file
    write(path, [(NOW, "Photos", "https://a.com/")])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert addresses(KINDS[kind], path, tmp_path) == ["a.com"]


def test_what_firefox_has_only_written_ahead_is_known(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    firefox(path, [])
    with closing(sqlite3.connect(path)) as browser:
        browser.execute("PRAGMA journal_mode = WAL")
        browser.execute(
            "INSERT INTO moz_places (url, title, last_visit_date) VALUES (?, ?, ?)",
            ("https://a.com/", "Photos", int(NOW * 1e6)),
        )
        browser.commit()
        assert addresses(KINDS["firefox"], path, tmp_path) == ["a.com"]


def test_when_a_page_was_visited_is_told_in_utc(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    for kind, write in (("chromium", chromium), ("firefox", firefox)):
        path = tmp_path / KINDS[kind].file
        write(path, [((moment - KINDS[kind].epoch).total_seconds(), "Photos", "https://a.com/")])
        assert newest(visits(KINDS[kind], [path], "Photos", tmp_path)[0]) == moment


@both
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("no database", "is no database, or damaged."),
        ("half", "is no database, or damaged."),
        ("empty", "has a format that isn't known: it may be of a newer browser."),
        ("other schema", "has a format that isn't known: it may be of a newer browser."),
    ],
)
def test_a_faulty_file_is_told_and_never_written(
    tmp_path: Path, kind: str, write: Write, fault: str, told: str
) -> None:
    path = tmp_path / KINDS[kind].file
    if fault == "other schema":
        with closing(sqlite3.connect(path)) as made:
            made.execute("CREATE TABLE other (x)")
    elif fault == "half":
        write(path, [(NOW, f"Page {n}", "https://a.com/") for n in range(500)])
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_bytes(b"no database" * 1000 if fault == "no database" else b"")
    before = path.read_bytes()
    found, problems = visits(KINDS[kind], [path], "Photos", tmp_path)
    assert (found, [(each.where, each.what) for each in problems]) == ([], [(str(path), told)])
    assert path.read_bytes() == before


@both
def test_a_history_that_takes_too_long_is_told(
    tmp_path: Path, kind: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PATIENCE_SECONDS", -1)
    monkeypatch.setattr(history, "_STEPS", 10)
    path = tmp_path / KINDS[kind].file
    write(path, [(NOW, f"Page {n}", "https://a.com/") for n in range(500)])
    _, problems = visits(KINDS[kind], [path], "Photos", tmp_path)
    assert [each.what for each in problems] == ["is too large to be searched."]


def test_of_several_profiles_each_is_asked(tmp_path: Path) -> None:
    for name, title in (("Default", "Photos"), ("Profile 1", "Photos"), ("Profile 2", "Other")):
        (tmp_path / name).mkdir()
        chromium(tmp_path / name / "History", [(NOW, title, f"https://{name[-1]}.com/")])
    paths, _ = files(KINDS["chromium"], [tmp_path])
    assert lately(visits(KINDS["chromium"], paths, "Photos", tmp_path)[0]) == ["1.com", "t.com"]


def test_only_ordinary_files_of_a_sensible_size_are_read(tmp_path: Path) -> None:
    for profile in ("Default", "Profile 1", "Profile 2", "Other"):
        (tmp_path / profile).mkdir()
    chromium(tmp_path / "Default" / "History", [])
    os.mkfifo(tmp_path / "Profile 1" / "History")
    with (tmp_path / "Profile 2" / "History").open("wb") as huge:
        huge.truncate(BYTES_MAX + 1)
    chromium(tmp_path / "Other" / "History", [])
    paths, problems = files(KINDS["chromium"], [tmp_path, tmp_path / "nowhere"])
    assert paths == [tmp_path / "Default" / "History"]
    assert sorted((Path(each.where).parent.name, each.what) for each in problems) == [
        ("Profile 1", "is no ordinary file."),
        ("Profile 2", "is larger than 2 GB."),
    ]


def test_a_history_s_stamp_changes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    path.write_bytes(b"1")
    before = stamp([path])
    (tmp_path / "places.sqlite-wal").write_bytes(b"2")
    assert stamp([path]) != before
    assert stamp([tmp_path / "gone"]) == ()


def test_a_browser_s_file_may_name_the_histories_that_can_be_read() -> None:
    assert tuple(KINDS) == HISTORIES
