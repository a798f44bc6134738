"""Whose desktop it is: our own, another process's, and that of the session where the user is."""

import asyncio
from datetime import timedelta

import pytest

from agent.sources.base import Unavailable
from agent.sources.displays import displays
from agent.sources.registry import desktops
from agent.sources.sessions import sessions

SERVICE = {"INVOCATION_ID": "x", "DISPLAY": ":0"}
ONE = {"DISPLAY": ":0", "XDG_SESSION_ID": "1"}
TWO = {"DISPLAY": ":1", "XDG_SESSION_ID": "2"}
UNKNOWN = {"DISPLAY": ":5"}


@pytest.mark.parametrize(
    ("own", "at", "numbers"),
    [
        pytest.param({"DISPLAY": ":0"}, None, [0], id="our own alone, where it names one"),
        pytest.param({}, None, [0, 1, 5], id="else all"),
        pytest.param(SERVICE, None, [0, 1, 5], id="a service's own first, and then the others"),
        pytest.param(SERVICE, "1", [0, 5], id="what is of another session is left out"),
        pytest.param(SERVICE, "2", [1, 5], id="also where a service was started in it"),
        pytest.param(ONE, "2", [1, 5], id="or we ourselves"),
        pytest.param(ONE, "1", [0], id="our own where the user is here"),
        pytest.param({}, "9", [5], id="a session that shows nothing yet"),
    ],
)
def test_displays(own: dict[str, str], at: str | None, numbers: list[int]) -> None:
    assert [each.number for each in displays(own, [ONE, TWO, UNKNOWN], at)] == numbers


def test_of_an_x11_and_a_wayland_session_the_one_where_the_user_is_counts() -> None:
    wayland = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run", "XDG_SESSION_ID": "2"}
    assert sessions({}, [ONE, wayland], "1") == []
    assert [each.socket.name for each in sessions({}, [ONE, wayland], "2")] == ["wayland-0"]


def test_where_a_compositors_socket_is_gone_the_source_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "/nowhere/wayland-1")
    monkeypatch.delenv("INVOCATION_ID", raising=False)
    wlroots = next(source for source in desktops(timedelta(minutes=3)) if source.name == "wlroots")
    with pytest.raises(Unavailable, match="can't be opened"):
        asyncio.run(wlroots.watch(lambda _: None))
