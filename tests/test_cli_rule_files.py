"""What is added to users' rule files by hand, on real files, read again by the rulebook."""

import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.cli.rule_files import BY_HAND, refuse_faults, with_claim, with_exception, write_proved
from agent.core.matching import Attributed
from agent.errors import AgentError
from agent.rulebook.book import Rulebook
from agent.rulebook.strictness import unnoticed

SHIPPED = """\
schema = 1
id = "{id}"
name = "{name}"
known_miss = ["{name} photos"]

[[rule]]
id = "page"
why = "Everything ends so."
title.ends_with = " | {name}"
matches = ["Anna | {name}"]
rejects = ["Your {name}"]
"""
MINE = """\
# My own words on Face.
schema = 1
id = "face"   # as it is stored
extends = true
known_miss = ["Amis"] # too many share it

  [except_titles]  # never mine
  starts_with = "Careers"
equals = 'Help'   # 1

# The first rule.
[[rule]]
id = "stars"
why = '''Begins
so.'''
title.starts_with = "★ "
matches = [ "★ Anna",
            '★ "Bea"' ,  # she
          ]
rejects = ["★★★"]

# The rule told by hand.
[[rule]]
why = "My list."  # 2
id = "by-hand"
title.equals = [
    "Photos",  # 3
    'C:\\Face',
    # 4
]
matches = ["Photos", 'C:\\Face']
rejects = ["Photos of cats", "My Photos", 'C:\\Facet', 'D:C:\\Face']
# the end
"""
ONE_RULE = MINE[: MINE.index("  [except")] + MINE[MINE.index("# The first") : MINE.index("# The rule told")]
HEAD = 'schema = 1\nid = "face"\nextends = true\n'
OTHERS = (
    pytest.param("[except_titles]\nequals", "except_titles.equals", id="a dotted table"),
    pytest.param("title.equals = [", "title = {equals = [", id="an inline table"),
)
HOSTILE = [
    "\"quoted\" and 'so' \\ and \\n, = [",
    "\x1b]0;owned\x07\x1b[31mred\x00\n\u202eturned\u2066\x7f\x9b",
    "é" * 1000,
    "half a pair \udce9",
    "# no comment",
    '"""',
    "家族👨\u200d👩\u200d👧",
]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    for each in ("face", "fox"):
        (folder / f"{each}.toml").write_text(SHIPPED.format(id=each, name=each.title()))
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "config" / "rules"


def write(text: str, network: str, *, shipped: Path, own: Path) -> Path:
    (path,) = write_proved({network: text}, shipped=shipped, own=own)
    return path


def written(text: str, shipped: Path, own: Path, network: str = "face") -> Rulebook:
    path = write(text, network, shipped=shipped, own=own)
    assert path.read_bytes().decode() == text
    book = Rulebook(shipped, own)
    assert book.problems == ()
    assert list(map(str, unnoticed(book.files[network]))) == []
    return book


def claim_on(book: Rulebook, title: str) -> tuple[str, str] | None:
    verdict = book.ruleset.judge_page(title)
    return (verdict.network, verdict.rule) if isinstance(verdict, Attributed) else None


def test_a_first_claim_makes_a_file_that_extends_the_shipped_one(shipped: Path, own: Path) -> None:
    text = with_claim(None, "face", ["Photos"])
    assert text == (
        'schema = 1\nid = "face"\nextends = true\n\n[[rule]]\nid = "by-hand"\nwhy = "Told by hand."\n'
        'title.equals = ["Photos"]\nmatches = ["Photos"]\nrejects = ["Photos and others", "About Photos"]\n'
    )
    book = written(text, shipped, own)
    assert [claim_on(book, title) for title in ("Photos", "Anna | Face")] == [
        ("face", BY_HAND),
        ("face", "page"),
    ]


def test_a_first_exception_likewise(shipped: Path, own: Path) -> None:
    text = with_exception(None, "face", ["Log in | Face", "Sign up | Face"])
    assert text == (
        'schema = 1\nid = "face"\nextends = true\n\n'
        '[except_titles]\nequals = ["Log in | Face", "Sign up | Face"]\n'
    )
    book = written(text, shipped, own)
    assert [claim_on(book, title) for title in ("Log in | Face", "Anna | Face")] == [None, ("face", "page")]


def test_a_claim_leaves_every_other_line_as_it_was(shipped: Path, own: Path) -> None:
    text = with_claim(MINE, "face", ["Photos", "Albums"])
    assert [line for line in MINE.splitlines() if line not in text.splitlines()] == [
        "matches = [\"Photos\", 'C:\\Face']"
    ]
    assert set(text.splitlines()) - set(MINE.splitlines()) == {
        '    "Albums"',
        'matches = ["Photos", \'C:\\Face\', "Albums"]',
    }
    assert claim_on(written(text, shipped, own), "Albums") == ("face", BY_HAND)


def test_an_exception_leaves_every_other_line_as_it_was(shipped: Path, own: Path) -> None:
    text = with_exception(MINE, "face", ["★ Carla", "Help"])
    assert [line for line in MINE.splitlines() if line not in text.splitlines()] == ["equals = 'Help'   # 1"]
    assert claim_on(written(text, shipped, own), "★ Carla") is None


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_however_it_is_written_it_grows(shipped: Path, own: Path, one: str, other: str) -> None:
    mine = with_claim(HEAD + '[except_titles]\nequals = ["Help"]\n', "face", ["Photos"]).replace(one, other)
    mine = mine.replace('{equals = ["Photos"]', '{equals = ["Photos"]}')
    text = with_exception(with_claim(mine, "face", ["Albums"]), "face", ["Login | Face"])
    book = written(text, shipped, own)
    titles = ("Photos", "Albums", "Login | Face", "Help")
    assert [claim_on(book, title) for title in titles] == [("face", BY_HAND)] * 2 + [None] * 2


def test_the_last_word_counts(shipped: Path, own: Path) -> None:
    text = with_exception(with_claim(None, "face", ["Photos", "Albums"]), "face", ["Photos"])
    book = written(text, shipped, own)
    assert [claim_on(book, title) for title in ("Photos", "Albums")] == [None, ("face", BY_HAND)]
    book = written(with_claim(text, "face", ["Photos"]), shipped, own)
    assert [claim_on(book, title) for title in ("Photos", "Albums")] == [("face", BY_HAND)] * 2
    assert book.files["face"].rules.except_titles == ()


def test_a_near_miss_and_a_known_miss_can_be_claimed_too(shipped: Path, own: Path) -> None:
    text = with_claim(MINE, "face", ["My Photos", "Amis", "Face photos"])
    book = written(text, shipped, own)
    for title in ("My Photos", "Amis", "Face photos", "Photos"):
        assert claim_on(book, title) == ("face", BY_HAND)


def test_a_rule_of_which_no_title_is_left_goes_and_its_comments_stay(shipped: Path, own: Path) -> None:
    text = with_exception(MINE, "face", ["Photos", r"C:\Face"])
    book = written(text, shipped, own)
    assert list(book.files["face"].examples) == ["page", "stars"]
    assert "# The rule told by hand." in text
    assert text.endswith("# the end\n")


def test_a_rule_of_that_name_that_says_more_is_the_user_s_own(shipped: Path, own: Path) -> None:
    rule = '\n[[rule]]\nid = "by-hand"\nwhy = "Mine."\ntitle.contains = "Photo"\nmatches = ["My Photos"]\n'
    text = with_exception(HEAD + rule, "face", ["Photographers"])
    assert text.startswith(HEAD)
    assert text.endswith(rule), "the exception stands before the rules, as keys are ordered"
    write(text, "face", shipped=shipped, own=own)
    with pytest.raises(AgentError, match="`matches` says “My Photos”, but the rule doesn't claim it"):
        write(with_claim(text, "face", ["Login"]), "face", shipped=shipped, own=own)
    with pytest.raises(AgentError, match="rule 'by-hand': `matches` is missing"):
        write(with_exception(text, "face", ["My Photos"]), "face", shipped=shipped, own=own)
    assert (own / "face.toml").read_text() == text


def test_a_file_of_the_user_s_own_network_grows_likewise(shipped: Path, own: Path) -> None:
    mine = SHIPPED.format(id="knit", name="Knit") + "# mine\n"
    text = with_exception(with_claim(mine, "knit", ["Wool"]), "knit", ["Log in | Knit"])
    book = written(text, shipped, own, "knit")
    assert "# mine\n" in text
    assert book.files["knit"].remarks == ()
    assert [claim_on(book, title) for title in ("Wool", "Log in | Knit")] == [("knit", BY_HAND), None]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_written_as_harmless_text(shipped: Path, own: Path, title: str) -> None:
    for mine in (None, MINE):
        claim, exception = with_claim(mine, "face", [title]), with_exception(mine, "face", [title])
        assert not set(claim + exception) & set("\x00\x07\x1b\x7f\x9b\u202e\u2066\u200d")
        assert claim_on(written(claim, shipped, own), title) == ("face", BY_HAND)
        assert "face" in written(exception, shipped, own).ruleset.claims(title).excepted


TITLES = st.sampled_from(
    ["Photos", "Albums", "★ Anna B", "Photos and others", "Amis", "Help", *HOSTILE]
) | st.text(min_size=1, max_size=12).filter(
    lambda title: title.strip() and title not in {"★ Anna", '★ "Bea"', "Stars", "Anna | Face"}
)
WORDS = st.lists(st.tuples(st.booleans(), st.lists(TITLES, min_size=1, max_size=3)), min_size=1, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from([None, ONE_RULE, MINE]), WORDS)
def test_whatever_is_told_in_turn_the_last_word_on_each_title_counts(
    shipped: Path, own: Path, mine: str | None, words: list[tuple[bool, list[str]]]
) -> None:
    text, last = mine, {}
    for is_it, titles in words:
        text = (with_claim if is_it else with_exception)(text, "face", titles)
        last |= dict.fromkeys((title.encode(errors="replace").decode() for title in titles), is_it)
    assert text is not None
    book = written(text, shipped, own)
    for title, is_it in last.items():
        found = book.ruleset.claims(title)
        assert (BY_HAND in {claim.rule for claim in found.claims}) is is_it
        assert ("face" in found.excepted) is not is_it
    assert mine is None or "# The first rule." in text


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("schema = ", "face.toml: cannot be read: invalid value at"),
        ('rule = "x"\n', "face.toml: `schema` is missing."),
        (MINE.replace("'Help'", "7"), "face.toml, `except_titles`: `equals` is a number"),
        (MINE.replace("why = '''Begins\nso.'''\n", ""), "face.toml, rule 'stars': `why` is missing."),
        (
            HEAD + 'rule = [{id = "a", why = "b", title.equals = "c", matches = "c"}]',
            "face.toml: its rules are one list, to which none can be added. Begin each with [[rule]].",
        ),
    ],
)
def test_a_file_with_a_fault_is_not_added_to(content: str, what: str) -> None:
    for add in (with_claim, with_exception):
        with pytest.raises(AgentError) as refused:
            add(content, "face", ["Photos"])
        assert str(refused.value).startswith(what)
        assert str(refused.value).endswith("Nothing was written.")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            with_claim(None, "face", ["Anna | Fox"]),
            "face.toml: claims “Anna | Fox”, an example of Fox. Make its rules stricter. Nothing was",
        ),
        (
            with_exception(None, "face", ["Anna | Face"]),
            "face.toml, shipped rule 'page': `matches` says “Anna | Face”, but `except_titles` says",
        ),
        ("schema = ", "face.toml: cannot be read"),
    ],
)
def test_what_the_rules_do_not_bear_is_refused_and_nothing_is_written(
    shipped: Path, own: Path, text: str, what: str
) -> None:
    with pytest.raises(AgentError) as refused:
        write(text, "face", shipped=shipped, own=own)
    assert str(refused.value).startswith(what)
    assert not own.exists()
    own.mkdir(parents=True)
    (own / "face.toml").write_text(MINE)
    with pytest.raises(AgentError):
        write(text, "face", shipped=shipped, own=own)
    assert [path.name for path in own.iterdir()] == ["face.toml"]
    assert (own / "face.toml").read_text() == MINE


@pytest.mark.parametrize("title", ["Anna | Knit", "Wool"])
def test_what_harms_another_file_of_the_user_s_is_refused(shipped: Path, own: Path, title: str) -> None:
    knit = SHIPPED.format(id="knit", name="Knit").replace("Knit photos", "Wool")
    written(knit, shipped, own, "knit")
    with pytest.raises(AgentError, match=f"^face.toml: claims “{re.escape(title)}”, an example of Knit."):
        refuse_faults({"face": with_claim(None, "face", [title])}, shipped=shipped, own=own)


def test_other_files_faults_are_no_hindrance(shipped: Path, own: Path) -> None:
    (own / "browsers").mkdir(parents=True)
    (own / "bad.toml").write_text("schema = ")
    (own / "dangling.toml").symlink_to("nowhere")
    (own / "browsers" / "bad.toml").write_text("schema = ")
    assert write(with_claim(None, "face", ["Photos"]), "face", shipped=shipped, own=own).exists()


def test_a_new_file_is_its_owner_s_alone_and_an_old_one_s_mode_is_kept(shipped: Path, own: Path) -> None:
    path = write(with_claim(None, "face", ["Photos"]), "face", shipped=shipped, own=own)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    path.chmod(0o644)
    write(with_claim(path.read_text(), "face", ["Albums"]), "face", shipped=shipped, own=own)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [each.name for each in own.iterdir()] == ["face.toml"]


def test_a_link_stays_and_its_target_is_replaced(shipped: Path, own: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "face-rules"
    target.parent.mkdir()
    target.write_text(MINE)
    own.mkdir(parents=True)
    (own / "face.toml").symlink_to("../../dotfiles/face-rules")
    text = with_claim(MINE, "face", ["Albums"])
    assert write(text, "face", shipped=shipped, own=own) == own / "face.toml"
    assert (own / "face.toml").is_symlink()
    assert target.read_text() == text


def test_a_folder_that_cannot_be_written_is_told_and_left_alone(shipped: Path, own: Path) -> None:
    own.parent.mkdir(parents=True)
    own.write_text("a file, not a folder")
    with pytest.raises(OSError, match="File exists"):
        write(with_claim(None, "face", ["Photos"]), "face", shipped=shipped, own=own)
    own.unlink()
    (own / "face.toml").mkdir(parents=True)
    with pytest.raises(OSError, match="Is a directory"):
        write(with_claim(None, "face", ["Photos"]), "face", shipped=shipped, own=own)
    assert [each.name for each in own.iterdir()] == ["face.toml"]
