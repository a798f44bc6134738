"""Time on networks that only their own exports know of: on the phone, on another computer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from agent.core.periods import Period
from agent.core.stays import divided
from agent.store.imports import Imports
from agent.store.spans import Store


def elsewhere(store: Store, edges: Sequence[datetime]) -> Iterator[tuple[str, list[timedelta]]]:
    """Yield each network whose export told of time, with what of it this computer didn't see.

    That's between each two edges, which are given oldest first: the time in the union of both, less what was
    tracked, so that nothing counts twice.
    """
    if len(edges) < 2:  # noqa: PLR2004  nothing lies between fewer
        return
    period = Period("between", edges[0], edges[-1])
    imports = Imports(store.file)
    for network in imports.networks_with_stays():
        told = [(stay.start, stay.end) for stay in imports.stays(network, period)]
        if told:
            tracked = list(store.times(network, period))
            both, here = divided([*told, *tracked], edges), divided(tracked, edges)
            yield network, [whole - part for whole, part in zip(both, here, strict=True)]
