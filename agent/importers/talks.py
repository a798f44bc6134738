"""From messages to conversations: when somebody first wrote to the owner of an export. No text is read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from agent.core.findings import Received
from agent.errors import Problem
from agent.importers.base import Faults
from agent.importers.text import plain

FEWEST = 2
"""conversations from which the owner can be told as the one who is in all of them"""


class Talks:
    """All conversations of an export, and who its owner is."""

    def __init__(self) -> None:
        self.owner: set[str] = set()
        """by all names and ids they have in it"""
        self._first: dict[str, dict[str, datetime]] = {}
        self._there: dict[str, set[str]] = {}

    def is_owner(self, *names: str) -> None:
        """Note names or ids of the owner."""
        self.owner.update(filter(None, map(plain, names)))

    def message(self, talk: str, sender: str, at: datetime) -> None:
        """Note that somebody wrote in a conversation then."""
        first = self._first.setdefault(talk, {})
        sender = plain(sender)
        if sender:
            first[sender] = min(at, first.get(sender, at))
            self.present(talk, sender)

    def present(self, talk: str, *names: str) -> None:
        """Note who takes part in a conversation."""
        self._there.setdefault(talk, set()).update(filter(None, map(plain, names)))

    def end(self, faults: Faults) -> Iterator[Received]:
        """Yield the first message that was received in each conversation."""
        owner = self.owner or self._most_present()
        if self._first and not owner:
            faults.problems.append(
                Problem("messages", "whose export this is can't be told, so no messages are counted.")
            )
            return
        for talk, first in self._first.items():
            received = [at for sender, at in first.items() if sender not in owner]
            if received:
                yield Received("first-message", (talk,), min(received))

    def _most_present(self) -> set[str]:
        """Return the one who is in more conversations than anybody else, and in nearly all."""
        counts = Counter(name for names in self._there.values() for name in names)
        most: Iterable[tuple[str, int]] = counts.most_common(2)
        match list(most):
            case [(name, number), *others] if number >= max(FEWEST, len(self._there) * 0.9) and all(
                other < number for _, other in others
            ):
                return {name}
            case _:
                return set()
