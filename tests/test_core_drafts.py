"""What titles have in common, and what a rule for it must not claim."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.core.drafts import SEPARATORS, Draft, drafted, id_of, near_misses
from agent.core.model import Network
from agent.core.patterns import Patterns
from agent.core.rules import Condition, NetworkRules, Operator, Rule
from agent.core.titles import clean
from agent.rulebook.compiled import build_match
from agent.rulebook.network_file import Examples, NetworkFile
from agent.rulebook.strictness import unnoticed

COLON = "\N{FULLWIDTH COLON}"


@pytest.mark.parametrize(
    ("titles", "operator", "text", "reject"),
    [
        (["Anna | Plantbook", "Bea | Plantbook"], "ends_with", " | Plantbook", "About Plantbook"),
        (["Anna - A | P", "Bea - A | P"], "ends_with", " - A | P", "About A | P"),
        (["Anna | P", "Bella | P"], "ends_with", " | P", "About P"),
        (["A | P", "Bea - A | P"], "ends_with", " | P", "About P"),
        (["首页_知乎", "发现_知乎"], "ends_with", "_知乎", "About 知乎"),
        (["Plantbook - Anna", "Plantbook - Bea"], "starts_with", "Plantbook - ", "Plantbook and others"),
        (["P | A - Anna", "P | A - Bea"], "starts_with", "P | A - ", "P | A and others"),
        ([f"知乎{COLON}首页", f"知乎{COLON}发现"], "starts_with", f"知乎{COLON}", "知乎 and others"),
        (["P | Anna | P", "P | Bea | P"], "ends_with", " | P", "About P"),
    ],
)
def test_what_all_end_with_is_the_rule_or_else_what_they_begin_with(
    titles: list[str], operator: str, text: str, reject: str
) -> None:
    assert drafted(titles) == Draft(Condition(Operator(operator), (text,)), (reject,))


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param([], id="no title"),
        pytest.param(["Anna | Plantbook"], id="one title"),
        pytest.param(["Anna | Plantbook"] * 2, id="one title twice"),
        pytest.param(["Anna | Plantbook", "Plantbook"], id="one without a separator"),
        pytest.param(["Anna Plantbook", "Bea Plantbook"], id="a word, but no separator"),
        pytest.param(["Anna | Plantbook", "Bea - Plantbook"], id="different separators"),
        pytest.param(["Anna | !", "Bea | !"], id="nothing that could be a name"),
        pytest.param(["Anna-P", "Bea-P"], id="a hyphen within a word"),
    ],
)
def test_where_nothing_is_in_common_there_is_no_draft(titles: list[str]) -> None:
    assert drafted(titles) is None


TEXT = st.text(max_size=6) | st.sampled_from([*SEPARATORS, "a", "b c", " ", "知", "_", "|"])
TITLE = st.lists(TEXT, max_size=5).map("".join).map(clean).filter(bool)


def claimed_by(condition: Condition, titles: list[str]) -> list[bool]:
    rules = NetworkRules(Network("it", "It"), (Rule("page", (condition,)),))
    patterns = Patterns([rules], build_match)
    return [bool(patterns.find(title).claims) for title in titles]


def all_looser_are_noticed(condition: Condition, rejects: tuple[str, ...]) -> bool:
    rules = NetworkRules(Network("it", "It"), (Rule("page", (condition,)),))
    return not list(unnoticed(NetworkFile(rules, {"page": Examples((), rejects)})))


@given(st.sets(TITLE, min_size=2, max_size=4), st.sampled_from(SEPARATORS), TITLE, st.booleans())
def test_a_draft_claims_all_titles_and_every_looser_rule_is_noticed(
    heads: set[str],
    separator: str,
    name: str,
    ends: bool,  # noqa: FBT001  drawn
) -> None:
    assume(any(map(str.isalnum, name)))
    signed = [clean(f"{head}{separator}{name}" if ends else f"{name}{separator}{head}") for head in heads]
    assume(len(set(signed)) > 1)
    draft = drafted(signed)
    assert draft is not None
    assert all(claimed_by(draft.condition, signed))
    assert not any(claimed_by(draft.condition, list(draft.rejects)))
    assert all_looser_are_noticed(draft.condition, draft.rejects)


@given(st.sets(TITLE, min_size=1, max_size=4), st.sets(TITLE, max_size=4))
def test_near_misses_are_none_of_the_titles_and_every_looser_rule_is_noticed(
    titles: set[str], rejects: set[str]
) -> None:
    rejects -= titles
    missed = tuple(rejects) + tuple(near_misses(titles, rejects))
    exactly = Condition(Operator.EQUALS, tuple(sorted(titles)))
    assert titles.isdisjoint(missed)
    assert all_looser_are_noticed(exactly, missed)
    assert list(near_misses(titles, missed)) == []


@pytest.mark.parametrize(
    ("name", "its_id"),
    [
        ("Plantbook", "plantbook"),
        ("Café Ö!", "cafe-o"),
        ("VK (ВКонтакте)", "vk"),
        ("ﬁve ①", "five-1"),
        ("花园", ""),
        ("../../etc", "etc"),
        ("a" * 31 + " b", "a" * 31),
        ("\x1b[31m", "31m"),
    ],
)
def test_a_name_gives_an_id(name: str, its_id: str) -> None:
    assert id_of(name) == its_id


@given(st.text())
def test_an_id_is_always_one_that_a_file_may_have(name: str) -> None:
    assert re.fullmatch("([a-z0-9][a-z0-9-]{0,31})?", id_of(name))
