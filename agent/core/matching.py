"""Which network a window belongs to: every rule of every network is asked, and order never decides.

Of several networks that claim a title, the strongest claim counts (`Strength`): the whole title before its
end, its end before the rest. For networks nested in one another that means: the last one signs. Where two
claim it equally, it is contested, and nobody's guess.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.core.hosts import Hosts, address_in_title, host_of_app_id, host_of_app_window
from agent.core.model import Network, Window
from agent.core.patterns import Claim, Compile, Found, Patterns
from agent.core.rules import BY_APP, BY_HOST, NetworkRules, Strength
from agent.core.titles import Browser, TitleReader


@dataclass(frozen=True, slots=True)
class Attributed:
    """One network claims it."""

    network: str
    rule: str
    activity: str | None = None

    @property
    def networks(self) -> tuple[str, ...]:
        """Return whom it is for."""
        return (self.network,)


@dataclass(frozen=True, slots=True)
class Contested:
    """Several networks claim it with the same right."""

    networks: tuple[str, ...]
    rule: str | None = None
    """where it's their addresses by which they claim it"""


@dataclass(frozen=True, slots=True)
class Unattributed:
    """Nobody claims it."""

    rule: str | None = None
    """where it's nobody's by its address, whatever its title says"""

    @property
    def networks(self) -> tuple[str, ...]:
        """Return whom it is for: nobody."""
        return ()


Verdict = Attributed | Contested | Unattributed
NOBODY = Unattributed()
_NOBODY_BY_HOST = Unattributed(BY_HOST)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules make of a window."""

    verdict: Verdict
    page_title: str | None = None
    """None where the window isn't a browser's"""
    private: bool = False
    browser: str | None = None


class Ruleset:
    """All rules in force; immutable."""

    def __init__(self, rules: Iterable[NetworkRules], browsers: Iterable[Browser], build: Compile) -> None:
        self.rules = tuple(sorted(rules, key=lambda each: each.network.id))
        self.networks: Mapping[str, Network] = {each.network.id: each.network for each in self.rules}
        in_order = sorted(browsers, key=lambda each: each.id)
        self.browsers: Mapping[str, Browser] = {each.id: each for each in in_order}
        self._patterns = Patterns(self.rules, build)
        self._hosts = Hosts(self.rules)
        self._federated = frozenset(each.network.id for each in self.rules if each.federated)
        self._programs: dict[str, Browser | tuple[str, ...]] = {
            name.lower(): each for each in reversed(in_order) for name in each.programs
        }
        self._programs |= _by_name({each.id: each.apps for each in self.networks.values()})
        self._readers = {each.id: TitleReader([each]) for each in in_order}
        self._any_reader = TitleReader(in_order)

    def judge(self, window: Window, host: str | None = None) -> Judgement:
        """Judge a window: a native client by its name, a browser's by the page's host, or its title."""
        judgement = self._judge_program(window.app, window, host)
        if judgement is None and window.process is not None:
            judgement = self._judge_program(window.process.name, window, host)
        if judgement is not None:
            return judgement
        own_host = host_of_app_id(window.app)
        return self._judge_title(self._any_reader, window.title, own_host) if own_host else Judgement(NOBODY)

    def judge_title(self, title: str, host: str | None = None) -> Judgement:
        """Judge the title of a browser's window, whichever browser it is."""
        return self._judge_title(self._any_reader, title, host)

    def judge_page(self, page_title: str, host: str | None = None) -> Verdict:
        """Judge a page: by its host, where that is known and listed; else by its title.

        A title may be an address. Beyond ASCII it may as well be a sentence, which many languages write
        without a space: there only what is listed is one.
        """
        found = self._patterns.find(page_title)
        if host is not None:
            verdict = self._judge_host(host, found)
            return verdict if verdict.networks else _NOBODY_BY_HOST
        address = address_in_title(page_title)
        if address and (page_title.isascii() or self._hosts.networks(address) is not None):
            return self._judge_host(address, found)
        return _among(found.claims) if found.claims else NOBODY

    def judge_known(self, page_title: str, networks: Iterable[str]) -> Verdict:
        """Judge a page whose address is known to be one of these networks'."""
        known = tuple(each for each in networks if each in self.networks)
        verdict = self._among_hosts(known, self._patterns.find(page_title))
        return verdict if verdict.networks else _NOBODY_BY_HOST

    def claims(self, page_title: str) -> Found:
        """Return every claim on a page title, the strongest first."""
        found = self._patterns.find(page_title)
        return Found(tuple(sorted(found.claims, key=_rank)), found.excepted)

    def _judge_program(self, name: str, window: Window, host: str | None) -> Judgement | None:
        """Judge by the program: a network's own client, or a browser; None where it's neither."""
        known = self._programs.get(name.lower())
        if known is None:
            return None
        if isinstance(known, tuple):
            return Judgement(_among([Claim(each, BY_APP, Strength.WHOLE) for each in known]))
        if known.app_windows:
            host = self._host_of(window) or host
        return self._judge_title(self._readers[known.id], window.title, host, known.id)

    def _host_of(self, window: Window) -> str | None:
        """Return the host of an app window; a sandbox's `org.chromium.Chromium` only looks like one."""
        named = window.instance.lower()
        is_program = named == window.app.lower() or named in self._programs
        return (None if is_program else host_of_app_window(named)) or host_of_app_id(window.app)

    def _judge_title(
        self, reader: TitleReader, title: str, host: str | None, browser: str | None = None
    ) -> Judgement:
        """Judge by the first reading that somebody claims."""
        first = None
        for reading in reader.readings(title):
            verdict = self.judge_page(reading.page_title, host)
            if verdict.networks or first is None:
                first = Judgement(verdict, reading.page_title, reading.private, browser)
            if verdict.networks:
                break
        return first or Judgement(NOBODY, "", browser=browser)

    def _judge_host(self, host: str, found: Found) -> Verdict:
        networks = self._hosts.networks(host)
        if networks is None:
            return _among([claim for claim in found.claims if claim.network in self._federated])
        return self._among_hosts(networks, found)

    def _among_hosts(self, networks: Sequence[str], found: Found) -> Verdict:
        """Let the address decide, and the title say what one does there."""
        title_says = {
            each: _among([claim for claim in found.claims if claim.network == each]) for each in networks
        }
        return _among(
            [
                Claim(each, BY_HOST, Strength.WHOLE, getattr(title_says[each], "activity", None))
                for each in networks
                if each not in found.excepted
            ]
        )


def _among(claims: Sequence[Claim]) -> Verdict:
    """Let the strongest claim decide; a tie between networks is contested."""
    if not claims:
        return NOBODY
    if len(claims) == 1:
        return Attributed(claims[0].network, claims[0].rule, claims[0].activity)
    best = max(claim.strength for claim in claims)
    match sorted({claim.network for claim in claims if claim.strength == best}):
        case [network]:
            claim = min((claim for claim in claims if claim.network == network), key=_rank)
            return Attributed(network, claim.rule, claim.activity)
        case networks:
            rules = {claim.rule for claim in claims if claim.strength == best}
            return Contested(tuple(networks), BY_HOST if rules == {BY_HOST} else None)


def _rank(claim: Claim) -> tuple[int, bool, str, str]:
    """Sort the strongest first, then those that name an activity; ids make it one order for all."""
    return -claim.strength, claim.activity is None, claim.rule, claim.network


def _by_name(names: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Turn {id: names} round, for names in any case."""
    ids: dict[str, set[str]] = defaultdict(set)
    for each, its_names in names.items():
        for name in its_names:
            ids[name.lower()].add(each)
    return {name: tuple(sorted(some)) for name, some in ids.items()}
