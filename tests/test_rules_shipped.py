"""The shipped rules' own proof."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.matching import Attributed, Judgement, Unattributed
from agent.core.model import TITLE_MAX, Window
from agent.paths import shipped
from agent.rulebook.belongings import takings
from agent.rulebook.book import Rulebook
from agent.rulebook.examples import prove
from agent.rulebook.network_file import NetworkFile
from agent.rulebook.strictness import strangers, weaknesses

RULES = shipped("rules")
BOOK = Rulebook(RULES, RULES / "none")
FILES = list(BOOK.files.values())
TWELVE = {"facebook", "instagram", "x", "linkedin", "reddit", "youtube", "tiktok", "pinterest", "mastodon"}
TWELVE |= {"bluesky", "discord", "hackernews"}
SEVEN = {"chromium", "chrome", "firefox", "edge", "brave", "vivaldi", "opera"}
INNOCENT = (RULES / "innocent.txt").read_text(encoding="utf-8").splitlines()
STRANGERS = strangers(BOOK.ruleset, RULES)
HEAD = ["schema", "id", "extends", "name", "kind", "counts", "home", "federated"]
ORDER = [*HEAD, "hosts", "except_hosts", "apps", "known_miss", "except_titles", "rule"]
RULE_ORDER = ["id", "why", "title", "activity", "matches", "rejects"]

a_network = pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)


def test_every_file_can_be_read() -> None:
    assert BOOK.problems == ()
    assert set(BOOK.ruleset.networks) >= TWELVE
    assert set(BOOK.ruleset.browsers) >= SEVEN


@a_network
def test_examples_come_true_and_nobody_takes_another_s(file: NetworkFile) -> None:
    assert list(map(str, prove(file, BOOK.ruleset))) == []  # what is taken from another file, that one tells


def test_no_file_says_what_is_another_s_or_a_browser_s() -> None:
    found = takings(BOOK.files, FILES, BOOK.files, BOOK.ruleset.browsers.values())
    assert not any(found.values())


@a_network
def test_a_file_could_not_be_surer(file: NetworkFile) -> None:
    """No looser rule goes unnoticed, no ordinary title is claimed, and the keys come in order."""
    assert list(map(str, weaknesses(file, STRANGERS))) == []


@a_network
def test_every_rule_says_what_it_must_not_claim(file: NetworkFile) -> None:
    assert all(examples.rejects for examples in file.examples.values())


@a_network
def test_every_rule_s_examples_are_claimed_by_title_and_by_host(file: NetworkFile) -> None:
    for examples in file.examples.values():
        for title in examples.matches:
            for host in file.rules.network.hosts[:1]:
                verdict = BOOK.ruleset.judge_page(title, f"www.{host}")
                assert isinstance(verdict, Attributed)
                assert verdict.network == file.id


@a_network
def test_the_company_s_own_hosts_are_not_the_network(file: NetworkFile) -> None:
    for host in file.rules.except_hosts:
        assert file.id not in BOOK.ruleset.judge_page("Home", host).networks


def test_an_ordinary_title_is_nobody_s() -> None:
    assert STRANGERS == {}


def test_there_are_ordinary_titles_enough() -> None:
    assert len(set(INNOCENT)) == len(INNOCENT) >= 1000


@pytest.mark.parametrize(
    ("app", "title", "page_title", "private"),
    [
        ("chromium", "NASA | Facebook - Chromium", "NASA | Facebook", False),
        ("Google-chrome", "NASA | Facebook - Google Chrome", "NASA | Facebook", False),
        ("Google-chrome", "NASA | Facebook - Google Chrome - Anna", "NASA | Facebook", False),
        ("Google-chrome", "NASA - Muted - High memory usage - 1,2 GB - Google Chrome", "NASA", False),
        ("google-chrome", "NASA | Facebook - Google Chrome (Incognito)", "NASA | Facebook", True),
        ("firefox", "NASA | Facebook — Mozilla Firefox", "NASA | Facebook", False),
        ("firefox-esr", "NASA | Facebook - Mozilla Firefox", "NASA | Facebook", False),
        ("firefox", "NASA | Facebook — Work — Mozilla Firefox", "NASA | Facebook", False),
        ("firefox", "Typst — Bluesky — Work — Mozilla Firefox", "Typst — Bluesky", False),
        ("firefox", "NASA | Facebook — Mozilla Firefox Private Browsing", "NASA | Facebook", True),
        ("firefox", "NASA | Facebook - Mozilla Firefox (Private Browsing)", "NASA | Facebook", True),
        ("firefox", "NASA | Facebook \N{EN DASH} Mozilla Firefox Privater Modus", "NASA | Facebook", True),
        ("firefox", "NASA | Facebook — Приватный просмотр Mozilla Firefox", "NASA | Facebook", True),
        ("firefox", "Mozilla Firefox", "", False),
        ("firefox", "Mozilla Firefox Private Browsing", "", True),
        ("Microsoft-edge", "NASA | Facebook - Microsoft\u200b Edge", "NASA | Facebook", False),
        ("Microsoft-edge", "NASA and 2 more pages - Personal - Microsoft\u200b Edge", "NASA", False),
        ("Microsoft-edge", "NASA e mais 4 páginas - Pessoal - Microsoft Edge", "NASA", False),
        (
            "Microsoft-edge",
            "NASA und 1 weitere Seite - Persönlich \N{EN DASH} Microsoft\u200b Edge",
            "NASA",
            False,
        ),
        ("Microsoft-edge", "NASA - Profile 1 - Microsoft? Edge", "NASA", False),
        ("Microsoft-edge", "NASA and 1 more page - [InPrivate] - Microsoft Edge", "NASA", True),
        ("Brave-browser", "NASA | Facebook - Brave", "NASA | Facebook", False),
        ("brave-browser", "NASA | Facebook - Brave (Private)", "NASA | Facebook", True),
        ("Vivaldi-stable", "NASA | Facebook - Vivaldi", "NASA | Facebook", False),
        ("librewolf", "NASA | Facebook — LibreWolf", "NASA | Facebook", False),
        ("zen", "NASA | Facebook — Zen Browser", "NASA | Facebook", False),
        ("Opera", "NASA | Facebook - Opera", "NASA | Facebook", False),
        ("chromium", "(3) NASA\u00a0|  Face\u00adbook - Chromium", "NASA | Facebook", False),
    ],
)
def test_each_browser_s_windows_are_read(app: str, title: str, page_title: str, *, private: bool) -> None:
    judgement = BOOK.ruleset.judge(Window(app, title))
    assert (judgement.page_title, judgement.private) == (page_title, private)


def test_an_unknown_program_s_window_is_nobody_s() -> None:
    for app in ("code", "gedit", "org.gnome.Terminal", "XTerm", ""):
        assert BOOK.ruleset.judge(Window(app, "NASA | Facebook")) == Judgement(Unattributed())


@pytest.mark.parametrize("app", ["discord", "Discord", "com.discordapp.Discord", "vesktop"])
def test_native_clients_are_known(app: str) -> None:
    assert BOOK.ruleset.judge(Window(app, "#general")).verdict == Attributed("discord", "app")


@pytest.mark.parametrize(
    ("page_title", "network"),
    [
        pytest.param("Facebook | Flickr", "flickr", id="a photo of another network"),
        pytest.param("Facebook | Plantbook", None, id="nested in a network we don't know"),
        pytest.param("NASA | Facebook - YouTube", "youtube", id="a film about a page"),
        pytest.param('Hacker News: "A clock - YouTube" - Mastodon', "mastodon", id="a quotation of a film"),
        pytest.param('NASA on X: "Look at us | LinkedIn" / X', "x", id="a quotation of a profile"),
        pytest.param("How we left Reddit : r/facebook", "reddit", id="a community about another network"),
        pytest.param(
            "Discord | #youtube | Friends of YouTube", "discord", id="a channel about another network"
        ),
    ],
)
def test_of_networks_nested_in_one_another_the_last_one_signs(page_title: str, network: str | None) -> None:
    verdict = BOOK.ruleset.judge_page(page_title)
    assert (verdict.network if isinstance(verdict, Attributed) else None) == network


PIECES = sorted(
    {
        text
        for file in FILES
        for rule in file.rules.rules
        for condition in rule.conditions
        for text in condition.texts
        if len(text) < 40
    }
)


@given(st.lists(st.sampled_from(PIECES) | st.text(string.printable, max_size=9), max_size=12).map("".join))
def test_attack_strings_get_a_verdict(title: str) -> None:
    for window in (Window("firefox", title[:TITLE_MAX]), Window("Microsoft-edge", title[:TITLE_MAX])):
        assert isinstance(BOOK.ruleset.judge(window), Judgement)


@pytest.mark.parametrize(
    "piece", ["(", "(3) ", " - ", " — ", "a - ", "@", "(@a@b.", ' on X: "', "\u200b", "さん"]
)
def test_a_title_of_one_piece_over_and_over_gets_a_verdict(piece: str) -> None:
    long = (piece * TITLE_MAX)[:TITLE_MAX]
    for app in ("firefox", "chromium", "Microsoft-edge"):
        assert isinstance(BOOK.ruleset.judge(Window(app, long)), Judgement)


def test_the_specification_names_every_key_and_operator() -> None:
    said = set(re.findall(r"`([\w.]+)`", (RULES / "README.md").read_text(encoding="utf-8")))
    browser = {"programs", "ends_with", "private_ends_with", "extras", "app_windows"}
    operators = {f"title.{each}" for each in ("equals", "starts_with", "ends_with", "contains", "regex")}
    assert {*ORDER, *RULE_ORDER, *browser, *operators} - {"rule", "title"} <= said


def test_the_specification_s_own_examples_can_be_used(tmp_path: Path) -> None:
    said = (RULES / "README.md").read_text(encoding="utf-8")
    network, extending, browser = re.findall(r"```toml\n(.*?)```", said, re.DOTALL)
    (tmp_path / "browsers").mkdir()
    (tmp_path / "facebook.toml").write_text(extending, encoding="utf-8")
    (tmp_path / "plantbook.toml").write_text(network, encoding="utf-8")
    (tmp_path / "browsers" / "edge.toml").write_text(browser, encoding="utf-8")
    book = Rulebook(RULES, tmp_path)
    assert book.problems == ()
    window = Window("msedge", "(2) Messages | Plantbook and 2 more pages - Personal - Microsoft Edge")
    assert book.ruleset.judge(window).verdict == Attributed("plantbook", "page")
    assert book.ruleset.judge_page("Gardeners of Uppsala") == Attributed("facebook", "my-group")
    assert [list(map(str, weaknesses(book.files[each], {}))) for each in ("plantbook", "facebook")] == [
        [],
        [],
    ]
