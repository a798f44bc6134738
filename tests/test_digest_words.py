"""The digest's sentences: each kind of finding with its range, and nothing where there's none."""

from typing import Any

import pytest

from agent.digest_words import digest_in_words

X: dict[str, Any] = {"name": "X", "why": ["No lead in 45 h: at most one per 15 h (95 %).", "And more."]}
AHEAD = {"network": "linkedin", "name": "LinkedIn", "than": "x", "than_name": "X", "by": "outcomes"}
HOUR = 3600


def said(finding: Any, experiment: Any = None, guess: Any = None) -> list[str]:
    return digest_in_words(
        {"finding": finding, "experiment": experiment, "guess": guess},
        lambda seconds: f"{seconds / HOUR:g} h",
    )


@pytest.mark.parametrize(
    ("finding", "sentences"),
    [
        (
            {"turned": {"before": "Keep it.", "now": "Cut back."}, "row": X},
            ["X: cut back, a week ago keep it.", "No lead in 45 h: at most one per 15 h (95 %)."],
        ),
        (
            {"unusual": {"seconds": 9 * HOUR, "least": HOUR, "most": 3 * HOUR}, "row": X},
            ["X: 9 h last week, between 1 h and 3 h in the eight weeks before."],
        ),
        (
            {"unusual": {"seconds": 9 * HOUR, "least": HOUR, "most": HOUR}, "row": X},
            ["X: 9 h last week, 1 h in each of the eight weeks before."],
        ),
        (
            {"ahead": AHEAD | {"chance": 0.93}, "row": X},
            ["93 % sure that LinkedIn brings more outcomes an hour than X."],
        ),
        (
            {"ahead": AHEAD | {"chance": 0.999}, "row": X},
            ["More than 99 % sure that LinkedIn brings more outcomes an hour than X."],
        ),
        (
            {"ahead": AHEAD | {"by": "answers", "chance": 0.8}, "row": X},
            ["80 % sure that time on LinkedIn is more often worth it to you than on X."],
        ),
        (None, []),
    ],
)
def test_a_finding_is_told_with_its_range(finding: Any, sentences: list[str]) -> None:
    assert said(finding) == sentences


def test_an_experiment_goes_with_what_was_found_and_alone_is_nothing_new() -> None:
    off = {"name": "X", "off": True, "week": 3}
    assert said(None, off) == []
    guess = {"on": "2026-11-02", "guessed_seconds_a_day": HOUR, "seconds_a_day": 2 * HOUR}
    assert said(None, off, guess) == [
        "You guessed 1 h a day; it was 2 h.",
        "Week 3 of your experiment: X is off.",
    ]
