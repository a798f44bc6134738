"""The nouns: what is seen, who is there, and the time that comes of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Process:
    """The program behind a window."""

    pid: int
    name: str
    exe: str


@dataclass(frozen=True, slots=True)
class Window:
    """The window in front. Its title comes from a web page as often as not, so it is hostile."""

    app: str
    """WM_CLASS's class or the app id, as the desktop gives it"""
    title: str
    """without control characters, at most TITLE_MAX characters"""
    process: Process | None = None
    instance: str = ""
    """WM_CLASS's instance, where there is one"""
    fullscreen: bool = field(default=False, compare=False)
    """whether it fills the screen just now; it's the same window either way"""


TITLE_MAX = 1024


@dataclass(frozen=True, slots=True)
class Media:
    """Something that plays sound or film just now, as MPRIS tells it."""

    pid: int
    title: str


class Presence(StrEnum):
    """Whether somebody is there to spend time."""

    ACTIVE = "active"
    IDLE = "idle"
    LOCKED = "locked"
    ASLEEP = "asleep"


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on the three clocks."""

    wall: datetime
    """aware, UTC: what a span is labelled with"""
    awake: timedelta
    """CLOCK_MONOTONIC, which stands still in sleep: what durations are made of"""
    up: timedelta
    """CLOCK_BOOTTIME, which runs on in sleep"""

    def back_to(self, awake: timedelta) -> "Instant":
        """Return when it was that on the awake clock, as the wall clock shows it now."""
        return replace(self, wall=self.wall - (self.awake - awake), awake=awake)


@dataclass(frozen=True, slots=True)
class Front:
    """What the time now belongs to: the window in front, as the rules judged it."""

    networks: tuple[str, ...] = ()
    """() where no network claims it, one id where one does, several (sorted) where they contest it"""
    activity: str | None = None
    rule: str | None = None
    app: str = ""
    page_title: str | None = None
    """only where it may be kept: browser windows, never private ones"""

    @property
    def network(self) -> str | None:
        """Return the one network that claims it, if just one does."""
        return self.networks[0] if len(self.networks) == 1 else None


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at one instant."""

    at: Instant
    front: Front | None
    """None where no window is in front, or nobody can see which"""
    away_since: timedelta | None = None
    """on the awake clock: nobody has been there from then on; None while somebody is there"""


@dataclass(frozen=True, slots=True)
class Span:
    """Unbroken time on one thing: [start, end)."""

    start: datetime
    end: datetime
    front: Front

    @property
    def duration(self) -> timedelta:
        """Return how long it lasted."""
        return self.end - self.start


KINDS = ("social", "chat", "video", "forum", "professional", "dating", "developer")


@dataclass(frozen=True, slots=True)
class Network:
    """A social network, as a rule file describes it."""

    id: str
    name: str
    home: str = ""
    kind: str = KINDS[0]
    counts: bool = True
    """whether its time counts as time on networks, unless the user says otherwise"""
    hosts: tuple[str, ...] = ()
    """domains, some with the beginning of a path"""
    apps: tuple[str, ...] = ()
    """native clients: WM_CLASS or program names"""
