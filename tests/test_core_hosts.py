"""Addresses: what is taken from them."""

import pytest

from agent.core.hosts import address_of, without_page


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.x.com:443/home?q=1#top", "www.x.com/home"),
        ("x.com/home/", "x.com/home"),
        ("HTTPS://X.COM", "x.com"),
        ("https://user:word@x.com/", "x.com"),
        ("https://[::1", None),
        ("", None),
        ("chrome-extension://abc/page", None),
        ("https://x.com/a b#c\nd", "x.com/a b"),
        ("about:blank", None),
        ("file:///etc/passwd", None),
    ],
)
def test_only_host_and_path_are_taken_from_an_address(url: str, host: str | None) -> None:
    assert address_of(url) == host


@pytest.mark.parametrize(
    ("app", "kept"),
    [
        ("chrome-www.facebook.com__messages_t_42-Default", "chrome"),
        ("msedge-localhost__secret-Profile 1", "msedge"),
        ("chrome-agimnkijcaahngcdmfeangaknmldooml-Default", "chrome"),
        ("msedge-_agimnkijcaahngcdmfeangaknmldooml-Default", "msedge"),
        ("chrome-x.com__a\nb-Default", "chrome"),
        ("chrome-remote-desktop", "chrome-remote-desktop"),
        ("org.chromium.Chromium", "org.chromium.Chromium"),
        ("", ""),
    ],
)
def test_a_page_is_no_part_of_a_programs_name(app: str, kept: str) -> None:
    assert without_page(app) == kept
