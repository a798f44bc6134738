"""TikTok: followers, first messages, likes that were received, and a lower bound of the time.

A follower counts on the day they began to follow, a conversation when somebody else first wrote in it. The
likes of the profile are a count of a lifetime, so what came is the difference of two exports; where an export
lacks it, the likes of the own videos that it lists stand for it. Videos watched within five minutes of each
other prove a lower bound of the time. Transactions aren't read: whether they were paid or received can't be
told. Own videos, likes and comments are what was given.

One JSON file, whose sections were renamed several times, or one text file each in the older form. Lists may
be null.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from agent.core.findings import Finding, Lifetime, Received
from agent.importers.base import BadRow, Faults, File, part
from agent.importers.dates import moment
from agent.importers.moments import Moments
from agent.importers.talks import Talks
from agent.importers.text import plain

GAP = timedelta(minutes=5)
_WATCHED = ("Video Browsing History", "Watch History")
_POSTED = ("Videos", "Posts")
_SECTIONS = (
    r'"(?:(?:Your )?Activity|Profile(?: And Settings)?|Video|Post|Comment|Direct Messages?|'
    r'Likes and Favorites|App Settings|Income Plus Wallet Transactions)"\s*:\s*\{'
)

Entry = tuple[tuple[str, ...], Any]


class TikTok:
    """Reads an export of TikTok's."""

    network = "tiktok"
    since = date(2016, 9, 1)

    def __init__(self) -> None:
        self._talks = Talks()
        self._watched = Moments(GAP)
        self._likes: int | None = None
        """of the profile, where the export has it"""
        self._likes_of_videos = 0
        self.parts = (
            part(r"[^/]*user_data[^/]*\.json", _SECTIONS, self._all),
            part(r"follower\.txt", r"^\W*date:", self._follower_lines),
            part(r"(?:watch|video browsing) history\.txt", r"^\W*date:", self._watched_lines),
        )

    def _all(self, file: File) -> Iterator[Finding]:
        ends = (
            ("FansList", "*"),
            ("VideoList", "*"),
            ("ChatHistory", None, "*"),
            ("likesReceived",),
            ("userName",),
        )
        readers = {
            "FansList": self._follower,
            "VideoList": self._video,
            "ChatHistory": self._message,
            "likesReceived": self._profile,
            "userName": self._profile,
        }

        def read(entry: Entry) -> Finding | None:
            name = next(key for key in reversed(entry[0]) if key in readers)
            return readers[name](file, entry)

        return file.each(file.values(*ends), read)

    def _follower(self, _: File, entry: Entry) -> Finding:
        at = moment(_of(entry[1], "Date"))
        return Received("follower", (at.isoformat(), plain(_of(entry[1], "UserName"))), at)

    def _video(self, file: File, entry: Entry) -> None:
        path, item = entry
        if path[-3] in _WATCHED:
            self._watched.add(file.moment(moment(_of(item, "Date"))))
        elif path[-3] in _POSTED and "Likes" in item:
            self._likes_of_videos += int(item["Likes"] or 0)

    def _message(self, file: File, entry: Entry) -> None:
        path, item = entry
        self._talks.message(path[-2], _of(item, "From"), file.moment(moment(_of(item, "Date"))))

    def _profile(self, _: File, entry: Entry) -> None:
        if entry[0][-1] == "userName":
            self._talks.is_owner(entry[1])
        else:
            self._likes = int(entry[1])

    def _follower_lines(self, file: File) -> Iterator[Finding]:
        return file.each(_records(file), lambda item: self._follower(file, ((), item)))

    def _watched_lines(self, file: File) -> Iterator[Finding]:
        def read(item: dict[str, str]) -> None:
            self._watched.add(file.moment(moment(_of(item, "Date"))))

        return file.each(_records(file), read)

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield what can only be told once all files are read."""
        likes: list[Finding] = []
        if self._likes is not None:
            likes = [Lifetime("reaction", self._likes)]
        elif self._likes_of_videos:
            likes = [Lifetime("like", self._likes_of_videos)]
        return chain(self._talks.end(faults), likes, self._watched.stays())


def _of(item: dict[str, str], name: str) -> str:
    """Return a field whose name may be written in any case."""
    for key, value in item.items():
        if key.lower() == name.lower():
            return value
    raise BadRow


def _records(file: File) -> Iterator[dict[str, str]]:
    """Yield the records of a text: lines `Date: …` and `Username: …`, divided by empty ones."""
    record: dict[str, str] = {}
    for line in iter(lambda: file.text.readline(10_000), ""):
        key, colon, value = line.partition(":")
        if not line.strip() and record:
            yield record
            record = {}
        elif colon:
            record[key.strip()] = value.strip()
    if record:
        yield record
