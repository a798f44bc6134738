"""LinkedIn: connections, invitations, first messages, endorsements and recommendations that were received.

Settings, Data privacy, Get a copy of your data. A connection counts on the day it was made, whoever asked; an
invitation when somebody sent one; a message once a conversation, when somebody else first wrote in it. Own
posts, comments and reactions are what was given, and the reactions to them aren't in the export, so they
don't count. Names serve to know things again and are hashed; no message is read.

Eras: 2018 has no preamble in Connections.csv, dates such as "1/8/18, 6:14 PM", and some files in UTF-16 with
tabs; 2022 a preamble of three lines; 2023 on a column URL. A file may be there twice, and re-saved by Excel.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from agent.core.findings import Finding, Received
from agent.importers.base import BadRow, Faults, File, part
from agent.importers.dates import day, moment
from agent.importers.tables import Row
from agent.importers.talks import Talks
from agent.importers.text import plain


class LinkedIn:
    """Reads an export of LinkedIn's."""

    network = "linkedin"
    since = date(2003, 5, 5)

    def __init__(self) -> None:
        self._talks = Talks()
        self.parts = (
            part(r"connections\.csv", r"connected.on", self._connections),
            part(r"invitations\.csv", r"direction", self._invitations),
            part(r"messages\.csv", r"conversation.id|from\W+to\W+date", self._messages),
            part(r"endorsement[_ ]received[_ ]info\.csv", r"endorse", self._endorsements),
            part(r"recommendations[_ ]received\.csv", r"first.name", self._recommendations),
            part(r"profile\.csv", r"first.name", self._profile),
        )

    def _connections(self, file: File) -> Iterator[Finding]:
        nameless: Counter[str] = Counter()

        def read(row: Row) -> Finding:
            at = day(row["connectedon"])
            name = _name(row)
            if not name:  # all is hidden but the day, and there may be several on one
                nameless[at.isoformat()] += 1
                name = f"\0{nameless[at.isoformat()]}"
            return Received("connection", (at.isoformat(), name), at)

        return file.each(file.rows("firstname", "connectedon"), read)

    def _invitations(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> Finding | None:
            if row["direction"].upper() != "INCOMING":
                return None
            at = moment(row["sentat"])
            return Received("invitation", (at.isoformat(), plain(row["from"])), at)

        return file.each(file.rows("from", "sentat", "direction"), read)

    def _messages(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> None:
            if row.get("ismessagedraft", "").lower() in ("yes", "true"):
                return
            if not row["from"]:
                raise BadRow
            parties = sorted(map(plain, (row["from"], row["to"])))
            talk = row.get("conversationid") or "\0".join(parties)
            self._talks.message(talk, row["from"], file.moment(moment(row["date"])))
            self._talks.present(talk, row["to"])

        return file.each(file.rows("from", "to", "date"), read)

    def _endorsements(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> Finding:
            at = moment(row["endorsementdate"])
            name = plain(f"{row.get('endorserfirstname', '')} {row.get('endorserlastname', '')}")
            return Received("endorsement", (at.isoformat(), name, plain(row["skillname"])), at)

        return file.each(file.rows("endorsementdate", "skillname"), read)

    def _recommendations(self, file: File) -> Iterator[Finding]:
        def read(row: Row) -> Finding:
            at = moment(row["creationdate"])
            return Received("recommendation", (at.isoformat(), _name(row)), at)

        return file.each(file.rows("firstname", "creationdate"), read)

    def _profile(self, file: File) -> Iterator[Finding]:
        for row in file.rows("firstname", "lastname"):
            self._talks.is_owner(_name(row))
        yield from ()

    def end(self, faults: Faults) -> Iterable[Finding]:
        """Yield the first messages, once it's known who the owner is."""
        return self._talks.end(faults)


def _name(row: Row) -> str:
    return plain(f"{row.get('firstname', '')} {row.get('lastname', '')}")
