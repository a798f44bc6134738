"""Addresses: what is taken from them."""

import pytest

from agent.core.hosts import address_of


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
