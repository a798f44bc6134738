"""The agent as a process: it starts, runs until it's told to stop, and says in a sentence why it can't."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import AsyncExitStack

from agent import terminal
from agent.errors import AgentError, Exit, leaves, trace
from agent.paths import Paths, private_folder
from agent.store.database import opened
from agent.store.lock import only_agent
from agent.web.app import build_app, serve
from agent.web.auth import read_or_make_token
from agent.wiring import Wiring

log = logging.getLogger("timesink")


async def run(paths: Paths, *, ends_with_terminal: bool) -> None:
    """Run the agent of this user until it's told to stop, or where wanted, until its terminal is closed.

    Raises:
        AgentError: where another agent runs, the port is taken, or the database can't be used.
    """
    async with AsyncExitStack() as stack:
        private_folder(paths.data)
        private_folder(paths.runtime)
        stack.enter_context(only_agent(paths.lock))
        wiring = Wiring(
            paths, stack.enter_context(opened(paths.database)), ends_with_terminal=ends_with_terminal
        )
        stack.callback(wiring.reader.close)
        stack.callback(wiring.writer.close)
        stack.callback(wiring.witness.close)
        stack.callback(wiring.sampler.stop)
        app = build_app(
            wiring.live,
            wiring.reader,
            wiring.writer,
            token=read_or_make_token(paths.token),
            port=wiring.settings.port,
        )
        await stack.enter_async_context(serve(app, port=wiring.settings.port, socket=paths.socket))
        await wiring.run()


def main() -> None:
    """Run the agent in the foreground; what a person can mend is told in a sentence."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there's something to reload
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    ends_with_terminal = before != signal.SIG_IGN and terminal.is_there()  # nohup ignores it
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it quotes what it was sent
    os.umask(0o077)
    ended = None
    try:
        asyncio.run(run(Paths.of_user(), ends_with_terminal=ends_with_terminal))
    except* AgentError as several:
        ended = Exit.MENDABLE
        for error in leaves(several):
            log.error("timesink: %s", error)  # noqa: TRY400  a sentence, and no traceback
    except* Exception as several:  # noqa: BLE001  the one place where all errors end
        ended = Exit.OUR_BUG
        log.error("this is a bug of ours:\n%s", trace(several))  # noqa: TRY400  with no word of the error's
    if ended is not None:
        sys.exit(ended)


if __name__ == "__main__":
    main()
