"""`timesink experiment`: weeks off a network, drawn by lot, and what they showed."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from agent.cli import output
from agent.cli.asking import opened_store
from agent.cli.experiment_shown import begun, lines
from agent.errors import AgentError
from agent.experimenting import Experiments

_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@contextmanager
def _opened(*, read_only: bool = False) -> Iterator[Experiments]:
    with opened_store(read_only=read_only) as (store, moment):
        yield Experiments(store, **moment)


@click.group(
    name="experiment",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--number", type=int, help="An earlier one in place of the last.")
@_json
@click.pass_context
def command(context: click.Context, *, number: int | None, as_json: bool) -> None:
    """Weeks off a network, drawn by lot, and what they showed; without a command, the last experiment.

    Weeks are drawn, not chosen, so that a difference between those off and those on comes of the network,
    or of luck, and how likely luck is can be told. A week is told two days before it begins, no sooner: then
    there is time to plan for it, and none to make up for it beforehand.
    """
    if context.invoked_subcommand is None:
        with _opened(read_only=True) as on:
            answer = on.told(number)
        if as_json:
            output.show_json(answer)
        else:
            output.show(lines(answer))


@command.command()
@click.argument("network")
@click.option("--weeks", type=int, default=8, show_default=True, help="How many; half of them are off.")
@click.option(
    "--begin", metavar="DAY", help="Its first day, such as 2026-11-30; the next Monday if not given."
)
@_json
def start(network: str, weeks: int, begin: str | None, *, as_json: bool) -> None:
    """Draw weeks off a NETWORK. The plan is sealed: a hash shows later that it wasn't chosen."""
    with _opened() as on:
        answer = on.start(network, weeks, begin)
    if as_json:
        output.show_json(answer)
    else:
        output.show(begun(answer))


@command.command()
@click.argument("score", type=int)
@_json
def week(score: int, *, as_json: bool) -> None:
    """Say how the week was, from 0 to 10: the one in its last two days, or else the one before."""
    with _opened() as on:
        answer = on.score(score)
    if as_json:
        output.show_json(answer)
    else:
        output.show([f"Week {answer['scored']}: {score} of 10. What is said last stands."])


@command.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
@_json
def stop(*, yes: bool, as_json: bool) -> None:
    """Abandon the experiment. It has no result then, and the next one begins anew."""
    with _opened() as on:
        on.going()
        if not yes:
            _confirm()
        answer = on.stop()
    if as_json:
        output.show_json(answer)
    else:
        output.show(lines(answer))


def _confirm() -> None:
    """Ask whether it's meant; where nobody answers, say how it's said without being asked."""
    try:
        click.confirm("Abandon the experiment? It will have no result", abort=True, err=True)
    except click.Abort as abort:
        if not isinstance(abort.__context__, EOFError):
            raise
        click.echo(err=True)
        raise AgentError(
            "nobody said yes, so the experiment goes on.", "`--yes` abandons it unasked."
        ) from None
