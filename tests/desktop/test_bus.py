"""Meeting a message bus: one that's silent, one that talks nonsense, and going while it's being met."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from buses import bus

from agent.sources import bus as ours
from agent.sources.base import Unavailable
from agent.sources.bus import connected

WELCOME = b"OK 0123456789abcdef0123456789abcdef\r\n"


@asynccontextmanager
async def playing_bus(folder: Path, answer: bytes) -> AsyncIterator[asyncio.Event]:
    """Play a bus that answers whoever comes with this and nothing more; tells when it was greeted."""
    greeted = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n")
        writer.write(answer)
        if answer == WELCOME:
            await reader.readuntil(b"BEGIN\r\n")
            await reader.read(1)
        greeted.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(serve, folder / "bus"):
        yield greeted


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where our session bus is."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
    return tmp_path


async def connect() -> None:
    async with connected("SESSION"):
        pass


def test_who_is_called_off_while_a_bus_is_silent_goes_quietly(folder: Path) -> None:
    async def test() -> None:
        async with playing_bus(folder, WELCOME) as greeted:
            connecting = asyncio.create_task(connect())
            await greeted.wait()
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting

    asyncio.run(test())


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(WELCOME, id="silent after its welcome"),
        pytest.param(b"", id="silent"),
        pytest.param(b"REJECTED EXTERNAL\r\n", id="no welcome"),
        pytest.param(b"x" * 100_000, id="a word without end"),
    ],
)
def test_a_bus_that_is_none_refuses(folder: Path, answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "ANSWER_WITHIN", 0.2)

    async def test() -> None:
        async with playing_bus(folder, answer):
            with pytest.raises(Unavailable, match="there is no session bus"):
                await connect()

    asyncio.run(test())


def test_whoever_is_met_has_given_us_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        async with connected("SESSION") as met:
            assert met.name.startswith(":1.")

    with bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        asyncio.run(test())
