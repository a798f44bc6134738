"""Answers are one for a session, questions are remembered with their chance, and a told budget stays told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.core.asking import Asked
from agent.core.ledger import Answer
from agent.core.periods import Period
from agent.core.summaries import Session
from agent.store.database import opened
from agent.store.ratings import Ratings

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEK = Period("week", START - timedelta(days=3), START + timedelta(days=4))


def session(start: float, end: float, network: str = "linkedin") -> Session:
    return Session(network, START + start * MINUTE, START + end * MINUTE, (end - start) * MINUTE)


@pytest.fixture
def ratings(tmp_path: Path) -> Iterator[Ratings]:
    with opened(tmp_path / "timesink.db") as store:
        yield Ratings(store.file)


def test_what_is_said_comes_back(ratings: Ratings) -> None:
    said = ratings.rate(session(0, 25), Answer.PARTLY, longer=True, now=START)
    assert (said.network, said.start, said.end) == ("linkedin", START, START + 25 * MINUTE)
    assert (said.answer, said.longer, said.probability) == (Answer.PARTLY, True, None)
    assert len(said.uid) == 32
    other = ratings.rate(session(60, 70), Answer.NO, longer=None, now=START)
    assert ratings.within(WEEK) == [said, other]
    assert ratings.within(Period("later", START + MINUTE, WEEK.end)) == [other]
    assert ratings.within(Period("early", START, START + MINUTE)) == [said]


def test_a_session_has_one_answer_also_when_it_has_grown_since(ratings: Ratings) -> None:
    ratings.rate(session(0, 25), Answer.YES, longer=None, now=START)
    ratings.rate(session(0, 25, "x"), Answer.YES, longer=None, now=START)
    ratings.rate(session(25, 30), Answer.YES, longer=None, now=START)
    ratings.rate(session(0, 20), Answer.NO, longer=False, now=START)
    ratings.rate(session(0, 20), Answer.NO, longer=False, now=START)
    said = [(each.network, each.answer.value, each.longer) for each in ratings.within(WEEK)]
    assert sorted(said) == [("linkedin", "no", False), ("linkedin", "yes", None), ("x", "yes", None)]
    assert ratings.tally("linkedin") == {Answer.YES: 1, Answer.NO: 1}
    assert ratings.tally("nobody") == {}


def test_the_chance_of_a_drawn_session_goes_with_its_answer_however_it_came(ratings: Ratings) -> None:
    ratings.ask(session(0, 25), 0.5, START + 25 * MINUTE)
    assert ratings.asked_since(WEEK.start) == [Asked(START + 25 * MINUTE, answered=False)]
    drawn = ratings.rate(session(0, 40), Answer.NO, longer=None, now=START)
    again = ratings.rate(session(0, 40), Answer.YES, longer=None, now=START)
    by_hand = ratings.rate(session(50, 60), Answer.NO, longer=None, now=START)
    assert (drawn.probability, again.probability, by_hand.probability) == (0.5, 0.5, None)
    assert ratings.asked_since(WEEK.start) == [Asked(START + 25 * MINUTE, answered=True)]
    assert ratings.asked_since(START + 26 * MINUTE) == []


def test_a_question_that_nobody_saw_was_never_asked(ratings: Ratings) -> None:
    ratings.ask(session(0, 5), 0.5, START)
    ratings.withdraw(ratings.ask(session(60, 75), 0.5, START + MINUTE))
    assert ratings.asked_since(WEEK.start) == [Asked(START, answered=False)]
    assert ratings.rate(session(60, 75), Answer.NO, longer=None, now=START).probability is None


def test_a_budget_that_was_told_of_stays_told_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "timesink.db"
    with opened(path) as store:
        for minutes in (24, 24, 30):
            Ratings(store.file).tell("x", START, minutes * MINUTE)
        Ratings(store.file).untell("x", START, 30 * MINUTE)
    with opened(path) as store:
        ratings = Ratings(store.file)
        assert ratings.told("x", START) == {24 * MINUTE}
        assert ratings.told("y", START) == ratings.told("x", START + MINUTE) == set()
        ratings.tell("y", START + timedelta(days=16), MINUTE)
        assert ratings.told("x", START) == set()


@pytest.mark.parametrize("damaged", [0, -0.5, 1.5, 9e999, -9e999, "nan", b"\xff"])
def test_a_chance_that_none_can_have_been_counts_as_unasked(
    ratings: Ratings, tmp_path: Path, damaged: object
) -> None:
    ratings.ask(session(0, 25), 0.5, START)
    ratings.rate(session(0, 25), Answer.NO, longer=None, now=START)
    ratings.ask(session(60, 75), 0.5, START)
    with closing(sqlite3.connect(tmp_path / "timesink.db")) as cursor, cursor:
        cursor.execute("UPDATE ratings SET probability = ?", (damaged,))
        cursor.execute("UPDATE prompts SET probability = ?", (damaged,))
    assert ratings.rate(session(60, 75), Answer.YES, longer=None, now=START).probability is None
    assert [each.probability for each in ratings.within(WEEK)] == [None, None]
