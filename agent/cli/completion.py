"""`timesink completion`: what makes the shell complete commands."""

import click
from click.shell_completion import get_completion_class

from agent.errors import AgentError

SHELLS = ("bash", "zsh", "fish")


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what makes the Tab key complete commands; it goes into your shell's start-up file.

    \b
    eval "$(timesink completion bash)"          (~/.bashrc)
    eval "$(timesink completion zsh)"           (~/.zshrc)
    timesink completion fish | source           (~/.config/fish/config.fish)
    """  # noqa: D301  click's mark for lines that stay as they are
    made = get_completion_class(shell)
    if made is None:
        raise AgentError(f"{shell} isn't known.")
    click.echo(made(context.find_root().command, {}, "timesink", "_TIMESINK_COMPLETE").source())
