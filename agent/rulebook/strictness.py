"""What makes a rule less sure than it could be, though all of its examples come true.

A rule that is too loose claims what nobody has thought of. So it is made looser on purpose, by a word or an
anchor, and some `rejects` line must notice; and titles that have nothing to do with networks are tried on it.
A text that no `matches` line is an example of may as well be misspelt: so each of a list needs one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from agent.core.matching import Ruleset
from agent.core.model import TITLE_MAX
from agent.core.patterns import Patterns
from agent.core.rules import Condition, Operator, Rule
from agent.errors import Problem
from agent.rulebook.compiled import build_match
from agent.rulebook.network_file import NetworkFile

_PIECES = ("(", "(3) ", " - ", " — ", " | ", "a - ", "@", "(@a@b.", ': "', "/", "さん", "x")

_TIGHT = "_\N{FULLWIDTH COLON}"
"""separators that stand without a space"""


STRANGERS_TOLD = 3
Strangers = Mapping[str, Sequence[str]]
"""the networks that claim what isn't any network's, and what they claim"""


def weaknesses(file: NetworkFile, strangers: Strangers) -> Iterator[Problem]:
    """Yield what could be surer in a file: unproved texts, loose rules, ordinary titles, its keys' order."""
    yield from file.remarks
    yield from without_example(file)
    yield from unnoticed(file)
    meant = {title for examples in file.examples.values() for title in examples.matches}
    for title in [title for title in strangers.get(file.id, ()) if title not in meant][:STRANGERS_TOLD]:
        what = f"claims “{title}”, an ordinary title that is no network's."
        yield Problem(f"{file.id}.toml", what, "Make its rules stricter.")


def strangers(ruleset: Ruleset, folder: Path) -> Strangers:
    """Try the ordinary titles of `innocent.txt` on all rules, and titles of one piece over and over."""
    ordinary = (folder / "innocent.txt").read_text(encoding="utf-8").splitlines()
    attacks = [(piece * TITLE_MAX)[:TITLE_MAX] for piece in _PIECES]
    claimed: dict[str, list[str]] = {}
    for title in (*ordinary, *attacks):
        for network in ruleset.judge_page(title).networks:
            claimed.setdefault(network, []).append(title)
    return claimed


def without_example(file: NetworkFile) -> Iterator[Problem]:
    """Yield the texts that could be left out of a rule, and all its `matches` would still come true."""
    for rule in _own_rules(file):
        for condition in rule.conditions:
            alone = [Condition(condition.operator, (text,)) for text in condition.texts]
            rules = tuple(Rule(each.texts[0], (each,)) for each in alone)
            patterns = Patterns([replace(file.rules, rules=rules, except_titles=())], build_match)
            matches = file.examples[rule.id].matches
            found = {claim.rule for title in matches for claim in patterns.find(title).claims}
            for text in (text for text in condition.texts if text not in found):
                what = f"`{condition.operator}` says “{text}”, of which no `matches` line is an example."
                yield Problem(f"{file.id}.toml, rule '{rule.id}'", what, "Add a title, or leave it out.")


def _own_rules(file: NetworkFile) -> list[Rule]:
    """Return a file's rules less those of the file that it extends, which is proved itself."""
    proved = file.base.examples if file.base else ()
    return [rule for rule in file.rules.rules if rule.id not in proved]


def _forgeries(rule: Rule) -> Iterator[Rule]:
    """Yield looser rules: each with a word or an anchor less. Some `rejects` line should notice each."""
    for number, condition in enumerate(rule.conditions):
        for looser in _looser(condition):
            conditions = (*rule.conditions[:number], looser, *rule.conditions[number + 1 :])
            yield replace(rule, conditions=conditions)


def unnoticed(file: NetworkFile) -> Iterator[Problem]:
    """Yield the looser rules that no `rejects` line notices."""
    for rule in _own_rules(file):
        rejects = file.examples[rule.id].rejects
        for forgery in _forgeries(rule):
            patterns = Patterns([replace(file.rules, rules=(forgery,), except_titles=())], build_match)
            if not any(patterns.find(title).claims for title in rejects):
                said = "; ".join(
                    f"{each.operator} “{'”, “'.join(each.texts)}”" for each in forgery.conditions
                )
                what = f"could be as loose as {said}, and no `rejects` line would notice."
                yield Problem(
                    f"{file.id}.toml, rule '{rule.id}'", what, "Add a title that it must not claim."
                )


def _looser(condition: Condition) -> Iterator[Condition]:
    texts = condition.texts
    match condition.operator:
        case Operator.EQUALS:
            yield Condition(Operator.STARTS_WITH, texts)
            yield Condition(Operator.ENDS_WITH, texts)
        case Operator.ENDS_WITH:
            yield Condition(condition.operator, tuple(map(_without_first_word, texts)))
        case Operator.STARTS_WITH:
            yield Condition(condition.operator, tuple(map(_without_last_word, texts)))
        case Operator.CONTAINS:
            yield Condition(condition.operator, tuple(map(_without_first_word, texts)))
            yield Condition(condition.operator, tuple(map(_without_last_word, texts)))
        case Operator.REGEX:
            for looser in (tuple(map(_without_start, texts)), tuple(map(_without_end, texts))):
                if looser != texts:
                    yield Condition(condition.operator, looser)


def _without_start(regex: str) -> str:
    return regex[1:] if regex.startswith("^") and not regex.startswith(("^.+", "^.*")) else regex


def _without_end(regex: str) -> str:
    return regex[:-1] if regex.endswith("$") and not regex.endswith((".+$", ".*$", r"\$")) else regex


def _without_first_word(text: str) -> str:
    head, _, rest = text.lstrip().partition(" ")
    return " " + rest if rest.strip() else head if head != text else head.lstrip(_TIGHT) or head


def _without_last_word(text: str) -> str:
    rest, _, tail = text.rstrip().rpartition(" ")
    return rest + " " if rest.strip() else tail if tail != text else tail.rstrip(_TIGHT) or tail
