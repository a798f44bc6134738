"""`timesink setup`: what is answered is written, what is left stays, and a guess is sealed."""

from datetime import timedelta
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


def test_an_answer_that_cannot_be_is_asked_again(user: Home) -> None:
    answers = "euro\nEUR\nmuch\n-3\n60\n\n\nsleep\nsleep, long\nsleep, 8h\n\n\n"
    code, out, _ = run(user, "setup", stdin=answers.encode())
    assert code == 0
    assert 'That must be a currency such as "EUR" or "USD".' in out
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
