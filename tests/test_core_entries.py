"""Outcomes in one line: what's understood, what's refused, and that no amount is ever misread."""

import re
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.core.amounts import parse_money, show_money
from agent.core.credits import BadOutcome, check, divided, read_credits, read_share, written_credits
from agent.core.days import FIRST_DAY, parse_day
from agent.core.entries import Entry, Words, parse_entry
from agent.core.ledger import KINDS_OF_OUTCOME, Credit, Outcome

THURSDAY = date(2026, 11, 26)
WORDS = Words(
    {"linkedin": "LinkedIn", "x": "X", "hackernews": "Hacker News"}, THURSDAY, own_kinds=("talk", "Podcast")
)


def read(line: str) -> Entry:
    return parse_entry(line, WORDS)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "lead #linkedin 1200€ yesterday shop website",
            {"kind": "lead", "amount": 1200, "on": date(2026, 11, 25), "note": "shop website"},
        ),
        (
            "deal #linkedin #x 2.400,50 2026-11-02 site, and 3 more",
            {"amount": Decimal("2400.50"), "on": date(2026, 11, 2), "note": "site, and 3 more"},
        ),
        ("2 followers #x", {"kind": "follower", "number": 2, "amount": None}),
        ("followers 12 #x", {"number": 12, "amount": None}),
        ("follower #x 5€", {"number": 1, "amount": 5}),
        ("Opportunities #X maybe tomorrow", {"kind": "opportunity", "note": "maybe tomorrow"}),
        ("podcasts #twitter", {"kind": "Podcast"}),
        ("#hackernews talk", {"kind": "talk"}),
        ("deal #x 1 200,00 EUR on monday", {"amount": 1200, "on": date(2026, 11, 23)}),
        ("deal #x 1,200 thursday", {"amount": 1200, "on": date(2026, 11, 19), "guessed": "1,200"}),
        ("deal #x 1.20", {"amount": Decimal("1.20"), "guessed": ""}),
        ("lead #x on sale items", {"on": THURSDAY, "note": "on sale items"}),
        ("lead #x 3D printing 2.11.", {"on": THURSDAY, "note": "3D printing 2.11."}),
        ("deal #x 5 2.12. tools", {"on": date(2025, 12, 2), "note": "tools"}),
        ("deal #x 5 29.2.", {"on": date(2024, 2, 29)}),
        ("deal #x 5 02.11.2026", {"on": date(2026, 11, 2)}),
        ("  deal\t#x\u00a05  ", {"amount": 5}),
    ],
)
def test_a_line_is_understood(line: str, parts: dict[str, Any]) -> None:
    entry = read(line)
    assert {name: getattr(entry, name) for name in parts} == parts


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        ("lead #x", {"x": 1}),
        ("lead #x #linkedin #hackernews", dict.fromkeys(("x", "linkedin", "hackernews"), Fraction(1, 3))),
        ("lead #linkedin:70 #x:30", {"linkedin": Fraction(7, 10), "x": Fraction(3, 10)}),
        ("lead #linkedin:0.7 #x", {"linkedin": Fraction(7, 10), "x": Fraction(3, 10)}),
        ("lead #linkedin:1/3 #x:2/3", {"linkedin": Fraction(1, 3), "x": Fraction(2, 3)}),
        ("lead #linkedin:70% #x:0,3", {"linkedin": Fraction(7, 10), "x": Fraction(3, 10)}),
        ("lead met via #x, see #42", {"x": 1}),
        ("lead #linkedin seen on #x first", {"linkedin": Fraction(1, 2), "x": Fraction(1, 2)}),
        ("lead #linkedin:1 seen on #x first", {"linkedin": 1}),
        ("deal linkedin 5€", {"linkedin": 1}),
        ("LinkedIn deal 5", {"linkedin": 1}),
        ("deal 5 met at a party by twitter friends", {"x": 1}),
    ],
)
def test_networks_share_as_is_said(line: str, shares: dict[str, Fraction]) -> None:
    assert {credit.network: credit.share for credit in read(line).credits} == shares


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "what kind of outcome is it? Write it as"),
        ("#x", "what kind of outcome is it?"),
        ("lead", "which network is it from? Name it as in #linkedin."),
        ("lead linkedin x", "which network is it from?"),
        ("lead linkedin, issue #12", "which network is it from?"),
        ("lead linkedins", "which network is it from?"),
        ("dael #x 5", "“dael” is no kind of outcome. Did you mean `deal`?"),
        ("zzz #x 5", "“zzz” is no kind of outcome. There are: deal, referral,"),
        ("deal #linkdin 5", "no network “linkdin” is known. Did you mean `linkedin`?"),
        ("deal #qqqq 5", "no network “qqqq” is known. `timesink rules list` has them all."),
        ("deal #x #X 5", "#X stands there twice."),
        ("deal #x:100 #linkedin 5", "no share is left for linkedin."),
        ("deal #x:many 5", "“many” is no share."),
        ("deal #x:1/0 5", "“1/0” is no share."),
        ("deal #x -5", "an amount must be above 0, not -5."),
        ("deal #x €-5", "an amount must be above 0, not €-5."),
        ("deal #x 0,00", "an amount must be above 0, not 0,00."),
        ("deal #x 1e99", "“1e99” is no amount."),
        ("deal #x 99999999999", "an amount may be at most 1,000,000,000."),
        ("deal #x 1,200.50 USD", "“1,200.50 USD” isn't in EUR."),
        ("deal #x $5", "“$5” isn't in EUR."),
        ("deal #x 500 usd", "“500 usd” isn't in EUR."),
        ("deal #x 1.2.3", "“1.2.3” has its commas and points in no known order."),
        ("deal #x 1,2,3.4", "in no known order"),
        ("deal #x 0.125", "“0.125” is finer than a hundredth."),
        ("deal #x 5 2026-11-27", "2026-11-27 is still to come. An outcome is logged once it's there."),
        ("deal #x 5 tomorrow", "2026-11-27 is still to come."),
        ("deal #x 5 1996-12-31", "1996-12-31 was before there were networks."),
        ("deal #x 5 2026-02-30", "“2026-02-30” is not in the calendar."),
        ("deal #x 5 31.2.", "“31.2.” is not in the calendar."),
        ("deal #x 5 0.0.", "“0.0.” is not in the calendar."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(line: str, sentence: str) -> None:
    with pytest.raises(BadOutcome) as error:
        read(line)
    assert sentence in str(error.value)


@pytest.mark.parametrize("word", ["2026-11-27", "27.11."])
def test_a_day_ahead_may_have_begun_by_the_clock(word: str) -> None:
    friday = THURSDAY + timedelta(days=1)
    assert parse_day(word, THURSDAY, friday) == friday
    assert parse_day("today", THURSDAY, friday) == THURSDAY
    with pytest.raises(BadOutcome, match="2026-11-28 is still to come"):
        parse_day("tomorrow", THURSDAY, friday)


@pytest.mark.parametrize(
    "word", ["", "someday", "2026-11", "11/2/2026", "2.11", "-1.1.", "\u0662.\u0661\u0661."]
)
def test_what_is_no_day_is_told(word: str) -> None:
    with pytest.raises(BadOutcome, match="is no day"):
        parse_day(word, THURSDAY)


def written(amount: Decimal, thousands: str, decimals: str) -> str:
    return f"{amount:,.2f}".replace(",", "t").replace(".", decimals).replace("t", thousands)


AMOUNTS = st.integers(1, 99_999_999_999).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
MARKS = st.sampled_from(
    [(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("\u2019", "."), ("", "."), ("", ",")]
)
CURRENCIES = st.sampled_from(["{}", "{}€", "{} €", "€{}", "€ {}", "{} EUR", "EUR {}", "{}EUR"])


@given(AMOUNTS, MARKS, CURRENCIES)
def test_an_amount_means_the_same_however_it_is_written(
    amount: Decimal, marks: tuple[str, str], form: str
) -> None:
    text = form.format(written(amount, *marks))
    assert parse_money(text, "EUR").amount == amount
    entry = read(f"deal #x {text} yesterday a note")
    assert (entry.amount, entry.note, entry.guessed) == (amount, "a note", "")


@given(st.integers(1, 999_999_999), st.sampled_from([",", ".", " ", "'"]))
def test_whole_amounts_may_be_in_groups(amount: int, mark: str) -> None:
    money = parse_money(f"{amount:,}".replace(",", mark), "EUR")
    assert money.amount == amount
    assert bool(money.guessed) == (mark in ",." and 1_000 <= amount < 1_000_000)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1'200.-", "CHF", 1200),
        ("Fr. 50", "CHF", 50),
        ("$1,200.50", "CAD", Decimal("1200.50")),
        ("1,20,000", "INR", 120_000),
        ("300 kr", "SEK", 300),
        ("R$ 5,00", "BRL", 5),
        ("0,50 zł", "PLN", Decimal("0.5")),
    ],
)
def test_other_currencies_are_written_their_way(text: str, currency: str, amount: Decimal) -> None:
    assert parse_money(text, currency).amount == amount


@given(AMOUNTS, st.sampled_from(["EUR", "USD", "CHF"]))
def test_what_is_shown_can_be_read(amount: Decimal, currency: str) -> None:
    assert parse_money(show_money(amount, currency), currency).amount == amount


@given(st.text(max_size=60) | st.text("0123456789.,' €-+eE#x:lead ", max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    for parse in (read, lambda each: parse_money(each, "EUR"), lambda each: parse_day(each, THURSDAY)):
        with suppress(BadOutcome):
            parse(text)


@given(
    st.sampled_from(KINDS_OF_OUTCOME),
    st.dates(FIRST_DAY, THURSDAY),
    AMOUNTS,
    st.sampled_from(["", "a note", "of 3 parts"]),
)
def test_what_is_said_comes_back(kind: str, on: date, amount: Decimal, note: str) -> None:
    entry = read(f"{kind} #linkedin:1/3 #x {amount:.2f}€ {on} {note}")
    assert (entry.kind, entry.on, entry.amount, entry.note) == (kind, on, amount, note)
    assert entry.credits == (Credit("linkedin", Fraction(1, 3)), Credit("x", Fraction(2, 3)))
    check(Outcome("", entry.on, entry.kind, entry.credits, entry.amount, entry.number, entry.note))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_credits_come_back_as_they_were_written(parts: list[int]) -> None:
    shares = tuple(Credit(f"n{at}", Fraction(part, sum(parts))) for at, part in enumerate(parts))
    assert read_credits(written_credits(shares)) == shares
    assert sum(credit.share for credit in divided([(each.network, each.share) for each in shares])) == 1


@given(st.integers(1, 999_999_999), st.integers(1, 99_999_989))
def test_shares_of_many_digits_come_back_too(part: int, whole: int) -> None:
    fine = Fraction(part, 1_000_000_000) / whole
    shares = (Credit("linkedin", fine), Credit("x", 1 - fine))
    check(Outcome(uid="0" * 32, on=THURSDAY, kind="fun", credits=shares))
    assert read_credits(written_credits(shares)) == shares


def test_shares_finer_than_can_be_kept_are_refused() -> None:
    fine = Fraction(1, 10**40)
    with pytest.raises(BadOutcome, match="the shares are too fine to be kept"):
        check(Outcome("0" * 32, THURSDAY, "fun", (Credit("linkedin", fine), Credit("x", 1 - fine))))


@pytest.mark.parametrize("amount", ["1e-999999999", "0.001", "0." + "9" * 60_000, "5.005"])
def test_an_amount_finer_than_a_hundredth_is_refused_however_fine(amount: str) -> None:
    outcome = Outcome("0" * 32, THURSDAY, "deal", (Credit("x", Fraction(1)),), Decimal(amount))
    with pytest.raises(BadOutcome, match="finer than a hundredth"):
        check(outcome)


@pytest.mark.parametrize(
    ("line", "days", "note"),
    [
        ("lead #linkedin 3 weeks ago shop", 21, "shop"),
        ("lead #linkedin 10 days ago project", 10, "project"),
        ("fun #x 1 day ago", 1, ""),
    ],
)
def test_so_long_ago_is_a_day(line: str, days: int, note: str) -> None:
    entry = parse_entry(line, WORDS)
    assert (entry.on, entry.note) == (THURSDAY - timedelta(days=days), note)
    assert (entry.amount, entry.number) == (None, 1)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2 months ago", "“2 months ago” may be several days."),
        ("11/02/2026", "“11/02/2026” is no day."),
        ("2026/11/02", "“2026/11/02” is no day."),
        ("9999 weeks ago", "was before there were networks."),
    ],
)
def test_a_day_that_may_be_several_is_asked_for(day: str, sentence: str) -> None:
    with pytest.raises(BadOutcome, match=re.escape(sentence)):
        parse_entry(f"lead #linkedin 5 {day}", WORDS)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_share_is_read_exactly(part: int, whole: int) -> None:
    assume(part <= whole)
    assert read_share(f"{part}/{whole}") == Fraction(part, whole)
