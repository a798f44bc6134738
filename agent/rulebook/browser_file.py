"""What a browser's file says."""

from agent.core.titles import PLACEHOLDERS, Browser
from agent.errors import did_you_mean
from agent.rulebook.fields import Fields

HISTORIES = ("chromium", "firefox")
"""those that sources/history.py can read; a test sees that they're the same"""
_PLACEHOLDERS_MAX = 2
"""in a text: where they don't fit, all their lengths are tried, forty each"""


def build_browser(top: Fields, _parts: list[Fields]) -> Browser:
    """Return the browser of a file; what is wrong is told to its fields."""
    browser = Browser(
        id=top.id(),
        name=top.text("name"),
        programs=top.texts("programs", needed=True),
        ends_with=top.texts("ends_with"),
        private_ends_with=top.texts("private_ends_with"),
        extras=top.texts("extras"),
        app_windows=top.flag("app_windows"),
        history=top.text("history", default="") or None,
        profiles=top.texts("profiles"),
    )
    if browser.history not in (None, *HISTORIES):
        top.tell(f"unknown history '{browser.history}'.", did_you_mean(str(browser.history), HISTORIES))
    for path in (path for path in browser.profiles if path.startswith(("/", "~")) or ".." in path):
        top.tell(f"`profiles` says '{path}'.", 'Write the folder as seen from the home: ".config/chromium".')
    for text in (*browser.ends_with, *browser.private_ends_with, *browser.extras):
        if sum(map(text.count, PLACEHOLDERS)) > _PLACEHOLDERS_MAX:
            top.tell(f"“{text}” has more than two placeholders.", "Write {text} and {number} twice at most.")
    for text in (text for text in browser.extras if "{text}" in text):
        top.tell(f"`extras` says “{text}”.", "{text} may stand only in `ends_with` and `private_ends_with`.")
    top.end()
    return browser
