"""A program that shows notifications as a test wants it to; what it's shown goes to its standard output."""

import json
import os
import sys
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
SERVER = DBusAddress("/org/freedesktop/Notifications", interface=NAME)


def main() -> None:
    wanted = json.loads(sys.argv[1])
    connection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    connection.send_and_get_reply(new_method_call(message_bus, "RequestName", "su", (NAME, 4)))
    print("ready", flush=True)
    while True:
        call = connection.receive()
        if call.header.message_type is not MessageType.method_call:
            continue
        member = call.header.fields[HeaderFields.member]
        connection.send_message(answer(wanted, call, member))
        if member in ("Notify", "CloseNotification"):
            print(json.dumps([member, *told(call.body)]), flush=True)
        if member == "Notify":
            for signal in then(wanted):
                connection.send_message(signal)
            if wanted.get("then") == "die":
                return


def told(body: tuple[Any, ...]) -> list[Any]:
    """Return what was sent, without the types in variants."""
    return [{key: each[1] for key, each in part.items()} if isinstance(part, dict) else part for part in body]


def answer(wanted: dict[str, Any], call: Message, member: str) -> Message:
    match member:
        case "GetCapabilities":
            return new_method_return(call, "as", (wanted["able"],))
        case "GetServerInformation":
            return new_method_return(call, "ssss", (wanted.get("name", "a test's"), "", "", "1.2"))
        case "Get" if call.body[1] == "Inhibited" and "inhibited" in wanted:
            return new_method_return(call, "v", (("b", wanted["inhibited"]),))
        case "Notify" if wanted.get("then") != "refuse":
            return new_method_return(call, "u", (7,))
        case "CloseNotification":
            return new_method_return(call)
        case _:
            return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")


def then(wanted: dict[str, Any]) -> list[Message]:
    """Return what happens on the screen: first to others' notifications, which are nothing to us."""
    others = [
        new_signal(SERVER, "ActionInvoked", "us", (6, "no")),
        new_signal(SERVER, "ActionInvoked", "us", (7, "default")),
        new_signal(SERVER, "NotificationClosed", "uu", (6, 2)),
    ]
    match wanted.get("then", "").split():
        case ["press", key]:
            return [*others, new_signal(SERVER, "ActionInvoked", "us", (7, key))]
        case ["close"]:
            return [*others, new_signal(SERVER, "NotificationClosed", "uu", (7, 2))]
        case _:
            return others


if __name__ == "__main__":
    main()
