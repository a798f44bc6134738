"""A user's file that adds to the shipped one of its id, on real files."""

from pathlib import Path

import pytest

from agent.core.matching import Attributed
from agent.core.model import Network, Window
from agent.rulebook.book import Rulebook

SHIPPED = """\
schema = 1
id = "face"
name = "Face"
kind = "forum"
counts = false
home = "https://face.com/"
federated = true
hosts = ["face.com"]
except_hosts = ["help.face.com"]
apps = ["face-desktop"]
known_miss = ["Photos", "Friends"]

[except_titles]
equals = ["Help | Face"]

[[rule]]
id = "page"
why = "Everything ends so."
title.ends_with = " | Face"
matches = ["Anna | Face"]
rejects = ["Your Face"]
"""
OTHER = """\
schema = 1
id = "fox"
name = "Fox"
hosts = ["fox.com"]
known_miss = ["Stories"]

[[rule]]
id = "page"
why = "Everything ends so."
title.ends_with = " ~ Fox"
matches = ["Bea ~ Fox"]
rejects = ["My Fox"]
"""
EXTENDS = 'schema = 1\nid = "face"\nextends = true\n'
RULE = """
[[rule]]
id = "photos"
why = "Told by hand."
title.equals = "{title}"
matches = ["{title}"]
"""


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    write(tmp_path / "shipped/face.toml", SHIPPED)
    write(tmp_path / "shipped/fox.toml", OTHER)
    return tmp_path / "shipped"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


def extending(shipped: Path, own: Path, content: str = "") -> Rulebook:
    write(own / "face.toml", EXTENDS + content)
    return Rulebook(shipped, own)


def claimed(book: Rulebook, title: str, host: str | None = None) -> str | None:
    verdict = book.ruleset.judge_page(title, host)
    return verdict.network if isinstance(verdict, Attributed) else None


def told(book: Rulebook) -> str:
    return "\n".join(map(str, book.problems))


def test_what_it_leaves_out_is_as_shipped(shipped: Path, own: Path) -> None:
    book = extending(shipped, own)
    assert book.problems == ()
    assert book.ruleset.rules == Rulebook(shipped, own / "none").ruleset.rules
    assert list(book.own) == ["face"]


def test_what_it_gives_replaces_what_is_shipped(shipped: Path, own: Path) -> None:
    given = 'name = "Visage"\nkind = "chat"\ncounts = true\nhome = "https://visage.fr/"\nfederated = false\n'
    book = extending(shipped, own, given)
    assert book.problems == ()
    assert book.ruleset.networks["face"] == Network(
        "face",
        "Visage",
        "https://visage.fr/",
        "chat",
        counts=True,
        hosts=("face.com",),
        apps=("face-desktop",),
    )
    assert book.files["face"].rules.federated is False


def test_what_it_lists_comes_on_top(shipped: Path, own: Path) -> None:
    lists = 'hosts = ["face.fr", "face.com"]\nexcept_hosts = ["aide.face.fr"]\napps = "visage"\n'
    rest = 'known_miss = ["Amis"]\n[except_titles]\nends_with = " | Aide | Face"\n'
    book = extending(shipped, own, lists + rest + RULE.format(title="Photos d'Anna"))
    assert book.problems == ()
    assert book.ruleset.networks["face"].hosts == ("face.com", "face.fr")
    assert book.files["face"].known_miss == ("Photos", "Friends", "Amis")
    assert list(book.files["face"].examples) == ["page", "photos"]
    assert [claimed(book, "", f"{host}") for host in ("face.com", "face.fr")] == ["face", "face"]
    assert [claimed(book, "", f"{host}") for host in ("help.face.com", "aide.face.fr")] == [None, None]
    assert [claimed(book, title) for title in ("Anna | Face", "Photos d'Anna")] == ["face", "face"]
    assert [claimed(book, title) for title in ("Help | Face", "Login | Aide | Face")] == [None, None]
    for app in ("face-desktop", "visage"):
        assert book.ruleset.judge(Window(app, "Anna")).verdict == Attributed("face", "app")


def test_a_host_that_the_shipped_file_excepts_can_be_won_back(shipped: Path, own: Path) -> None:
    book = extending(shipped, own, 'hosts = ["help.face.com"]\n')
    assert claimed(book, "", "help.face.com") == "face"


def test_a_title_that_was_knowingly_missed_can_be_claimed(shipped: Path, own: Path) -> None:
    book = extending(shipped, own, RULE.format(title="Photos"))
    assert book.problems == ()
    assert claimed(book, "Photos") == "face"
    assert book.files["face"].known_miss == ("Friends",)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            RULE.format(title="Photos").replace('"photos"', '"page"'),
            "face.toml: the shipped file has a rule 'page' already. Give yours another id.",
            id="a rule of a shipped one's id",
        ),
        pytest.param(
            '[except_titles]\nstarts_with = "Anna"\n',
            "face.toml, shipped rule 'page': `matches` says “Anna | Face”, but `except_titles` says it is "
            "never the network's. Make `except_titles` narrower.",
            id="an exception that takes away a shipped example",
        ),
        pytest.param(
            RULE.format(title="Help | Face"),
            "face.toml, rule 'photos': `matches` says “Help | Face”, but `except_titles` says it is never "
            "the network's. Make `except_titles` narrower.",
            id="a rule for what the shipped file excepts",
        ),
        pytest.param(
            'hosts = ["face.fr", "fox.com"]\n',
            "face.toml: `hosts` says “fox.com”, which is Fox's. Leave it out, or say it in fox.toml.",
            id="another's host",
        ),
        pytest.param(
            RULE.format(title="Bea ~ Fox"),
            "face.toml: claims “Bea ~ Fox”, an example of Fox. Make its rules stricter.",
            id="a theft",
        ),
        pytest.param(
            RULE.format(title="Stories"),
            "face.toml: claims “Stories”, an example of Fox. Make its rules stricter.",
            id="a theft of what another network knowingly misses",
        ),
        pytest.param(
            RULE.format(title="Photos").replace("equals", "contains").replace('["Photos"]', '["My Photos"]'),
            "face.toml: the shipped `known_miss` says “Photos”, but it is claimed by face. Add it to the "
            "`matches` of the rule that claims it.",
            id="a claim on what was knowingly missed that no example tells",
        ),
        pytest.param(
            'known_miss = ["Photos"]\n' + RULE.format(title="Photos"),
            "face.toml: `known_miss` says “Photos”, but it is claimed by face. Move it to the `matches` or "
            "`rejects` of that rule.",
            id="a claim on what it says itself is knowingly missed, as the shipped file does",
        ),
        pytest.param('extend = "x"\n', "face.toml: unknown key `extend`. Did you mean `extends`?"),
    ],
)
def test_what_contradicts_the_shipped_rules_is_the_user_s_fault(
    shipped: Path, own: Path, content: str, problem: str
) -> None:
    book = extending(shipped, own, content)
    assert told(book) == f"{problem} The shipped ones stay in force."
    assert book.ruleset.rules == Rulebook(shipped, own / "none").ruleset.rules


def test_what_another_file_says_wrongly_is_no_fault_of_the_one_that_extends(shipped: Path, own: Path) -> None:
    write(
        own / "mine.toml",
        OTHER.replace("fox", "mine").replace("Fox", "Mine").replace("Stories", "Bea | Face"),
    )
    book = extending(shipped, own)
    assert told(book) == (
        "mine.toml: `known_miss` says “Bea | Face”, but it is claimed by face. Leave it out."
    )
    assert list(book.own) == ["face"]


@pytest.mark.parametrize(
    ("its_id", "hint"), [("faces", "Did you mean `face`?"), ("knitters", "Leave `extends` out.")]
)
def test_what_is_not_shipped_cannot_be_extended(shipped: Path, own: Path, its_id: str, hint: str) -> None:
    write(own / f"{its_id}.toml", EXTENDS.replace("face", its_id))
    what = f"`extends` is true, but no file '{its_id}' is shipped that it could add to."
    assert told(Rulebook(shipped, own)) == f"{its_id}.toml: {what} {hint}"


def test_a_shipped_file_has_nothing_to_extend(shipped: Path, own: Path) -> None:
    write(shipped / "face.toml", SHIPPED.replace("name =", "extends = true\nname ="))
    assert "face.toml: `extends` is true, but no file 'face' is shipped" in told(Rulebook(shipped, own))


def test_another_file_of_the_user_s_has_nothing_to_extend_either(shipped: Path, own: Path) -> None:
    write(own / "mine.toml", OTHER.replace("fox", "mine").replace("Fox", "Mine"))
    book = Rulebook(shipped, own)
    assert book.problems == ()
    write(own / "mine.toml", EXTENDS.replace("face", "mine"))
    assert book.reload() is True
    assert claimed(book, "Bea ~ Mine") == "mine"
    assert "no file 'mine' is shipped" in told(book)


def test_a_change_of_the_shipped_file_is_taken_up(shipped: Path, own: Path) -> None:
    book = extending(shipped, own, RULE.format(title="Photos"))
    write(shipped / "face.toml", SHIPPED.replace(" | Face", " @ Face").replace('"Face"', '"Facet"'))
    assert book.reload() is True
    assert [claimed(book, title) for title in ("Anna | Face", "Anna @ Face", "Photos")] == [
        None,
        "face",
        "face",
    ]
    assert book.ruleset.networks["face"].name == "Facet"
    assert book.problems == ()


def test_a_shipped_file_that_no_longer_fits_leaves_the_last_good_reading(shipped: Path, own: Path) -> None:
    book = extending(shipped, own, RULE.format(title="Photos"))
    write(shipped / "face.toml", SHIPPED.replace('"page"', '"photos"'))
    assert book.reload() is True
    assert claimed(book, "Photos") == "face"
    assert told(book) == (
        "face.toml: the shipped file has a rule 'photos' already. Give yours another id. "
        "The last good rules stay in force."
    )
    write(shipped / "face.toml", SHIPPED)
    assert book.reload() is True
    assert book.problems == ()


def test_it_goes_as_it_came(shipped: Path, own: Path) -> None:
    book = extending(shipped, own, RULE.format(title="Photos"))
    (own / "face.toml").unlink()
    assert book.reload() is True
    assert (claimed(book, "Photos"), claimed(book, "Anna | Face")) == (None, "face")
    assert book.reload() is False
