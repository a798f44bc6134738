"""One file of rules: read into a network or a browser, or into problems. Never half of one."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import tomli

from agent.core.model import KINDS, Network
from agent.core.rules import ACTIVITIES, BY_APP, BY_HAND, BY_HOST, Condition, NetworkRules, Operator, Rule
from agent.core.titles import Browser
from agent.errors import Problem, did_you_mean
from agent.rulebook.addresses import HOME, hint_for_host
from agent.rulebook.browser_file import build_browser
from agent.rulebook.compiled import fault_of
from agent.rulebook.fields import ID, Fields, Value
from agent.rulebook.network_file import Examples, NetworkFile, extended
from agent.rulebook.reading import label, read_text

SEARCHED_MAX = 1000
"""texts in `contains` and `regex`: sixty times what any shipped file has"""

Read = TypeVar("Read")
Build = Callable[[Fields, list[Fields]], Read]


def read_network(
    path: Path, bases: Mapping[str, NetworkFile] = MappingProxyType({})
) -> tuple[NetworkFile | None, tuple[Problem, ...]]:
    """Read a network's file, together with that one of the bases which it extends."""
    return _read(path, partial(_network, bases=bases))


def read_browser(path: Path) -> tuple[Browser | None, tuple[Problem, ...]]:
    """Read a browser's file."""
    return _read(path, build_browser)


def parse_network(
    text: str, where: str, bases: Mapping[str, NetworkFile]
) -> tuple[NetworkFile | None, tuple[Problem, ...]]:
    """Read the text of a network's file of this name, likewise."""
    return _parse(text, where, partial(_network, bases=bases))


def _read(path: Path, build: Build[Read]) -> tuple[Read | None, tuple[Problem, ...]]:
    text = read_text(path)
    return (None, (text,)) if isinstance(text, Problem) else _parse(text, label(path), build)


def _parse(text: str, where: str, build: Build[Read]) -> tuple[Read | None, tuple[Problem, ...]]:
    try:
        table = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError) as error:
        what = f"cannot be read: {_said(error)}."
        return None, (Problem(where, what, "See https://toml.io for the syntax."),)
    if (searched := _searched(table)) > SEARCHED_MAX:
        what = f"has {searched:,} texts in `contains` and `regex`, of which {SEARCHED_MAX:,} may be."
        return None, (Problem(where, what, "Say with one regex what they have in common."),)
    top = Fields(table, where)
    parts = [top]
    thing = build(top, parts)
    problems = tuple(problem for part in parts for problem in part.problems)
    return (None, problems) if problems else (thing, ())


def _searched(table: Mapping[str, object]) -> int:
    """Count the texts that a file would have titles searched for, before any is looked at."""
    rules = table.get("rule")
    rules = rules if isinstance(rules, list) else []
    titles = [table.get("except_titles"), *(rule.get("title") for rule in rules if isinstance(rule, dict))]
    texts = [each.get(key) for each in titles if isinstance(each, dict) for key in ("contains", "regex")]
    return sum(len(each) if isinstance(each, list) else each is not None for each in texts)


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if not isinstance(error, tomli.TOMLDecodeError):
        return "a number in it is too long"
    said = str(error).removesuffix(".").replace("(at ", "at ").removesuffix(")")
    return said[:1].lower() + said[1:]


def _network(top: Fields, parts: list[Fields], *, bases: Mapping[str, NetworkFile]) -> NetworkFile:
    its_id = top.id()
    extends = top.flag("extends")
    base = _base(top, its_id, bases) if extends else None
    known = base.rules if base else NetworkRules(Network(its_id, name=its_id))
    # Keys are asked for in the order of the specification, so that a file can be told that its own differs.
    if its_id == "nobody":
        top.tell("`id` is 'nobody', which is what time on no network is called.", "Choose another one.")
    name = top.text("name", default=known.network.name if extends else None)
    kind = _kind(top, known.network.kind)
    counts = top.flag("counts", default=known.network.counts)
    home = _home(top, known.network.home)
    federated = top.flag("federated", default=known.federated)
    hosts, excepted = _hosts(top, "hosts"), _hosts(top, "except_hosts")
    network = Network(its_id, name, home, kind, counts, hosts, apps=top.texts("apps"))
    miss = top.texts("known_miss")
    but = top.table("except_titles", f"{top.where}, `except_titles`")
    parts.append(but)
    but_titles = tuple(_conditions(but))
    found = _rules(top, parts, base)
    top.end()
    if not (found or network.hosts or network.apps or extends):
        top.tell("says nothing by which it could be known.", "Add a [[rule]], `hosts` or `apps`.")
    rules = NetworkRules(network, tuple(rule for rule, _ in found), excepted, but_titles, federated)
    remarks = tuple(remark for part in parts if (remark := part.out_of_order()))
    file = NetworkFile(rules, {rule.id: examples for rule, examples in found}, miss, remarks=remarks)
    return extended(base, file) if base else file


def _base(top: Fields, its_id: str, bases: Mapping[str, NetworkFile]) -> NetworkFile | None:
    if its_id not in bases:
        close = get_close_matches(its_id, bases, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else "Leave `extends` out."
        top.tell(f"`extends` is true, but no file '{its_id}' is shipped that it could add to.", hint)
    return bases.get(its_id)


def _rules(top: Fields, parts: list[Fields], base: NetworkFile | None) -> list[tuple[Rule, Examples]]:
    found = [_rule(table, top, parts, number) for number, table in enumerate(top.tables("rule"), 1)]
    ids = [rule.id for rule, _ in found]
    if len(set(ids)) < len(ids):
        double = next(each for each in ids if ids.count(each) > 1)
        top.tell(f"two rules have the id '{double}'.", "Rename one.")
    for each in (each for each in ids if base and each in base.examples):
        top.tell(f"the shipped file has a rule '{each}' already.", "Give yours another id.")
    return found


def _kind(top: Fields, default: str) -> str:
    kind = top.text("kind", default=default)
    if kind not in KINDS:
        top.tell(f"unknown kind '{kind}'.", did_you_mean(kind, KINDS))
    return kind


def _rule(table: Mapping[str, Value], top: Fields, parts: list[Fields], number: int) -> tuple[Rule, Examples]:
    name = table.get("id")
    where = f"{top.where}, rule '{name}'" if isinstance(name, str) and name else f"{top.where}, rule {number}"
    rule = Fields(table, where)
    parts.append(rule)
    its_id = rule.text("id")
    if its_id and not ID.fullmatch(its_id):
        rule.tell(f"`id` is '{its_id}'.", "Write small letters, digits and hyphens, 32 at most.")
    elif its_id in (BY_HOST, BY_APP, BY_HAND):
        rule.tell(f"`id` is '{its_id}', which says that no rule decided.", "Choose another one.")
    rule.text("why")
    title = rule.table("title", f"{where}, `title`")
    parts.append(title)
    activity = rule.text("activity", default="")
    if activity and activity not in ACTIVITIES:
        rule.tell(f"unknown activity '{activity}'.", did_you_mean(activity, ACTIVITIES))
    conditions = tuple(_conditions(title))
    if not conditions and not title.problems and not any("`title`" in each.what for each in rule.problems):
        rule.tell("`title` is missing.", 'Say which titles are meant: title.ends_with = " | Name".')
    examples = Examples(rule.texts("matches", needed=True), rule.texts("rejects"))
    rule.end()
    return Rule(its_id, conditions, activity or None), examples


def _conditions(title: Fields) -> Iterator[Condition]:
    for operator in Operator:
        texts = title.texts(operator.value)
        if operator is Operator.REGEX:
            for text in texts:
                if fault := fault_of(text):
                    title.tell(f"the regex “{text}” {fault[0]}", fault[1], (text,))
        if texts:
            yield Condition(operator, texts)
    title.end()


def _hosts(top: Fields, key: str) -> tuple[str, ...]:
    hosts = top.texts(key)
    for host in hosts:
        if hint := hint_for_host(host):
            top.tell(f"`{key}` says “{host}”, which is no host.", hint, (host,))
    return hosts


def _home(top: Fields, default: str) -> str:
    home = top.text("home", default=default)
    if home and not HOME.fullmatch(home):
        top.tell(f"`home` says “{home}”, which is no web page's address.", "Write https://example.com/.")
    return home
