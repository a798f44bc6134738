"""What sway knows of the window in front that no protocol tells: its process, an X11 window's instance.

Windows are told by wlr-foreign-toplevel-management (see wlroots.py), for sway's IPC says nothing when the
screen is locked. So the IPC is asked, once for each window.
"""

import asyncio
import json
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent.sources.processes import Processes
from agent.sources.wlroots import Toplevel

_MAGIC = b"i3-ipc"
_HEAD = struct.Struct("=6sII")
_GET_TREE = 4
ANSWER_WITHIN = 2
"""seconds that sway may take; without an answer the process stays unknown"""

Node = Mapping[str, Any]


class SwayTree:
    """Asks sway about its windows."""

    def __init__(self, socket: Path, processes: Processes) -> None:
        self._socket = socket
        self._processes = processes

    async def identify(self, toplevel: Toplevel) -> None:
        """Find the process of the toplevel in front, and an X11 window's instance."""
        with suppress(OSError, EOFError, TimeoutError, ValueError, struct.error):
            async with asyncio.timeout(ANSWER_WITHIN):
                node = _focused(await self._ask())
            properties = (node or {}).get("window_properties") or {}
            if node is not None and toplevel.app in (node.get("app_id"), properties.get("class")):
                toplevel.process = self._processes.get(int(node.get("pid") or 0))
                toplevel.instance = str(properties.get("instance") or "")

    async def _ask(self) -> Node:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(_HEAD.pack(_MAGIC, 0, _GET_TREE))
            _, length, _ = _HEAD.unpack(await reader.readexactly(_HEAD.size))
            tree: Node = json.loads(await reader.readexactly(length))
            return tree
        finally:
            writer.close()


def _focused(node: Node) -> Node | None:
    """Return the node that has the focus, in a tree."""
    if node.get("focused"):
        return node
    below = (*node.get("nodes", ()), *node.get("floating_nodes", ()))
    return next((found for each in below if (found := _focused(each)) is not None), None)
