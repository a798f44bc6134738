"""`timesink setup`: what is answered is written, what is left stays, and a guess is sealed."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from running import Home, home
from test_cli import run

from agent.settings import read_settings
from agent.store.database import opened
from agent.store.guess import sealed


@pytest.fixture
def user() -> Home:
    with home(None) as at:
        yield at


def settings_of(user: Home) -> Path:
    return Path(user.environment["XDG_CONFIG_HOME"]) / "timesink/config.toml"


def test_answers_come_into_force_and_the_users_comments_stay(user: Home) -> None:
    path = settings_of(user)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# mine\ncount = ['github']\n")
    answers = "usd\n60\n1.200\n12,5\nan evening with the family, 3h\na run, 45m\n\n45m\n"
    code, out, err = run(user, "setup", stdin=answers.encode())
    assert (code, err) == (0, "")
    assert "in USD" in out
    settings, problems = read_settings(path, {})
    assert problems == ()
    assert path.read_text().startswith("# mine\n")
    assert (settings.currency, settings.own_rate, settings.typical_deal) == ("USD", 60, 1200)
    assert settings.count == ("github",)
    assert float(settings.close_rate or 0) == 0.125
    assert settings.rather == {
        "an evening with the family": timedelta(hours=3),
        "a run": timedelta(minutes=45),
    }


def test_what_is_left_leaves_everything_as_it_is(user: Home) -> None:
    code, _, err = run(user, "setup", stdin=b"\n" * 6)
    assert (code, err) == (0, "")
    assert not settings_of(user).exists()


def test_a_currency_may_be_its_sign_where_it_has_its_own(user: Home) -> None:
    assert run(user, "setup", stdin="£\n".encode() + b"\n" * 5)[0] == 0
    assert read_settings(settings_of(user), {})[0].currency == "GBP"
    assert 'That must be a currency such as "EUR" or "USD".' in run(user, "setup", stdin=b"$\n")[1]


def test_an_answer_that_cannot_be_is_asked_again(user: Home) -> None:
    answers = "euro\nEUR\nmuch\n-3\n60\n\n\nsleep\nsleep, long\nsleep, 8h\n\n\n"
    code, out, _ = run(user, "setup", stdin=answers.encode())
    assert code == 0
    assert 'That must be a currency. Did you mean "EUR"?' in out
    assert "That can't be: an amount must be above 0, not -3." in out
    assert "That must be a thing, a comma, and how long it takes." in out
    settings, _ = read_settings(settings_of(user), {})
    assert (settings.own_rate, settings.rather) == (60, {"sleep": timedelta(hours=8)})


def test_the_first_guess_is_sealed_and_stands(user: Home) -> None:
    first = run(user, "setup", stdin=b"\n" * 5 + b"45m\n")[1]
    assert "Your guess stays sealed until" in first
    second = run(user, "setup", stdin=b"\n" * 5 + b"4h\n")[1]
    assert "stays sealed" in second
    assert "What do you guess" not in second
    with opened(user.database, read_only=True) as store:
        guess = sealed(store.file)
    assert guess is not None
    assert guess.a_day == timedelta(minutes=45)


def test_answers_end_anywhere_and_those_given_are_kept(user: Home) -> None:
    code, out, err = run(user, "setup", stdin=b"\n60\n\n\na run, 45m\n")
    assert (code, err) == (0, "")
    assert "No more answers: those you gave are kept." in out
    settings, _ = read_settings(settings_of(user), {})
    assert (settings.own_rate, settings.rather) == (60, {"a run": timedelta(minutes=45)})


def test_without_any_answer_nothing_changes(user: Home) -> None:
    code, out, _ = run(user, "setup")
    assert code == 0
    assert "No more answers: nothing has changed." in out
    assert not settings_of(user).exists()


@pytest.mark.parametrize(
    ("answers", "rate"),
    [("0.2\n20", "0.2"), ("0,7 %", "0.007"), ("150\n0\n-3\n20 €\n100%", "1"), ("12.5 %", "0.125")],
)
def test_leads_are_asked_for_in_hundreds_and_told_so(user: Home, answers: str, rate: str) -> None:
    _, out, _ = run(user, "setup", stdin=f"\n\n\n{answers}\n\n".encode())
    wrong = len(answers.split("\n")) - 1
    assert out.count("That must be how many of a hundred") == wrong
    settings, _ = read_settings(settings_of(user), {})
    assert settings.close_rate == Decimal(rate)
    shown = run(user, "setup", stdin=b"\n" * 6)[1]
    assert f"How many of a hundred leads become a deal [{float(rate) * 100:g}]: " in shown


@pytest.mark.parametrize(("answer", "currency"), [("y", "USD"), ("n", "EUR"), ("", "EUR")])
def test_a_currency_changes_the_meaning_of_kept_amounts_only_when_told_to(
    user: Home, answer: str, currency: str
) -> None:
    for words in (["deal", "5"], ["lead", "7"], ["lead"]):
        assert run(user, "log", "x", *words)[0] == 0
    out = run(user, "setup", stdin=f"usd\n{answer}\n".encode() + b"\n" * 5)[1]
    assert "2 amounts are kept: they'd be read as USD, the numbers unchanged." in " ".join(out.split())
    assert f"in {currency}: " in out
    assert read_settings(settings_of(user), {})[0].currency == currency
    assert "are kept" not in run(user, "setup", stdin=currency.encode())[1].replace("gave are kept", "")


def test_a_faulty_file_is_told_before_anything_is_asked(user: Home) -> None:
    path = settings_of(user)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("currency = \n")
    code, out, err = run(user, "setup", stdin=b"USD\n60\n")
    assert (code, out) == (1, "")
    assert "config.toml cannot be read" in err
    assert "Mend it first." in err
