"""The ledger as people use it: their words in, plain data out; for the endpoint as for the command line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from agent.core.credits import BadOutcome
from agent.core.entries import Words, parse_entry
from agent.core.ledger import Outcome
from agent.core.model import Network
from agent.core.periods import BadPeriod, Calendar, Period, parse_period
from agent.errors import AgentError
from agent.fields import SAMPLE, Fields, parts_of, tidy
from agent.listings import BadPeriodError
from agent.settings import Settings
from agent.store.deeds import Deed
from agent.store.ledger import Ledger
from agent.store.outcomes import BadOutcomeError, new_uid
from agent.store.spans import Store

Answer = dict[str, Any]
PAGE_MAX = 500


class KeyTakenError(AgentError):
    """A key that named another outcome before."""


class Books:
    """One ledger, by the networks, settings and time zone of the moment.

    Every method raises AgentError where a word means nothing, or what it means can't be.
    """

    def __init__(self, ledger: Ledger, words: Words, calendar: Calendar) -> None:
        self.ledger = ledger
        self.words = words
        self._calendar = calendar

    def add(self, fields: Fields, key: str | None = None) -> tuple[Answer, bool]:
        """Keep an outcome; return it, and whether it's new: with a known key it's the one kept then."""
        parts = parts_of(fields, self.words, self.ledger)
        for name, reader in (("kind", "kind"), ("credits", "network` or `credits")):
            if name not in parts:
                raise AgentError(f"`{reader}` is missing.", SAMPLE)
        made = Outcome(uid=new_uid(), **{"on": self.words.today} | parts)
        kept = self.ledger.add(made, key)
        if kept.uid != made.uid:
            first = self.ledger.history(kept.uid)[0].after
            on = made.on if "on" in parts or first is None else first.on  # it may be sent again another day
            if first is not None and replace(made, uid=first.uid, on=on) != first:
                raise KeyTakenError("this key was given to another outcome before.", "Give each its own.")
        return self.told(kept), kept.uid == made.uid

    def jot(self, line: str, fields: Fields) -> tuple[Answer, str]:
        """Keep what one line says, and what is said besides; return also the number that was guessed at."""
        try:
            entry = parse_entry(line, self.words)
        except BadOutcome as bad:
            raise BadOutcomeError(bad) from None
        made = Outcome(
            uid=new_uid(),
            on=entry.on,
            kind=entry.kind,
            credits=entry.credits,
            amount=entry.amount,
            number=entry.number,
            note=tidy(entry.note),
        )
        return self.told(
            self.ledger.add(replace(made, **parts_of(fields, self.words, self.ledger)))
        ), entry.guessed

    def edit(self, prefix: str, fields: Fields) -> Answer:
        """Change what is named of an outcome, and return what it is now."""
        parts = parts_of(fields, self.words, self.ledger)
        if not parts:
            raise AgentError("nothing is named that should change.", SAMPLE)
        return self.told(
            self.ledger.edit(self.ledger.get(prefix).uid, lambda outcome: replace(outcome, **parts))
        )

    def delete(self, prefix: str) -> Answer:
        """Take an outcome away, and return it."""
        return self.told(self.ledger.delete(self.ledger.get(prefix).uid))

    def undo(self) -> Answer:
        """Take the last deed back, and return it; imports have an undoing of their own."""
        self._leave_import()
        return self.told_deed(self.ledger.undo())

    def redo(self) -> Answer:
        """Do again what was undone last, and return it."""
        try:
            return self.told_deed(self.ledger.redo())
        except AgentError:
            self._leave_import()
            raise

    def history(self, prefix: str) -> Answer:
        """Return all that was done to an outcome, also to one that is gone."""
        uid = self.ledger.ever(prefix)
        return {"uid": uid, "deeds": [self.told_deed(deed) for deed in self.ledger.history(uid)]}

    def outcomes(
        self, period: str, only: Mapping[str, str], *, limit: int = -1, after: str | None = None
    ) -> Answer:
        """Return the outcomes of a period, the newest first; `only` may name a network and a kind."""
        asked = self._period(period)
        try:
            meant = {name: getattr(self.words, name)(word) for name, word in only.items() if word}
        except BadOutcome as bad:
            raise BadOutcomeError(bad) from None
        first, last = self._days(asked)
        page = self.ledger.outcomes(first, last, limit=limit, after=after, newest_first=True, **meant)
        return {
            "period": {"name": asked.name, "first": first.isoformat(), "last": last.isoformat()},
            "currency": self.words.currency,
            "outcomes": [self.told(outcome) for outcome in page.outcomes],
            "after": page.after,
        }

    def told(self, outcome: Outcome) -> Answer:
        """Return an outcome as plain data; amounts and shares are texts, since they're exact."""
        return {
            "uid": outcome.uid,
            "on": outcome.on.isoformat(),
            "kind": outcome.kind,
            "credits": [
                {
                    "network": credit.network,
                    "name": self.words.networks.get(credit.network, credit.network),
                    "share": str(credit.share),
                }
                for credit in outcome.credits
            ],
            "amount": None if outcome.amount is None else f"{outcome.amount:.2f}",
            "currency": self.words.currency,
            "number": outcome.number,
            "note": outcome.note,
            "origin": outcome.origin,
            "source": outcome.source,
        }

    def told_deed(self, deed: Deed) -> Answer:
        """Return what was done as plain data."""
        return {
            "at": deed.at.isoformat(timespec="seconds"),
            "who": deed.who,
            "what": deed.what,
            "number": deed.number,
            "before": deed.before and self.told(deed.before),
            "after": deed.after and self.told(deed.after),
        }

    def _leave_import(self) -> None:
        """Refuse where an import is concerned: more than outcomes came by it and goes with it."""
        if self.ledger.is_import_last():
            raise AgentError("what was done last is an import.", "`timesink import --undo` takes it back.")

    def _period(self, text: str) -> Period:
        try:
            return parse_period(text, now=datetime.now(UTC), calendar=self._calendar)
        except BadPeriod as bad:
            raise BadPeriodError(bad) from None

    def _days(self, period: Period) -> tuple[date, date]:
        last = self._calendar.day_of(period.end - timedelta(microseconds=1))
        ahead = timedelta(days=period.name == "all")  # an outcome may be of tomorrow already
        return self._calendar.day_of(period.start), last + ahead


def books(
    store: Store, *, settings: Settings, networks: Mapping[str, Network], zone: tzinfo, who: str
) -> Books:
    """Open the books in a database as they are read just now."""
    calendar, now = Calendar(zone, settings.day_starts_at), datetime.now(UTC)
    words = Words(
        {each: network.name for each, network in networks.items()},
        calendar.day_of(now),
        settings.currency,
        settings.kinds,
        now.astimezone(zone).date(),
    )
    return Books(Ledger(store.file, who), words, calendar)
