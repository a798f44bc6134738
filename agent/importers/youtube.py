"""YouTube, by Google's Takeout: a lower bound of the time, from the history of what was watched.

What YouTube gave back isn't in it: subscribers and views are Studio's, own comments are what was given, and
the price of a Super Chat in them was paid. Two videos begun within half an hour of each other prove that the
first was watched, for ten minutes at the most. Ads aren't videos that one chose, and music plays while nobody
looks: both are left out. The history must be asked for as JSON.

Folders and files have names in the user's language, so the history is known by what's in it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from agent.core.findings import Finding
from agent.importers.base import Faults, File, Part, part
from agent.importers.dates import moment
from agent.importers.meta import FOR_PEOPLE
from agent.importers.moments import Moments

GAP = timedelta(minutes=30)
MOST = timedelta(minutes=10)
_FOLDER = r"(?:youtube[^/]*/(?:.*/)?[^/]*|^[^/]*)"


class YouTube:
    """Reads an export of YouTube's."""

    network = "youtube"
    since = date(2005, 2, 14)

    def __init__(self) -> None:
        self._watched = Moments(GAP, MOST)
        watch = re.compile(
            r"https://(?:www|music)\.youtube\.com/watch|www\.youtube\.com/watch", re.IGNORECASE
        )
        json, page = (re.compile(rf"{_FOLDER}\.{kind}\Z", re.IGNORECASE) for kind in ("json", "html"))
        self.parts = (
            part(r"comments\.csv", r"channel id,"),
            part(r"subscriptions\.csv", r"channel id,channel url"),
            Part(
                json, re.compile(r'"titleUrl"\s*:.*' + watch.pattern, re.DOTALL), self._history, is_sure=False
            ),
            Part(page, watch, self._page, is_sure=False),
        )

    def _history(self, file: File) -> Iterator[Finding]:
        def read(entry: tuple[tuple[str, ...], Any]) -> None:
            item = entry[1]
            is_chosen = "watch?v=" in item.get("titleUrl", "") and not item.get("details")
            if is_chosen and item["header"] != "YouTube Music":
                self._watched.add(file.moment(moment(item["time"])))

        return file.each(file.values(("*",)), read)

    def _page(self, file: File) -> Iterator[Finding]:
        file.fault(FOR_PEOPLE)
        yield from ()

    def end(self, _: Faults) -> Iterable[Finding]:
        """Yield what can only be told once all files are read."""
        return self._watched.stays()
