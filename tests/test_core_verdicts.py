"""Verdicts: what they rest on, what they say, and how often they're right."""

import random
from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.exposure import HOUR, Weeks
from agent.core.ledger import Answer, Rating
from agent.core.looks import Case, Look, Stakes, look
from agent.core.money import value
from agent.core.periods import WEEK
from agent.core.prospects import by_week
from agent.core.reasons import (
    Answered,
    AskAgain,
    AskLonger,
    BreakEven,
    CutBack,
    Drop,
    ExtraHours,
    Keep,
    LongSessions,
    MoreAnswers,
    MoreHours,
    MoreOutcomes,
    NoBusiness,
    NoDay,
    NotCounted,
    NotEnough,
    NothingCame,
    OneCarries,
    Pays,
    TooEarly,
    TooFewAnswers,
    TooFewWeeks,
)
from agent.core.sentences import change_in_words, verdict_in_words, why_in_words
from agent.core.verdicts import judge, lean
from agent.core.worth import Valued

START = date(2026, 1, 5)
DAY = timedelta(days=1)
AT_ONCE = Stakes(60.0, 600.0, mean_lag=HOUR, social=False)
LATER = replace(AT_ONCE, mean_lag=3 * WEEK)
ANSWERS_ALONE = Stakes()
BOTH = replace(AT_ONCE, social=True)


def weeks(number: int, hours: float = 4.0) -> Weeks:
    return Weeks(START, [hours] * number)


def deals(*days: int, money: float = 600.0) -> list[Valued]:
    """Outcomes so many days after the start."""
    return [Valued(START + day * DAY, 1.0, money) for day in days]


def ratings(answers: str, *, minutes: float = 20, first: int = 7) -> list[Rating]:
    """An answer a day: y, p or n."""
    meaning = {"y": Answer.YES, "p": Answer.PARTLY, "n": Answer.NO}
    begun = [datetime.combine(START + (first + day) * DAY, time(12), UTC) for day in range(len(answers))]
    long = timedelta(minutes=minutes)
    return [Rating("", "x", at, at + long, meaning[each]) for at, each in zip(begun, answers, strict=True)]


def kinds(parts) -> set[type]:
    return {type(part) for part in parts}


def judged(case: Case, stakes: Stakes, number: int):
    return judge(case, stakes, today=START + number * WEEK)


def test_a_network_that_gives_nothing_is_dropped_once_two_looks_agree() -> None:
    case = Case(weeks(20))
    said = [type(judged(case, AT_ONCE, number)) for number in range(1, 21)]
    assert said.index(CutBack) == 9  # after the warm-up, eight weeks of 4 h are three break-even periods
    assert said.index(Drop) == 13  # to be sure enough of what can hardly be taken back takes longer
    assert set(said[:9]) == {NotEnough}
    assert set(said[9:13]) == {CutBack}
    assert set(said[13:]) == {Drop}


def test_one_that_pays_well_is_kept() -> None:
    verdict = judged(Case(weeks(12), deals(*range(10, 80, 5))), AT_ONCE, 12)
    assert isinstance(verdict, Keep)
    assert kinds(verdict.why) == {Pays}
    assert kinds(verdict.change) == {MoreHours}


def test_one_that_pays_as_much_as_anything_is_about_break_even() -> None:
    verdict = judged(Case(weeks(14), deals(15, 35, 55, 75, 90)), AT_ONCE, 14)
    assert isinstance(verdict, BreakEven)
    assert kinds(verdict.change) == {MoreOutcomes, MoreHours}


def test_one_that_is_unlikely_to_pay_is_cut_back() -> None:
    verdict = judged(Case(weeks(14), deals(30)), AT_ONCE, 14)
    assert isinstance(verdict, CutBack)
    assert kinds(verdict.why) == {Pays, OneCarries}
    assert kinds(verdict.change) == {MoreOutcomes}


def test_what_came_in_the_warm_up_never_counts() -> None:
    with_luck = judged(Case(weeks(14), deals(1, 2, 3, 4, 5, 6)), AT_ONCE, 14)
    assert with_luck == judged(Case(weeks(14)), AT_ONCE, 14)


def test_hours_before_the_first_day_that_counts_are_still_answered_after_it() -> None:
    since = START + 10 * WEEK
    known = look(Case(weeks(20), since=since), LATER, at=START + 20 * WEEK)
    assert (known.weeks, known.spent) == (10, 40 * HOUR)
    assert known.earned.hours == pytest.approx(40, rel=0.04)
    late = look(Case(Weeks(since, [4.0] * 10), since=since), LATER, at=START + 20 * WEEK)
    assert late.earned.hours < 30


def test_before_there_is_enough_it_says_when_there_will_be() -> None:
    verdict = judged(Case(weeks(5)), LATER, 5)
    assert isinstance(verdict, NotEnough)
    assert kinds(verdict.why) == {TooEarly, TooFewWeeks, NothingCame}
    (again,) = verdict.change
    case = Case(weeks(30))
    before, on = (judge(case, LATER, today=day) for day in (again.on - DAY, again.on))
    assert isinstance(before, NotEnough)
    assert not isinstance(on, NotEnough)


def test_hours_that_have_stopped_never_get_enough() -> None:
    case = Case(Weeks(START, [4.0] * 3 + [0.0] * 17))
    verdict = judged(case, AT_ONCE, 20)
    assert isinstance(verdict, NotEnough)
    assert verdict.change == (NoDay(),)


@pytest.mark.parametrize("number", [0, 1])
def test_before_the_first_week_that_counts_there_is_no_look(number: int) -> None:
    assert judged(Case(weeks(3)), AT_ONCE, number).look is None
    assert judged(Case(weeks(0)), AT_ONCE, number).look is None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param("y" * 30, Keep, id="kept by the answers alone"),
        pytest.param("n" * 30, Drop, id="dropped by the answers alone"),
        pytest.param("yn" * 15, BreakEven, id="neither"),
        pytest.param("p" * 30, BreakEven, id="partly is half a yes"),
        pytest.param("nnyny" * 6, CutBack, id="mostly not"),
        pytest.param("nnn", NotEnough, id="too few"),
    ],
)
def test_who_has_set_nothing_is_judged_by_the_answers(answers: str, expected: type) -> None:
    assert type(judged(Case(weeks(8), ratings=ratings(answers)), ANSWERS_ALONE, 8)) is expected


def test_who_has_answered_nothing_either_is_told_what_is_missing() -> None:
    verdict = judged(Case(weeks(8)), ANSWERS_ALONE, 8)
    assert verdict.why == (NoBusiness(), TooFewAnswers(0, 10))
    assert verdict.change == (NoDay(), MoreAnswers(10))
    money_alone = judged(Case(weeks(8)), Stakes(social=False), 8)
    assert (money_alone.why, money_alone.change) == ((NoBusiness(),), ())


def test_answers_that_keep_coming_tell_from_when_on() -> None:
    verdict = judged(Case(weeks(8), ratings=ratings("yyyyyyy", first=42)), ANSWERS_ALONE, 8)
    assert AskAgain(START + 11 * WEEK) in verdict.change


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param("", CutBack, id="never asked: it may be worth it otherwise"),
        pytest.param("n" * 30, Drop, id="both speak against it"),
        pytest.param("yn" * 15, BreakEven, id="one of them is undecided"),
        pytest.param("y" * 30, Keep, id="one of them speaks for it"),
    ],
)
def test_where_both_matter_it_is_dropped_only_if_both_are_low(answers: str, expected: type) -> None:
    assert type(judged(Case(weeks(14), ratings=ratings(answers)), BOTH, 14)) is expected


def test_extra_hours_that_give_nothing_are_cut_back_though_the_average_pays() -> None:
    alternating = Weeks(START, [2.0 + 18 * (at % 2) for at in range(40)])
    each_week = deals(*(7 * at + day for at in range(40) for day in (1, 2, 3, 4)))
    verdict = judged(Case(alternating, each_week), AT_ONCE, 40)
    assert isinstance(verdict, CutBack)
    extra = verdict.why[0]
    assert isinstance(extra, ExtraHours)
    assert extra.more / HOUR == pytest.approx(18, rel=0.01)
    assert abs(extra.money) < 10


def test_extra_hours_that_give_as_much_are_kept() -> None:
    alternating = Weeks(START, [2.0 + 6 * (at % 2) for at in range(40)])
    as_many = deals(*(7 * at + day for at in range(40) for day in range(1, 6 if at % 2 else 2)))
    assert isinstance(judged(Case(alternating, as_many), AT_ONCE, 40), Keep)


def test_long_sessions_that_are_regretted_are_cut_back() -> None:
    mixed = ratings("y" * 25, minutes=10) + ratings("n" * 8, minutes=60)
    verdict = judged(Case(weeks(10), deals(*range(8, 70, 4)), mixed), BOTH, 10)
    assert isinstance(verdict, CutBack)
    assert isinstance(verdict.why[0], LongSessions)


def test_a_lead_counts_until_its_deal_does() -> None:
    lead, deal = Valued(START + 20 * DAY, 1, 120, until=START + 40 * DAY), deals(40, money=700)[0]
    case = Case(weeks(10), [lead, deal])
    totals = [look(case, AT_ONCE, at=START + day * DAY).earned.total for day in (14, 21, 35, 42)]
    assert totals == [0, 120, 120, 700]


@given(st.lists(st.integers(0, 139), max_size=30), st.floats(0.1, 20), st.integers(2, 20))
def test_week_by_week_is_the_whole(days: list[int], lag: float, number: int) -> None:
    case = Case(weeks(20), deals(*days))
    stakes = replace(AT_ONCE, mean_lag=lag * WEEK)
    at = START + number * WEEK
    each, known = by_week(case, stakes, at=at), look(case, stakes, at=at)
    assert sum(week.hours for week in each) == pytest.approx(known.earned.hours, abs=1e-5)
    assert sum(week.events for week in each) == known.earned.events
    assert len(each) == known.weeks


ORDER = [Drop, CutBack, NotEnough, BreakEven, Keep]


@given(st.lists(st.integers(0, 97), max_size=12), st.integers(7, 97))
def test_one_more_typical_outcome_never_lowers_a_verdict(days: list[int], more: int) -> None:
    before, after = (
        type(judged(Case(weeks(14), deals(*each)), AT_ONCE, 14)) for each in (days, [*days, more])
    )
    if ExtraHours not in (before, after):
        assert ORDER.index(after) >= ORDER.index(before)


def simulated(truth: float, users: int, stakes: Stakes) -> list[type]:
    """Return the first verdict of each user of a network worth so many times what one's hours are.

    Where outcomes come later, their sizes are exponential.
    """
    draw = random.Random(11)  # noqa: S311  the same users every time
    case = Case(weeks(27))
    empty = [look(case, stakes, at=START + number * WEEK) for number in range(2, 28)]
    return [first_verdict(empty, truth / 10, draw, is_one_size=stakes is AT_ONCE) for _ in range(users)]


def first_verdict(empty: list[Look], rate: float, draw: random.Random, *, is_one_size: bool) -> type:
    comes, sums, at = [], [0.0], 0.0
    while rate and (at := at + draw.expovariate(rate)) < empty[-1].earned.hours:
        comes.append(at)
        sums.append(sums[-1] + (600 if is_one_size else draw.expovariate(1 / 600)))
    before = None
    for each in empty:
        number = bisect_right(comes, each.earned.hours)
        came = each.earned._replace(events=number, total=sums[number])
        chance = each.chance and value(came, own_rate=60, size=600).above(60)
        now = replace(each, chance=chance)
        if before and (said := lean(before, now, AT_ONCE)) in (Keep, Drop):
            return said
        before = now
    return NotEnough


@pytest.mark.parametrize("stakes", [AT_ONCE, LATER], ids=["at once, of one size", "later, of any size"])
@pytest.mark.parametrize(
    ("truth", "said", "least", "most"),
    [
        pytest.param(0.0, Drop, 0.99, 1, id="a worthless one is found"),
        pytest.param(0.2, Keep, 0, 0.01, id="a poor one is hardly ever kept"),
        pytest.param(2.0, Drop, 0, 0.005, id="one twice as good as break-even is hardly ever dropped"),
        pytest.param(4.0, Keep, 0.99, 1, id="a very good one is kept"),
    ],
)
def test_how_often_the_verdict_is_right(
    truth: float, said: type, least: float, most: float, stakes: Stakes
) -> None:
    first = simulated(truth, 2000 if (truth, stakes) == (2, LATER) else 400, stakes)
    assert least <= first.count(said) / len(first) <= most


IN_WEEKS = " in the {} whole weeks that count"
AT_MOST = "Even if that's bad luck, it gives at most one outcome per"


ALL_OF_IT = "All of the money that counts is one outcome"


def euros(amount: float) -> str:
    return f"{amount:.0f} €"


def told(case: Case, stakes: Stakes, number: int) -> list[str]:
    verdict = judged(case, stakes, number)
    return [
        verdict_in_words(verdict),
        *why_in_words(verdict, "Facebook", euros),
        *change_in_words(verdict, euros),
    ]


def test_sentences_for_a_network_that_gives_nothing() -> None:
    assert told(Case(weeks(14)), AT_ONCE, 14) == [
        "Drop it.",
        f"52 h on Facebook{IN_WEEKS.format(13)}, and no money came of it. {AT_MOST} 17 h (95 % sure).",
        "4 more outcomes of about 600 € would raise the verdict.",
    ]


def test_sentences_for_a_lucky_deal() -> None:
    assert told(Case(weeks(14), deals(30, money=3000)), AT_ONCE, 11)[:3] == [
        "About break-even.",
        "An hour on Facebook gives between 14 € and 173 € (80 % sure), a coin flip against your 60 €/h.",
        f"{ALL_OF_IT}; without it, an hour gives between 1 € and 29 € (80 % sure).",
    ]


def test_sentences_while_it_is_too_early() -> None:
    assert told(Case(weeks(9)), LATER, 9) == [
        "Not enough data yet.",
        f"24 h of 30 h have had time to pay{IN_WEEKS.format(8)}.",
        f"32 h on Facebook in those weeks, and no money came of it. {AT_MOST} 8.0 h (95 % sure).",
        "Ask again on 2026-03-30.",
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_before_the_first_look_it_says_when_there_may_be_one_and_what_it_takes(number: int) -> None:
    assert told(Case(weeks(number)), replace(LATER, social=True), number) == [
        "Not enough data yet.",
        "It takes 5 whole weeks after a first one of warm-up; none is over.",
        "By money it takes 30 h that have had time to pay.",
        "Your answers about sessions tell from 10 on.",
        "Ask again on 2026-02-16 at the earliest.",
    ]
    case = Case(weeks(8, hours=40), ratings=ratings("y" * 40))
    before, on = (type(judge(case, BOTH, today=date(2026, 2, 16) - ago * DAY)) for ago in (1, 0))
    assert (before, on) == (NotEnough, Keep)


@pytest.mark.parametrize(
    ("number", "whole_weeks", "stakes", "longer"),
    [
        pytest.param(30, 4, AT_ONCE, True, id="less than five whole weeks"),
        pytest.param(30, 0, AT_ONCE, True, id="not even one"),
        pytest.param(30, 7, AT_ONCE, True, id="too few hours, and more before it"),
        pytest.param(8, 6, AT_ONCE, False, id="too few hours, and hardly more before it"),
        pytest.param(30, 7, ANSWERS_ALONE, False, id="too few answers"),
    ],
)
def test_a_period_too_short_to_tell_by_is_said_to_be_so(
    number: int, whole_weeks: int, stakes: Stakes, *, longer: bool
) -> None:
    case = Case(weeks(number), since=START + (number - whole_weeks) * WEEK)
    verdict = judged(case, stakes, number)
    assert isinstance(verdict, NotEnough)
    assert (AskLonger() in verdict.change) is longer
    assert verdict.change


def test_figures_of_hardly_any_time_are_not_told_as_if_they_meant_something() -> None:
    assert (
        told(Case(weeks(9, 0.05)), LATER, 9)[2]
        == "24 min on Facebook in those weeks, and no money came of it."
    )


def test_what_is_kept_for_the_answers_says_them_first() -> None:
    lines = told(Case(weeks(14), ratings=ratings("y" * 30)), BOTH, 14)
    assert lines[0] == "Keep it."
    assert lines[1].startswith("98 % of the time was worth it, by 30 answers in the 13 whole weeks")
    assert lines[2].startswith("52 h on Facebook in those weeks, and no money came of it.")


def test_what_came_since_the_last_whole_week_is_said_not_to_count_yet() -> None:
    yesterday = judge(Case(weeks(14), deals(9, 30, 97, 99)), AT_ONCE, today=START + 100 * DAY)
    sentence = "600 € since 2026-04-13 isn't in it yet: it counts from 2026-04-20."
    assert why_in_words(yesterday, "Facebook", euros)[-1] == sentence
    rated = Case(weeks(14), deals(9, 98), [*ratings("y"), ratings("y" * 92)[-1]])
    both = judge(rated, BOTH, today=START + 100 * DAY)
    assert NotCounted(600, 1, START + 98 * DAY, START + 105 * DAY) in both.why
    assert "600 € and 1 answer since 2026-04-13 aren't in it yet: they" in why_in_words(both, "x", euros)[-1]


def test_a_look_that_says_more_than_the_one_before_says_which_day_would_bear_it_out() -> None:
    lucky = told(Case(weeks(14), deals(9, 30, 92, money=3000)), AT_ONCE, 14)
    assert lucky[0] == "About break-even."
    assert "The last week alone would have it kept; it's said if the look on 2026-04-20 agrees." in lucky
    assert not any("would raise the verdict" in line for line in lucky)
    past = told(Case(weeks(14), deals(9, 30, 92, money=3000), ends=START + 14 * WEEK), AT_ONCE, 14)
    assert any("would raise the verdict" in line for line in past)
    assert not any("agrees" in line for line in past)


def test_what_money_would_drop_says_how_many_answers_are_missing() -> None:
    lines = told(Case(weeks(20), ratings=ratings("nn")), BOTH, 20)
    assert lines[0] == "Cut back."
    assert "Your answers tell from 10 on: 2 so far in those weeks." in lines


def test_which_weeks_count_is_said_once() -> None:
    lines = told(Case(weeks(9), deals(20), ratings("yyy")), replace(LATER, social=True), 9)
    assert "".join(lines).count("whole weeks that count") == 1
    assert lines[2] == "Your answers tell from 10 on: 3 so far in those weeks."
    first = told(Case(weeks(2), ratings=ratings("y")), replace(LATER, social=True), 2)
    assert first[3] == "Your answers tell from 10 on: 1 so far in those weeks."


def test_one_of_several_in_a_line_is_no_more_than_one() -> None:
    forty = Valued(START + 20 * DAY, 40, 40 * 300.0, number=40)
    assert not any("is one outcome" in line for line in told(Case(weeks(14), [forty]), AT_ONCE, 14))
    shared = Valued(START + 20 * DAY, 20, 40 * 300.0, number=40)  # half of the credit is another's
    assert not any("is one outcome" in line for line in told(Case(weeks(14), [shared]), AT_ONCE, 14))
    priced = Valued(START + 20 * DAY, 0.5, 3000.0, is_assumed=True, number=40)
    assert not any("is one outcome" in line for line in told(Case(weeks(14), [priced]), AT_ONCE, 14))
    half = Valued(START + 20 * DAY, 0.5, 3000.0)
    assert any("is one outcome" in line for line in told(Case(weeks(14), [half]), AT_ONCE, 14))


def test_money_without_end_is_told_all_the_same() -> None:
    rich = deals(*range(8, 68, 2), money=1e9)
    verdict = judged(Case(weeks(14), rich), replace(AT_ONCE, own_rate=1.0, size=1.0), 14)
    assert isinstance(verdict, Keep)
    assert change_in_words(verdict, euros) == []


def test_answers_alone_are_not_told_as_if_they_were_money() -> None:
    assert told(Case(weeks(8), ratings=ratings("yn" * 15)), ANSWERS_ALONE, 8)[0] == "About half worth it."
    assert told(Case(weeks(14), deals(30, money=3000)), AT_ONCE, 11)[0] == "About break-even."


@pytest.mark.parametrize(
    ("hours", "when"),
    [
        pytest.param(4, "on 2026-03-30", id="three weeks ahead: the day"),
        pytest.param(2, "in May", id="far ahead: the month"),
        pytest.param(0.4, "in July 2027", id="in another year: that too"),
    ],
)
def test_the_day_to_ask_again_is_as_exact_as_it_can_be_known(hours: float, when: str) -> None:
    assert told(Case(weeks(9, hours)), LATER, 9)[-1] == f"Ask again {when}."


def test_every_reason_and_change_has_a_sentence() -> None:
    long = ratings("y" * 25, minutes=10) + ratings("n" * 8, minutes=60)
    alternating = Weeks(START, [2.0 + 18 * (at % 2) for at in range(40)])
    each_week = deals(*(7 * at + day for at in range(40) for day in (1, 2, 3, 4)))
    lines = [
        *told(Case(weeks(10), deals(*range(8, 70, 4)), long), BOTH, 10),
        *told(Case(alternating, each_week), AT_ONCE, 40),
        *told(Case(weeks(8), ratings=ratings("yn")), ANSWERS_ALONE, 8),
        *told(Case(weeks(12), ratings=ratings("n" * 12)), ANSWERS_ALONE, 12),
        *told(Case(weeks(12), deals(*range(9, 80, 4)), ratings("y" * 12)), BOTH, 12),
        *told(Case(weeks(5, hours=12)), LATER, 5),
    ]
    assert all(line.endswith(".") and "None" not in line for line in lines), lines
    assert Answered in kinds(judged(Case(weeks(12), ratings=ratings("n" * 12)), ANSWERS_ALONE, 12).why)
