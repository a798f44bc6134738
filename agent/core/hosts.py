"""Which network an address belongs to: the stronger witness, where there is one."""

import re
from collections import defaultdict
from collections.abc import Iterable
from unicodedata import normalize

from agent.core.rules import NetworkRules

PARTS = 3
"""of a path that may be listed, and are looked at"""

_HOST = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}"
_SHOWN_HOST = _HOST.replace("[a-z0-9-]", r"(?:[^\W_]|-)")
_ADDRESS = re.compile(rf"(?:https?://)?({_SHOWN_HOST})(?::\d{{1,5}})?(/[^\s?#]*)?(?:[?#]\S*)?", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?://)?(?:[^/?#@\s]*@)?([^/?#@:\s\[\]]+)(?::\d{1,5})?(/[^?#]*)?(?:[?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_INSTANCE = re.compile(rf"({_HOST})(?:__.*)?", re.IGNORECASE)
_APP_ID = re.compile(rf"(?:chrome|brave|msedge|vivaldi)-({_HOST})__.*", re.IGNORECASE)
_WEB_APP = re.compile(r"([a-z.]+)-(?:_|.*__|[a-p]{32}-).*", re.IGNORECASE | re.DOTALL)
_SENT = re.compile(r"[a-z0-9._-]+")
_LENGTH = 253
"""that a host may have (RFC 1035): to write a longer one in Punycode would take long"""


class Hosts:
    """The hosts of all networks, some with a path: the longest domain decides, then the longest path."""

    def __init__(self, rules: Iterable[NetworkRules]) -> None:
        self._networks: dict[str, tuple[str, ...]] = {}
        networks: dict[str, set[str]] = defaultdict(set)
        for each in rules:
            for host in each.network.hosts:
                networks[host].add(each.network.id)
        for each in rules:
            for host in each.except_hosts:
                networks[host].discard(each.network.id)
        alike: dict[tuple[str, ...], tuple[str, ...]] = {}  # hundreds of hosts, few networks
        for host, ids in networks.items():
            its_networks = tuple(sorted(ids))
            self._networks[host] = alike.setdefault(its_networks, its_networks)

    def networks(self, address: str) -> tuple[str, ...] | None:
        """Return the networks of a host, or a host with a path: `www.example.com/help/me`.

        () where it's nobody's by name, None where no file lists it.
        """
        host, *path = address.split("/")[: PARTS + 1]
        domain = host.lower().rstrip(".")
        while domain:
            for parts in range(len(path), -1, -1):
                if (networks := self._networks.get("/".join((domain, *path[:parts])))) is not None:
                    return networks
            domain = domain.partition(".")[2]
        return None


def address_of(url: str) -> str | None:
    """Return the host of a web page's URL and its path, all that is looked at: `x.com/home`.

    None where it's no web page's (`about:blank`, `file:///…`).
    """
    page = _URL.fullmatch(url)
    host = page and as_sent(page[1])
    return f"{host}{(page[2] or '').rstrip('/')}" if page and host else None


def as_sent(host: str) -> str | None:
    """Return a host as browsers ask for it: in small letters, those beyond ASCII in Punycode (RFC 3492).

    None where no browser would. ß stays itself, as with browsers; Python's own codec would write ss, which
    can be somebody else's.
    """
    if host.isascii():
        return host.lower()
    if len(host) > _LENGTH:
        return None
    labels = re.split("[.。]", normalize("NFKC", host).lower())
    sent = ".".join(each if each.isascii() else f"xn--{each.encode('punycode').decode()}" for each in labels)
    return sent if len(sent) <= _LENGTH and _SENT.fullmatch(sent) else None


def address_in_title(title: str) -> str | None:
    """Return the host and path where a page title is nothing but an address, as it is while a page loads."""
    if " " in title or "." not in title:
        return None
    address = _ADDRESS.fullmatch(title)
    host = address and as_sent(address[1])
    return f"{host}{(address[2] or '').rstrip('/')}" if address and host else None


def host_of_app_window(instance: str) -> str | None:
    """Return the host of a Chromium's `--app=URL` window on X11: `www.reddit.com__r_foo`."""
    window = _INSTANCE.fullmatch(instance) if "." in instance else None
    return window[1] if window else None


def host_of_app_id(app: str) -> str | None:
    """Return the host of such a window on Wayland: `chrome-x.com__home-Default`."""
    window = _APP_ID.fullmatch(app) if "." in app else None
    return window[1] if window else None


def without_page(app: str) -> str:
    """Return a program's name without the page that a Chromium writes into it, or that page's digest."""
    web_app = _WEB_APP.fullmatch(app)
    return web_app[1] if web_app else app
