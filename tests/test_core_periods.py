"""What people's words for time mean, in their own zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.periods import BadPeriod, Calendar, parse_day, parse_period

BERLIN = Calendar(ZoneInfo("Europe/Berlin"))
NOW = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)  # a Wednesday, 21:30 in Berlin


def days(text: str, calendar: Calendar = BERLIN, now: datetime = NOW) -> tuple[str, str]:
    period = parse_period(text, now=now, calendar=calendar)
    first, end = calendar.day_of(period.start), calendar.day_of(period.end)
    assert (calendar.start_of(first), calendar.start_of(end)) == (period.start, period.end)
    return first.isoformat(), (end - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-18", "2026-11-18"),
        (" Yesterday ", "2026-11-17", "2026-11-17"),
        ("week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("7d", "2026-11-12", "2026-11-18"),
        ("1d", "2026-11-18", "2026-11-18"),
        ("2w", "2026-11-05", "2026-11-18"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-11-14", "2026-11-14", "2026-11-14"),
        ("2026-11-01..2026-11-14", "2026-11-01", "2026-11-14"),
        ("2026-10..2026-11", "2026-10-01", "2026-11-30"),
    ],
)
def test_words_mean_days(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("2026-13", "'2026-13' is not in the calendar.", "Try today"),
        ("2026-02-30", "'2026-02-30' is not in the calendar.", "Try today"),
        ("tomorow", "'tomorow' is no period.", "Try today"),
        ("yestrday", "'yestrday' is no period.", "Did you mean `yesterday`?"),
        ("", "'' is no period.", "Try today"),
        ("0d", "'0d' is no period: it must be from 1 to 9999 days.", "Try"),
        ("99999999d", "'99999999d' is no period: it must be from 1 to 9999 days.", "Try"),
        ("0000", "'0000' is too far away: years go from 1970 to 2999.", "Try"),
        ("9999-12-31", "'9999-12-31' is too far away: years go from 1970 to 2999.", "Try"),
        ("99999", "'99999' is no period.", "Try"),
        ("2026-11-14..2026-11-01", "'2026-11-14..2026-11-01' ends before it begins.", "Put the earlier"),
        ("..", "'..' is no period.", "Try"),
    ],
)
def test_words_that_mean_nothing_get_a_sentence(text: str, what: str, hint: str) -> None:
    with pytest.raises(BadPeriod) as bad:
        parse_period(text, now=NOW, calendar=BERLIN)
    assert bad.value.what == what
    assert bad.value.hint.startswith(hint)


@given(st.text(max_size=30))
def test_no_words_ever_crash_it(text: str) -> None:
    try:
        period = parse_period(text, now=NOW, calendar=BERLIN)
    except BadPeriod:
        return
    assert period.start < period.end


def test_a_day_is_one_day_only() -> None:
    assert parse_day("yesterday", now=NOW, calendar=BERLIN).start == datetime(2026, 11, 16, 23, tzinfo=UTC)
    with pytest.raises(BadPeriod, match="more than a day"):
        parse_day("week", now=NOW, calendar=BERLIN)


def test_before_the_day_starts_it_is_still_the_day_before() -> None:
    late = Calendar(ZoneInfo("Europe/Berlin"), time(4))
    night = datetime(2026, 11, 18, 1, tzinfo=UTC)
    assert days("today", late, night) == ("2026-11-17", "2026-11-17")
    assert parse_period("today", now=night, calendar=late).start == datetime(2026, 11, 17, 3, tzinfo=UTC)


ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-18", 24)])
def test_days_have_the_hours_that_their_zone_gives_them(day: str, hours: int) -> None:
    period = parse_day(day, now=NOW, calendar=BERLIN)
    assert period.end - period.start == timedelta(hours=hours)


@given(st.sampled_from(ZONES), st.dates(date(1999, 1, 1), date(2037, 1, 1)), st.integers(0, 23))
def test_the_days_of_a_month_follow_each_other_without_gap_or_overlap(
    zone: str, day: date, hour: int
) -> None:
    calendar = Calendar(ZoneInfo(zone), time(hour))
    month = parse_period(f"{day:%Y-%m}", now=NOW, calendar=calendar)
    parts = list(calendar.days(month))
    assert (parts[0].start, parts[-1].end) == (month.start, month.end)
    assert all(earlier.end == later.start for earlier, later in pairwise(parts))
    assert all(part.start.minute % 15 == 0 for part in parts)
