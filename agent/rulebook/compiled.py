"""RE2 behind two functions: all regexes at once, in time linear in the title whatever a rule says.

RE2's `Filter` first looks, in one automaton, for the words that each regex can't do without, and then tries
those alone whose words are there: hardly any. One automaton of all regexes (its `Set`) is as fast on titles
made of few words; on real ones it meets new states all the time, and took 30 times as long.
"""

import ctypes
from collections.abc import Sequence

import re2

from agent.core.patterns import Match

_MEMORY = 128 << 10
"""bytes that a regex may take"""
_SIZE_MAX = 500_000
"""instructions of all regexes together, each some 30 bytes: a hundred times what the shipped rules have"""


_HINTS = {
    "invalid perl operator": "RE2 has no look-ahead, look-behind or other `(?…`: "
    "say it with a second operator in the rule, or with `except_titles`.",
    r"invalid escape sequence: \x": r"Write a character by its number as \x{e9}, up to \x{10ffff}.",
    "invalid escape sequence": r"RE2 has no backreferences such as \1; write \z for the end, "
    r"and \\ for a backslash.",
    "missing )": r"Close every bracket, or write \( for a bracket in the title.",
    "unexpected )": r"Open every bracket, or write \) for a bracket in the title.",
    "missing ]": r"Close the class of characters, or write \[ for a bracket in the title.",
    "bad repetition operator": "Two repetitions follow each other; put the first in brackets.",
    "no argument for repetition": r"Nothing stands before it; write \* or \+ or \? for the character.",
    "pattern too large": "Repeat less: write .+ instead of .{1,500}.",
    "invalid repetition size": "RE2 repeats at most 1,000 times, repetitions in one another multiplied, "
    "and counts from small to large.",
}
_UNLIKE = ("Inbox (4) - me", "12:30 to 13:00", "天気予報 - 日本")
_OTHER_HINT = "The syntax is RE2's: https://github.com/google/re2/wiki/Syntax"


class TooLarge(Exception):
    """The rules together are more than an automaton can hold."""


def build_match(patterns: Sequence[str]) -> Match:
    """Return a function that finds which of the patterns lie in a text.

    Raises:
        TooLarge: they are too much together
    """
    if not patterns:
        return lambda _text: ()
    together, said, size = re2.Filter(), _options(), 0
    try:
        for number, pattern in enumerate(patterns):
            together.Add(pattern, said)
            size += together.re(number).programsize
            if size > _SIZE_MAX:
                raise TooLarge
        together.Compile()
    except re2.error as error:  # some 2,500 regexes of two long words each
        raise TooLarge from error
    _give_back_memory()

    def match(text: str) -> Sequence[int]:
        return together.Match(text.encode()) or ()

    return match


def _give_back_memory() -> None:
    """Return to the system what building took: 6.6 MB for 1,000 rules, of which 2.2 MB stay."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def fault_of(regex: str) -> tuple[str, str] | None:
    """Return what is wrong with a regex and what to do about it; None where nothing is."""
    try:
        pattern = re2.compile(regex, _options())
    except re2.error as error:
        said = _words(error)
        hint = next((hint for start, hint in _HINTS.items() if said.startswith(start)), _OTHER_HINT)
        what, colon, piece = said.partition(": ")
        return f"cannot be understood: {what}{colon and f': “{piece}”'}.", hint
    finally:
        re2.purge()
    if pattern.search("") or all(map(pattern.search, _UNLIKE)):
        return (
            "claims any title at all.",
            r"Say more of what the title holds, and write \| for an upright bar.",
        )
    return None


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _options() -> re2.Options:
    said = re2.Options()
    said.log_errors = False
    said.never_capture = True
    said.max_mem = _MEMORY
    return said
