"""Reads the keys of a TOML table one by one, and collects what is wrong with them."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from agent.errors import Problem, did_you_mean

SCHEMA = 1
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

Value = object
_TYPES = {str: "text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


class Fields:
    """One table of a file; every key is asked for once, and what is left over is unknown."""

    def __init__(self, table: Mapping[str, Value], where: str, *, ordered: bool = True) -> None:
        self.where = where
        self.ordered = ordered
        """whether its keys should come in one order"""
        self.problems: list[Problem] = []
        self._table = table
        self._known: list[str] = []

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text that isn't empty."""
        value = self._get(key, needed=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self._wrong_type(key, value, "text")
        elif not value.strip():
            self.tell(f"`{key}` is empty.", "Fill it in, or leave the key out.")
        elif len(value) <= _TEXT_MAX:
            return value
        else:
            self.tell(f"`{key}` is longer than {_TEXT_MAX} characters.", "Shorten it.")
        return default or ""

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts, one of which may be written without the list; doubles are told."""
        value = self._get(key, needed=needed)
        if value is None:
            return ()
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(each, str) for each in several):
            self._wrong_type(key, value, "text or a list of texts")
        elif not several or not all(several):
            self.tell(f"`{key}` is empty.", "Fill it in, or leave the key out: an empty text fits anything.")
        elif len(set(several)) < len(several):
            double = Counter(several).most_common(1)[0][0]
            self.tell(f"`{key}` says “{double}” twice.", "Leave one out.")
        elif max(map(len, several)) > _TEXT_MAX:
            self.tell(f"`{key}` has a text of more than {_TEXT_MAX} characters.", "Shorten it.")
        else:
            return tuple(several)
        return ()

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self._get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong_type(key, value, "true or false")
        return default

    def table(self, key: str, where: str) -> "Fields":
        """Return the keys of a table inside this one; none where it isn't there."""
        value = self._get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong_type(key, value, "a table")
            value = None
        return Fields(value or {}, where, ordered=False)

    def tables(self, key: str) -> list[Mapping[str, Value]]:
        """Return a list of tables: `[[key]]`."""
        value = self._get(key)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.tell(
            f"`{key}` is {_name_of(value)}, not a list of tables.", f"Write [[{key}]], with two brackets."
        )
        return []

    def schema(self) -> None:
        """See that the file is written in the format that we know."""
        value = self._get("schema", needed=True)
        if value is not None and (value is True or value != SCHEMA):
            said = value if isinstance(value, int) and 0 <= value < _SCHEMA_MAX else _name_of(value)
            self.tell(
                f"`schema` is {said}, and this version knows only {SCHEMA}.", f"Write schema = {SCHEMA}."
            )

    def id(self) -> str:
        """Return the id of a whole file's thing, after which the file is named; see to its schema too."""
        self.schema()
        its_id = self.text("id")
        stem = Path(self.where).stem
        if its_id and not ID.fullmatch(its_id):
            self.tell(f"`id` is '{its_id}'.", "Write small letters, digits and hyphens, 32 at most.")
        elif its_id and its_id != stem:
            self.tell(f"`id` is '{its_id}', but the file is named '{stem}'.", "Give both the same name.")
        return its_id

    def end(self) -> None:
        """Tell of every key that nobody asked for."""
        for key in (key for key in self._table if key not in self._known):
            self.tell(f"unknown key `{key}`.", did_you_mean(key, self._known))

    def out_of_order(self) -> Problem | None:
        """Say which key stands where another one should: the order is that in which they're asked for."""
        asked = [key for key in self._known if key in self._table]
        for key, wanted in zip(self._table, asked, strict=False):
            if self.ordered and key != wanted:
                return Problem(self.where, f"`{key}` stands before `{wanted}`.", "Put it behind.")
        return None

    def tell(self, what: str, hint: str = "", quotes: tuple[str, ...] = ()) -> None:
        """Remember that something is wrong in this table."""
        self.problems.append(Problem(self.where, what, hint, quotes))

    def _get(self, key: str, *, needed: bool = False) -> Value | None:
        self._known.append(key)
        if needed and key not in self._table:
            self.tell(f"`{key}` is missing.", "Add it; rules/README.md tells what it says.")
        return self._table.get(key)

    def _wrong_type(self, key: str, value: Value, wanted: str) -> None:
        self.tell(
            f"`{key}` is {_name_of(value)}, not {wanted}.", "Put it in quotes." if wanted == "text" else ""
        )


_TEXT_MAX = 2000
_SCHEMA_MAX = 1000
"""from which on it isn't told: Python refuses to write a number of thousands of digits"""


def _name_of(value: Value) -> str:
    return next((name for kind, name in _TYPES.items() if type(value) is kind), "something else")
