"""Users' rule files as they are written: what is added leaves their comments alone, and is proved before.

tomlkit edits what a user wrote; what is new is written out plainly, and goes to the end. Everything that is
written here has to pass the rulebook's own reading and proof, so a slip of tomlkit's costs nothing.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment

from agent.cli.files import write_whole
from agent.cli.output import harmless
from agent.cli.rule_text import as_judged, first_file, listed, quoted, rule_lines
from agent.core.drafts import near_misses
from agent.core.model import Network
from agent.core.rules import NetworkRules
from agent.errors import AgentError, Problem
from agent.rulebook.book import Rulebook
from agent.rulebook.network_file import NetworkFile
from agent.rulebook.reading import files_in
from agent.rulebook.schema import parse_network
from agent.rulebook.shelf import SHIPPED_STAY

BY_HAND = "by-hand"
"""the rule that claims single titles, told by hand"""

Table = MutableMapping[str, Any]
_FIRST_RULE = re.compile(r"^(?:[ \t]*#[^\n]*\n)*[ \t]*\[\[rule\]\]", re.MULTILINE)
"""with the comments that stand right before it"""


def with_claim(text: str | None, network: str, titles: Sequence[str]) -> str:
    """Return a user's file, or a first one, with the rule `by-hand` claiming just these page titles besides.

    What the file says to the contrary in `except_titles.equals`, `known_miss` or that rule's `rejects` goes.

    Raises:
        AgentError: the file has a fault, so that nothing can be added
    """
    titles = list(dict.fromkeys(map(as_judged, titles)))
    document = _document(text, network)
    _drop(document.get("except_titles", {}), "equals", titles)
    _drop(document, "known_miss", titles)
    rule = _by_hand(document)
    if rule is None:
        title = f"title.equals = {listed(titles)}"
        return _text(document, *rule_lines(BY_HAND, "Told by hand.", title, titles, near_misses(titles)))
    _drop(rule, "rejects", titles)
    _grow(rule["title"], "equals", titles)
    _grow(rule, "matches", titles)
    _notice_looser(rule)
    return _text(document)


def with_exception(text: str | None, network: str, titles: Sequence[str]) -> str:
    """Return a user's file, or a first one, by which these page titles are never the network's.

    Raises:
        AgentError: the file has a fault, so that nothing can be added
    """
    titles = list(dict.fromkeys(map(as_judged, titles)))
    document = _document(text, network)
    left = _without_claims(document, titles)
    if "except_titles" in document:
        _grow(document["except_titles"], "equals", titles)
        return _text(document, *left)
    text = _text(document, *left)
    first_rule = _FIRST_RULE.search(text)
    at = first_rule.start() if first_rule else len(text)
    exception = f"[except_titles]\nequals = {listed(titles)}\n"
    return "".join((text[:at], exception, "\n", text[at:]) if first_rule else (text, "\n", exception))


def write_proved(texts: Mapping[str, str], *, shipped: Path, own: Path) -> list[Path]:
    """Write networks' files into the user's folder, none where one is refused; return where they are.

    Raises:
        AgentError: the rules would have a fault with them; nothing is written
        OSError: one can't be written
    """
    refuse_faults(texts, shipped=shipped, own=own)
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = [own / f"{network}.toml" for network in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        write_whole(path, text)
    return paths


def refuse_unwritable(own: Path) -> None:
    """See that files can be written into the user's folder.

    Raises:
        AgentError: they can't
    """
    folder = next(each for each in (own, *own.parents) if each.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AgentError(f"{folder}: nothing can be written there.", "Nothing was changed.")


def refuse_faults(texts: Mapping[str, str], *, shipped: Path, own: Path) -> None:
    """See that the rules have no more faults with these files among the user's own, and none in them.

    Raises:
        AgentError: the first fault
    """
    known = Rulebook(shipped, own).problems
    with tempfile.TemporaryDirectory(prefix="timesink-") as folder:
        trial = Path(folder)
        (trial / "browsers").mkdir()
        for file in (*files_in(own)[0], *files_in(own / "browsers")[0]):
            (trial / file.relative_to(own)).symlink_to(file.absolute())
        for network, text in texts.items():
            path = trial / f"{network}.toml"
            path.unlink(missing_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        problems = Rulebook(shipped, trial).problems
    new = {f"{network}.toml" for network in texts}
    of_new = [problem for problem in problems if problem.where.partition(",")[0] in new]
    for problem in (*of_new, *(problem for problem in problems if problem not in known)):
        raise _refusal(problem)


def _refusal(problem: Problem) -> AgentError:
    hint = f"{problem.hint.removesuffix(SHIPPED_STAY).rstrip()} Nothing was written."
    return AgentError(harmless(f"{problem.where}: {problem.what}"), harmless(hint))


def _document(text: str | None, network: str) -> tomlkit.TOMLDocument:
    """Read what is to be edited: the shape of all that is touched is what the rules' format says."""
    text = first_file(network) if text is None else text
    anything = NetworkFile(NetworkRules(Network(network, network)))
    _, problems = parse_network(text, f"{network}.toml", {network: anything})
    if problems:
        raise _refusal(problems[0])
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise _refusal(Problem(f"{network}.toml", f"cannot be edited: {error}.")) from error
    if not isinstance(document.get("rule", AoT([])), AoT):
        what = "its rules are one list, to which none can be added."
        raise _refusal(Problem(f"{network}.toml", what, "Begin each with [[rule]]."))
    return document


def _by_hand(document: Table) -> Any | None:  # noqa: ANN401  one of tomlkit's tables
    return next((rule for rule in document.get("rule", ()) if rule["id"] == BY_HAND), None)


def _without_claims(document: Table, titles: Sequence[str]) -> list[str]:
    """Take titles out of the rule `by-hand`; return its comments where none is left, and the rule goes."""
    rule = _by_hand(document)
    if rule is None:
        return []
    _drop(rule["title"], "equals", titles)
    _drop(rule, "matches", titles)
    if rule["title"]:
        _notice_looser(rule)
        return []
    comments = [item.as_string().strip() for _, item in rule.value.body if isinstance(item, Comment)]
    document["rule"].remove(rule)
    if not document["rule"]:
        del document["rule"]
    return comments


def _notice_looser(rule: Table) -> None:
    if titles := _texts(rule["title"], "equals"):
        _grow(rule, "rejects", near_misses(titles, _texts(rule, "rejects")))


def _texts(table: Table, key: str) -> list[str]:
    value = table.get(key, [])
    return [value] if isinstance(value, str) else list(value)


def _grow(table: Table, key: str, texts: Iterable[str]) -> None:
    known = _texts(table, key)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if known and not isinstance(table[key], str):
        for text in new:
            table[key].append(tomlkit.value(quoted(text)))
    elif new:
        table[key] = tomlkit.value(listed([*known, *new]))


def _drop(table: Table, key: str, texts: Sequence[str]) -> None:
    known = _texts(table, key)
    out = [text for text in known if text in texts]
    if out == known:
        table.pop(key, None)
    else:
        for text in out:
            table[key].remove(text)


def _text(document: tomlkit.TOMLDocument, *lines: str) -> str:
    text = tomlkit.dumps(document)
    return "\n".join([text.rstrip("\n"), *lines, ""]) if lines else text
