"""The files' own proof: what each rule says it claims and rejects, run against all the rules together."""

from collections.abc import Iterable, Iterator, Mapping

from agent.core.matching import NOBODY, Attributed, Contested, Ruleset, Verdict
from agent.core.patterns import Found
from agent.core.rules import Rule
from agent.errors import Problem
from agent.rulebook.network_file import Examples, NetworkFile

_Fault = tuple[str, str, tuple[str, ...]]
"""what is so, what to do, and the title of which it's said"""


def prove(file: NetworkFile, ruleset: Ruleset) -> Iterator[Problem]:
    """Yield where a network's examples don't come true."""
    for rule in file.rules.rules:
        whose = "shipped rule" if file.base and rule.id in file.base.examples else "rule"
        where = f"{file.id}.toml, {whose} '{rule.id}'"
        yield from (
            Problem(where, *fault) for fault in _faults(file.id, rule, file.examples[rule.id], ruleset)
        )
    yield from (Problem(f"{file.id}.toml", *fault) for fault in _not_missed(file, ruleset))


def thefts(files: Iterable[NetworkFile], ruleset: Ruleset) -> Mapping[str, list[Problem]]:
    """Return, for each network that takes examples of other networks' files, which ones.

    What the shipped rules take is no fault of the file that extends them.
    """
    found: dict[str, list[Problem]] = {}
    by_id = {file.id: file for file in files}
    for owner in by_id.values():
        titles = [title for examples in owner.examples.values() for title in examples.matches]
        for title in (*titles, *owner.known_miss):
            for network in ruleset.judge_page(title).networks:
                if network != owner.id and not _is_by_shipped_rules(by_id[network], title, ruleset):
                    what = f"claims “{title}”, an example of {owner.rules.network.name}."
                    problem = Problem(f"{network}.toml", what, "Make its rules stricter.")
                    found.setdefault(network, []).append(problem)
    return found


def _is_by_shipped_rules(file: NetworkFile, title: str, ruleset: Ruleset) -> bool:
    rules = _rules_of(file.id, ruleset.claims(title))
    return file.base is not None and bool(rules) and rules <= file.base.examples.keys()


def _not_missed(file: NetworkFile, ruleset: Ruleset) -> Iterator[_Fault]:
    for title in file.known_miss:
        verdict = ruleset.judge_page(title)
        if verdict is NOBODY:
            continue
        if title in file.shipped_miss:
            what = f"the shipped `known_miss` says “{title}”, but it is {in_words(verdict)}."
            yield what, "Add it to the `matches` of the rule that claims it.", (title,)
        else:
            what = f"`known_miss` says “{title}”, but it is {in_words(verdict)}."
            is_own = file.id in verdict.networks
            hint = "Move it to the `matches` or `rejects` of that rule." if is_own else "Leave it out."
            yield what, hint, (title,)


def _faults(network: str, rule: Rule, examples: Examples, ruleset: Ruleset) -> Iterator[_Fault]:
    for title in examples.matches:
        found = ruleset.claims(title)
        if network in found.excepted:
            what = f"`matches` says “{title}”, but `except_titles` says it is never the network's."
            yield what, "Make `except_titles` narrower.", (title,)
        elif rule.id not in _rules_of(network, found):
            what = f"`matches` says “{title}”, but the rule doesn't claim it."
            yield what, _write_page_title(title, ruleset), (title,)
        elif (verdict := ruleset.judge_page(title)) != NOBODY and not _is_for(network, verdict):
            what = f"`matches` says “{title}”, but it is {in_words(verdict)}."
            yield what, "Make one of the rules stricter.", (title,)
    for title in examples.rejects:
        if rule.id in _rules_of(network, ruleset.claims(title)):
            what = f"`rejects` says “{title}”, but the rule claims it."
            yield what, "Make the rule stricter.", (title,)


def in_words(verdict: Verdict) -> str:
    """Say a verdict."""
    match verdict:
        case Attributed(network):
            return f"claimed by {network}"
        case Contested(networks):
            return f"contested by {' and '.join(networks)}"
        case _:
            return "claimed by nobody"


def _rules_of(network: str, found: Found) -> set[str]:
    return {claim.rule for claim in found.claims if claim.network == network}


def _is_for(network: str, verdict: Verdict) -> bool:
    return isinstance(verdict, Attributed) and verdict.network == network


def _write_page_title(title: str, ruleset: Ruleset) -> str:
    """Hint at the page's title where the example is a window's."""
    page_title = ruleset.judge_title(title).page_title or ""
    return (
        f"Write the page's title: “{page_title}”."
        if page_title != title
        else "Mend the rule, or the example."
    )
