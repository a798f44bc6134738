"""Two things that a source does at once."""

import asyncio
from collections.abc import Coroutine


async def until_one_ends(first: Coroutine[None, None, None], second: Coroutine[None, None, None]) -> None:
    """Do both until one of them ends, which takes the other with it; raises what that one raised.

    No TaskGroup: before Python 3.13 it forgets that we're cancelled where one ends just then.
    """
    tasks = [asyncio.create_task(first), asyncio.create_task(second)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await next(task for task in tasks if task.done())
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
