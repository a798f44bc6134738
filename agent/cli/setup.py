"""`timesink setup`: a few questions by which worth is reckoned; each may be left, and changed later."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import click

from agent.cli import output
from agent.cli.config_file import check_file, set_settings
from agent.core.amounts import SYMBOLS, parse_money
from agent.core.credits import BadOutcome
from agent.paths import Paths
from agent.settings import Settings, faults_of, read_settings
from agent.store.database import opened
from agent.store.guess import SEALED_FOR, Guess, seal, sealed
from agent.store.ledger import Ledger
from agent.values import Wrong, duration

_QUESTIONS = (
    ("currency", "Your currency"),
    ("own_rate", "How many {currency} is an hour of yours worth: what you earn, or would pay for one"),
    ("typical_deal", "What does a typical deal bring you, in {currency}"),
    ("close_rate", "How many of a hundred leads become a deal"),
)
_SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*(%)?\Z")
_LEAST = Decimal("0.1")
_RATHER = "What would you rather do, and how long does it take? As in: an evening with the family, 3h"
_GUESS = "What do you guess: how long are you on social networks a day? As in 45m, or 2h"


@click.command(name="setup")
def command() -> None:
    """Answer a few questions, so that timesink can tell what your time on networks was worth.

    Enter leaves an answer as it is. All of it is optional, and works from the next question on.
    """
    paths = Paths.of_user()
    check_file(paths.settings)
    before, _ = read_settings(paths.settings, os.environ)
    hint = "Enter leaves an answer as it is; Ctrl+D ends the questions, and Ctrl+C leaves everything."
    output.show(output.wrapped(hint, 0))
    values: dict[str, Any] = {}
    guess = None
    try:
        _answer(before, values, paths)
        guess = _ask_guess(paths)
    except EOFError:
        click.echo(f"\nNo more answers: {'those you gave are kept' if values else 'nothing has changed'}.")
    if values:
        set_settings(values)
        click.echo(f"Written: {paths.settings}")
    if guess is not None:
        click.echo(guess)
    last = "`timesink log` notes what networks give you, and `timesink worth` says what it was worth."
    output.show(output.wrapped(last, 0))


def _answer(before: Settings, values: dict[str, Any], paths: Paths) -> None:
    """Ask question after question, and put each answer into the values at once."""
    for key, question in _QUESTIONS:
        currency = values.get("currency", before.currency)
        said = _ask(question.format(currency=currency), _shown(before, key), _reader(key, currency))
        if said is not None and (key != "currency" or _may_be(said, before.currency, paths)):
            values[key] = said
    while (thing := _ask(_RATHER if "rather" not in values else "And what else", "", _thing)) is not None:
        values["rather"] = values.get("rather", {}) | thing


def _may_be(currency: str, before: str, paths: Paths) -> bool:
    """Ask whether the currency may change, where there are amounts whose meaning changes with it."""
    if currency == before:
        return True
    with opened(paths.database, read_only=True) as store:
        number = Ledger(store.file).priced()
    if not number:
        return True
    they = "1 amount is kept: it" if number == 1 else f"{number:,} amounts are kept: they"
    question = f"{they}'d be read as {currency}, the number{'s'[: number != 1]} unchanged. Change it? [y/N]"
    return bool(_ask(question, "", lambda answer: answer.lower() in ("y", "yes")))


def _ask(question: str, shown: str, read: Callable[[str], Any]) -> Any | None:  # noqa: ANN401
    """Ask until the answer can be read; None where it's left.

    Raises:
        EOFError: where there are no more answers.
    """
    *above, last = output.wrapped(f"{question} [{shown}]" if shown else question, 2)
    while True:
        output.show(above)
        answer = input(f"{last}: ").strip()
        if not answer:
            return None
        try:
            return read(answer)
        except Wrong as wrong:
            output.show(output.wrapped(f"That {wrong}", 0))


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
        of_sign = SYMBOLS.get(answer, ())
        return of_sign[0] if len(of_sign) == 1 else answer.upper()
    if key == "close_rate":
        return _of_a_hundred(answer)
    try:
        number = parse_money(answer, currency).amount
    except BadOutcome as bad:
        raise Wrong(f"can't be: {bad.what}") from None
    return int(number) if number == int(number) else float(number)


def _of_a_hundred(answer: str) -> float:
    """Return a share from how many of a hundred; 0.2 may mean twenty, so that less than one needs a %."""
    match = _SHARE.match(answer)
    number = Decimal(match[1].replace(",", ".")) if match else Decimal()
    if match and not match[2] and 0 < number < 1:
        raise Wrong(f'must be how many of a hundred: 20 for twenty of them. For less than one, "{answer} %".')
    if not _LEAST <= number <= 100:  # noqa: PLR2004  per cent
        raise Wrong(f"must be how many of a hundred, from {_LEAST} to 100: 20 for twenty of them.")
    return float(number / 100)


def _shown(settings: Settings, key: str) -> str:
    value = getattr(settings, key)
    if value is None:
        return ""
    return f"{float(value) * 100:g}" if key == "close_rate" else str(value)


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
