"""`timesink log`: note what a network gave back, in a line as one would jot it down."""

import click

from agent.cli import books, output
from agent.core.entries import Words
from agent.core.ledger import KINDS_OF_OUTCOME
from agent.errors import UsageError
from agent.fields import tidy


@click.command(
    name="log",
    epilog=f"KINDs are {', '.join(KINDS_OF_OUTCOME)}, and your own by `kinds` in config.toml.",
)
@click.argument("words", nargs=-1, required=True)
@click.option("--note", help="What it was, in your words.")
@click.option("--on", help="The day: yesterday, monday, 2026-11-02 or 2.11.; today if not given.")
@click.option("--from", "origin", metavar="ID", help="The lead that a deal came from, by its id.")
@click.option(
    "--credit", "shares", multiple=True, metavar="NETWORK=SHARE", help="Also to another one: x=0.3."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(words: tuple[str, ...], shares: tuple[str, ...], *, as_json: bool, **said: str | None) -> None:
    """Note what a network gave back: NETWORK KIND [AMOUNT] [DAY] [NOTE…], or all of it as one text.

    \b
    timesink log linkedin deal 2400 --note "shop website" --on 2026-11-02
    timesink log "lead #linkedin 1200€ yesterday shop website"
    timesink log "deal #linkedin:70 #x:30 2.400,50 on monday"
    timesink log x followers 12
    """  # noqa: D301  click keeps these lines as they are
    fields = {name: value for name, value in said.items() if value is not None}
    with books.opened_books() as on_books:
        outcome, guessed = on_books.jot(_line(words, shares, on_books.words), fields)
    if as_json:
        output.show_json(outcome)
        return
    guess = f" {guessed} is taken for {books.amount(outcome)}." * bool(guessed)
    output.show(books.folded(f"Logged {books.sentence(outcome)}.{guess} {books.UNDO}"))


def _line(words: tuple[str, ...], shares: tuple[str, ...], known: Words) -> str:
    """Return what was written as one line, in which networks begin with a #."""
    tags = tuple(_tag(share) for share in shares)
    is_kind = words[0].lower() in known.kinds and not known.naming(words[0])
    if len(words) > 1 and not is_kind and not any("#" in word for word in words):
        network = "".join(words[0].split())
        named = {tag.partition(":")[0].lower() for tag in tags}
        own = () if f"#{network}".lower() in named else (f"#{network}",)
        return " ".join((*own, *tags, *words[1:]))
    return " ".join((*tags, *words))


def _tag(credit: str) -> str:
    network, equals, share = credit.partition("=")
    if not (equals and network.strip() and share.strip()):
        raise UsageError(f"“{tidy(credit)}” is no credit.", "Write it as x=0.3, x=30% or x=1/3.")
    return f"#{''.join(network.split())}:{share.strip()}"
