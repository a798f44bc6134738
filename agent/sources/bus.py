"""D-Bus, as much of it as listening takes; the sources speak jeepney's words, and connect here.

Why jeepney: it costs 0.3 MB where dbus-fast costs 3, and we hear a handful of signals an hour. Its own router
tells nobody who waits for signals that the connection is lost, and fails where it's cancelled while it waits
for an answer, as its way to connect does: so the bus is met and read here.
"""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return
from jeepney.auth import BEGIN, Authenticator
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection

from agent.sources.base import Lost, Unavailable

ANSWER_WITHIN = 5
"""seconds that a program on the bus may take to answer"""

_UNASKED = (MessageType.signal, MessageType.method_call)


class Bus:
    """A connection to a message bus: calls, and what comes in between."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._unheard: deque[Message] = deque()

    @property
    def name(self) -> str:
        """Return our own name on the bus, by which others can call us."""
        return str(self._connection.unique_name)

    async def call(self, to: DBusAddress, method: str, signature: str = "", *body: Any) -> Any | None:  # noqa: ANN401
        """Call a method and return its first result; None where it fails, or takes too long."""
        message = new_method_call(to, method, signature or None, body)
        serial = next(self._connection.outgoing_serial)
        try:
            await self._connection.send(message, serial=serial)
            async with asyncio.timeout(ANSWER_WITHIN):
                while (answer := await self._connection.receive()).header.fields.get(
                    HeaderFields.reply_serial
                ) != serial:
                    self._unheard.append(answer)
        except TimeoutError:
            return None
        except (OSError, EOFError) as error:
            raise Lost("the bus went away") from error
        if answer.header.message_type is not MessageType.method_return:
            return None
        return answer.body[0] if answer.body else ()

    async def get(self, to: DBusAddress, interface: str, name: str) -> Any | None:  # noqa: ANN401
        """Return a property; None where it's not to be had."""
        properties = to.with_interface("org.freedesktop.DBus.Properties")
        variant = await self.call(properties, "Get", "ss", interface, name)
        return variant[1] if variant else None

    async def listen(self, **rule: str) -> None:
        """Have signals that fit the rule sent to us."""
        words = ",".join(f"{key}='{value}'" for key, value in {"type": "signal", **rule}.items())
        await self.call(message_bus, "AddMatch", "s", words)

    async def signal(self) -> Message:
        """Return the next signal, however long it takes; raises Lost when the bus went away."""
        while (message := await self.message()).header.message_type is not MessageType.signal:
            pass
        return message

    async def message(self) -> Message:
        """Return the next signal or call, however long it takes; raises Lost when the bus went away."""
        while True:
            try:
                message = self._unheard.popleft() if self._unheard else await self._connection.receive()
            except (OSError, EOFError) as error:
                raise Lost("the bus went away") from error
            if message.header.message_type in _UNASKED:
                return message

    async def answer(self, call: Message) -> None:
        """Tell who called us that it was heard."""
        try:
            await self._connection.send(new_method_return(call))
        except OSError as error:
            raise Lost("the bus went away") from error


@asynccontextmanager
async def connected(bus: str) -> AsyncIterator[Bus]:
    """Connect to the "SYSTEM" or the "SESSION" bus, as long as this lasts.

    Raises:
        Unavailable: where there is no such bus, or it refuses us.
    """
    if bus == "SESSION" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        address = f"unix:path={runtime}/bus" if runtime else bus
    else:
        address = bus
    refusal = Unavailable(f"there is no {bus.lower()} bus")
    try:
        reader, writer = await asyncio.open_unix_connection(get_bus(address))
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise refusal from error
    connection = DBusConnection(reader, writer)
    try:
        try:
            await _introduce(connection)
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError, Lost) as error:
            raise refusal from error
        yield Bus(connection)
    finally:
        with suppress(OSError):
            await connection.close()


async def _introduce(connection: DBusConnection) -> None:
    """Tell a bus who we are, and get our name there."""
    authenticator = Authenticator()
    async with asyncio.timeout(ANSWER_WITHIN):
        for words in authenticator:
            connection.writer.write(words)
            authenticator.feed(await connection.reader.readuntil(b"\r\n"))
        connection.writer.write(BEGIN)
        connection.unique_name = await Bus(connection).call(message_bus, "Hello")
    if connection.unique_name is None:
        raise Lost("the bus gives us no name")


def member_of(message: Message) -> tuple[str, str]:
    """Return a signal's interface and name."""
    fields = message.header.fields
    return fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")


def path_of(message: Message) -> str:
    """Return the object that a signal is of."""
    return str(message.header.fields.get(HeaderFields.path, ""))


def sender_of(message: Message) -> str:
    """Return the unique name of who sent it."""
    return str(message.header.fields.get(HeaderFields.sender, ""))
