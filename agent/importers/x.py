"""X: followers and reactions by the difference of two archives, first messages, payouts, and times of ads.

A list of followers has neither dates nor names: those that weren't in the archive before are new, dated when
this one was made. Likes and reposts of own posts are counts of a lifetime; what came is their difference.
Reposts of others' posts are none of one's own. A share of ad revenue is a deal. Ads that were shown within
five minutes of each other prove a lower bound of the time; they cover some weeks, or nothing at all. Likes,
posts and follows are what was given; grown accounts may see followers leave, and those aren't counted.

Eras: the files had no folder in 2019, `tweet.js` became `tweets.js` in 2022 and both may be there, large ones
come in parts. The scripts are never run: they're read as the value that they set.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from agent.core.findings import Exported, Finding, Lifetime, Received
from agent.importers.base import Faults, File, part
from agent.importers.dates import moment
from agent.importers.moments import Moments
from agent.importers.money import money
from agent.importers.talks import Talks

GAP = timedelta(minutes=5)

Entry = tuple[tuple[str, ...], Any]


class X:
    """Reads an archive of X's, or of Twitter's."""

    network = "x"
    since = date(2006, 3, 21)

    def __init__(self) -> None:
        self._talks = Talks()
        self._shown = Moments(GAP)
        self._posts: set[int] = set()
        self.parts = (
            part(r"manifest\.js", r"__THAR_CONFIG", self._manifest),
            part(r"account\.js", r"YTD\.account\.", self._account),
            part(r"follower(?:s)?(?:-part\d+)?\.js", r"YTD\.followers?\.", self._followers),
            part(r"tweets?(?:-part\d+)?\.js", r"YTD\.tweets?\.", self._tweets),
            part(r"direct-messages?(?:-group)?(?:-part\d+)?\.js", r"YTD\.direct_message", self._messages),
            part(r"ad-impressions(?:-part\d+)?\.js", r"YTD\.ad_impressions\.", self._ads),
            part(r"ads-revenue-sharing\.js", r"YTD\.ads_revenue_sharing\.", self._payouts),
        )

    def _manifest(self, file: File) -> Iterator[Finding]:
        def read(entry: Entry) -> Finding | None:
            if entry[0][-1] == "generationDate":
                return Exported(moment(entry[1]))
            self._talks.is_owner(entry[1])
            return None

        ends = ("userInfo", "accountId"), ("archiveInfo", "generationDate")
        return file.each(file.values(*ends), read)

    def _account(self, file: File) -> Iterator[Finding]:
        return file.each(
            file.values(("account", "accountId")), lambda entry: self._talks.is_owner(str(entry[1]))
        )

    def _followers(self, file: File) -> Iterator[Finding]:
        def read(entry: Entry) -> Finding:
            return Received("follower", (str(int(entry[1])),), None)

        return file.each(file.values(("follower", "accountId")), read)

    def _tweets(self, file: File) -> Iterator[Finding]:
        def read(entry: Entry) -> Finding | None:
            tweet = entry[1].get("tweet", entry[1])
            file.moment(moment(tweet["created_at"]))
            post = int(tweet.get("id_str") or tweet["id"])
            text = tweet.get("full_text") or tweet.get("text") or ""
            if post in self._posts or text.startswith("RT @"):
                return None
            self._posts.add(post)
            return Lifetime("reaction", int(tweet["favorite_count"]) + int(tweet["retweet_count"]))

        return file.each(file.values(("*",)), read)

    def _messages(self, file: File) -> Iterator[Finding]:
        talk = ""

        def read(entry: Entry) -> None:
            nonlocal talk
            path, value = entry
            if path[-1] == "conversationId":
                talk = str(value)
            elif "messageCreate" in value:
                sent = value["messageCreate"]
                self._talks.message(talk, str(sent["senderId"]), file.moment(moment(sent["createdAt"])))
                self._talks.present(talk, str(sent.get("recipientId", "")))

        return file.each(file.values(("dmConversation", "conversationId"), ("messages", "*")), read)

    def _ads(self, file: File) -> Iterator[Finding]:
        def read(entry: Entry) -> None:
            self._shown.add(file.moment(moment(entry[1]["impressionTime"])))

        return file.each(file.values(("impressions", "*")), read)

    def _payouts(self, file: File) -> Iterator[Finding]:
        def read(entry: Entry) -> Finding:
            at = moment(entry[1]["paidAt"])
            amount, _ = money(entry[1]["payoutAmountUsd"])
            return Received("payout", (at.isoformat(), str(amount)), at, amount, ("USD",))

        return file.each(file.values(("payoutHistory", "*")), read)

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield what can only be told once all files are read."""
        return chain(self._talks.end(faults), self._shown.stays())
