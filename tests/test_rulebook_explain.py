"""The way from a title to its verdict, as data."""

import pytest

from agent.paths import shipped
from agent.rulebook.book import Rulebook
from agent.rulebook.explain import classify, explain

RULES = Rulebook(shipped("rules"), shipped("rules") / "none").ruleset


def test_the_way_is_told_from_window_to_verdict() -> None:
    told = explain(
        RULES, title="(3) Facebook design | Flickr: a talk - YouTube - Google Chrome", app="Google-chrome"
    )
    assert told == {
        "verdict": "attributed",
        "network": "youtube",
        "networks": ["youtube"],
        "rule": "video",
        "activity": "video",
        "browser": "chrome",
        "private": False,
        "page_title": "Facebook design | Flickr: a talk - YouTube",
        "host": None,
        "claims": [{"network": "youtube", "rule": "video", "strength": "end"}],
        "excepted": [],
    }


def test_what_is_no_browser_has_no_page_title() -> None:
    told = explain(RULES, title="facebook.py - Visual Studio Code", app="code")
    assert (told["verdict"], told["page_title"], told["browser"], told["claims"]) == (
        "unattributed",
        None,
        None,
        [],
    )


def test_an_excepted_title_says_whose_it_is_not() -> None:
    told = explain(
        RULES, page_title="How do I log in? | Facebook Help Center", url="https://www.facebook.com/help/"
    )
    assert (told["verdict"], told["excepted"], told["host"]) == (
        "unattributed",
        ["facebook"],
        "www.facebook.com",
    )


@pytest.mark.parametrize(
    ("line", "network", "rule"),
    [
        ({"title": "NASA | Facebook - Google Chrome"}, "facebook", "page"),
        ({"title": "NASA | Facebook"}, "facebook", "page"),
        ({"page_title": "NASA | Facebook"}, "facebook", "page"),
        ({"page_title": "NASA | Facebook — Mozilla Firefox"}, None, None),
        ({"title": "NASA | Facebook", "app": "gedit"}, None, None),
        ({"title": "Friends", "app": "discord"}, "discord", "app"),
        ({"title": "NASA", "url": "https://m.facebook.com/nasa?x=1"}, "facebook", "host"),
        ({"page_title": "NASA", "url": "facebook.com/nasa"}, "facebook", "host"),
        ({"title": "NASA | Facebook", "url": "https://example.com/"}, None, None),
        ({"title": "NASA | Facebook", "url": "about:blank"}, "facebook", "page"),
        ({"title": "NASA | Facebook", "url": None, "app": None}, "facebook", "page"),
        (
            {"title": "Typst (@t@typst.social) - Typst", "url": "https://typst.social/@t"},
            "mastodon",
            "profile",
        ),
        ({"title": "", "page_title": "Facebook"}, "facebook", "home"),
    ],
)
def test_a_line_is_classified_by_what_it_holds(line: dict, network: str | None, rule: str | None) -> None:
    verdict = classify(RULES, line)
    assert (verdict["network"], verdict["rule"]) == (network, rule)
    assert verdict["verdict"] == ("attributed" if network else "unattributed")
    assert set(verdict) == {"verdict", "network", "rule", "activity"}


def test_a_contested_title_has_no_network() -> None:
    line = classify(RULES, {"page_title": "Discord | #news | Home - Facebook Search"})
    assert line == {"verdict": "contested", "network": None, "rule": None, "activity": None}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({}, "`title` or `page_title` is missing."),
        ({"title": 7}, "`title` is no text."),
        ({"title": "a", "url": []}, "`url` is no text."),
    ],
)
def test_a_line_that_says_too_little_is_refused(line: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        classify(RULES, line)
