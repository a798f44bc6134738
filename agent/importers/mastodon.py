"""Mastodon: its export is known, and holds nothing that came back.

Own posts and boosts in the outbox have no counts, and whom one follows is what was given. The followers are
told to nobody but the server.
"""

from collections.abc import Iterable
from datetime import date

from agent.core.findings import Finding
from agent.importers.base import Faults, part


class Mastodon:
    """Knows an export of Mastodon's."""

    network = "mastodon"
    since = date(2016, 3, 16)

    def __init__(self) -> None:
        self.parts = (
            part(r"outbox\.json", r"OrderedCollection"),
            part(r"actor\.json", r"activitystreams"),
            part(r"(?:following|muted|blocked)_accounts\.csv", r"account address|@[\w-]+\.\w+"),
        )

    def end(self, _: Faults) -> Iterable[Finding]:
        """Yield nothing."""
        return ()
