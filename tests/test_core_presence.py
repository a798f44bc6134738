"""Whether somebody is there, from what the sources have told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.model import Media, Presence, Process, Window
from agent.core.presence import Judged, Signs, is_watched, judge_presence

IDLE_AFTER = timedelta(minutes=3)
NOW = timedelta(hours=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def judged(signs: Signs, *, watching: bool = False) -> Judged:
    return judge_presence(signs, watching=watching, now=NOW, idle_after=IDLE_AFTER)


@pytest.mark.parametrize(
    ("signs", "watching", "expected"),
    [
        pytest.param(Signs(), False, Judged(Presence.ACTIVE), id="nothing told: somebody is there"),
        pytest.param(
            Signs(idle_since=minutes(55)),
            False,
            Judged(Presence.IDLE, minutes(55)),
            id="idle since the last input",
        ),
        pytest.param(
            Signs(idle_since=minutes(55)), True, Judged(Presence.ACTIVE), id="who watches a film is there"
        ),
        pytest.param(
            Signs(idle_since=minutes(20), watched_until=minutes(59)),
            False,
            Judged(Presence.ACTIVE, again=minutes(62)),
            id="after the film one has idle_after to move",
        ),
        pytest.param(
            Signs(idle_since=minutes(20), watched_until=minutes(50)),
            False,
            Judged(Presence.IDLE, minutes(50)),
            id="idle since the film ended",
        ),
        pytest.param(
            Signs(idle_since=minutes(50), locked_since=minutes(52)),
            True,
            Judged(Presence.LOCKED, minutes(52)),
            id="a locked screen is stronger than a playing film",
        ),
        pytest.param(
            Signs(idle_since=minutes(50), locked_since=minutes(52)),
            False,
            Judged(Presence.LOCKED, minutes(50)),
            id="a screen that locks by itself was left before",
        ),
        pytest.param(
            Signs(idle_since=minutes(58), locked_since=minutes(59)),
            False,
            Judged(Presence.LOCKED, minutes(59), again=minutes(61)),
            id="whether it did shows when idle_after has passed",
        ),
        pytest.param(
            Signs(locked_since=minutes(52), asleep_since=minutes(53)),
            False,
            Judged(Presence.ASLEEP, minutes(53)),
            id="sleep is stronger than a lock",
        ),
    ],
)
def test_presence(signs: Signs, watching: bool, expected: Judged) -> None:  # noqa: FBT001
    assert judged(signs, watching=watching) == expected


BROWSER = Process(7, "chromium", "/usr/bin/chromium")


@pytest.mark.parametrize(
    ("window", "media", "watched"),
    [
        pytest.param("Cats - YouTube - Chromium", Media(7, "Cats"), True, id="its title is in front"),
        pytest.param("Cats - YouTube - Chromium", Media(7, ""), True, id="a medium without a title"),
        pytest.param("Inbox - Chromium", Media(7, "Cats"), False, id="music in a tab behind"),
        pytest.param("Cats - YouTube - Chromium", Media(8, "Cats"), False, id="another program plays"),
    ],
)
def test_only_what_plays_in_the_window_in_front_is_watched(window: str, media: Media, watched: bool) -> None:  # noqa: FBT001
    assert is_watched(Window("Chromium", window, BROWSER), (media,)) is watched


def test_nothing_in_front_is_not_watched() -> None:
    assert not is_watched(None, (Media(7, "Cats"),))
    assert not is_watched(Window("Chromium", "Cats"), (Media(7, "Cats"),))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
def test_it_is_locked_from_the_first_who_says_so_until_the_last_says_otherwise(
    said: list[tuple[str, bool]],
) -> None:
    signs, saying, since = Signs(), set(), None
    for number, (who, yes) in enumerate(said):
        signs = signs.locked(who, timedelta(seconds=number), yes=yes)
        saying = saying | {who} if yes else saying - {who}
        since = (since if since is not None else timedelta(seconds=number)) if saying else None
        assert signs.locked_since == since
