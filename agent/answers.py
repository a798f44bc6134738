"""What people ask, answered as plain data: for the endpoint, and for the command line when no agent runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agent.core.model import Span
from agent.listings import Answer
from agent.totals import Totals


class Answers(Totals):
    """What it was worth besides, by statistics that are only loaded once somebody asks for that."""

    def worth(self, period: str, network: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return what each network was worth in a period; or one or several of them, by their ids, in full.

        Raises:
            AgentError: where the period or a network means nothing.
        """
        answer: Answer = self._weighing().worth(period, network, now=now, pending=pending)
        return answer

    def digest(self, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return the one finding of the week, if there's any, with the row of worth that it's about."""
        answer: Answer = self._weighing().digest(now=now, pending=pending)
        return answer

    def experiment(self, number: int | None) -> Answer:
        """Return the last experiment, or the one of that number, its weeks as far as they may be told.

        Raises:
            AgentError: where there's none of that number.
        """
        from agent.offweeks import OffWeeks  # noqa: PLC0415  few have one

        return OffWeeks(self._store, settings=self._settings, networks=self._networks, zone=self._zone).told(
            number
        )

    def _weighing(self) -> Any:  # noqa: ANN401  its type would have to be loaded
        from agent.weighing import Weighing  # noqa: PLC0415  a tenth of a second that few questions need

        return Weighing(self._store, settings=self._settings, networks=self._networks, zone=self._zone)
