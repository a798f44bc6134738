"""What can go wrong in a way that a person can mend, and how it is told."""

import re
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    MENDABLE = 1
    USAGE = 2
    OUR_BUG = 3
    INTERRUPTED = 130


class AgentError(Exception):
    """An expected failure: what is so, and what to do about it."""

    usage = False
    """whether the words of the question are at fault"""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".rstrip()


class UsageError(AgentError):
    """An expected failure that lies in the words of the question."""

    usage = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in something that a person wrote: where it is, what is so, what to do."""

    where: str
    what: str
    hint: str = ""
    quotes: tuple[str, ...] = ()
    """what it quotes, for `unquoted` to know where a text ends that may hold quotes itself"""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.hint}".rstrip()

    def unquoted(self) -> str:
        """Return it for a log: without what it quotes, which may be the title of a page."""
        said = str(self)
        for text in sorted(self.quotes, key=len, reverse=True):
            said = said.replace(f"“{text}”", _LEFT_OUT)
        return _QUOTED.sub(_LEFT_OUT, said).replace(_LEFT_OUT, "“…”")


_QUOTED = re.compile("“.*”", re.DOTALL)
_LEFT_OUT = "\0"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the hint for a word that isn't known: the one that was meant, or all there are."""
    known = tuple(known)
    close = get_close_matches(word, known, n=1)
    return f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(known)}."


def trace(error: BaseException) -> str:
    """Return where an error happened and of which kind, without its own words, which may hold a title."""
    lines = [*traceback.format_tb(error.__traceback__), type(error).__name__]
    if isinstance(error, BaseExceptionGroup):
        lines += [f"\n{trace(each)}" for each in error.exceptions]
    return "".join(lines)


def leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors of a group, and of those within it; or the one error."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from leaves(each)
    else:
        yield error
