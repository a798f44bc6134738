"""Experiments as plain data: their weeks as planned and as they were, and what they have shown."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from agent.core.experiments import plan, smallest_p
from agent.core.model import Network
from agent.core.offweeks import Experiment, Finding, Stage, find
from agent.core.periods import WEEK, Calendar
from agent.errors import UsageError
from agent.settings import Settings
from agent.store.experiments import experiments, scores
from agent.store.spans import Store
from agent.store.weeks import Held, held

Answer = dict[str, Any]
SLIP = timedelta(minutes=15)
"""so much in a week off is none: a link opened by chance breaks no plan"""
START = "`timesink experiment start facebook --weeks 8` begins one."
ENDED = (Stage.OVER, Stage.ABANDONED)


class OffWeeks:
    """The experiments in one database, by the networks, settings and time zone of the moment."""

    def __init__(
        self, store: Store, *, settings: Settings, networks: Mapping[str, Network], zone: tzinfo
    ) -> None:
        self._store = store
        self._settings = settings
        self._networks = networks
        self._calendar = Calendar(zone, settings.day_starts_at)
        self._now = datetime.now(UTC)
        self._today = self._calendar.day_of(self._now)

    def told(self, number: int | None = None) -> Answer:
        """Return the last experiment, or the one of that number, with what it showed once it's over.

        Raises:
            AgentError: where there's none of that number.
        """
        known = experiments(self._store.file)
        if number is not None and not 1 <= number <= len(known):
            hint = f"They go from 1 to {len(known)}." if known else START
            raise UsageError(f"there is no experiment {number}.", hint)
        at = len(known) if number is None else number
        return {
            "currency": self._settings.currency,
            "mean_lag_days": self._settings.mean_lag // timedelta(days=1),
            "experiment": self._whole(at, known[at - 1]) if known else None,
            "earlier": [self._head(each + 1, known[each]) for each in range(at - 1)],
        }

    def _head(self, number: int, experiment: Experiment) -> Answer:
        """Return what there is to know of an experiment without its weeks; the seed once it has ended."""
        stage = experiment.stage(self._today)
        return {
            "number": number,
            "network": experiment.network,
            "name": self._name(experiment),
            "stage": stage.value,
            "drawn": experiment.drawn.isoformat(timespec="seconds"),
            "begin": experiment.begin.isoformat(),
            "end": experiment.end.isoformat(),
            "stopped": experiment.stopped and experiment.stopped.isoformat(),
            "number_of_weeks": experiment.weeks,
            "seal": experiment.seal,
            "seed": experiment.seed if stage in ENDED else None,
            "proved": plan(experiment.seed, experiment.weeks) == experiment.plan,
        }

    def _name(self, experiment: Experiment) -> str:
        known = self._networks.get(experiment.network)
        return known.name if known else experiment.network

    def _whole(self, number: int, experiment: Experiment) -> Answer:
        week = experiment.week_on(self._today)
        begun = experiment.begun(self._today)
        said = scores(self._store.file, experiment)
        counts = partial(self._settings.counts_id, known=self._networks)
        seen = list(held(self._store, experiment, weeks=begun, calendar=self._calendar, counts=counts))
        is_over = experiment.stage(self._today) is Stage.OVER
        return self._head(number, experiment) | {
            "this_week": None if week is None else week + 1,
            "scorable_week": _from_one(experiment.scored_on(self._today)),
            "smallest_p": min(2 * smallest_p(experiment.weeks), 1.0),
            "weeks": [
                self._week(experiment, at, seen[at] if at < begun else None, said[at])
                for at in range(experiment.told(self._today))
            ],
            "measures": _measures(experiment, seen, said) if is_over else [],
        }

    def _week(self, experiment: Experiment, number: int, seen: Held | None, score: int | None) -> Answer:
        start, is_off = experiment.start_of(number), experiment.plan[number]
        return {
            "number": number + 1,
            "start": start.isoformat(),
            "end": (start + WEEK).isoformat(),
            "off": is_off,
            "tracked": seen is not None and bool(seen.observed),
            "slipped": is_off and seen is not None and seen.on_it > SLIP,
            "seconds": seen and _seconds(seen.on_it),
            "others_seconds": seen and _seconds(seen.others),
            "outcomes": seen and seen.outcomes,
            "money": seen and f"{seen.money:.2f}",
            "score": score,
        }


def _measures(experiment: Experiment, seen: Sequence[Held], said: Sequence[int | None]) -> list[Answer]:
    """Return what the weeks showed in each measure that there is."""
    measures: dict[str, Sequence[float | None]] = {
        "score": said,
        "money": [float(week.money) for week in seen] if any(week.money for week in seen) else [],
        "outcomes": [week.outcomes for week in seen] if any(week.outcomes for week in seen) else [],
        "others": [week.others.total_seconds() / 3600 if week.observed else None for week in seen],
    }
    there_is = {name: values for name, values in measures.items() if any(each is not None for each in values)}
    return [_measure(name, values, find(values, experiment.plan)) for name, values in there_is.items()]


def _measure(name: str, values: Sequence[float | None], found: Finding | None) -> Answer:
    """Return what was found in one measure: off less on, in points, money, outcomes or hours a week."""
    result = found and found.result
    return {
        "measure": name,
        "missing": sum(each is None for each in values),
        "alike": len(set(values)) == 1,
        "difference": result and result.difference,
        "typical": result and result.typical,
        "p": result and result.p_other,
        "plans": result and result.plans,
        "visible": found and found.is_visible,
        "power": found and found.power,
        "smallest_shown": found and found.smallest,
    }


def _from_one(week: int | None) -> int | None:
    return None if week is None else week + 1


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 3)
