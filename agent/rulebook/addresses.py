"""The addresses that a file may list: hosts as they stand in a page's address, and a front page."""

import re

from agent.core.hosts import as_sent

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PART = r"(?!\.{1,2}(?:/|$))[\w.~-]{1,63}"
HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+(?:/{_PART}){{0,3}}", re.ASCII)
HOME = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
"""nothing else is safe to be clicked on, least of all `javascript:`"""


def hint_for_host(host: str) -> str | None:
    """Return what to write in the place of what is no host; None where it is one."""
    if HOST.fullmatch(host):
        return None
    domain, slash, path = host.partition("/")
    sent = f"{as_sent(domain) or ''}{slash}{path}"
    if HOST.fullmatch(sent):
        return f"Write it as addresses have it: “{sent}”."
    return "Write the domain in small letters: example.com, or example.com/help."
