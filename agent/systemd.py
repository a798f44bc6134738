"""What systemd is told, where it has started us: ready, alive, what we're doing, going."""

import os
import socket
import time
from contextlib import suppress


def notify(state: str) -> None:
    """Tell systemd, in the words of sd_notify(3); elsewhere nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
        told.settimeout(0)
        told.sendto(state.encode(), address)


def reloading() -> str:
    """Return the words for: settings and rules are being read again, as of now."""
    return f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"
