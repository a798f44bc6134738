"""Experiments with oneself as rows: drawn, scored week by week, abandoned; none is ever deleted."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from agent.core.offweeks import Experiment, Stage
from agent.errors import AgentError
from agent.store.file import File
from agent.store.rows import moment, ms

_OFF, _ON = "x", "."
_ALL = "SELECT uid, network, begin, plan, seed, drawn_ms, stopped FROM experiments ORDER BY turn"
_ADD = "INSERT INTO experiments (uid, network, begin, plan, seed, drawn_ms) VALUES (?, ?, ?, ?, ?, ?)"
_STOP = "UPDATE experiments SET stopped = ? WHERE uid = ? AND stopped IS NULL"
_SCORE = (
    "INSERT INTO scores VALUES (?, ?, ?) ON CONFLICT (experiment, week) DO UPDATE SET score = excluded.score"
)


class StillRunningError(AgentError):
    """There's an experiment already."""

    def __init__(self, running: Experiment, name: str | None = None) -> None:
        super().__init__(
            f"an experiment with {name or running.network} goes on until {running.end.isoformat()}.",
            "`timesink experiment` shows it, and `timesink experiment stop` abandons it.",
        )
        self.running = running


def experiments(file: File) -> list[Experiment]:
    """Return all experiments there ever were, in the order in which they were drawn."""
    return list(_as_experiments(file.rows(_ALL)))


def begin(file: File, experiment: Experiment, *, today: date) -> None:
    """Keep a new experiment.

    Raises:
        AgentError: while another one goes on, or where nothing may be written.
    """
    with file.transaction() as cursor:
        for other in _as_experiments(cursor.execute(_ALL)):
            if other.stage(today) in (Stage.COMING, Stage.RUNNING):
                raise StillRunningError(other)
        cursor.execute(
            _ADD,
            (
                bytes.fromhex(experiment.uid),
                experiment.network,
                experiment.begin.isoformat(),
                "".join(_OFF if is_off else _ON for is_off in experiment.plan),
                experiment.seed,
                ms(experiment.drawn),
            ),
        )


def abandon(file: File, experiment: Experiment, *, on: date) -> None:
    """Note that an experiment was abandoned; what there is of it stays.

    Raises:
        KeepError: where nothing may be written.
    """
    with file.transaction() as cursor:
        cursor.execute(_STOP, (on.isoformat(), bytes.fromhex(experiment.uid)))


def score(file: File, experiment: Experiment, week: int, score: int) -> None:
    """Keep how a week was; what was said last stands.

    Raises:
        KeepError: where nothing may be written.
    """
    with file.transaction() as cursor:
        cursor.execute(_SCORE, (bytes.fromhex(experiment.uid), week, score))


def scores(file: File, experiment: Experiment) -> list[int | None]:
    """Return how each week was; None where that wasn't said."""
    question = "SELECT week, score FROM scores WHERE experiment = ?"
    said = dict(file.rows(question, (bytes.fromhex(experiment.uid),)))
    return [said.get(week) for week in range(experiment.weeks)]


def _as_experiments(rows: Iterator[tuple[Any, ...]]) -> Iterator[Experiment]:
    for uid, network, first, plan, seed, drawn, stopped in rows:
        yield Experiment(
            uid.hex(),
            network,
            date.fromisoformat(first),
            tuple(week == _OFF for week in plan),
            seed,
            moment(drawn),
            stopped and date.fromisoformat(stopped),
        )
