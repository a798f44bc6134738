"""`timesink rules new` as a user calls it, with a real folder of rules."""

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest

from agent.cli import main
from agent.core.matching import Attributed
from agent.core.model import Window
from agent.paths import shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.strictness import unnoticed

TITLES = ("Anna's garden | Plantbook - Chromium", "(2) Messages | Plantbook - Chromium")
UNLIKE = "the titles have neither an ending nor a beginning in common"
HARMFUL = set("\x00\x07\x1b\x7f\x9b\u202e\u2066\u200f")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "config/timesink/rules"


class Told:
    """What a command answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._argv = lambda argv: monkeypatch.setattr("sys.argv", argv)
        self._read = capsys.readouterr

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._argv(["timesink", "rules", "new", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = self._read()
        return int(ended.value.code or 0), shown.out, shown.err


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rules: Path) -> Told:
    assert not rules.exists()
    return Told(monkeypatch, capsys)


def judged(rules: Path, title: str, app: str = "chromium") -> str | None:
    verdict = Rulebook(shipped("rules"), rules).ruleset.judge(Window(app, title)).verdict
    return verdict.network if isinstance(verdict, Attributed) else None


def test_two_titles_make_a_file_that_is_in_force(new: Told, rules: Path) -> None:
    code, shown, told = new("Plantbook", *TITLES, "--host", "plantbook.example")
    path = rules / "plantbook.toml"
    assert (code, told) == (0, "")
    assert shown == (
        f"{path}\n"
        "  Plantbook claims page titles that end with “ | Plantbook”, and all of\n"
        "  plantbook.example.\n"
        "  Next: `timesink rules check`. An agent that runs takes it up within a second.\n"
    )
    assert path.read_text() == (
        'schema = 1\nid = "plantbook"\nname = "Plantbook"\nhosts = ["plantbook.example"]\n\n'
        '[[rule]]\nid = "page"\nwhy = "All pages that were seen end so."\ntitle.ends_with = " | Plantbook"\n'
        'matches = ["Anna\'s garden | Plantbook", "Messages | Plantbook"]\nrejects = ["About Plantbook"]\n'
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [judged(rules, title) for title in TITLES] == ["plantbook"] * 2
    book = Rulebook(shipped("rules"), rules)
    assert (book.problems, list(unnoticed(book.files["plantbook"]))) == ((), [])


def test_it_may_only_be_printed(new: Told, rules: Path) -> None:
    code, shown, told = new("Plantbook", *TITLES, "--print")
    assert (code, told) == (0, "")
    assert tomllib.loads(shown)["rule"][0]["title"] == {"ends_with": " | Plantbook"}
    assert not rules.exists()


def test_json_says_it_for_programs(new: Told, rules: Path) -> None:
    said = json.loads(new("Plantbook", *TITLES, "--json", "--print")[1])
    assert (said["id"], said["path"], said["title"], said["note"]) == (
        "plantbook",
        None,
        {"ends_with": " | Plantbook"},
        None,
    )
    said = json.loads(new("Plantbook", *TITLES, "--json")[1])
    assert Path(said["path"]) == rules / "plantbook.toml"
    assert Path(said["path"]).read_text() == said["file"]


def test_what_stands_in_front_counts_where_nothing_stands_behind(new: Told, rules: Path) -> None:
    assert (
        "begin with “Plantbook: home / ”"
        in new("Plantbook", "Plantbook: home / Anna", "Plantbook: home / Bea")[1]
    )
    assert judged(rules, "Plantbook: home / Carla - Chromium") == "plantbook"


@pytest.mark.parametrize(
    ("titles", "note"),
    [
        ([], None),
        (
            TITLES[:1],
            "By its hosts alone: it takes two titles that differ to see what all pages have in common.",
        ),
        (
            ["Anna", "Bea"],
            f"By its hosts alone: {UNLIKE}, set off as by “ | ” or “ - ”.",
        ),
    ],
)
def test_a_host_alone_will_do_and_that_is_said(
    new: Told, rules: Path, titles: list[str], note: str | None
) -> None:
    words = ("Plantbook", *titles, "--host", "plantbook.example", "--host", "plantbook.example")
    printed = new(*words, "--print")
    assert (printed[0], printed[2]) == (0, f"{note}\n" if note else "")
    assert "rule" not in tomllib.loads(printed[1])
    assert json.loads(new(*words, "--print", "--json")[1])["note"] == note
    code, shown, told = new(*words)
    assert (code, told) == (0, "")
    assert "Plantbook claims all of plantbook.example." in shown
    assert (note or "") in " ".join(shown.split())
    book = Rulebook(shipped("rules"), rules)
    assert book.ruleset.judge_page("", "www.plantbook.example") == Attributed("plantbook", "host")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["Plantbook"],
            1,
            "it takes two titles that differ to see what all pages have in common. Give titles",
        ),
        (["Plantbook", TITLES[0]], 1, "it takes two titles that differ"),
        (["Plantbook", TITLES[0], "(7) " + TITLES[0]], 1, "it takes two titles that differ"),
        (["Plantbook", "Anna", "Bea"], 1, UNLIKE),
        (["Plantbook", "Chromium", TITLES[0]], 1, "“Chromium” holds no page's title. Give titles as"),
        (["Plantbook", "", TITLES[0]], 1, "“” holds no page's title."),
        (
            ["Plantbook", "NASA | Facebook", "ESA | Facebook"],
            1,
            "“NASA | Facebook” is claimed by Facebook already.",
        ),
        (
            ["Facebook", *TITLES],
            1,
            "a file 'facebook' is shipped already; `timesink rules explain TITLE` tells",
        ),
        (["Plantbook", *TITLES, "--host", "facebook.com"], 1, "facebook.com is Facebook's already."),
        (["花园", *TITLES], 2, "'花园' has no letters for an id. Give one: --id gardeners."),
        (["", *TITLES], 2, "'' has no letters for an id."),
        (
            ["花园", *TITLES, "--id", "../x"],
            2,
            "--id is '../x'. Write small letters, digits and hyphens, 32 at most.",
        ),
        (
            ["Plantbook", *TITLES, "--host", "https://x.org/"],
            2,
            "--host is 'https://x.org/'. Write the domain",
        ),
        (["Plantbook", "Stories_Plan", "Events_Plan", "--id", "x"], 1, "a file 'x' is shipped already"),
        ([], 2, "Missing argument 'NAME'."),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    new: Told, rules: Path, words: list[str], code: int, sentence: str
) -> None:
    ended, shown, told = new(*words)
    assert (ended, shown, told.count("\n")) == (code, "", 1)
    assert told.startswith(f"timesink: {sentence}")
    assert not rules.exists()


def test_an_ending_that_takes_another_network_s_example_is_refused(new: Told, rules: Path) -> None:
    rules.mkdir(parents=True)
    (rules / "fox.toml").write_text(
        'schema = 1\nid = "fox"\nname = "Fox"\nhosts = ["fox.example"]\nknown_miss = ["Carla | Plantbook"]\n'
    )
    code, shown, told = new("Plantbook", *TITLES)
    assert (code, shown) == (1, "")
    assert told == (
        "timesink: plantbook.toml: claims “Carla | Plantbook”, an example of Fox. Make its rules stricter. "
        "Nothing was written.\n"
    )
    assert [path.name for path in rules.iterdir()] == ["fox.toml"]


def test_a_file_that_is_there_is_never_written_over(new: Told, rules: Path) -> None:
    rules.mkdir(parents=True)
    path = rules / "plantbook.toml"
    for there in ("schema = ", None):
        if there is None:
            path.unlink()
            path.symlink_to("nowhere")
        else:
            path.write_text(there)
        code, _, told = new("Plantbook", *TITLES)
        assert (code, told) == (
            1,
            f"timesink: there is a file of that id already: {path}. Edit it, or choose another --id.\n",
        )
    assert new("Plantbook", *TITLES, "--id", "plantbook-2")[0] == 0
    assert sorted(each.name for each in rules.iterdir()) == ["plantbook-2.toml", "plantbook.toml"]


HOSTILE = (
    "\"quoted\" \\ [x] = 'y' \x1b]0;owned\x07\x1b[31m\u202eturned\u2066 \u200f",
    "é" * 1000,
    "家族👨\u200d👩\u200d👧 \x9b2J",
    "half \udce9",
    "a.+?(",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_titles_are_written_as_harmless_text(new: Told, rules: Path, piece: str) -> None:
    titles = [f"{each} | {piece}" for each in ("Anna", "Bea")]
    code, shown, told = new(piece, *titles, "--id", "it", "--print")
    assert (code, told, set(shown) & HARMFUL) == (0, "", set())
    code, shown, told = new(piece, *titles, "--id", "it")
    assert (code, told, set(shown) & HARMFUL) == (0, "", set())
    text = (rules / "it.toml").read_text()
    assert not set(text) & HARMFUL
    assert len(tomllib.loads(text)["rule"][0]["matches"]) == 2
    for title in titles:
        seen = (
            title.encode(errors="replace")
            .decode()
            .replace("\x1b", " ")
            .replace("\x07", " ")
            .replace("\x9b", " ")
        )
        assert judged(rules, seen) == "it"
    code, _, told = new(piece, *titles, "--id", "other")
    assert (code, set(told) & HARMFUL) == (1, set())
    assert "is claimed by" in told


def test_bytes_that_are_no_text_are_no_bug(new: Told) -> None:
    assert new(os.fsdecode(b"Plant\xff"), os.fsdecode(b"A\xff | P"), "B | P")[0] == 0
    code, _, told = new(os.fsdecode(b"\xff"), "A", "B", "--id", os.fsdecode(b"\xff"), "--host", "\x1b")
    assert (code, set(told) & HARMFUL) == (2, set())
