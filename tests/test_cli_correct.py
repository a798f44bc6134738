"""Corrections by hand and rules applied to the past: real commands, a real agent, a real database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desktop import until
from running import Home, agent, home
from test_cli import run, span

from agent.core.model import Front
from agent.store.database import opened

PHOTOS = Front((), None, None, "Chromium", "Photos")
STITCHES = Front((), None, None, "Chromium", "Stitches | Knit")
TWO = """schema = 1
id = "{name}"
name = "{name}"
[[rule]]
id = "page"
why = "so"
title.{how} = "{text}"
matches = ["{title}"]
rejects = ["Other"]
"""


@pytest.fixture
def user() -> Iterator[Home]:
    """Somebody whose agent runs, with photos and stitches of yesterday that no network claims."""
    with home() as at:
        at.environment |= {"TZ": "UTC"}
        at.database.parent.mkdir(parents=True, mode=0o700)
        with opened(at.database) as store:
            store.keep([span(0, 20, PHOTOS), span(20, 10, STITCHES), span(30, 5, PHOTOS)])
        with agent(at, seeing=False):
            at.until(lambda status: not status["rereading"]["running"], "status")
            yield at


def minutes(at: Home) -> dict[str | None, float]:
    rows = at.get("summary", period="yesterday")["rows"]
    return {row["key"]: row["seconds"] / 60 for row in rows}


def own(at: Home, name: str) -> Path:
    at.rules.mkdir(parents=True, exist_ok=True)
    return at.rules / f"{name}.toml"


def test_a_page_is_given_away_and_the_summary_says_so(user: Home) -> None:
    assert run(user, "correct", "Photos", "Instagram") == (
        0,
        "“Photos”: 25 min of 7d are Instagram's now.\n",
        "",
    )
    assert minutes(user) == {"instagram": 25, None: 10}
    assert "25 min count differently than at first" in run(user, "summary", "yesterday")[1]
    assert not user.rules.exists()
    assert run(user, "correct", "Photos", "nobody")[0] == 0
    assert minutes(user) == {None: 35}
    assert "differently" not in run(user, "summary", "yesterday")[1]


def test_a_title_may_have_the_browsers_ending(user: Home) -> None:
    assert run(user, "correct", "(2) Photos - Chromium", "Instagram")[0] == 0
    assert minutes(user) == {"instagram": 25, None: 10}


def test_what_is_nobodys_by_hand_is_sorted(user: Home) -> None:
    assert "Photos" in run(user, "unsorted")[1]
    assert run(user, "correct", "Photos", "x")[0] == 0
    assert run(user, "correct", "Photos", "nobody")[0] == 0
    shown = run(user, "unsorted")[1]
    assert "Photos" not in shown
    assert "Stitches" in shown


def test_what_was_nobodys_is_said_not_to_be_listed_any_more(user: Home) -> None:
    code, shown, _ = run(user, "correct", "Stitches | Knit", "nobody")
    assert (code, shown) == (0, "“Stitches | Knit” is nobody's by your word: it isn't listed any more.\n")
    assert "Stitches" not in run(user, "unsorted")[1]
    assert run(user, "correct", "Stitches | Knit", "nobody")[0] == 1


def test_braces_in_a_title_are_a_title_s(user: Home) -> None:
    with opened(user.database) as store:
        store.keep([span(60, 5, replace(PHOTOS, page_title="Use {name} or {"))])
    shown = run(user, "correct", "Use {name} or {", "Instagram")
    assert shown == (0, "“Use {name} or {”: 5 min of 7d are Instagram's now.\n", "")


def test_what_changes_nothing_ends_with_1(user: Home) -> None:
    code, shown, _ = run(user, "correct", "Phots", "x")
    assert (code, shown.split(",")[0]) == (1, "No page of that title was tracked in that period")
    assert run(user, "correct", "Photos", "x", "--period", "today")[0] == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["Photos", "facebok"], 2, "'facebok' is no network that is known. Did you mean `facebook`?"),
        (["Photos", "x", "--period", "nonsense", "--always"], 2, "'nonsense' is no period."),
        (["Photos", "nobody", "--always"], 1, "no rule claims that title, so none can be kept from it."),
    ],
)
def test_what_is_refused_writes_no_rule(user: Home, words: list[str], code: int, sentence: str) -> None:
    found, _, told = run(user, "correct", *words)
    assert (found, told[: len(sentence) + 10]) == (code, f"timesink: {sentence}")
    assert not list(user.rules.glob("*.toml"))


def test_for_always_means_from_now_on_too(user: Home) -> None:
    code, shown, _ = run(user, "correct", "Photos", "x", "--always")
    assert (code, shown.splitlines()[-1]) == (0, f"Always from now on: {own(user, 'x')} says so.")
    assert "by rule 'by-hand'" in run(user, "rules", "explain", "Photos")[1]
    assert run(user, "rules", "check")[0] == 0
    again = run(user, "correct", "Photos", "x", "--always", "--period", "today")
    assert again == (0, f"Always from now on: {own(user, 'x')} says so.\n", "")


def test_for_nobody_s_always_all_that_claim_it_are_told(user: Home) -> None:
    own(user, "strong").write_text(
        TWO.format(name="strong", how="ends_with", text=" | Knit", title="A | Knit")
    )
    own(user, "weak").write_text(TWO.format(name="weak", how="contains", text="Stitches", title="Stitches"))
    user.until(lambda networks: len(networks["networks"]) == 84, "networks")
    assert run(user, "correct", "Stitches | Knit", "nobody", "--always")[0] == 0
    assert "verdict     no network" in run(user, "rules", "explain", "Stitches | Knit")[1]


def test_a_file_that_cannot_be_read_is_told_and_left_alone(user: Home) -> None:
    own(user, "x").write_bytes(b"# caf\xe9\n")
    code, _, told = run(user, "correct", "Photos", "x", "--always")
    assert (code, "is not UTF-8" in told) == (1, True)
    assert own(user, "x").read_bytes() == b"# caf\xe9\n"


def test_new_rules_are_applied_to_the_past_by_themselves_and_on_demand(user: Home) -> None:
    run(user, "rules", "new", "Knit", "Stitches | Knit", "Wool | Knit")
    user.until(lambda status: not status["rereading"]["running"], "status")
    until(lambda: "knit" in minutes(user))
    assert minutes(user) == {"knit": 10, None: 25}
    assert run(user, "rules", "apply", "--since", "7d") == (0, "All counts as before.\n", "")
    assert run(user, "rules", "apply", "--since", "someday")[0] == 2


def test_without_an_agent_it_says_who_must_run() -> None:
    with home() as at:
        code, _, told = run(at, "correct", "Photos", "x")
        assert (code, told.partition(",")[0]) == (1, "timesink: no agent runs")
        assert run(at, "rules", "apply")[0] == 1
        code, shown, _ = run(at, "correct", "Photos", "x", "--always")
        assert (code, shown.splitlines()[0].partition(":")[0]) == (0, "No agent runs")
        code, _, told = run(at, "correct", "Stitches", "nobody", "--always")
        assert (code, "corrected" in told) == (1, False)
