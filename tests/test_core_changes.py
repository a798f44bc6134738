"""What was seen is judged again: by new rules, or by hand."""

from dataclasses import replace

import pytest

from agent.core.changes import corrected, judged_by, learned
from agent.core.matching import Ruleset
from agent.core.model import Front, Network
from agent.core.rules import Condition, NetworkRules, Operator, Rule
from agent.core.titles import Browser
from agent.rulebook.compiled import build_match

FACE = NetworkRules(
    Network("face", "Face", hosts=("face.com",), apps=("Facer",)),
    (Rule("page", (Condition(Operator.ENDS_WITH, (" | Face",)),), "post"),),
    except_titles=(Condition(Operator.EQUALS, ("Help",)),),
)
CHAT = NetworkRules(
    Network("chat", "Chat", hosts=("chat.org",)),
    (Rule("page", (Condition(Operator.ENDS_WITH, (" | Chat",)),)),),
)
RULES = Ruleset([FACE, CHAT], [Browser("fox", "Fox", ("fox",))], build_match)
SEEN = Front(app="fox", page_title="Anna | Face")


def front(title: str | None, networks: str = "", rule: str | None = None, app: str = "fox") -> Front:
    return Front(tuple(networks.split()), None, rule, app, title)


@pytest.mark.parametrize(
    ("seen", "networks", "rule"),
    [
        pytest.param(front("Anna | Face"), "face", "page", id="what a new rule claims"),
        pytest.param(front("Anna | Chat", "face", "old"), "chat", "page", id="what another claims now"),
        pytest.param(front("Anna", "face", "old"), "", None, id="what no rule claims any more"),
        pytest.param(front("Anna", "face chat"), "", None, id="what was contested by titles"),
        pytest.param(front("Anna", "face", "host"), "face", "host", id="an address goes on deciding"),
        pytest.param(front("Anna | Chat", "face", "host"), "face", "host", id="and no title overrules it"),
        pytest.param(front("Help", "face", "host"), "", "host", id="but an exception does"),
        pytest.param(front("Anna | Face", "", "host"), "", "host", id="nobody's by its address stays so"),
        pytest.param(front("Anna", "chat face", "host"), "chat face", "host", id="contested by addresses"),
        pytest.param(
            front("Anna", "gone", "page"), "gone", "page", id="a network that is gone keeps its time"
        ),
        pytest.param(front("Anna | Face", "gone", "page"), "face", "page", id="but where another claims it"),
        pytest.param(front("Anna | Face", "chat", "hand"), "chat", "hand", id="what somebody said stands"),
        pytest.param(front(None, "face", "page"), "face", "page", id="a title that is forgotten"),
        pytest.param(front(None, "face", "host", "chrome"), "face", "host", id="a web app without its page"),
        pytest.param(front("Anna", "face", "host", "chrome"), "face", "host", id="and with a title"),
        pytest.param(front(None, app="facer"), "face", "app", id="a program that a network lists now"),
        pytest.param(
            front(None, "face", "app", "other"), "face", "app", id="and one that none lists any more"
        ),
    ],
)
def test_by_rules(seen: Front, networks: str, rule: str | None) -> None:
    again = judged_by(RULES)(seen)
    assert (" ".join(again.networks), again.rule) == (networks, rule)
    assert (again.page_title, again.app) == (seen.page_title, seen.app)
    assert judged_by(RULES)(again) == again, "twice is once"


def test_by_rules_the_activity_is_told_too() -> None:
    assert judged_by(RULES)(replace(SEEN, networks=("face",), rule="host")).activity == "post"
    assert judged_by(RULES)(SEEN).activity == "post"


def test_by_hand_just_that_title_changes() -> None:
    given, taken = corrected("Anna | Face", "chat"), corrected("Anna | Face", None)
    assert given(SEEN) == replace(SEEN, networks=("chat",), rule="hand")
    assert taken(given(SEEN)) == replace(SEEN, networks=(), rule="hand")
    other = replace(SEEN, page_title="Berta | Face")
    assert (given(other), given(front(None))) == (other, front(None))


def test_what_is_learned_of_one_thing_is_of_no_other() -> None:
    known = replace(SEEN, networks=("face",), rule="host")
    assert learned(SEEN, known)(SEEN) == known
    other = replace(SEEN, app="wolf")
    assert learned(SEEN, known)(other) == other
