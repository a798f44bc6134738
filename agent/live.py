"""How things are just now, as plain data: what the endpoint shows without asking the database."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from agent import __version__
from agent.core.ledger import Answer, Rating
from agent.core.model import Span
from agent.core.periods import Period
from agent.core.summaries import Session
from agent.errors import Problem, UsageError, did_you_mean
from agent.plain import as_current, as_moment, as_problem, as_progress, as_refusals, size_of
from agent.rereading import Rereading
from agent.rulebook.book import Rulebook
from agent.rulebook.explain import explain
from agent.sampler import Sampler
from agent.settings import Settings, misnamed
from agent.sources.sight import Sight
from agent.store.ratings import Ratings

Hear = Callable[[str, dict[str, Any]], None]


class Live:
    """The running agent, for those who ask."""

    def __init__(
        self,
        sampler: Sampler,
        rulebook: Rulebook,
        rereading: Rereading,
        settings: Callable[[], Settings],
        database: Path,
    ) -> None:
        self._sampler = sampler
        self._rulebook = rulebook
        self._rereading = rereading
        self._settings = settings
        self._database = database
        self._endpoint = f"http://127.0.0.1:{settings().port}"
        self._hearers: list[Hear] = []
        self._started = sampler.current().at
        self.sight = Sight()
        self._others: dict[str, Sight] = {}
        self.settings_problems: tuple[Problem, ...] = ()
        self.histories: Callable[[], tuple[Problem, ...]] = tuple
        """returns the browsers' histories that can't be read"""
        self.ratings: Ratings
        self.asking: Callable[[], dict[str, Any]] = dict
        """returns whether it's asked if sessions were worth it, and whether that can be shown"""

    def see(self, sight: Sight) -> None:
        """Remember which source sees the desktop."""
        self.sight = sight
        self.changed()

    def hear_of(self, source: str, sight: Sight) -> None:
        """Remember how a source besides the window's is doing."""
        self._others[source] = sight

    def changed(self) -> None:
        """Let everybody know that something else is in front now."""
        if self._hearers:
            self._tell_all("now", self.now())

    def rules_changed(self) -> None:
        """Let everybody know that other rules are in force now."""
        self._tell_all("rules", self._rules())

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """Call back at every change; returns what ends that."""
        self._hearers.append(hear)
        return lambda: self._hearers.remove(hear)

    def pending(self) -> tuple[Span, ...]:
        """Return the spans that may not be in the database yet, the open one up to now."""
        return self._sampler.pending()

    def now(self) -> dict[str, Any]:
        """Return what is in front, and what it counts for."""
        return as_current(self._sampler.current(), self.sight.source, self._networks())

    def status(self) -> dict[str, Any]:
        """Return how the agent is doing."""
        return {
            "version": __version__,
            "pid": os.getpid(),
            "started": as_moment(self._started),
            "watching": self.sight.source is not None,
            "source": self.sight.source,
            "refusals": as_refusals(self.sight),
            "tells": {each.source: sorted(each.tells) for each in self._sights() if each.source},
            "listening": sorted(name for name, sight in self._others.items() if sight.source),
            "deaf": [refusal for sight in self._others.values() for refusal in as_refusals(sight)],
            "presence": self._sampler.current().presence.value,
            "now": self.now(),
            "rules": self._rules(),
            "rereading": self.rereading(),
            "settings": {"problems": [as_problem(problem) for problem in self._of_settings()]},
            "history": self._history(),
            "asking": self.asking(),
            "database": {"path": str(self._database), "bytes": size_of(self._database)},
            "endpoint": self._endpoint,
        }

    def networks(self) -> list[dict[str, Any]]:
        """Return the networks that the rules in force know."""
        return [
            {
                "id": network.id,
                "name": network.name,
                "home": network.home,
                "kind": network.kind,
                "counts": self._settings().counts(network),
            }
            for network in self._networks().values()
        ]

    def problems(self) -> list[dict[str, Any]]:
        """Return the faults in the rules."""
        return [as_problem(problem) for problem in self._rulebook.problems]

    def explain(self, **window: str | None) -> dict[str, Any]:
        """Return the way from a window's title to its verdict."""
        return explain(self._rulebook.ruleset, **window)

    def apply_rules(self, since: datetime | None) -> dict[str, Any]:
        """Judge by the rules in force what was kept since then, or since titles are kept: how far it is."""
        self._rereading.by_rules(since)
        return self.rereading()

    def correct(self, page_title: str, network: str | None, period: Period) -> dict[str, Any]:
        """Give the pages of that title in a period to a network, or to nobody: how far it is.

        Raises:
            AgentError: where there's no such network.
        """
        known = self._networks()
        if network is not None and network not in known:
            raise UsageError(f"there is no network '{network}'.", did_you_mean(network, known))
        self._rereading.by_hand(page_title, network, period)
        return self.rereading()

    def rate(self, session: Session, answer: Answer, *, longer: bool | None) -> Rating:
        """Keep the answer about a session, in place of an earlier one.

        Raises:
            AgentError: where it can't be kept.
        """
        return self.ratings.rate(session, answer, longer=longer, now=self._sampler.current().at)

    def rereading(self) -> dict[str, Any]:
        """Return how far the past has been judged again."""
        return as_progress(self._rereading.progress, is_running=self._rereading.is_running)

    def _sights(self) -> tuple[Sight, ...]:
        return (self.sight, *self._others.values())

    def _networks(self) -> Mapping[str, Any]:
        return self._rulebook.ruleset.networks

    def _rules(self) -> dict[str, Any]:
        ruleset = self._rulebook.ruleset
        return {
            "networks": len(ruleset.networks),
            "browsers": len(ruleset.browsers),
            "problems": self.problems(),
        }

    def _of_settings(self) -> tuple[Problem, ...]:
        return (*self.settings_problems, *misnamed(self._settings(), self._networks()))

    def _history(self) -> dict[str, Any]:
        asked = self._settings().history
        return {"asked": asked, "problems": [as_problem(each) for each in self.histories() if asked]}

    def _tell_all(self, event: str, data: dict[str, Any]) -> None:
        for hear in tuple(self._hearers):
            hear(event, data)
