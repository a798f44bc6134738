"""The parts of an outcome as programs name them, each read into what it means, or refused."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from agent.core.credits import BadOutcome, divided, read_share
from agent.core.entries import Words
from agent.errors import AgentError, did_you_mean
from agent.store.ledger import Ledger
from agent.store.outcomes import BadOutcomeError, plain

Fields = Mapping[str, object]
SAMPLE = 'Send {"network": "linkedin", "kind": "deal", "amount": 2400, "on": "2026-11-02"}.'
_LIST = 'a list such as [{"network": "x", "share": "1/2"}]'


def parts_of(fields: Fields, words: Words, ledger: Ledger) -> dict[str, Any]:
    """Return the parts of an outcome that are named.

    Raises:
        AgentError: where a key isn't known, or what it says means nothing.
    """
    parts: dict[str, Any] = {}
    readers = _readers(words, ledger)
    for name, value in fields.items():
        if name not in readers:
            raise AgentError(f"unknown key `{name}`.", did_you_mean(name, readers))
        part, reader = readers[name]
        try:
            parts[part] = reader(value)
        except BadOutcome as bad:
            raise BadOutcomeError(bad) from None
        except TypeError as error:
            raise AgentError(f"`{name}` must be {error}.", SAMPLE) from None
    return parts


def _readers(words: Words, ledger: Ledger) -> dict[str, tuple[str, Callable[[Any], object]]]:
    """Return by each key which part of an outcome it names, and what reads it."""
    return {
        "kind": ("kind", lambda value: words.kind(_text(value))),
        "network": ("credits", lambda value: divided([(words.network(_text(value)), None)])),
        "credits": ("credits", lambda value: divided([_share(each, words) for each in _list(value)])),
        "amount": ("amount", lambda value: None if value is None else _decimal(value)),
        "on": ("on", lambda value: words.day(_text(value))),
        "number": ("number", _whole),
        "note": ("note", lambda value: "" if value is None else tidy(_text(value))),
        "origin": ("origin", lambda value: None if value is None else ledger.get(_text(value)).uid),
    }


def _share(credit: object, words: Words) -> tuple[str, Fraction | None]:
    if not isinstance(credit, Mapping) or not {"network"} <= set(credit) <= {"network", "name", "share"}:
        raise TypeError(_LIST)
    share = credit.get("share")
    return words.network(_text(credit["network"])), None if share is None else read_share(str(share))


def tidy(note: str) -> str:
    """Return a note on one line."""
    return plain(" ".join(note.split()))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(_LIST)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number")
    return value


def _decimal(value: object) -> Decimal:
    """Return an amount as programs write it: a number, or a text such as "2400.50"."""
    text = value if isinstance(value, str) else ""
    if text.replace(".", "", 1).isdecimal() and text.isascii():
        return Decimal(text)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise TypeError('a number, or a text such as "2400.50"')
