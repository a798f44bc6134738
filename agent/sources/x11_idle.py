"""X11's idle counter: an alarm when it passes the threshold, another when it falls back; pauses on demand."""

import asyncio
import struct
import time
from datetime import timedelta

from agent.sources.base import milliseconds
from agent.sources.x11_wire import Event, Extension, Server

_LIST_COUNTERS, _CREATE_ALARM, _DESTROY_ALARM = 1, 8, 11
_ALL_OF_AN_ALARM = 0x3F
_POSITIVE_COMPARISON, _NEGATIVE_COMPARISON = 2, 3
_ALARM_NOTIFY = 1
_ALARM_INACTIVE = 1


class IdleAlarm:
    """Knows since when there has been no input, once that's longer than the threshold."""

    def __init__(self, server: Server, sync: Extension, counter: int, idle_after: timedelta) -> None:
        self._server = server
        self._sync = sync
        self._counter = counter
        self._threshold = milliseconds(idle_after)
        self._alarm = 0
        self._pauses: dict[int, asyncio.Event] = {}
        """the alarms of those who wait for a pause"""
        self.since: timedelta | None = None
        """on CLOCK_MONOTONIC; None while there is input"""

    @classmethod
    async def set_up(cls, server: Server, idle_after: timedelta) -> "IdleAlarm | None":
        """Wait for idleness; None where the server doesn't count it."""
        sync = await server.extension("SYNC")
        if sync is None:
            return None
        await server.ask(sync.opcode, 0, struct.pack("<BBxx", 3, 1))
        counter = _counter_named(b"IDLETIME", await server.ask(sync.opcode, _LIST_COUNTERS))
        if counter is None:
            return None
        alarm = cls(server, sync, counter, idle_after)
        alarm._await_idle()
        return alarm

    def hear(self, event: Event) -> bool:
        """Take an event; tell whether the user has just become idle, or come back."""
        if event.code != self._sync.first_event + _ALARM_NOTIFY:
            return False
        alarm, high, low = struct.unpack_from("<IiI", event.data, 4)
        if alarm in self._pauses:
            self._pauses[alarm].set()
        if alarm != self._alarm or event.data[28] > _ALARM_INACTIVE:
            return False
        idle_ms = (high << 32) | low
        if self.since is None:
            self.since = timedelta(seconds=round(time.monotonic(), 3)) - timedelta(milliseconds=idle_ms)
            self._await_input()
        else:
            self.since = None
            self._await_idle()
        return True

    async def pause(self, length: timedelta) -> None:
        """Wait until there has been no input for so long."""
        alarm = self._create(milliseconds(length), _POSITIVE_COMPARISON)
        self._pauses[alarm] = asyncio.Event()
        try:
            await self._pauses[alarm].wait()
        finally:
            del self._pauses[alarm]
            self._destroy(alarm)

    def _await_idle(self) -> None:
        # A comparison also fires where the counter is there already; a transition would be missed.
        self._set(self._threshold, _POSITIVE_COMPARISON)

    def _await_input(self) -> None:
        self._set(self._threshold - 1, _NEGATIVE_COMPARISON)

    def _set(self, value: int, test: int) -> None:
        if self._alarm:
            self._destroy(self._alarm)
        self._alarm = self._create(value, test)

    def _destroy(self, alarm: int) -> None:
        self._server.send(self._sync.opcode, _DESTROY_ALARM, struct.pack("<I", alarm))

    def _create(self, value: int, test: int) -> int:
        alarm = self._server.new_id()
        fields = (
            alarm,
            _ALL_OF_AN_ALARM,
            self._counter,
            0,
            value >> 32,
            value & 0xFFFFFFFF,
            test,
            0,
            0,
            1,
        )
        self._server.send(self._sync.opcode, _CREATE_ALARM, struct.pack("<IIIIiIIiII", *fields))
        return alarm


def _counter_named(name: bytes, answer: bytes | None) -> int | None:
    if answer is None:
        return None
    at = 32
    for _ in range(struct.unpack_from("<I", answer, 8)[0]):
        counter, _, _, length = struct.unpack_from("<IiIH", answer, at)
        if answer[at + 14 : at + 14 + length] == name:
            return int(counter)
        at += (14 + length + 3) & ~3
    return None
