"""The addresses that a file may list: hosts as they stand in a page's address, and a front page."""

import re
from unicodedata import normalize

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PART = r"(?!\.{1,2}(?:/|$))[\w.~-]{1,63}"
HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+(?:/{_PART}){{0,3}}", re.ASCII)
HOME = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
"""nothing else is safe to be clicked on, least of all `javascript:`"""


def hint_for_host(host: str) -> str | None:
    """Return what to write in the place of what is no host; None where it is one."""
    if HOST.fullmatch(host):
        return None
    sent = as_sent(host)
    if HOST.fullmatch(sent):
        return f"Write it as addresses have it: “{sent}”."
    return "Write the domain in small letters: example.com, or example.com/help."


def as_sent(host: str) -> str:
    """Return a host as browsers ask for it: in small letters, those beyond ASCII in Punycode (RFC 3492).

    ß stays itself, as with browsers; Python's own codec would write ss, which can be somebody else's.
    """
    domain, slash, path = host.partition("/")
    labels = normalize("NFKC", domain.lower()).split(".")
    return ".".join(map(_in_ascii, labels)) + slash + path


def _in_ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
