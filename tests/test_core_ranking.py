"""Which network gives more: told where there is something to tell it by, and only of what is known well."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from agent.core.exposure import HOUR, Weeks
from agent.core.ledger import Answer, Rating
from agent.core.looks import Case, Look, Stakes, look
from agent.core.periods import WEEK
from agent.core.ranking import ahead_by_answers, ahead_by_outcomes
from agent.core.worth import Valued

START = date(2026, 1, 5)
STAKES = Stakes(60.0, 600.0, mean_lag=HOUR)  # break-even: one outcome in ten hours


def seen(outcomes: int = 0, answers: str = "", *, hours: float = 4.0) -> Look:
    """What is known of a network after 13 weeks that count."""
    day = timedelta(days=1)
    weeks = Weeks(START, [hours] * 14)
    came = [Valued(START + (8 + number) * day, 1.0, 600.0) for number in range(outcomes)]
    begun = [datetime.combine(START + (8 + number) * day, time(12), UTC) for number in range(len(answers))]
    said = {"y": Answer.YES, "n": Answer.NO}
    rated = [Rating("", "x", at, at + HOUR, said[each]) for at, each in zip(begun, answers, strict=True)]
    return look(Case(weeks, came, rated), STAKES, at=START + 14 * WEEK)


def test_the_network_with_most_outcomes_an_hour_is_set_against_each_other() -> None:
    looks = {"many": seen(12), "few": seen(2), "none": seen()}
    ahead = {(each.network, each.than): each.chance for each in ahead_by_outcomes(looks, STAKES)}
    assert set(ahead) == {("many", "few"), ("many", "none")}
    assert 0.9 < ahead["many", "few"] < ahead["many", "none"] < 1


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param({}, id="no networks"),
        pytest.param({"one": seen(5)}, id="one network alone"),
        pytest.param({"one": seen(), "other": seen()}, id="neither gave anything"),
        pytest.param({"one": seen(5), "other": seen(hours=0.1)}, id="too few hours on the other"),
    ],
)
def test_without_something_to_tell_it_by_nothing_is_told(looks: dict[str, Look]) -> None:
    assert list(ahead_by_outcomes(looks, STAKES)) == []
    assert list(ahead_by_answers(looks)) == []


def test_without_an_own_rate_outcomes_rank_nothing() -> None:
    assert list(ahead_by_outcomes({"one": seen(5), "other": seen()}, Stakes())) == []


def test_a_network_that_little_is_known_of_hides_no_other_comparison() -> None:
    looks = {"lucky": seen(1, "yyy", hours=0.2), "good": seen(9, "y" * 18 + "nn"), "bad": seen(1, "n" * 20)}
    assert [each[:2] for each in ahead_by_outcomes(looks, STAKES)] == [("good", "bad")]
    ((network, than, chance),) = ahead_by_answers(looks)
    assert (network, than) == ("good", "bad")
    assert chance > 0.99
