"""`timesink doctor`: is everything as it should be, and if not, what to do."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from agent import __version__
from agent.cli import output
from agent.cli.asking import ask_agent
from agent.cli.config_file import set_settings
from agent.cli.doctor_desktop import desktop_findings
from agent.cli.findings import Finding, show
from agent.cli.service import service_state
from agent.errors import AgentError, Exit
from agent.paths import Paths, shipped
from agent.rulebook.book import Rulebook
from agent.settings import misnamed, read_settings
from agent.store.database import opened

ROOM_BYTES = 100_000_000


@click.command(name="doctor")
@click.option(
    "--history", type=click.Choice(["on", "off"]), help="Ask the browsers' history, or don't any more."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(history: str | None, *, as_json: bool) -> None:
    """Is everything as it should be? Ends with 1 where something is to be mended."""
    if history is not None:
        set_settings({"history": history == "on"})
        asked = "are asked" if history == "on" else "aren't asked any more"
        line = f"history = {'true' if history == 'on' else 'false'}"
        output.show([f"Browsers' histories {asked}: `{line}` in {Paths.of_user().settings}."])
        return
    paths = Paths.of_user()
    findings = [*_agent(), *_buses(), _service(), *_database(paths), *_files(paths), *_disk(paths)]
    if as_json:
        output.show_json({"findings": [asdict(finding) for finding in findings]})
    else:
        show(findings)
    if any(finding.fine is False for finding in findings):
        raise click.exceptions.Exit(Exit.MENDABLE)


def _agent() -> Iterator[Finding]:
    try:
        status = ask_agent("status")
    except AgentError as error:
        yield Finding("agent", fine=False, what=str(error))
        return
    yield _running(status)
    yield from desktop_findings(status)
    yield from _history(status)
    if status is not None:
        yield _asking(status["asking"])


def _running(status: dict[str, Any] | None) -> Finding:
    if status is None:
        what = "isn't running: nothing is being tracked. Start it: `timesink service install`."
        port = read_settings(Paths.of_user().settings, os.environ)[0].port
        if _is_taken(port):
            what = f"isn't running, and can't: another program has port {port}. Set `port` in config.toml."
        return Finding("agent", fine=False, what=what)
    what = f"runs (timesink {status['version']}, process {status['pid']})"
    if status["version"] != __version__:
        more = f"but timesink {__version__} is installed. Restart it: `systemctl --user restart timesink`."
        return Finding("agent", fine=False, what=f"{what}, {more}")
    return Finding("agent", fine=True, what=f"{what}.")


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _history(status: dict[str, Any] | None) -> Iterator[Finding]:
    """Say whether browsers are asked, by the running agent or the settings, and what they can't tell."""
    if status is None:
        asked, problems = read_settings(Paths.of_user().settings, os.environ)[0].history, []
    else:
        asked, problems = status["history"]["asked"], status["history"]["problems"]
    if not asked:
        what = (
            "browsers aren't asked about pages whose titles say nothing. `timesink doctor --history on` asks."
        )
        yield Finding("history", fine=None, what=what)
        return
    what = (
        "browsers are asked about pages whose titles say nothing. `timesink doctor --history off` ends that."
    )
    yield Finding("history", fine=True, what=what)
    for each in problems:
        yield Finding("history", fine=False, what=f"{each['where']} {each['what']} {each['hint']}")


def _asking(asking: dict[str, Any]) -> Finding:
    """Say whether it's asked if sessions were worth it, and whether that can be shown."""
    if not asking["on"]:
        what = "you aren't asked whether a session was worth it, nor told one finding a week."
        what += " `timesink rate --on` turns both on."
        return Finding("asking", fine=None, what=what)
    if asking["problem"]:
        what = f"notifications can't be shown: {asking['problem']}. `timesink rate` asks on the terminal."
        return Finding("asking", fine=None, what=what)
    what = "you're asked now and then whether a session was worth it, and told one finding a week."
    what += " `timesink rate --off` ends both."
    return Finding("asking", fine=True, what=what)


def _buses() -> Iterator[Finding]:
    if not os.environ.get("XDG_RUNTIME_DIR"):
        what = "isn't set, so a sign of life is written to disk every 4 s. A login by systemd sets it."
        yield Finding("runtime", fine=False, what=f"XDG_RUNTIME_DIR {what}")


def _service() -> Finding:
    state = service_state()
    if not state["installed"]:
        return Finding(
            "service", fine=None, what="not installed; `timesink service install` starts it at login."
        )
    if not (state["enabled"] and state["active"]):
        what = "is installed, but " + ("doesn't run." if state["enabled"] else "not enabled.")
        return Finding("service", fine=False, what=f"{what} `timesink service install` mends it.")
    return Finding("service", fine=True, what="runs, and starts at every login.")


def _database(paths: Paths) -> Iterator[Finding]:
    if not paths.database.exists():
        yield Finding("database", fine=True, what="none yet; the agent makes it.")
        return
    try:
        with opened(paths.database, read_only=True) as store:
            sound, last = store.is_sound(), store.last_end()
    except AgentError as error:
        yield Finding("database", fine=False, what=str(error))
        return
    size = f"{max(paths.database.stat().st_size / 1e6, 0.1):.1f} MB"
    what = (
        f"{paths.database} is sound, {size}."
        if sound
        else f"{paths.database} is damaged: put a backup there."
    )
    yield Finding("database", fine=sound, what=what)
    if last is not None and last > datetime.now(UTC) + timedelta(hours=1):
        what = f"time is kept up to {last:%Y-%m-%d}, in the future: the clock was once wrong, or is now."
        yield Finding("clock", fine=False, what=what)
    mode = stat.S_IMODE(paths.database.stat().st_mode)
    if mode & 0o077:
        yield Finding("database", fine=False, what=f"others may read it: `chmod 600 {paths.database}`.")


def _files(paths: Paths) -> Iterator[Finding]:
    book = Rulebook(shipped("rules"), paths.rules)
    settings, faults = read_settings(paths.settings, os.environ)
    faults += misnamed(settings, book.ruleset.networks)
    for about, problems, fine in (
        ("rules", book.problems, f"{len(book.ruleset.networks)} networks known, no problems."),
        ("settings", faults, "no problems."),
    ):
        if not problems:
            yield Finding(about, fine=True, what=fine)
        for problem in problems:
            yield Finding(about, fine=False, what=str(problem))


def _disk(paths: Paths) -> Iterator[Finding]:
    folder = next(each for each in (paths.data, *paths.data.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    if free < ROOM_BYTES:
        yield Finding("disk", fine=False, what=f"only {free / 1e6:.0f} MB are free where {paths.data} lies.")
