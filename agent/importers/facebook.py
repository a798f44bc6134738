"""Facebook: friends, friend requests and first messages that were received, sales, and its own log of time.

Only an export as JSON can be read. A friendship counts on the day it was made, a request when it came, a
conversation when somebody else first wrote in it. Something sold on the marketplace counts as a deal with its
asking price on the day it was offered: the export tells neither the day nor the price of the sale. Own posts,
comments and reactions are what was given, and the reactions to them aren't in the export.

Folders were renamed many times, so that paths are matched by their ends. Letters are UTF-8 read as Latin-1.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from agent.core.findings import Finding, Received
from agent.importers.base import Faults, File, part
from agent.importers.dates import stamp
from agent.importers.meta import for_people, messages, time_spent
from agent.importers.money import money
from agent.importers.talks import Talks
from agent.importers.text import plain, repaired


class Facebook:
    """Reads an export of Facebook's."""

    network = "facebook"
    since = date(2004, 2, 4)

    def __init__(self) -> None:
        self._talks = Talks()
        self.parts = (
            part(r"(?:your_)?friends\.json", r'"friends(?:_v2)?"', self._friends),
            part(
                r"received_friend_requests\.json|friend_requests_received\.json",
                r'"received_req',
                self._requests,
            ),
            part(r"who_you[^/]*_followed\.json", r'"following_v\d"'),
            part(r"your_posts[^/]*\.json", r'"timestamp"'),
            part(r"comments_and_reactions/[^/]*\.json", r'"timestamp"'),
            part(r"profile_information\.json", r'"profile(?:_v2)?"', self._profile),
            part(r"items_sold\.json", r'"items_selling', self._sales),
            time_spent(self.network),
            messages(self._talks),
            for_people(r"your_friends\.html", r"<html"),
        )

    def _friends(self, file: File) -> Iterator[Finding]:
        return file.each(file.values(("friends_v2", "*"), ("friends", "*")), _dated("connection"))

    def _requests(self, file: File) -> Iterator[Finding]:
        ends = ("received_requests_v2", "*"), ("received_requests", "*")
        return file.each(file.values(*ends), _dated("invitation"))

    def _profile(self, file: File) -> Iterator[Finding]:
        for _, name in file.values(("name", "full_name")):
            self._talks.is_owner(repaired(str(name)))
        yield from ()

    def _sales(self, file: File) -> Iterator[Finding]:
        def read(entry: tuple[tuple[str, ...], Any]) -> Finding:
            item = entry[1]
            at = stamp(item["created_timestamp"])
            amount, currencies = money(repaired(str(item["price"])))
            return Received("sale", (at.isoformat(), plain(repaired(item["title"]))), at, amount, currencies)

        return file.each(file.values(("items_selling_v2", "*"), ("items_selling", "*")), read)

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield the first messages, once it's known who the owner is."""
        return self._talks.end(faults)


def _dated(what: str) -> Callable[[tuple[tuple[str, ...], Any]], Finding]:
    """Return what reads an entry that has a name and the moment of it."""

    def read(entry: tuple[tuple[str, ...], Any]) -> Finding:
        at = stamp(entry[1]["timestamp"])
        return Received(what, (at.isoformat(), plain(repaired(entry[1]["name"]))), at)

    return read
