"""Rule files in plain TOML: as a first one is written, and each rule that is added."""

import json
from collections.abc import Iterable, Sequence

from agent.cli.output import HARMFUL
from agent.core.drafts import Draft
from agent.core.model import Network
from agent.core.rules import Operator

WIDTH = 96
"""columns that a list may take on one line"""


def new_file(network: Network, draft: Draft | None, titles: Sequence[str]) -> str:
    """Return a file for a network by its hosts, and by what the titles of its pages have in common."""
    lines = ["schema = 1", f"id = {quoted(network.id)}", f"name = {quoted(network.name)}"]
    if network.hosts:
        lines.append(f"hosts = {listed(network.hosts)}")
    if draft is not None:
        operator, (text,) = draft.condition.operator, draft.condition.texts
        so = "end" if operator is Operator.ENDS_WITH else "begin"
        title = f"title.{operator} = {quoted(text)}"
        lines += rule_lines("page", f"All pages that were seen {so} so.", title, titles, draft.rejects)
    return "\n".join(lines) + "\n"


def first_file(network: str) -> str:
    """Return a user's first file for a network that is shipped."""
    return f"schema = 1\nid = {quoted(network)}\nextends = true\n"


def rule_lines(name: str, why: str, title: str, matches: Sequence[str], rejects: Iterable[str]) -> list[str]:
    """Return a rule with its proof, after an empty line."""
    head = ["", "[[rule]]", f"id = {quoted(name)}", f"why = {quoted(why)}", title]
    return [*head, f"matches = {listed(matches)}", f"rejects = {listed([*rejects])}"]


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list, on lines of their own where one is too short for them."""
    line = f"[{', '.join(map(quoted, texts))}]"
    return line if len(line) <= WIDTH else "\n".join(["[", *(f"    {quoted(text)}," for text in texts), "]"])


def quoted(text: str) -> str:
    """Return a text as TOML writes it, with an escape for all that could do harm to who sees it."""
    safe = json.dumps(as_judged(text), ensure_ascii=False)
    return HARMFUL.sub(lambda found: "".join(f"\\u{ord(letter):04X}" for letter in found[0]), safe)


def as_judged(text: str) -> str:
    """Return a text as rules see it: half a surrogate pair, which no file can hold, is a question mark."""
    return text.encode(errors="replace").decode()
