"""Rule files that are right, and every way in which they can be wrong."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.rules import Condition, Operator
from agent.rulebook.reading import BYTES_MAX
from agent.rulebook.schema import read_browser, read_network

GOOD = """\
schema = 1
id = "face"
name = "Face"
home = "https://face.com/"
hosts = ["face.com"]
apps = ["face-desktop"]
known_miss = ["Photos"]

[[rule]]
id = "page"
why = "Everything ends so."
title.ends_with = " | Face"
title.contains = ["a", "b"]
activity = "post"
matches = ["Anna | Face"]
rejects = ["Your Face"]
"""
BROWSER = """\
schema = 1
id = "fox"
name = "Fox"
programs = ["fox"]
ends_with = [" — Fox"]
"""


def told(folder: Path, content: str | bytes, name: str = "face.toml") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    thing, problems = read_network(path)
    assert (thing is None) == bool(problems)
    return "\n".join(map(str, problems))


def test_a_good_file_becomes_a_network_with_its_rules_and_examples(tmp_path: Path) -> None:
    assert told(tmp_path, GOOD) == ""
    file, _ = read_network(tmp_path / "face.toml")
    assert (file.id, file.rules.network.name, file.rules.network.hosts) == ("face", "Face", ("face.com",))
    assert file.rules.network.apps == ("face-desktop",)
    assert file.rules.rules[0].conditions == (
        Condition(Operator.ENDS_WITH, (" | Face",)),
        Condition(Operator.CONTAINS, ("a", "b")),
    )
    assert file.examples["page"].matches == ("Anna | Face",)
    assert file.known_miss == ("Photos",)


@pytest.mark.parametrize("host", ["a.de", "a-b.xn--fiqs8s", "face.com/a.b/.well-known/...", "127.0.0.1"])
def test_what_browsers_write_is_a_host(tmp_path: Path, host: str) -> None:
    assert told(tmp_path, GOOD.replace('"face.com"', f'"{host}"')) == ""


@pytest.mark.parametrize("home", ["http://localhost:3000", "HTTPS://bücher.de/?a#b"])
def test_what_leads_to_a_web_page_is_a_home(tmp_path: Path, home: str) -> None:
    assert told(tmp_path, GOOD.replace("https://face.com/", home)) == ""


def test_a_network_may_be_known_by_its_hosts_alone(tmp_path: Path) -> None:
    assert told(tmp_path, 'schema = 1\nid = "face"\nname = "Face"\nhosts = "face.com"') == ""


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param(
            ("title.ends_with", "title.endswith"),
            "face.toml, rule 'page', `title`: unknown key `endswith`. Did you mean `ends_with`?",
            id="an unknown operator",
        ),
        pytest.param(
            ("rejects", "reject"), "face.toml, rule 'page': unknown key `reject`. Did you mean `rejects`?"
        ),
        pytest.param(("hosts =", "host ="), "face.toml: unknown key `host`. Did you mean `hosts`?"),
        pytest.param(
            ("home =", "zzz ="), "face.toml: unknown key `zzz`. There are: schema, id, extends, name"
        ),
        pytest.param(("schema = 1\n", ""), "face.toml: `schema` is missing."),
        pytest.param(
            ("schema = 1", "schema = 2"), "face.toml: `schema` is 2, and this version knows only 1."
        ),
        pytest.param(("schema = 1", "schema = true"), "face.toml: `schema` is True"),
        pytest.param(("schema = 1", "schema = 0x" + "f" * 5000), "face.toml: `schema` is a number, and"),
        pytest.param(("schema = 1", "schema = [0x" + "f" * 5000 + "]"), "face.toml: `schema` is a list, and"),
        pytest.param(
            ("schema = 1", "schema = " + "9" * 5000),
            "face.toml: cannot be read: a number in it is too long. See",
        ),
        pytest.param(('name = "Face"\n', ""), "face.toml: `name` is missing. Add it; rules/README.md tells"),
        pytest.param(
            ('name = "Face"', "name = 7"), "face.toml: `name` is a number, not text. Put it in quotes."
        ),
        pytest.param(('name = "Face"', 'name = " "'), "face.toml: `name` is empty."),
        pytest.param(('name = "Face"', f'name = "{"x" * 3000}"'), "face.toml: `name` is longer than 2000"),
        pytest.param(
            ('id = "face"', 'id = "fact"'), "`id` is 'fact', but the file is named 'face'. Give both"
        ),
        pytest.param(('id = "face"', 'id = "Face!"'), "`id` is 'Face!'. Write small letters"),
        pytest.param(
            ('["face.com"]', '["https://face.com/"]'),
            "`hosts` says “https://face.com/”, which is no host. Write the domain",
        ),
        pytest.param(('"face.com"]', '"-.-"]'), "`hosts` says “-.-”, which is no host. Write the domain"),
        pytest.param(('"face.com"]', '"face-.com"]'), "`hosts` says “face-.com”, which is no host."),
        pytest.param(('"face.com"]', '"face.com/.."]'), "`hosts` says “face.com/..”, which is no host."),
        pytest.param(('"face.com"]', '"face.com/./a"]'), "`hosts` says “face.com/./a”, which is no host."),
        pytest.param(('"face.com"]', '"face.com/é"]'), "`hosts` says “face.com/é”, which is no host."),
        pytest.param(
            ('"face.com"]', '"Bücher.de/neu"]'),
            "`hosts` says “Bücher.de/neu”, which is no host. "
            "Write it as addresses have it: “xn--bcher-kva.de/neu”.",
        ),
        pytest.param(('"face.com"]', '"straße.de"]'), "as addresses have it: “xn--strae-oqa.de”."),
        pytest.param(('"face.com"]', '"face.中国"]'), "as addresses have it: “face.xn--fiqs8s”."),
        pytest.param(('"face.com"]', '"Face.com"]'), "as addresses have it: “face.com”."),
        pytest.param(
            ("https://face.com/", "javascript:alert(1)"),
            "`home` says “javascript:alert(1)”, which is no web page's address. Write https://example.com/.",
        ),
        pytest.param(("https://face.com/", "face.com"), "`home` says “face.com”, which is no web page's"),
        pytest.param(("https://face.com/", "https:///face"), "`home` says “https:///face”, which is no web"),
        pytest.param(('["face.com"]', "[]"), "face.toml: `hosts` is empty."),
        pytest.param(('["face.com"]', "[1]"), "face.toml: `hosts` is a list, not text or a list of texts."),
        pytest.param(
            ('" | Face"', f'"{"x" * 12_000}"'),
            "face.toml, rule 'page', `title`: `ends_with` has a text of more than 2000 characters.",
        ),
        pytest.param(('["face.com"]', '["face.com", "face.com"]'), "`hosts` says “face.com” twice."),
        pytest.param(
            ('activity = "post"', 'activity = "posts"'), "unknown activity 'posts'. Did you mean `post`?"
        ),
        pytest.param(('id = "page"', 'id = "hand"'), "`id` is 'hand', which says that no rule decided."),
        pytest.param(
            ('" | Face"\n', '""\n'), "`title`: `ends_with` is empty. Fill it in, or leave the key out"
        ),
        pytest.param(('"Anna | Face"]', "]"), "rule 'page': `matches` is empty."),
        pytest.param(('matches = ["Anna | Face"]', ""), "rule 'page': `matches` is missing."),
        pytest.param(('why = "Everything ends so."', ""), "rule 'page': `why` is missing."),
        pytest.param(('id = "page"\n', ""), "face.toml, rule 1: `id` is missing."),
        pytest.param(('id = "page"', 'id = "The Page"'), "rule 'The Page': `id` is 'The Page'."),
        pytest.param(("title.ends_with", "title.regex"), "the regex “ | Face” claims any title at all."),
        pytest.param(("[[rule]]", "[rule]"), "`rule` is a table, not a list of tables. Write [[rule]]"),
        pytest.param(("[[rule]]", "federated = 1\n[[rule]]"), "`federated` is a number, not true or false."),
        pytest.param(
            ("[[rule]]", "except_titles = 1\n[[rule]]"), "`except_titles` is a number, not a table."
        ),
        pytest.param(
            ("[[rule]]", '[except_titles]\nend = "x"\n[[rule]]'),
            "face.toml, `except_titles`: unknown key `end`.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    assert change[0] in GOOD
    assert problem in told(tmp_path, GOOD.replace(*change, 1))


@pytest.mark.parametrize(
    ("regex", "problem"),
    [
        (r"(?=x)y", "RE2 has no look-ahead"),
        (r"(?<!x)y", "RE2 has no look-ahead, look-behind"),
        (r"(a)\1", "RE2 has no backreferences"),
        (r"(a", "Close every bracket"),
        (r"a)", "Open every bracket"),
        (r"[a", "Close the class"),
        (r"a**", "Two repetitions"),
        (r"*a", "Nothing stands before it"),
        (r"a{2000}", "RE2 repeats at most 1,000 times"),
        (r"(?:[\\p{L}]{90}){9}", "Repeat less"),
        (r"(?:a{1000}){1000}", "at most 1,000 times, repetitions in one another multiplied"),
        (r"\x{110000}", r"Write a character by its number as \x{e9}, up to \x{10ffff}."),
        (r"a\q", "invalid escape sequence: “\\q”. RE2 has no backreferences"),
        ("a\\\\", "The syntax is RE2's"),
        (r".*", "claims any title at all. Say more"),
        (r".", "claims any title at all"),
    ],
)
def test_a_regex_that_cannot_be_is_explained(tmp_path: Path, regex: str, problem: str) -> None:
    regex = regex.replace("\\\\", "\\")
    content = GOOD.replace('title.ends_with = " | Face"', f"title.regex = '''{regex}'''")
    said = told(tmp_path, content)
    assert f"rule 'page', `title`: the regex “{regex}” " in said
    assert problem in said


def test_two_rules_of_one_id_are_told(tmp_path: Path) -> None:
    assert "two rules have the id 'page'." in told(tmp_path, GOOD + GOOD[GOOD.index("[[rule]]") :])


def test_a_rule_without_a_title_is_told_once(tmp_path: Path) -> None:
    content = GOOD.replace('title.ends_with = " | Face"\n', "").replace('title.contains = ["a", "b"]\n', "")
    missing = "face.toml, rule 'page': `title` is missing. Say which titles are meant: "
    assert told(tmp_path, content) == missing + 'title.ends_with = " | Name".'


def test_a_title_that_is_no_table_is_told_once(tmp_path: Path) -> None:
    content = GOOD.replace('title.ends_with = " | Face"\n', 'title = "x"\n').replace(
        'title.contains = ["a", "b"]\n', ""
    )
    assert told(tmp_path, content) == "face.toml, rule 'page': `title` is text, not a table."


def test_a_file_that_says_nothing_is_told(tmp_path: Path) -> None:
    assert "says nothing by which it could be known." in told(
        tmp_path, 'schema = 1\nid = "face"\nname = "Face"'
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"schema = \n",
            "face.toml: cannot be read: invalid value at line 1, column 10. See https://toml.io",
        ),
        (b"\xff\xfe", "face.toml: is not UTF-8: line 1. Save it as UTF-8."),
        (b"# a\n\n# \xe9t\xe9", "face.toml: is not UTF-8: line 3."),
        (b"\xef\xbb\xbfschema = 1", "face.toml: begins with a byte order mark."),
        (b"#" * (BYTES_MAX + 1), "face.toml: is larger than 256 KB."),
        (b"a = " + b"[" * 5000, "face.toml: cannot be read: "),
        (b"", "face.toml: `schema` is missing."),
        (b"a = 1\na = 2", "face.toml: cannot be read: "),
        (b"\x00", "face.toml: cannot be read: "),
    ],
)
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, content: bytes, problem: str) -> None:
    assert problem in told(tmp_path, content)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "dangling.toml").symlink_to("/nowhere/at/all")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    said = {path.name: str(read_network(path)[1][0]) for path in tmp_path.iterdir()}
    assert said["folder.toml"] == "folder.toml: is no ordinary file. Put a file of text in its place."
    assert said["fifo.toml"].startswith("fifo.toml: is no ordinary file.")
    assert said["device.toml"].startswith("device.toml: is no ordinary file.")
    assert said["dangling.toml"].startswith("dangling.toml: cannot be read: no such file or directory.")
    assert said["loop.toml"].startswith("loop.toml: cannot be read: too many levels of symbolic links.")


def test_a_browser_s_file_is_read_likewise(tmp_path: Path) -> None:
    path = tmp_path / "fox.toml"
    path.write_text(BROWSER)
    browser, problems = read_browser(path)
    assert problems == ()
    assert (browser.programs, browser.ends_with) == (("fox",), (" — Fox",))
    path.write_text(BROWSER.replace("programs", "program") + 'extras = [" - {text}"]\n')
    browser, problems = read_browser(path)
    assert browser is None
    assert [problem.what for problem in problems] == [
        "`programs` is missing.",
        "`extras` says “ - {text}”.",
        "unknown key `program`.",
    ]


def test_a_browser_s_ending_with_many_placeholders_would_take_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "fox.toml"
    path.write_text(BROWSER + 'extras = ["{number}/{number}", "{number}/{number}/{number}"]\n')
    browser, problems = read_browser(path)
    assert browser is None
    assert [problem.what for problem in problems] == [
        "“{number}/{number}/{number}” has more than two placeholders."
    ]


VALUES = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.just(1.5) | st.just(" | Face"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["equals", "regex", "x"]), inner)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["schema", "id", "name", "home", "hosts", "apps", "rule", "except_titles", "except_hosts"]
)
MORE_KEYS = st.sampled_from(
    ["known_miss", "federated", "programs", "ends_with", "extras", "app_windows", "unheard-of"]
)
RULE = st.dictionaries(st.sampled_from(["id", "why", "title", "activity", "matches", "rejects", "x"]), VALUES)


def as_toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(letter):08X}" for letter in value) + '"'
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {as_toml(inner)}" for key, inner in value.items()) + "}"
        case _:
            return str(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS | MORE_KEYS, VALUES | st.lists(RULE, max_size=2)))
def test_whatever_the_keys_hold_it_is_a_thing_or_its_problems(tmp_path: Path, table: dict) -> None:
    content = "\n".join(f"{key} = {as_toml(value)}" for key, value in table.items())
    path = tmp_path / "face.toml"
    path.write_text(content)
    for read in (read_network, read_browser):
        thing, problems = read(path)
        assert (thing is None) == bool(problems)
        assert all(problem.where.startswith("face.toml") and problem.what for problem in problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_the_bytes_are_it_is_a_thing_or_its_problems(tmp_path: Path, content: bytes) -> None:
    assert told(tmp_path, content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_good_file_with_a_piece_cut_out_is_a_thing_or_its_problems(
    tmp_path: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    told(tmp_path, GOOD[:start] + GOOD[end:])
