"""From a window's title to the page's: less what the browser adds, the unread badge and what can't be seen.

Page titles and what browsers add look alike: in "A — B — Mozilla Firefox", B may be the page's or the name
of a profile. So an ending with `{text}` in it is only a guess: a second reading, for where no rule claims
the first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""soft hyphen, zero width space, marks of direction, byte order mark; joiners stay, as emoji need them"""

BADGE = re.compile(r"(?:(?:[(\[](?:\d{1,4}\+?|\*)[)\]]|[●•?])\s+)+")
BADGE_STARTS = frozenset("([●•?")
SEPARATORS = " -\u2013\u2014"
PLACEHOLDERS = {"{number}": r"\d[\d.,]{0,6}", "{text}": f"[^{SEPARATORS[1:]}|]{{1,40}}"}
_PLACEHOLDER = re.compile("({number}|{text})")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser, as its file describes it."""

    id: str
    name: str
    programs: tuple[str, ...] = ()
    """WM_CLASS or program names, in any case"""
    ends_with: tuple[str, ...] = ()
    """what it puts behind the page's title"""
    private_ends_with: tuple[str, ...] = ()
    """likewise, in a private window"""
    extras: tuple[str, ...] = ()
    """what may stand between the page's title and those"""
    history: str | None = None
    """how it keeps its history: as "chromium" or "firefox" do; None where that isn't known"""
    profiles: tuple[str, ...] = ()
    """the folders of its profiles, below the user's home"""
    app_windows: bool = False
    """whether `--app=URL` windows bear their host as WM_CLASS's instance, as Chromium's do"""


class Reading(NamedTuple):
    """One way to read a window's title."""

    page_title: str
    private: bool = False


class Ending:
    """Something that a browser puts behind a page's title; tells how much of a title comes before it."""

    __slots__ = ("_length", "_pattern", "is_sure", "private", "tail", "template")

    def __init__(self, template: str, *, private: bool = False) -> None:
        self.template = template
        self.private = private
        self.is_sure = "{text}" not in template
        self.tail = _PLACEHOLDER.split(template)[-1]
        self._length = len(template)
        self._pattern = None if self.tail == template else re.compile(_as_regex(template) + r"\Z")

    def cut(self, title: str) -> int:
        """Return where the page's title ends, in a title with this tail; -1 where it doesn't fit."""
        if self._pattern is None:
            return len(title) - self._length
        found = self._pattern.search(title)
        return found.start() if found else -1

    def is_all_of(self, title: str) -> bool:
        """Tell whether there is no page title at all: the ending begins where the title does."""
        led = self.template[: len(self.template) - len(self.template.lstrip(SEPARATORS))] + title.lstrip(
            SEPARATORS
        )
        return led.endswith(self.tail) and self.cut(led) == 0


class TitleReader:
    """Reads the titles of one browser's windows, or of any of several."""

    def __init__(self, browsers: Iterable[Browser]) -> None:
        browsers = tuple(browsers)
        public = {Ending(text) for each in browsers for text in each.ends_with}
        private = {Ending(text, private=True) for each in browsers for text in each.private_ends_with}
        longest_first = sorted(public | private, key=lambda ending: (-len(ending.template), ending.template))
        self._sure = tuple(ending for ending in longest_first if ending.is_sure)
        self._guesses = tuple(ending for ending in longest_first if not ending.is_sure)
        self._extras = tuple(
            Ending(text) for text in sorted({text for each in browsers for text in each.extras})
        )
        self._sure_tails = tuple({ending.tail for ending in self._sure})
        self._guess_tails = tuple({ending.tail for ending in self._guesses})
        self._extra_tails = tuple({extra.tail for extra in self._extras})

    def readings(self, title: str) -> Iterator[Reading]:
        """Yield what the page's title may be, surest first; the second only where it differs."""
        title = clean(title)
        sure = self._read(title, self._sure) if title.endswith(self._sure_tails) else None
        if sure is not None:
            yield sure
        guess = self._read(title, self._guesses) if title.endswith(self._guess_tails) else None
        if guess is not None and guess != sure:
            yield guess
        elif sure is None:
            yield self._nameless(title) or Reading(without_badge(title))

    def _read(self, title: str, endings: tuple[Ending, ...]) -> Reading | None:
        """Take off the longest of the endings that fit, and the extras before it."""
        for ending in endings:
            if title.endswith(ending.tail) and (cut := ending.cut(title)) >= 0:
                page_title = title[:cut]
                if page_title.endswith(self._extra_tails):
                    page_title = self._without_extras(page_title)
                return Reading(without_badge(page_title), ending.private)
        return None

    def _nameless(self, title: str) -> Reading | None:
        """Read the title of a window whose page has none: it's the browser's name alone."""
        for ending in (*self._sure, *self._guesses):
            if ending.is_all_of(title):
                return Reading("", ending.private)
        return None

    def _without_extras(self, title: str) -> str:
        """Take off what stands between the page's title and the ending: several, in any order."""
        while title.endswith(self._extra_tails):
            cut = max((extra.cut(title) for extra in self._extras if title.endswith(extra.tail)), default=-1)
            if cut < 0:
                break
            title = title[:cut]
        return title


def clean(title: str) -> str:
    """Take out what can't be seen, and make one space of every run of white space."""
    if not title.isascii():
        title = INVISIBLE.sub("", title)
    return " ".join(title.split())


def without_badge(title: str) -> str:
    """Take off what counts the unread in front of a title: "(3) ", "[20+] ", "● "."""
    badge = BADGE.match(title) if title[:1] in BADGE_STARTS else None
    return title[badge.end() :] if badge else title


def _as_regex(template: str) -> str:
    return reduce(
        lambda text, name: text.replace(re.escape(name), PLACEHOLDERS[name]),
        PLACEHOLDERS,
        re.escape(template),
    )
