"""JSON read piece by piece is what it would be read whole, wherever the pieces end."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.importers import jsons
from agent.importers.jsons import Broken, values

KEYS = st.sampled_from(["a", "b", "*", ""])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=25,
)
ENDS = st.lists(
    st.lists(st.sampled_from(["a", "b", "*", None]), min_size=1, max_size=3).map(tuple), max_size=3
)


def expected(value: Any, ends: list[Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    def fits(end: tuple[str | None, ...]) -> bool:
        tail = path[len(path) - len(end) :] if len(path) >= len(end) else None
        return tail is not None and all(one in (None, other) for one, other in zip(end, tail, strict=True))

    if any(map(fits, ends)):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from expected(each, ends, (*path, key))
    elif isinstance(value, list):
        for each in value:
            yield from expected(each, ends, (*path, "*"))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TREES,
    ENDS,
    st.integers(1, 12),
    st.sampled_from([None, 1]),
    st.sampled_from(["", "window.YTD.a.part0 = "]),
)
def test_in_pieces_it_is_what_it_is_whole(
    tree: Any, ends: list[Any], chunk: int, indent: int | None, prefix: str
) -> None:
    tree = [tree]  # a number alone may be half a number
    text = json.dumps(tree, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        if not prefix:  # the name of its variable must lie in the first piece
            patch.setattr(jsons, "CHUNK", chunk)
        read = list(values(io.StringIO(f"{prefix}{text}{';' * bool(prefix)}"), ends))
    assert read == list(expected(tree, ends))


@pytest.mark.parametrize("cut", ["0", "0.", "0.2", "-", "-0.", "1e", "1e-"])
def test_half_a_number_is_none(cut: str) -> None:
    found = []
    with pytest.raises(Broken):
        found.extend(values(io.StringIO(f"[0.28125, {cut}"), [("*",)]))
    assert found == [(("*",), 0.28125)]


@given(TREES, st.integers(1, 12), st.data())
def test_cut_anywhere_it_gives_a_beginning_of_what_it_is_whole(tree: Any, chunk: int, data: Any) -> None:
    text = json.dumps([tree, tree])
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsons, "CHUNK", chunk)
        try:
            found.extend(values(io.StringIO(cut), [("*",)]))
        except Broken:
            assert cut
        else:
            assert not cut
    assert found == [(("*",), tree)] * len(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 100_000, "is nested too deeply|is cut off"),
        ("[" * 900 + "]" * 900, "is nested too deeply"),
        ('{"a":' * 100_000, "is nested too deeply|is cut off"),
        ("hello", "is cut off, or no JSON"),
        ("[1, 2", "is cut off"),
        ('["' + "x" * 9_000_000 + '"]', "too large"),
        ("[1 2]", "no JSON"),
    ],
)
def test_what_is_no_json_is_told(text: str, told: str) -> None:
    with pytest.raises(Broken, match=told):
        list(values(io.StringIO(text), [("b", "*")]))


def test_nothing_at_all_has_no_values() -> None:
    assert list(values(io.StringIO(""), [("*",)])) == list(values(io.StringIO(" \n"), [("*",)])) == []


@pytest.mark.parametrize("at", [0, 7, jsons.CHUNK - 2500, 3 * jsons.CHUNK])
def test_a_number_without_end_costs_no_other_value(at: int) -> None:
    text = f"[{' ' * at}1, {'9' * 5000}, -{'9' * 5000}, 12345678901234567890123]"
    assert [value for _, value in values(io.StringIO(text), [("*",)])] == [
        *(1, float("inf"), float("inf")),
        12345678901234567890123,
    ]
