"""The ledger read: a page of outcomes, one of them by its name, and what was done to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from agent.core.credits import read_shares
from agent.core.ledger import Gain, Outcome
from agent.errors import AgentError, UsageError
from agent.store.deeds import Deed
from agent.store.file import File
from agent.store.outcomes import COLUMNS, GAINED, as_gain, as_outcome
from agent.store.rows import moment

UID_LENGTH = 32
NAMED_BY = "`timesink ledger` shows the ids; their beginnings will do."
_PAGE = (
    f"SELECT {COLUMNS} FROM outcomes WHERE until IS NULL AND day BETWEEN ? AND ? "  # noqa: S608  constants
    "AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR instr('|' || credits || ':', '|' || ?4 || ':') > 0) "
    "AND (?5 IS NULL OR (day, uid) {} (?5, ?6)) ORDER BY day {}, uid {} LIMIT ?7"
)
_FOUND = f"SELECT {COLUMNS} FROM outcomes WHERE until IS NULL AND uid = ?"  # noqa: S608
_GAINS = f"SELECT {GAINED} FROM outcomes NOT INDEXED WHERE until IS NULL AND day <= ?"  # noqa: S608  it's all
_BEFORE = "SELECT credits, count(*) FROM outcomes WHERE until IS NULL AND day < ? GROUP BY credits"
_PRICED = "SELECT count(*) FROM outcomes WHERE until IS NULL AND hundredths IS NOT NULL"
_EVER = "SELECT DISTINCT uid FROM outcomes WHERE uid BETWEEN ? AND ? LIMIT 3"
_IN_FORCE = f"{_EVER[:-8]} AND until IS NULL LIMIT 3"
_VERSIONS = (
    f"SELECT d.turn, d.at_ms, d.who, d.what, o.until IS d.uid, o.{COLUMNS} "  # noqa: S608  constants
    "FROM outcomes o JOIN deeds d ON d.uid IN (o.since, o.until) WHERE o.uid = ? ORDER BY d.turn"
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some outcomes, and where the next page begins; None where this is the last one."""

    outcomes: tuple[Outcome, ...]
    after: str | None


class NoSuchOutcomeError(UsageError):
    """No outcome has that name, or several begin with it."""


class Pages:
    """The outcomes in an open database, to be read."""

    def __init__(self, file: File) -> None:
        self._file = file

    def get(self, prefix: str) -> Outcome:
        """Return the outcome whose uid begins so.

        Raises:
            NoSuchOutcomeError: where there's none, or several.
        """
        rows = self._file.rows(_FOUND, (_only(prefix, self._file.rows(_IN_FORCE, _edges(prefix))),))
        return as_outcome(next(rows))

    def ever(self, prefix: str) -> str:
        """Return the uid that begins so of an outcome that is there or was.

        Raises:
            NoSuchOutcomeError: where there's none, or several.
        """
        return _only(prefix, self._file.rows(_EVER, _edges(prefix))).hex()

    def outcomes(  # noqa: PLR0913  each narrows it down
        self,
        first: date,
        last: date,
        *,
        network: str | None = None,
        kind: str | None = None,
        limit: int = -1,
        after: str | None = None,
        newest_first: bool = False,
    ) -> Page:
        """Return the outcomes from the first day to the last; with a limit, a page `after` the one before.

        Raises:
            AgentError: where no page has said that.
        """
        day, uid = _parse_after(after)
        if day is not None:  # so that the index leads straight there
            first, last = (first, min(last, day)) if newest_first else (max(first, day), last)
        question = _PAGE.format(*(("<", "DESC", "DESC") if newest_first else (">", "ASC", "ASC")))
        most = limit + 1 if limit >= 0 else -1
        asked = (str(first), str(last), kind, network, day and str(day), uid, most)
        rows = tuple(as_outcome(row) for row in self._file.rows(question, asked))
        is_last = limit < 0 or len(rows) <= limit
        return Page(rows, None) if is_last else Page(rows[:limit], _after(rows[limit - 1]))

    def gains(self, last: date) -> list[Gain]:
        """Return what there is to reckon with of all outcomes up to a day, in no order."""
        return list(map(as_gain, self._file.table(_GAINS, (str(last),))))

    def before(self, day: date) -> Iterator[tuple[list[str], int]]:
        """Yield how many outcomes were before a day, by the networks they are credited to."""
        for credited, number in self._file.rows(_BEFORE, (str(day),)):
            yield [network for network, _ in read_shares(credited)], number

    def priced(self) -> int:
        """Return how many outcomes have an amount."""
        return int(next(self._file.rows(_PRICED))[0])

    def history(self, uid: str) -> tuple[Deed, ...]:
        """Return all that was done to an outcome, the first deed first; nothing where it never was."""
        deeds: dict[int, Deed] = {}
        for turn, at, who, what, is_end, *row in self._file.rows(_VERSIONS, (bytes.fromhex(uid),)):
            deed = deeds.get(turn) or Deed(moment(at), who, what)
            outcome = as_outcome(row)
            deeds[turn] = replace(deed, before=outcome) if is_end else replace(deed, after=outcome)
        return tuple(deeds.values())


def _edges(prefix: str) -> tuple[bytes, bytes]:
    """Return the first and the last uid that begin so."""
    word = prefix.strip().lower()
    if not 0 < len(word) <= UID_LENGTH or set(word) - set("0123456789abcdef"):
        raise NoSuchOutcomeError("that names no outcome.", NAMED_BY)
    return bytes.fromhex(word.ljust(UID_LENGTH, "0")), bytes.fromhex(word.ljust(UID_LENGTH, "f"))


def _only(prefix: str, rows: Iterable[tuple[bytes]]) -> bytes:
    match [uid for (uid,) in rows]:
        case [uid]:
            return uid
        case []:
            raise NoSuchOutcomeError(f"no outcome's id begins with {prefix}.", NAMED_BY)
        case several:
            begin = ", ".join(uid.hex()[: len(prefix) + 4] for uid in several)
            raise NoSuchOutcomeError(f"several outcomes' ids begin with {prefix}.", f"There are {begin}.")


def _after(outcome: Outcome) -> str:
    return f"{outcome.on.isoformat()}.{outcome.uid}"


def _parse_after(after: str | None) -> tuple[date | None, bytes | None]:
    if after is None:
        return None, None
    day, _, uid = after.partition(".")
    try:
        return date.fromisoformat(day), bytes.fromhex(uid)
    except ValueError:
        raise AgentError("no page ends there.", "Give what the page before says under `after`.") from None
