"""All regexes at once find what each of them finds by itself."""

import re2
from hypothesis import given
from hypothesis import strategies as st

from agent.rulebook.compiled import build_match

PIECES = [
    "Face",
    "é",
    "ß",
    "\u017f",
    "K",
    "İ",
    "日本",
    " - ",
    r" \| ",
    r"\w+",
    r"\S+",
    ".+",
    "[a-z]{1,4}",
    "^",
    "$",
]
PIECES += [
    r"\d+",
    "(?i:On)",
    "(?i:ÉCOLE)",
    "(?:a|bc|)",
    "(?:foo|bar baz)",
    r"\p{Cyrillic}+",
    "(?i:ПРИВЕТ)",
    "x?",
]
WORDS = [
    "Face",
    "FACE",
    "face",
    "é",
    "É",
    "ß",
    "SS",
    "\u017f",
    "s",
    "k",
    "K",
    "İ",
    "i",
    "日本",
    " - ",
    " | ",
    "12",
    "x",
]
WORDS += ["on", "ON", "école", "ÉCOLE", "abc", "foo", "bar baz", "привет", "ПРИВЕТ"]
regexes = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)


@given(st.lists(regexes, min_size=1, max_size=30), st.lists(titles, min_size=1, max_size=5))
def test_none_is_missed_and_none_is_made_up(patterns: list[str], some: list[str]) -> None:
    match = build_match(patterns)
    for title in some:
        alone = [number for number, each in enumerate(patterns) if re2.search(each, title)]
        assert sorted(match(title)) == alone
