"""Instagram: followers, first messages, reactions to posts where it tells them, and its own log of time.

Only an export as JSON can be read. A follower counts on the day they began to follow, a conversation when
somebody else first wrote in it. Professional accounts are told the likes, comments, shares and saves of each
post: these are counts of a lifetime, so what came is the difference of two exports. Where there's no log of
time, posts, videos and ads that were seen within five minutes of each other prove a lower bound. Own posts,
likes and follows are what was given.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from agent.core.findings import Finding, Lifetime, Received
from agent.importers.base import BadRow, Faults, File, part
from agent.importers.dates import stamp
from agent.importers.meta import for_people, messages, stamps, time_spent
from agent.importers.moments import Moments
from agent.importers.talks import Talks
from agent.importers.text import plain, repaired

GAP = timedelta(minutes=5)
_REACTIONS = ("Likes", "Comments", "Shares", "Saves")


class Instagram:
    """Reads an export of Instagram's."""

    network = "instagram"
    since = date(2010, 10, 6)

    def __init__(self) -> None:
        self._talks = Talks()
        self._seen = Moments(GAP)
        self.parts = (
            part(r"followers_and_following/followers(?:_\d+)?\.json", r"string_list_data", self._followers),
            part(r"followers_and_following/following\.json", r"relationships_following"),
            part(r"liked_posts\.json", r"likes_media_likes|label_values"),
            part(r"(?:posts_viewed|videos_watched|ads_viewed)\.json", r"timestamp", self._viewed),
            part(r"past_instagram_insights/posts\.json", r"organic_insights_posts", self._insights),
            part(r"personal_information\.json", r"profile_user", self._profile),
            time_spent(self.network),
            messages(self._talks),
            for_people(r"followers_1\.html", r"<html"),
        )

    def _followers(self, file: File) -> Iterator[Finding]:
        def read(entry: tuple[tuple[str, ...], Any]) -> Finding:
            item = entry[1]
            listed = item["string_list_data"][0]
            at = stamp(listed["timestamp"])
            name = item.get("title") or listed.get("value") or listed["href"].rstrip("/").rpartition("/")[2]
            return Received("follower", (at.isoformat(), plain(repaired(name))), at)

        return file.each(file.values(("*",)), read)

    def _viewed(self, file: File) -> Iterator[Finding]:
        def read(entry: tuple[tuple[str, ...], Any]) -> None:
            found = [file.moment(at) for at in stamps(entry[1])]
            if not found:
                raise BadRow
            self._seen.add(min(found))

        return file.each(file.values(("*",)), read)

    def _insights(self, file: File) -> Iterator[Finding]:
        def read(entry: tuple[tuple[str, ...], Any]) -> Finding:
            told = entry[1]["string_map_data"]
            counts = [_number(told[word]["value"]) for word in _REACTIONS if word in told]
            if not counts:
                raise BadRow
            return Lifetime("reaction", sum(counts))

        return file.each(file.values(("organic_insights_posts", "*")), read)

    def _profile(self, file: File) -> Iterator[Finding]:
        for _, value in file.values(("string_map_data", None, "value")):
            self._talks.is_owner(repaired(str(value)))
        yield from ()

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield what can only be told once all files are read."""
        return chain(self._talks.end(faults), self._seen.stays())


def _number(text: str) -> int:
    return 0 if text.strip() in ("--", "") else int(text.replace(",", "").replace(".", ""))
