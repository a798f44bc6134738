"""`timesink setup`: a few questions by which worth is reckoned; each may be left, and changed later."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from agent.cli import output
from agent.cli.config_file import set_settings
from agent.core.amounts import parse_money
from agent.core.credits import BadOutcome
from agent.paths import Paths
from agent.settings import Settings, faults_of, read_settings
from agent.store.database import opened
from agent.store.guess import SEALED_FOR, Guess, seal, sealed
from agent.values import Wrong, duration

_QUESTIONS = (
    ("currency", "Your currency"),
    ("own_rate", "What is an hour of yours worth, in {currency}? What you earn in one, or would pay for one"),
    ("typical_deal", "What does a typical deal bring you, in {currency}"),
    ("close_rate", "How many of a hundred leads become a deal"),
)
_RATHER = "What would you rather do, and how long does it take? As in: an evening with the family, 3h"
_GUESS = "What do you guess: how long are you on social networks a day? As in 45m, or 2h"


@click.command(name="setup")
def command() -> None:
    """Answer a few questions, so that timesink can tell what your time on networks was worth.

    Enter leaves an answer as it is. All of it is optional, and works from the next question on.
    """
    paths = Paths.of_user()
    before, _ = read_settings(paths.settings, os.environ)
    output.show(output.wrapped("Enter leaves an answer as it is; Ctrl+C leaves everything.", 0))
    values: dict[str, Any] = {}
    for key, question in _QUESTIONS:
        currency = values.get("currency", before.currency)
        said = _ask(question.format(currency=currency), _shown(before, key), _reader(key, currency))
        if said is not None:
            values[key] = said
    rather = _things()
    guess = _ask_guess(paths)
    if values or rather:
        set_settings(values | ({"rather": rather} if rather else {}))
        click.echo(f"Written: {paths.settings}")
    if guess is not None:
        click.echo(guess)
    click.echo("`timesink log` notes what networks give you, and `timesink worth` says what it was worth.")


def _ask(question: str, shown: str, read: Callable[[str], Any]) -> Any | None:  # noqa: ANN401
    """Ask until the answer can be read; None where it's left."""
    while True:
        told = f"{question} [{shown}]" if shown else question
        answer = click.prompt(told, default="", show_default=False).strip()
        if not answer:
            return None
        try:
            return read(answer)
        except Wrong as wrong:
            click.echo(f"  That {wrong}")


def _reader(key: str, currency: str) -> Callable[[str], Any]:
    def read(answer: str) -> Any:  # noqa: ANN401  whatever the key is made of
        value = _as_toml(key, answer, currency)
        for fault in faults_of({key: value}, ""):
            raise Wrong(fault.what)
        return value

    return read


def _as_toml(key: str, answer: str, currency: str) -> str | int | float:
    """Return an answer as config.toml holds it, whatever its marks between thousands and before decimals."""
    if key == "currency":
        return answer.upper()
    try:
        number = parse_money(answer.rstrip(" %"), currency).amount / (100 if key == "close_rate" else 1)
    except BadOutcome as bad:
        raise Wrong(f"can't be: {bad.what}") from None
    return int(number) if number == int(number) else float(number)


def _shown(settings: Settings, key: str) -> str:
    value = getattr(settings, key)
    if value is None:
        return ""
    return f"{value * 100:g}" if key == "close_rate" else str(value)


def _things() -> dict[str, str]:
    """Ask what the user would rather do, until there's nothing more."""
    things: dict[str, str] = {}
    while (thing := _ask(f"{_RATHER if not things else 'And what else'}", "", _thing)) is not None:
        things |= thing
    return things


def _thing(answer: str) -> dict[str, str]:
    name, comma, length = (part.strip() for part in answer.rpartition(","))
    if not comma or not name:
        raise Wrong("must be a thing, a comma, and how long it takes.")
    duration(timedelta(seconds=1), timedelta(days=365))(length)
    return {name: length}


def _ask_guess(paths: Paths) -> str | None:
    """Ask once what the user thinks; what was said stays sealed until there's enough to set beside it."""
    now = datetime.now(UTC)
    with opened(paths.database) as store:
        guess = sealed(store.file)
        if guess is None:
            a_day = _ask(_GUESS, "", duration(timedelta(0), timedelta(days=1)))
            if a_day is None:
                return None
            guess = Guess(now, a_day)
            seal(store.file, guess)
    opens = guess.at + SEALED_FOR
    return None if opens < now else f"Your guess stays sealed until {opens:%Y-%m-%d}; then it meets the log."
