"""What adds up in a period: by network, activity, program, day or hour."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from agent.core.model import Network, Span
from agent.core.periods import Period
from agent.core.summaries import clipped, quarters
from agent.listings import Answer, Listings, UnknownWordError, in_seconds
from agent.settings import Settings
from agent.store.spans import Store, Total

_Rows = Callable[[Period, Sequence[Span]], tuple[list[Answer], list[Total]]]


class Totals(Listings):
    """Totals besides, from the sums that are kept."""

    def __init__(
        self, store: Store, *, settings: Settings, networks: Mapping[str, Network], zone: tzinfo
    ) -> None:
        super().__init__(store, settings=settings, networks=networks, zone=zone)
        self._summaries: dict[str, _Rows] = {
            "network": self._by_network,
            "activity": self._by_activity,
            "app": self._by_app,
            "day": self._by_day,
            "hour": self._by_hour,
        }

    def summary(self, period: str, by: str, *, now: datetime, pending: Sequence[Span]) -> Answer:
        """Return totals and shares of a period, by network, activity, app, day or hour.

        Raises:
            AgentError: where the period or `by` means nothing.
        """
        if by not in self._summaries:
            raise UnknownWordError(by, self._summaries)
        asked = self.period(period, now)
        rows, totals = self._summaries[by](asked, self._unkept(asked, pending))
        return {
            "period": self._told(asked),
            "by": by,
            "observed_seconds": in_seconds(sum((each.duration for each in totals), timedelta())),
            "network_seconds": in_seconds(
                sum((each.duration for each in totals if self._counts(each.networks)), timedelta())
            ),
            "changed_seconds": in_seconds(self._store.changed(asked)),
            "rows": rows,
        }

    def _unkept(self, period: Period, pending: Sequence[Span]) -> list[Span]:
        """Return what of the pending spans isn't in the database, as far as it lies in the period."""
        parts = []
        for span in pending:
            start = self._store.kept_until(span.start) or span.start
            if start < span.end:
                parts.append(replace(span, start=start))
        return list(clipped(parts, period))

    def _totals(self, period: Period, unkept: Sequence[Span], by: str) -> list[Total]:
        kept = self._store.totals(period.start, period.end, by=by)
        return [*kept, *(_as_total(part) for span in unkept for part in quarters(span))]

    def _by_network(self, period: Period, unkept: Sequence[Span]) -> tuple[list[Answer], list[Total]]:
        totals = self._totals(period, unkept, "kind")
        sums = summed(totals, lambda each: each.networks)
        observed = sum(sums.values(), timedelta())
        rows = [
            {
                "key": "|".join(networks) or None,
                "name": self._name(networks),
                "kind": ("unattributed", "attributed", "contested")[min(len(networks), 2)],
                "counts": self._counts(networks),
                "seconds": in_seconds(duration),
                "share": _share(duration, observed),
            }
            for networks, duration in _largest_first(sums)
        ]
        return sorted(rows, key=lambda row: (row["key"] is None, not row["counts"])), totals

    def _by_activity(self, period: Period, unkept: Sequence[Span]) -> tuple[list[Answer], list[Total]]:
        totals = self._totals(period, unkept, "kind")
        sums = summed(totals, lambda each: (each.networks, each.activity))
        observed = sum(sums.values(), timedelta())
        rows = [
            {
                "network": "|".join(networks),
                "activity": activity,
                "name": self._name(networks),
                "seconds": in_seconds(duration),
                "share": _share(duration, observed),
            }
            for (networks, activity), duration in _largest_first(sums)
            if networks
        ]
        return rows, totals

    def _by_app(self, period: Period, unkept: Sequence[Span]) -> tuple[list[Answer], list[Total]]:
        kinds = self._totals(period, unkept, "kind")
        sums = summed(self._totals(period, unkept, "app"), lambda each: each.app)
        observed = sum(sums.values(), timedelta())
        rows = [
            {"key": app, "seconds": in_seconds(duration), "share": _share(duration, observed)}
            for app, duration in _largest_first(sums)
        ]
        return rows, kinds

    def _by_day(self, period: Period, unkept: Sequence[Span]) -> tuple[list[Answer], list[Total]]:
        rows, all_totals = [], []
        for day in self._calendar.days(self._observed(period, unkept)):
            totals = self._totals(day, list(clipped(unkept, day)), "kind")
            if totals:
                rows.append(self._part(day.name, summed(totals, lambda each: each.networks)))
                all_totals += totals
        return rows, all_totals

    def _by_hour(self, period: Period, unkept: Sequence[Span]) -> tuple[list[Answer], list[Total]]:
        totals = self._totals(period, unkept, "quarter")
        hours: dict[int, list[Total]] = {}
        for each in totals:
            hours.setdefault(each.start.astimezone(self._zone).hour, []).append(each)
        rows = [self._part(hour, summed(hours[hour], lambda each: each.networks)) for hour in sorted(hours)]
        return rows, totals

    def _observed(self, period: Period, unkept: Sequence[Span]) -> Period:
        """Return the period without the years before anything was kept, and those to come."""
        first, last = self._store.first_start(), self._store.last_end()
        if first is None or last is None:
            return period
        end = max([last, *(span.end for span in unkept)])
        return replace(period, start=max(period.start, first), end=min(period.end, end))

    def _part(self, key: object, sums: Mapping[tuple[str, ...], timedelta]) -> Answer:
        networks = {each: duration for each, duration in _largest_first(sums) if self._counts(each)}
        return {
            "key": key,
            "observed_seconds": in_seconds(sum(sums.values(), timedelta())),
            "network_seconds": in_seconds(sum(networks.values(), timedelta())),
            "networks": {network: in_seconds(duration) for (network,), duration in networks.items()},
        }

    def _counts(self, networks: tuple[str, ...]) -> bool:
        """Tell whether time is time on networks: on one, and one that counts."""
        match networks:
            case (network,):
                return self._settings.counts_id(network, self._networks)
            case _:
                return False


def _as_total(span: Span) -> Total:
    front = span.front
    return Total(span.start, front.networks, front.activity, front.app, span.duration)


def summed(totals: Iterable[Total], key: Callable[[Total], Any]) -> dict[Any, timedelta]:
    """Add the time up by what `key` makes of each total."""
    sums: dict[Any, timedelta] = {}
    for each in totals:
        sums[key(each)] = sums.get(key(each), timedelta()) + each.duration
    return sums


def _largest_first(sums: Mapping[Any, timedelta]) -> list[tuple[Any, timedelta]]:
    return sorted(sums.items(), key=lambda item: (-item[1], str(item[0])))


def _share(part: timedelta, whole: timedelta) -> float:
    return round(part / whole, 4) if whole else 0.0
