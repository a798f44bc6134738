"""Dates, amounts, letters and conversations in all the forms that exports have them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.stays import Stay
from agent.importers.base import LONGEST, Faults
from agent.importers.dates import moment, stamp
from agent.importers.moments import Moments
from agent.importers.money import money
from agent.importers.talks import Talks
from agent.importers.text import repaired

START = datetime(2025, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1/8/18, 6:14 PM", "2018-01-08T18:14"),
        ("8/26/22, 8:56\u202fPM", "2022-08-26T20:56"),
        ("20 Nov 2018", "2018-11-20T00:00"),
        ("9-Sep-22", "2022-09-09T00:00"),
        ("6-Feb-26", "2026-02-06T00:00"),
        ("09.09.2022", "2022-09-09T00:00"),
        ("2022-09-08 18:08:14 UTC", "2022-09-08T18:08:14"),
        ("2022-09-08 04:10:18", "2022-09-08T04:10:18"),
        ("2017/06/08 08:15:44 UTC", "2017-06-08T08:15:44"),
        ("Tue Aug 30 14:33:11 UTC 2022", "2022-08-30T14:33:11"),
        ("Tue Dec 02 06:23:48 +0000 2025", "2025-12-02T06:23:48"),
        ("2024-05-01T10:00:00.123Z", "2024-05-01T10:00:00.123"),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00"),
    ],
)
def test_dates(text: str, meant: str) -> None:
    assert moment(text) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "someday", "31 Feb 2020", "2020-13-01", "13/13/20, 6:14 PM", "1" * 5000]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        moment(text)


def test_timestamps_are_seconds_or_milliseconds() -> None:
    assert stamp(1_750_000_000) == stamp(1_750_000_000_000) == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    with suppress(ValueError, OverflowError):
        assert moment(text).tzinfo == UTC


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\u00f0\u009f\u0091\u008d", "👍"),
        ("Jos\u00c3\u00a9", "José"),
        ("caf\u00e9", "café"),
        ("na\u00efve \u201cq\u201d", "naïve “q”"),
        ("M\u00c3\u00bcller \u00e2\u0082\u00ac5", "Müller €5"),
        ("plain", "plain"),
    ],
)
def test_letters_that_were_taken_for_others_are_repaired(written: str, meant: str) -> None:
    assert repaired(written) == meant


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("€1.234,50", "1234.50", "EUR"),
        ("20 €", "20", "EUR"),
        ("$1,200.00", "1200", "USD"),
        ("12.30", "12.30", ""),
        ("5 GBP", "5", "GBP"),
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    found, currencies = money(text)
    assert (found, currencies[:1]) == (Decimal(amount), (currency,) if currency else ())


@pytest.mark.parametrize("text", ["FREE", "", "0", "-5 €", "1,2,3"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        money(text)


def looks(picture: str) -> list[float]:
    moments = Moments(timedelta(minutes=2))
    for minute, mark in enumerate(picture):
        if mark == "x":
            moments.add(START + timedelta(minutes=minute))
    return [(stay.end - stay.start) / timedelta(minutes=1) for stay in moments.stays()]


@pytest.mark.parametrize(
    ("picture", "minutes"),
    [("", []), ("x", []), ("xx", [1]), ("x x   x  x", [2]), ("x   x", []), ("x x xx    xx", [5, 1])],
)
def test_moments_prove_the_time_between_them(picture: str, minutes: list[int]) -> None:
    assert looks(picture) == minutes


def test_a_stay_inferred_is_at_least_and_at_most_a_day() -> None:
    moments = Moments(timedelta(hours=1))
    for hour in range(50):
        moments.add(START + timedelta(hours=hour))
    found = list(moments.stays())
    assert [stay.end - stay.start for stay in found] == [LONGEST, LONGEST, timedelta(hours=1)]
    assert found[0] == Stay(START, START + LONGEST, at_least=True)


def test_the_first_message_of_somebody_else_counts_once_a_conversation() -> None:
    talks = Talks()
    talks.is_owner("Mona")
    for talk, sender, minute in (("a", "Mona", 0), ("a", "Ada", 2), ("a", "ADA ", 1), ("b", "Mona", 5)):
        talks.message(talk, sender, START + timedelta(minutes=minute))
    (found,) = talks.end(Faults())
    assert (found.key, found.at) == (("a",), START + timedelta(minutes=1))
