"""Puts a running Chromium's window into full screen and back, by its own tools for developers."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse
from desktop import until

FLAG = "--remote-debugging-port=0"
"""lets a Chromium be asked; it writes the port it takes into its profile"""


def set_window(profile: Path, state: str) -> None:
    """Make the window "fullscreen", or "normal"."""
    told = profile / "DevToolsActivePort"
    until(told.exists)
    asyncio.run(_set_window(*told.read_text().split(), state))


async def _set_window(port: str, path: str, state: str) -> None:
    async with ClientSession() as session, session.ws_connect(f"ws://127.0.0.1:{port}{path}") as tools:
        targets = (await _ask(tools, "Target.getTargets"))["targetInfos"]
        page = next(each["targetId"] for each in targets if each["type"] == "page")
        window = (await _ask(tools, "Browser.getWindowForTarget", targetId=page))["windowId"]
        await _ask(tools, "Browser.setWindowBounds", windowId=window, bounds={"windowState": state})


async def _ask(tools: ClientWebSocketResponse, method: str, **words: object) -> Any:
    await tools.send_json({"id": 1, "method": method, "params": words})
    while "id" not in (answer := await tools.receive_json()):
        pass
    return answer["result"]
