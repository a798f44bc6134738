"""Anchored texts are found as if each had been tried."""

from hypothesis import given
from hypothesis import strategies as st

from agent.core.literals import Literals
from agent.core.rules import Condition, Operator

texts = st.text("ab |é", min_size=1, max_size=6)
conditions = st.builds(
    Condition,
    st.sampled_from(Operator),
    st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
)
TRIED = {Operator.EQUALS: str.__eq__, Operator.STARTS_WITH: str.startswith, Operator.ENDS_WITH: str.endswith}


@given(st.lists(conditions, max_size=8), texts | st.just(""))
def test_the_same_is_found_as_by_trying_each(some: list[Condition], title: str) -> None:
    tried = {
        number
        for number, each in enumerate(some)
        if each.operator in TRIED and any(TRIED[each.operator](title, text) for text in each.texts)
    }
    assert Literals(some).find(title) == tried
