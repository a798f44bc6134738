"""Reddit: first messages and chats, awards and payouts that were received.

A conversation counts when somebody else first wrote in it. Own posts, comments and votes are what was given;
what they scored isn't in the export. Addresses of computers are in it, and are never read.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from agent.core.findings import Finding, Received
from agent.importers.base import BadRow, Faults, File, part
from agent.importers.dates import moment
from agent.importers.money import money
from agent.importers.tables import Row
from agent.importers.talks import Talks


class Reddit:
    """Reads an export of Reddit's."""

    network = "reddit"
    since = date(2005, 6, 23)

    def __init__(self) -> None:
        self._talks = Talks()
        self.parts = (
            part(r"(?:posts|comments)(?:_\d+)?\.csv", r"permalink,date,.*subreddit"),
            part(r"(?:post|comment)_votes(?:_\d+)?\.csv", r"permalink,direction"),
            part(r"statistics\.csv", r"statistic,value", self._statistics),
            part(r"messages(?:_archive)?(?:_\d+)?\.csv", r"thread_id|permalink", self._messages),
            part(r"chat_history(?:_\d+)?\.csv", r"message_id", self._chats),
            part(r"gold_received\.csv", r"date", self._awards),
            part(r"payouts\.csv", r"amount", self._payouts),
        )

    def _statistics(self, file: File) -> Iterator[Finding]:
        for row in file.rows("statistic", "value"):
            if row.get("statistic", "").lower() in ("account name", "username"):
                self._talks.is_owner(row.get("value", ""))
        yield from ()

    def _messages(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> None:
            talk = row.get("threadid") or row["id"]
            self._talks.message(talk, row["from"], file.moment(moment(row["date"])))
            self._talks.present(talk, row["to"])

        return file.each(file.rows("id", "date", "from", "to"), read)

    def _chats(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> None:
            if "direct" in row.get("conversationtype", "direct").lower():
                at = file.moment(moment(row["createdat"]))
                self._talks.message(row["channelurl"], row["username"], at)

        return file.each(file.rows("createdat", "username", "channelurl"), read)

    def _awards(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> Finding:
            at = moment(_like(row, "date"))
            return Received("award", (at.isoformat(), *sorted(row.values())), at)

        return file.each(file.rows(), read)

    def _payouts(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> Finding:
            at = moment(_like(row, "date"))
            amount, currencies = money(_like(row, "amount"))
            if any("amountusd" in column for column in row):
                currencies = ("USD",)
            elif row.get("currency"):
                currencies = (row["currency"].upper(),)
            return Received("payout", (at.isoformat(), str(amount)), at, amount, currencies)

        return file.each(file.rows(), read)

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield the first messages, once it's known who the owner is."""
        return self._talks.end(faults)


def _like(row: Row, word: str) -> str:
    """Return the cell of the first column whose name holds a word."""
    found = next((value for column, value in row.items() if word in column), None)
    if found is None:
        raise BadRow
    return found
