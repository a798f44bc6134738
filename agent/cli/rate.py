"""`timesink rate`: was it worth it? About the last sessions, one key each."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from agent.answers import Answers
from agent.cli import output
from agent.cli.asking import ask, ask_agent, networks, opened_store
from agent.cli.config_file import set_settings
from agent.core.asking import LEAST
from agent.core.credits import BadOutcome
from agent.core.entries import Words
from agent.core.ledger import Answer
from agent.core.summaries import Session
from agent.errors import AgentError
from agent.paths import Paths
from agent.store.ratings import Ratings

ANSWERS = {"y": "yes", "p": "partly", "n": "no"}
KEYS = "y)es  p)artly  n)o  l)onger than I meant  s)kip  q)uit"
RECENT = "2d"
"""today and yesterday: of what is longer ago one remembers little"""


@click.command(name="rate")
@click.argument("network", required=False)
@click.argument("answer", required=False, type=click.Choice(list(ANSWERS.values())))
@click.option("--longer/--no-longer", default=None, help="It was longer than you meant, or wasn't.")
@click.option(
    "--session",
    help="Which one, by its start: 14:05, 'Wed 14:05' or 2026-11-02T14:05; the last long one if not given.",
)
@click.option("--on/--off", "asking", default=None, help="Be asked by notifications now and then, or not.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(network: str | None, answer: str | None, **options: Any) -> None:  # noqa: ANN401  click's
    """Say whether your last sessions were worth it.

    Asks about those of today and yesterday that you haven't rated, one key each. With a NETWORK and yes,
    partly or no, it rates the last one there, in place of what you said before.
    """
    if options["asking"] is not None:
        _switch(on=options["asking"])
    elif answer is not None:
        _rate_one(str(network), answer, options)
    elif network is not None or options["longer"] is not None or options["session"]:
        raise click.UsageError("Say yes, partly or no, as in `timesink rate linkedin yes`.")
    else:
        _rate_many(as_json=options["as_json"])


def _switch(*, on: bool) -> None:
    set_settings({"ask": on})
    asked = "are asked now and then" if on else "aren't asked any more"
    line = f"ask = {'true' if on else 'false'}"
    output.show([f"You {asked} whether a session was worth it: `{line}` in {Paths.of_user().settings}."])


def _rate_one(network: str, answer: str, options: dict[str, Any]) -> None:
    sessions = [each for each in _sessions() if network.lower() in (each["network"], each["name"].lower())]
    if options["session"]:
        sessions = [each for each in sessions if _starts(each, options["session"])]
    if not sessions:
        began = f"began at {options['session']}" if options["session"] else "is known of"
        hint = "`timesink rate --json` lists those that aren't rated."
        known = {each.id: each.name for each in networks().values()}
        try:
            Words(known, datetime.now(UTC).date()).network(network)
        except BadOutcome as bad:
            hint = bad.hint
        raise AgentError(f"no session on '{network}' {began} today or yesterday.", hint)
    session = next(iter([*filter(_is_long, sessions), *sessions]))
    rating = _rate(session, answer, longer=options["longer"])
    if options["as_json"]:
        output.show_json(rating)
    else:
        output.show([f"Noted: {_told(session)}: {answer}."])


def _rate_many(*, as_json: bool) -> None:
    unrated = [each for each in _sessions() if each["counts"] and each["rating"] is None]
    unrated = list(filter(_is_long, unrated))
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if as_json:
        output.show_json({"sessions": unrated})
    elif not unrated:
        output.show(["Nothing to rate: no session of today or yesterday is left."])
    elif not terminal:
        which = f"--session '{_started(unrated[0]):%a %H:%M}'"
        output.show([*map(_told, unrated), f"Rate one with `timesink rate NETWORK yes|partly|no {which}`."])
    else:
        output.show(["", "Was it worth it?", f"  {KEYS}", ""])
        _ask_each(unrated)


def _ask_each(sessions: Sequence[dict[str, Any]]) -> None:
    for session in sessions:
        click.echo(f"  {_told(session)}  ", nl=False)
        said = _ask_about(session)
        click.echo(said or "")
        if said is None:
            return


def _ask_about(session: dict[str, Any]) -> str | None:
    """Have a session rated by keys, and return what was said; None where the user has enough."""
    longer: bool | None = None
    for key in _keys():
        if key in ANSWERS:
            _rate(session, ANSWERS[key], longer=longer)
            return ANSWERS[key]
        if key == "s":
            return "skipped"
        if key == "q":
            break
        if key == "l":
            longer = True
            click.echo("longer than meant, and worth it? ", nl=False)
    return None


def _keys() -> Iterator[str]:
    """Yield each key that is pressed; Ctrl-D ends it."""
    with suppress(EOFError):
        while True:
            yield click.getchar().lower()


def _sessions() -> list[dict[str, Any]]:
    """Return today's and yesterday's, newest first."""
    found: list[dict[str, Any]] = ask("sessions", Answers.sessions, period=RECENT)["sessions"]
    return found


def _rate(session: dict[str, Any], answer: str, *, longer: bool | None) -> dict[str, Any]:
    said = None if longer is None else "yes" if longer else "no"
    body = {"network": session["network"], "start": session["start"], "answer": answer, "longer": said}
    return ask_agent("ratings", post=True, body=body) or _keep(session, Answer(answer), longer=longer)


def _keep(session: dict[str, Any], answer: Answer, *, longer: bool | None) -> dict[str, Any]:
    """Keep an answer in the database itself, where no agent runs."""
    start, end = _started(session), datetime.fromisoformat(session["end"])
    meant = Session(session["network"], start, end, timedelta(seconds=session["seconds"]))
    with opened_store() as (store, moment):
        kept = Ratings(store.file).rate(meant, answer, longer=longer, now=datetime.now(UTC))
        return Answers(store, **moment).rating(kept)


def _is_long(session: dict[str, Any]) -> bool:
    """Tell whether a session is one that would be asked about."""
    return bool(session["seconds"] >= LEAST.total_seconds())


def _starts(session: dict[str, Any], text: str) -> bool:
    clock = f"{_started(session):%a %H:%M}"
    asked = re.sub(r"\b(\d:)", r"0\1", " ".join(text.split()))
    iso: str = session["start"]
    return asked.lower() in (clock.lower(), clock[4:]) or iso.startswith(text.replace(" ", "T"))


def _started(session: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(session["start"])


def _told(session: dict[str, Any]) -> str:
    name, length = output.harmless(session["name"]), output.duration(session["seconds"])
    return f"{_started(session):%a %H:%M}  {name}, {length}"
