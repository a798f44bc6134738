"""Addresses: what is taken from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.hosts import address_in_title, address_of, without_page


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
        ("https://Bücher.DE/Öl", "xn--bcher-kva.de/Öl"),
        ("https://XN--BCHER-KVA.de/Öl", "xn--bcher-kva.de/Öl"),
        ("https://bu\N{COMBINING DIAERESIS}cher。de/", "xn--bcher-kva.de"),
        ("https://straße.de/", "xn--strae-oqa.de"),
        ("https://face.com℀evil.example/", None),
        (f"https://{'ü' * 300}.de/", None),
    ],
)
def test_only_host_and_path_are_taken_from_an_address(url: str, host: str | None) -> None:
    assert address_of(url) == host


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("bücher.de/neu", "xn--bcher-kva.de/neu"),
        ("http://xn--bcher-kva.de/neu?q=ü", "xn--bcher-kva.de/neu"),
        ("face.中国", "face.xn--fiqs8s"),
        ("Bücher.DE:8080", "xn--bcher-kva.de"),
        ("动画_哔哩哔哩.com", None),
        ("bücher.de ", None),
        ("„bücher.de“", None),
    ],
)
def test_a_title_that_is_an_address_is_the_same_one_in_any_letters(title: str, address: str | None) -> None:
    assert address_in_title(title) == address


@given(st.text(st.characters(), max_size=300) | st.text("üß。.-℀K\ud800a/:@", max_size=300))
def test_whatever_stands_for_an_address_does_no_harm(text: str) -> None:
    for address in (address_of(text), address_of(f"https://{text}"), address_in_title(text)):
        assert address is None or address.partition("/")[0].isascii()


@pytest.mark.parametrize(
    ("app", "kept"),
    [
        ("chrome-www.facebook.com__messages_t_42-Default", "chrome"),
        ("msedge-localhost__secret-Profile 1", "msedge"),
        ("chrome-agimnkijcaahngcdmfeangaknmldooml-Default", "chrome"),
        ("msedge-_agimnkijcaahngcdmfeangaknmldooml-Default", "msedge"),
        ("chrome-x.com__a\nb-Default", "chrome"),
        ("chrome-x.com__-Default", "chrome"),
        ("chrome-a_friend.example.com__a_b-Default", "chrome"),
        ("chrome-_text_html,_p_secret-Default", "chrome"),
        ("chrome-__home_me_secret.html-Default", "chrome"),
        ("opera-x.com__home-Default", "opera"),
        ("org.chromium.Chromium.chrome-x.com__home-Default", "org.chromium.Chromium.chrome"),
        ("chrome-remote-desktop", "chrome-remote-desktop"),
        ("org.chromium.Chromium", "org.chromium.Chromium"),
        ("", ""),
    ],
)
def test_a_page_is_no_part_of_a_programs_name(app: str, kept: str) -> None:
    assert without_page(app) == kept
