"""From window titles to page titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.titles import Browser, Reading, TitleReader, clean, without_badge

CHROME = Browser(
    id="chrome",
    name="Chrome",
    ends_with=(" - Chrome", " - Chrome - {text}"),
    private_ends_with=(" - Chrome (Incognito)",),
    extras=(" - Audio playing", " - High memory usage - {number} MB"),
)
EDGE = Browser(
    id="edge",
    name="Edge",
    ends_with=(" - Edge", " - {text} - Edge"),
    private_ends_with=(" - [InPrivate] - Edge",),
    extras=(" and {number} more page", " and {number} more pages", " - Personal"),
)
FOX = Browser(
    id="fox",
    name="Fox",
    ends_with=(" — Fox", " — {text} — Fox"),
    private_ends_with=(" — Fox Private Browsing", " — Fox {text}"),
)


def readings(browser: Browser, title: str) -> list[str]:
    return [reading.page_title for reading in TitleReader([browser]).readings(title)]


@pytest.mark.parametrize(
    ("browser", "title", "first"),
    [
        pytest.param(CHROME, "News - Chrome", "News", id="the name at the end"),
        pytest.param(CHROME, "News - Chrome - Chrome", "News - Chrome", id="the last one only"),
        pytest.param(CHROME, "News - Chrome - Anna", "News", id="a profile behind the name"),
        pytest.param(CHROME, "News - Audio playing - Chrome", "News", id="an extra"),
        pytest.param(
            CHROME,
            "News - Audio playing - High memory usage - 807 MB - Chrome - Anna",
            "News",
            id="several extras",
        ),
        pytest.param(CHROME, "News", "News", id="no ending at all"),
        pytest.param(CHROME, "Chrome", "", id="the name alone is no page title"),
        pytest.param(CHROME, " - Chrome", "", id="nor is it behind its separator"),
        pytest.param(CHROME, "", "", id="an empty title"),
        pytest.param(CHROME, "About Chrome", "About Chrome", id="the name as a word of the page's"),
        pytest.param(CHROME, "(3) News - Chrome", "News", id="an unread badge"),
        pytest.param(EDGE, "News and 2 more pages - Personal - Edge", "News", id="other tabs are counted"),
        pytest.param(EDGE, "News and 1 more page - Edge", "News", id="one other tab"),
        pytest.param(EDGE, "and 2 more pages - Edge", "and 2 more pages", id="a count needs its page"),
        pytest.param(EDGE, "News - Personal - E\u200bdge", "News", id="a zero width space in the name"),
        pytest.param(FOX, "News — Fox", "News", id="an em dash"),
        pytest.param(FOX, "Fox Private Browsing", "", id="a private window without a page"),
    ],
)
def test_a_page_s_title_is_the_window_s_less_what_the_browser_adds(
    browser: Browser, title: str, first: str
) -> None:
    assert readings(browser, title)[0] == first


@pytest.mark.parametrize(
    ("browser", "title", "both"),
    [
        pytest.param(FOX, "A — B — Fox", ["A — B", "A"], id="B may be a profile"),
        pytest.param(EDGE, "A - B - Edge", ["A - B", "A"], id="likewise before the name"),
        pytest.param(EDGE, "A - Personal - Edge", ["A"], id="a profile that is known is no guess"),
        pytest.param(FOX, "A — Fox", ["A"], id="nothing to guess"),
        pytest.param(FOX, "A — B — C — Fox", ["A — B — C", "A — B"], id="one profile, not two"),
    ],
)
def test_what_may_be_a_profile_is_a_second_reading(browser: Browser, title: str, both: list[str]) -> None:
    assert readings(browser, title) == both


@pytest.mark.parametrize(
    ("browser", "title", "private"),
    [
        pytest.param(CHROME, "News - Chrome", False, id="an ordinary window"),
        pytest.param(CHROME, "News - Chrome (Incognito)", True, id="incognito"),
        pytest.param(EDGE, "News and 2 more pages - [InPrivate] - Edge", True, id="InPrivate, tabs counted"),
        pytest.param(FOX, "News — Fox Private Browsing", True, id="private browsing"),
        pytest.param(FOX, "News — Fox Navigation privée", True, id="in another language"),
        pytest.param(FOX, "Fox Private Browsing", True, id="without a page"),
        pytest.param(CHROME, "How (Incognito) works - Chrome", False, id="a page about it"),
    ],
)
def test_private_windows_are_known_by_their_ending(browser: Browser, title: str, *, private: bool) -> None:
    assert next(TitleReader([browser]).readings(title)).private is private


def test_of_an_unknown_browser_every_ending_is_tried() -> None:
    reader = TitleReader([CHROME, EDGE, FOX])
    for title in ("News - Chrome", "News — Fox", "News and 2 more pages - Edge", "News"):
        assert next(reader.readings(title)) == Reading("News")


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("(3) News", "News"),
        ("(20+) News", "News"),
        ("(*) News", "News"),
        ("[3] News", "News"),
        ("(2047) News", "News"),
        ("● News", "News"),
        ("• News", "News"),
        ("? News", "News"),
        ("(3) (2) News", "News"),
        ("(3)News", "(3)News"),
        ("(three) News", "(three) News"),
        ("(20001) News", "(20001) News"),
        ("3) News", "3) News"),
        ("News (3)", "News (3)"),
        ("(3)", "(3)"),
        ("", ""),
    ],
)
def test_a_badge_counts_what_is_unread_and_stands_in_front(title: str, rest: str) -> None:
    assert without_badge(title) == rest


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("a\u200bb\ufeff\u00ad", "ab"),
        ("a\u00a0b\u3000c", "a b c"),
        ("  a \t\n b  ", "a b"),
        ("\u202eevil\u202c", "evil"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_space_is_one_space(title: str, seen: str) -> None:
    assert clean(title) == seen


PAGES = st.text(st.sampled_from("ab — -()3[]•X"), max_size=30)


@given(PAGES, st.sampled_from([CHROME, EDGE, FOX]))
def test_an_ending_is_taken_off_whatever_the_page_s_title(page: str, browser: Browser) -> None:
    page = without_badge(clean(page))
    if page.strip(" -—"):
        assert page in readings(browser, page + browser.ends_with[0])


@given(st.text(max_size=80), st.sampled_from([CHROME, EDGE, FOX]))
def test_every_title_has_a_reading_and_none_is_longer_than_the_title(title: str, browser: Browser) -> None:
    found = readings(browser, title)
    assert 1 <= len(found) <= 2
    assert all(len(page) <= len(title) for page in found)


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(title: str) -> None:
    assert clean(clean(title)) == clean(title)
