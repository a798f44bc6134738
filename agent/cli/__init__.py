"""The command line: one command a file, and one place that turns errors into sentences and exit codes."""

import os
import sys
import traceback
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from agent import __version__
from agent.cli.output import harmless
from agent.errors import AgentError, Exit

COMMANDS = {
    "completion": "How to have commands completed by the Tab key.",
    "correct": "Give pages to a network by hand, this time or always.",
    "digest": "The one finding of the week.",
    "doctor": "Is everything as it should be?",
    "experiment": "Weeks off a network, drawn by lot, and what they showed.",
    "export": "All spans of a period, for a spreadsheet or a program.",
    "import": "What a network's own data export tells of it.",
    "ledger": "What networks gave back: listed, changed, undone, as CSV.",
    "log": "Note what a network gave back.",
    "now": "What the agent sees just now, fit to be shown to others.",
    "open": "Show today in the browser.",
    "rate": "Were your last sessions worth it?",
    "rules": "What the rules are, whether they hold, and why a title counts as it does.",
    "run": "Track this desktop until told to stop.",
    "desktop": "Let GNOME tell its windows; other desktops need nothing.",
    "service": "Let systemd run the agent whenever you're logged in.",
    "setup": "A few questions by which worth is reckoned.",
    "status": "Is the agent tracking, and what does it see?",
    "summary": "Time per network, activity, program, day or hour.",
    "worth": "What each network gave back for its hours, and a verdict.",
    "unsorted": "Pages that took most time and that no network claimed.",
}
MODULES = {"import": "imports"}
"""of commands whose name no module may have"""


class Commands(click.Group):
    """Commands by their name; a command's file is only read when it's called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command; None where there's none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"agent.cli.{MODULES.get(cmd_name, cmd_name)}"), "command")  # noqa: B009  mypy can't see it
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or the one that was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{close[0]}`?" if close else " `timesink --help` lists the commands."
            raise click.UsageError(f"there is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without reading their files."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, message="timesink %(version)s")
@click.option("--json", "as_json", is_flag=True, help="Print today as JSON.")
@click.pass_context
def timesink(context: click.Context, *, as_json: bool) -> None:
    """How long you were on each social network. Without a command: today at a glance."""
    if context.invoked_subcommand is None:
        import_module("agent.cli.today").show(as_json=as_json)


def main() -> None:
    """Run a command, and end with its exit code."""
    sys.exit(_run())


def _run() -> int:
    if sys.stdout is None:  # closed by whoever called
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  open until the end
    try:
        ended = timesink.main(prog_name="timesink", standalone_mode=False)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left can't be written either
        return Exit.MENDABLE if isinstance(error, BrokenPipeError) else _tell(error)
    except Exception as error:  # noqa: BLE001  the one place where all errors end
        return _tell(error)
    return ended if isinstance(ended, int) else Exit.DONE


def _tell(error: Exception) -> int:
    """Turn an error into a sentence, and return its exit code."""
    match error:
        case click.UsageError():
            sentence, code = error.format_message(), Exit.USAGE
        case click.ClickException():
            sentence, code = error.format_message(), Exit.MENDABLE
        case OSError():
            where = f"{error.filename} cannot be used" if error.filename else "the output cannot be written"
            sentence, code = f"{where}: {(error.strerror or str(error)).lower()}.", Exit.MENDABLE
        case AgentError():
            sentence, code = str(error), Exit.USAGE if error.usage else Exit.MENDABLE
        case _:
            if os.environ.get("TIMESINK_DEBUG"):
                traceback.print_exception(error)
            kind = type(error).__name__
            sentence = f"this is a bug of ours ({kind}). TIMESINK_DEBUG=1 shows where; please tell us."
            code = Exit.OUR_BUG
    click.echo(f"timesink: {harmless(sentence)}", err=True)
    return code
