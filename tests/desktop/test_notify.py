"""Questions and budgets as a user meets them: on the screen, with a click, and where nobody can show them."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from buses import bare_bus
from desktop import chromium, started, until, window_manager, xdotool, xserver, xterm
from kwin import session_bus
from running import Home, agent, home
from walk import served

from agent.core.model import Front, Span
from agent.notify import DoNotDisturb, Notice, Notices
from agent.sources.base import Lost, Unavailable
from agent.store.database import opened

SERVER = Path(__file__).parent / "notifying.py"
SERVICE = Path("/usr/share/dbus-1/services/org.xfce.xfce4-notifyd.Notifications.service")
ABLE = ["actions", "body", "body-markup"]
QUESTION = Notice("Was Q&A worth it?", "25 min on Q&A", (("yes", "Yes"), ("no", "No")), "`timesink rate`")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    with bare_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@contextmanager
def server(able: list[str] = ABLE, **wanted: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run the program that shows notifications as a test wants it to."""
    argv = [sys.executable, str(SERVER), json.dumps({"able": able, **wanted})]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.terminate()


def said(process: "subprocess.Popen[str]") -> list[Any]:
    assert process.stdout is not None
    return list(json.loads(process.stdout.readline()))


def show(notice: Notice = QUESTION, notices: Notices | None = None) -> str | None:
    return asyncio.run((notices or Notices()).show(notice))


@pytest.mark.parametrize(("then", "answer"), [("press yes", "yes"), ("press no", "no"), ("close", None)])
@pytest.mark.usefixtures("bus")
def test_a_button_is_heard_and_others_notifications_are_not(then: str, answer: str | None) -> None:
    with server(then=then):
        assert show() == answer


@pytest.mark.usefixtures("bus")
def test_it_is_quiet_and_passes_by_and_is_taken_away_when_its_time_is_over() -> None:
    with server() as shown:
        short = Notice("Was Q&A worth it?", "25 min on Q&A", QUESTION.buttons, lasts=timedelta(seconds=0.2))
        assert show(short) is None
        _, app, replaces, icon, title, text, buttons, hints, milliseconds = said(shown)
        assert (app, replaces, icon, title) == ("timesink", 0, "", "Was Q&A worth it?")
        assert text == "25 min on Q&amp;A"
        assert buttons == ["yes", "Yes", "no", "No"]
        assert hints == {"urgency": 0, "transient": True, "suppress-sound": True}
        assert milliseconds == 200
        assert said(shown) == ["CloseNotification", 7]


@pytest.mark.usefixtures("bus")
def test_where_there_are_no_buttons_the_command_is_named() -> None:
    with server(able=["body"], then="close") as shown:
        show()
        _, _, _, _, _, text, buttons, *_ = said(shown)
        assert (text, buttons) == ("25 min on Q&A `timesink rate`", [])


@pytest.mark.usefixtures("bus")
def test_what_could_turn_a_line_round_is_not_shown() -> None:
    with server(then="close") as shown:
        show(Notice("a\0b\u202ec", "d\ne"))
        assert said(shown)[4:6] == ["a b c", "d e"]


@pytest.mark.usefixtures("bus")
def test_gnome_shows_what_is_not_urgent_to_nobody() -> None:
    with server(name="gnome-shell", then="close") as shown:
        show()
        assert said(shown)[7]["urgency"] == 1


@pytest.mark.usefixtures("bus")
def test_who_is_not_to_be_disturbed_is_not() -> None:
    notices = Notices()
    with server(inhibited=True), pytest.raises(DoNotDisturb):
        show(notices=notices)
    assert (notices.works, notices.problem) == (None, "")
    with server(inhibited=False, then="press yes"):
        assert show(notices=notices) == "yes"


@pytest.mark.usefixtures("bus")
def test_a_server_that_dies_refuses_or_is_not_there_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    notices = Notices()
    with server(then="die"), pytest.raises(Lost):
        show(notices=notices)
    for _ in range(2):
        with pytest.raises(Unavailable):
            show(notices=notices)
    assert notices.works is False
    with server(then="refuse"), pytest.raises(Unavailable):
        show(notices=notices)
    with server(then="press yes"):
        assert show(notices=notices) == "yes"
    assert notices.works is True
    assert caplog.messages == [
        "notifications can't be shown: the program that shows them has ended",
        "notifications can't be shown: no program shows them",
        "notifications can't be shown: the program that shows them refuses",
        "notifications are shown again",
    ]


def test_without_a_bus_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with pytest.raises(Unavailable):
        show()


def test_a_bus_that_ends_takes_the_question_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask_then_end() -> None:
        with bare_bus(tmp_path / "bus") as address:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            with server() as shown:
                task = asyncio.create_task(Notices().show(QUESTION))
                assert (await asyncio.to_thread(said, shown))[0] == "Notify"
        await task

    with pytest.raises(Lost):
        asyncio.run(ask_then_end())


@pytest.mark.usefixtures("bus")
def test_when_we_are_told_to_stop_the_question_leaves_the_screen() -> None:
    async def ask_and_stop(shown: "subprocess.Popen[str]") -> None:
        task = asyncio.create_task(Notices().show(QUESTION))
        await asyncio.to_thread(said, shown)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    with server() as shown:
        asyncio.run(ask_and_stop(shown))
        assert said(shown) == ["CloseNotification", 7]


@pytest.fixture(scope="module")
def desktop() -> Iterator[str]:
    with xserver() as display, window_manager(display):
        yield display


@contextmanager
def lately_on_facebook(display: str, length: timedelta, **settings: str) -> Iterator[Home]:
    """Make the home of somebody who was on Facebook until just now."""
    quiet = datetime.now().astimezone() + timedelta(hours=2)
    settings |= {"quiet": f"{quiet:%H:%M}-{quiet + timedelta(minutes=1):%H:%M}"}
    with home(display, **settings) as at, session_bus(at.root / "run"):
        xdotool(display, "mousemove", "5", "5")  # somebody is there
        at.database.parent.mkdir(parents=True, mode=0o700)
        now = datetime.now(UTC)
        with opened(at.database) as store:
            store.keep([Span(now - length, now, Front(("facebook",), "feed", "page", "Chromium"))])
        yield at


def notification(display: str) -> tuple[int, int, int, int] | None:
    """Return where a notification is on the screen: x, y, width, height."""
    argv = ["xdotool", "search", "--onlyvisible", "--class", "notifyd", "getwindowgeometry", "--shell", "%@"]
    found = subprocess.run(
        argv, env=os.environ | {"DISPLAY": display}, capture_output=True, text=True, check=False
    ).stdout
    values = [line.split("=") for line in found.splitlines() if "=" in line]
    numbers = {key: [int(value) for name, value in values if name == key] for key, _ in values}
    for x, y, width, height in zip(
        *(numbers.get(key, []) for key in ("X", "Y", "WIDTH", "HEIGHT")), strict=True
    ):
        if width > 100:
            return x, y, width, height
    return None


def take_picture(display: str) -> None:
    """Keep what is on the screen, where somebody wants to look at it."""
    if picture := os.environ.get("PICTURE"):
        subprocess.run(["import", "-display", display, "-window", "root", picture], check=True)


def test_a_click_on_a_real_notification_rates_the_session(desktop: str) -> None:
    program = SERVICE.read_text().split("Exec=")[1].split("\n")[0]
    with lately_on_facebook(desktop, timedelta(hours=1)) as at:
        of_user = {name: at.environment[name] for name in ("HOME", "DBUS_SESSION_BUS_ADDRESS")}
        with started(program, DISPLAY=desktop, **of_user), agent(at) as running, served([]) as walk:
            with chromium(desktop, f"{walk.base}/?title=Somebody+|+Facebook"):
                running.until(lambda now: now["network"] == "facebook", within=30)
            assert running.get("status")["asking"] == {"on": True, "works": None, "problem": None}
            until(lambda: notification(desktop), within=60)
            until(lambda: running.get("status")["asking"]["works"])
            take_picture(desktop)
            x, y, width, height = notification(desktop) or (0, 0, 0, 0)
            xdotool(desktop, "mousemove", str(x + width // 2), str(y + height - 31), "click", "1")
            # It began an hour ago, which may have been yesterday.
            said = running.until(lambda said: said["ratings"], "ratings?period=7d")["ratings"]
            (session,) = running.get("sessions", period="7d")["sessions"][:1]
        assert [(each["network"], each["answer"], each["longer"]) for each in said] == [
            ("facebook", "partly", None)
        ]
        assert said[0]["probability"] == 1.0
        assert session["rating"] == "partly"


def test_a_budget_is_told_of_once_also_when_the_agent_is_killed_in_between(
    desktop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        lately_on_facebook(desktop, timedelta(seconds=50), budgets="facebook=1m/day", ask="false") as at,
        served([]) as walk,
        chromium(desktop, f"{walk.base}/?title=Somebody+|+Facebook"),
    ):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", at.environment["DBUS_SESSION_BUS_ADDRESS"])
        with server() as shown:
            with agent(at) as running:
                assert said(shown)[4] == "Facebook: less than 1 min left today"
                running.process.kill()
            with agent(at):
                assert said(shown)[4] == "Facebook: 1 min today"


def keep_weeks(at: Home) -> None:
    """Let two hours a week on Facebook be usual, and nine be last week's."""
    now, front = datetime.now(UTC), Front(("facebook",), None, None, "Chromium")
    with opened(at.database) as store:
        for week in range(11):
            start = now - timedelta(weeks=week, days=4)
            store.keep([Span(start, start + timedelta(hours=2 if week else 9), front)])


def test_the_finding_of_the_week_is_seen_once_also_when_the_agent_is_killed(
    desktop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = SERVICE.read_text().split("Exec=")[1].split("\n")[0]
    with lately_on_facebook(desktop, timedelta(seconds=9)) as at, xterm(desktop):
        keep_weeks(at)
        of_user = {name: at.environment[name] for name in ("HOME", "DBUS_SESSION_BUS_ADDRESS")}
        with started(program, DISPLAY=desktop, **of_user), agent(at) as running:
            until(lambda: notification(desktop), within=60)
            until(lambda: running.get("status")["asking"]["works"])
            take_picture(desktop)
            running.process.kill()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", at.environment["DBUS_SESSION_BUS_ADDRESS"])
        with server() as shown:
            with agent(at) as running:
                for _ in range(2):
                    with xterm(desktop) as window:
                        running.until(lambda now, pid=window.pid: now["pid"] == pid)
                        assert running.get("digest")["finding"]  # after what would have been told
            shown.terminate()
            assert shown.stdout is not None
            assert shown.stdout.read() == ""
