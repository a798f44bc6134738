"""What a source is: a way to learn which window is in front, or whether somebody is there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from agent.core.model import Media, Window


@dataclass(frozen=True, slots=True)
class InFront:
    """This window is in front now; None where none is."""

    window: Window | None


@dataclass(frozen=True, slots=True)
class Idle:
    """No input since then (on CLOCK_MONOTONIC), and for longer than the threshold.

    None once there is input again.
    """

    since: timedelta | None


@dataclass(frozen=True, slots=True)
class Pauses:
    """A pause in the user's input can be waited for, on demand; None once it can't any more."""

    wait: Callable[[timedelta], Awaitable[None]] | None
    """waits until there has been no input for so long; raises Unavailable where that isn't told after all"""


@dataclass(frozen=True, slots=True)
class Locked:
    """Somebody tells that the screen is locked, or not any more; others may go on saying so."""

    by: str
    """which source says it"""
    now: bool


@dataclass(frozen=True, slots=True)
class Asleep:
    """The machine goes to sleep, or is back."""

    now: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """Everything that plays just now."""

    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class AtSession:
    """The user is at this session now, of those that logind knows; None where he's at none of them."""

    id: str | None


Event = InFront | Idle | Pauses | Locked | Asleep | Playing | AtSession
Tell = Callable[[Event], None]


def milliseconds(length: timedelta) -> int:
    """Return a length as desktops are told for how long there's to be no input: whole, and at least one."""
    return max(int(length.total_seconds() * 1000), 1)


class Unavailable(Exception):
    """This source can't work here, and says why, as in 'DISPLAY is not set'."""


class Lost(Exception):
    """The source worked, and what it watched went away."""


class Source(Protocol):
    """A way to learn something from the desktop."""

    @property
    def name(self) -> str:
        """Return the word that messages call it by: 'x11', 'logind'."""

    async def watch(self, tell: Tell) -> None:
        """Tell how things are now, then every change, at the moment it happens.

        Returns never. Raises Unavailable before the first word where it can't work here, Lost when what it
        watched went away. Cancelled, it leaves nothing behind.
        """
