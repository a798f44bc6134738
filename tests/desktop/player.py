"""A player with odd properties: its standard input's first line gives them, later ones change them."""

import json
import os
import sys

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

PLAYER = "org.mpris.MediaPlayer2.Player"


def variants(properties: dict[str, object]) -> dict[str, tuple[str, object]]:
    return {key: _variant(value) for key, value in properties.items()}


def _variant(value: object) -> tuple[str, object]:
    match value:
        case dict():
            return ("a{sv}", variants(value))
        case bool():
            return ("b", value)
        case int():
            return ("i", value)
        case _:
            return ("s", str(value))


def main() -> None:
    properties = json.loads(sys.stdin.readline())
    connection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    name = f"org.mpris.MediaPlayer2.odd{os.getpid()}"
    connection.send_message(_request(name))
    sys.stdin.reconfigure(line_buffering=True)
    os.set_blocking(sys.stdin.fileno(), False)
    told = DBusAddress("/org/mpris/MediaPlayer2", interface="org.freedesktop.DBus.Properties")
    while True:
        if line := sys.stdin.readline():
            properties |= json.loads(line)
            body = (PLAYER, variants(json.loads(line)), [])
            connection.send_message(new_signal(told, "PropertiesChanged", "sa{sv}as", body))
        try:
            message = connection.receive(timeout=0.05)
        except TimeoutError:
            continue
        if message.header.message_type is MessageType.method_call:
            wanted = message.body[1] if len(message.body) > 1 else ""
            if message.header.fields.get(HeaderFields.member) == "Get" and wanted in properties:
                answer = new_method_return(message, "v", (_variant(properties[wanted]),))
            else:
                answer = new_error(message, "org.freedesktop.DBus.Error.UnknownProperty")
            connection.send_message(answer)


def _request(name: str) -> object:
    return new_method_call(message_bus, "RequestName", "su", (name, 0))


if __name__ == "__main__":
    main()
