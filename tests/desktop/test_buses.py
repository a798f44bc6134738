"""Locks and sleep as logind tells them, and what plays as players do; and what that means for the time."""

import json
import os
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from buses import LOGIND, bus, logind_on, machine, uid
from desktop import chromium, started, window_manager, xserver, xterm
from jeepney import DBusAddress, MessageType, new_error, new_method_call, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from listening import listening
from player import PLAYER
from running import agent, home

from agent.core.model import Media
from agent.sources.base import Asleep, AtSession, Locked, Lost, Playing, Unavailable
from agent.sources.logind import Logind
from agent.sources.mpris import Mpris

SESSION, SYSTEM = "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"


def test_a_lock_is_told_when_it_begins_and_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        session = logind.add_session("c1", uid())
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=False))
            logind.set(session, "LockedHint", "<true>")
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=True))
            logind.set(session, "LockedHint", "<false>")
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=False))


def test_locks_of_others_and_of_consoles_are_nothing_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        others = logind.add_session("c2", uid() + 1), logind.add_session("c3", uid(), kind="tty")
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.all(Locked))
            for session in others:
                logind.set(session, "LockedHint", "<true>")
            logind.sleep(yes=True)
            heard.until(lambda heard: heard.last(Asleep))
            assert Locked("logind", now=True) not in heard.all(Locked)


def test_of_two_sessions_the_one_where_the_user_is_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        first, second = logind.add_session("c1", uid()), logind.add_session("c2", uid(), kind="wayland")
        logind.set(second, "Active", "<false>")
        logind.set(second, "LockedHint", "<true>")
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=False))
            assert heard.last(AtSession) == AtSession("c1")
            logind.set(first, "Active", "<false>")
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=True))
            assert heard.last(AtSession) == AtSession(None)
            logind.set(second, "Active", "<true>")
            heard.until(lambda heard: heard.last(AtSession) == AtSession("c2"))
            logind.set(second, "LockedHint", "<false>")
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=False))


def test_a_session_that_was_locked_before_we_came_is_told_as_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        logind.set(logind.add_session("c1", uid()), "LockedHint", "<true>")
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=True))


def test_a_logind_that_no_longer_answers_is_not_taken_for_an_unlocked_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        logind.set(logind.add_session("c1", uid()), "LockedHint", "<true>")
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.last(Locked) == Locked("logind", now=True))
            manager, mock = "org.freedesktop.login1.Manager", "org.freedesktop.DBus.Mock"
            code = "raise dbus.exceptions.DBusException('out of order')"
            logind.call(LOGIND[1], f"{mock}.AddMethod", manager, "ListSessions", "", "a(susso)", code)
            logind.call(LOGIND[1], f"{mock}.EmitSignal", manager, "SessionNew", "so", "[<'c9'>, <'/c9'>]")
            heard.until(lambda heard: heard.end)
            assert isinstance(heard.end, Lost)
            assert heard.last(Locked) == Locked("logind", now=True)


def test_sleep_is_told_when_it_begins_and_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.all(Locked))
            for yes in (True, False):
                logind.sleep(yes=yes)
                heard.until(lambda heard, yes=yes: heard.last(Asleep) == Asleep(now=yes))


@pytest.mark.parametrize(("source", "variable"), [(Logind(), SYSTEM), (Mpris(), SESSION)])
def test_where_there_is_no_bus_the_source_says_so(
    source: Logind | Mpris, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "unix:path=/nonexistent/bus")
    with listening(source) as heard:
        heard.until(lambda heard: heard.end)
        assert isinstance(heard.end, Unavailable)


def test_a_bus_that_goes_away_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as bus_running:
        monkeypatch.setenv(SESSION, bus_running.enter_context(bus()))
        with listening(Mpris()) as heard:
            heard.until(lambda heard: heard.all(Playing))
            bus_running.close()
            heard.until(lambda heard: heard.end)
            assert isinstance(heard.end, Lost)


def emit(address: str, signal: str, *words: str) -> None:
    """Send a signal to everybody on a bus, each by name."""
    argv = ["gdbus", "call", "--address", address, "--dest", "org.freedesktop.DBus", "--object-path", "/"]
    listed = [*argv, "--method", "org.freedesktop.DBus.ListNames"]
    names = subprocess.run(listed, capture_output=True, text=True, check=True, timeout=10).stdout
    for name in (word for word in names.split("'") if word.startswith(":")):
        argv = ["gdbus", "emit", "--address", address, "--dest", name, "--object-path", LOGIND[1]]
        subprocess.run([*argv, "--signal", signal, *words], check=False, capture_output=True, timeout=10)


def test_of_sleep_only_logind_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine() as (address, logind):
        monkeypatch.setenv(SYSTEM, address)
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.all(Locked))
            for words in (["true"], ["'yes'"], []):
                emit(address, "org.freedesktop.login1.Manager.PrepareForSleep", *words)
            logind.sleep(yes=False)
            heard.until(lambda heard: heard.last(Asleep) == Asleep(now=False))
            assert heard.all(Asleep) == [Asleep(now=False)]


def test_a_logind_that_goes_away_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as until_here, bus() as address:
        monkeypatch.setenv(SYSTEM, address)
        until_here.enter_context(logind_on(address))
        with listening(Logind()) as heard:
            heard.until(lambda heard: heard.all(Locked))
            until_here.close()
            heard.until(lambda heard: heard.end)
            assert isinstance(heard.end, Lost)


@pytest.mark.parametrize(
    ("signature", "body"), [("", ()), ("s", (PLAYER,)), ("ss", (PLAYER, "all")), ("sss", (PLAYER, "", ""))]
)
def test_a_player_that_sends_rubbish_is_heard_when_it_says_something(
    signature: str, body: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with bus() as address, open_dbus_connection(address) as rubbish:
        monkeypatch.setenv(SESSION, address)
        rubbish.send_and_get_reply(
            new_method_call(message_bus, "RequestName", "su", ("org.mpris.MediaPlayer2.rubbish", 0))
        )
        with listening(Mpris()) as heard:
            told = DBusAddress("/org/mpris/MediaPlayer2", interface="org.freedesktop.DBus.Properties")
            for _ in range(2):
                question = rubbish.receive(timeout=10)
                while question.header.message_type is not MessageType.method_call:
                    question = rubbish.receive(timeout=10)
                rubbish.send(new_error(question, "org.freedesktop.DBus.Error.UnknownProperty"))
            heard.until(lambda heard: heard.all(Playing))
            rubbish.send(new_signal(told, "PropertiesChanged", signature or None, body))
            playing = {"PlaybackStatus": ("s", "Playing")}
            rubbish.send(new_signal(told, "PropertiesChanged", "sa{sv}as", (PLAYER, playing, [])))
            heard.until(lambda heard: heard.last(Playing) == Playing((Media(os.getpid(), ""),)))


@contextmanager
def player(address: str, **properties: object) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, str(Path(__file__).parent / "player.py")]
    environment = os.environ | {SESSION: address}
    with subprocess.Popen(argv, env=environment, stdin=subprocess.PIPE, text=True) as process:
        try:
            change(process, **properties)
            yield process
        finally:
            process.kill()


def change(player: subprocess.Popen[str], **properties: object) -> None:
    assert player.stdin is not None
    player.stdin.write(json.dumps(properties) + "\n")
    player.stdin.flush()


def test_what_plays_is_told_and_no_more_once_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    with bus() as address:
        monkeypatch.setenv(SESSION, address)
        with listening(Mpris()) as heard:
            heard.until(lambda heard: heard.last(Playing) == Playing(()))
            with player(address, PlaybackStatus="Playing", Metadata={"xesam:title": "Cats"}) as cats:
                heard.until(lambda heard: heard.last(Playing) == Playing((Media(cats.pid, "Cats"),)))
                change(cats, PlaybackStatus="Paused")
                heard.until(lambda heard: heard.last(Playing) == Playing(()))
                change(cats, PlaybackStatus="Playing")
                heard.until(lambda heard: heard.last(Playing) == Playing((Media(cats.pid, "Cats"),)))
            heard.until(lambda heard: heard.last(Playing) == Playing(()))


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({}, id="no properties"),
        pytest.param({"PlaybackStatus": 7, "Metadata": "none"}, id="other types"),
        pytest.param(
            {"PlaybackStatus": "Playing", "Metadata": {"xesam:title": {"x": 1}}}, id="a title of parts"
        ),
        pytest.param(
            {"PlaybackStatus": "Playing", "Metadata": {"xesam:title": "L" * 1_000_000}}, id="a huge title"
        ),
    ],
)
def test_an_odd_player_harms_nothing(properties: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    with bus() as address:
        monkeypatch.setenv(SESSION, address)
        with listening(Mpris()) as heard, player(address, **properties):
            heard.until(lambda heard: heard.all(Playing))
            with player(address, PlaybackStatus="Playing") as plain:
                heard.until(lambda heard: Media(plain.pid, "") in heard.last(Playing).media)


SOUND = """<title>A song - YouTube</title><audio src="{sound}" autoplay loop></audio><script>
navigator.mediaSession.metadata = new MediaMetadata({{title: "A song"}});</script>"""


def test_who_watches_what_plays_in_front_is_there_without_a_key(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000 * 8))
    page = tmp_path / "page.html"
    page.write_text(SOUND.format(sound="sound.wav"))
    with (
        xserver() as display,
        window_manager(display),
        bus() as address,
        home(display, idle_after="2s") as at,
    ):
        at.environment[SESSION] = address
        flags = ("--autoplay-policy=no-user-gesture-required",)
        with agent(at) as running:
            with chromium(display, page.as_uri(), flags=flags, **{SESSION: address}):
                running.until(lambda now: now["network"] == "youtube", within=30)
                time.sleep(4)
                now = running.get("now")
                assert (now["presence"], now["network"]) == ("active", "youtube")
            running.until(lambda now: now["presence"] == "idle")


def test_time_behind_a_lock_is_nobodys() -> None:
    with xserver() as display, window_manager(display), machine() as (address, logind), home(display) as at:
        session = logind.add_session("c1", uid())
        at.environment[SYSTEM] = address
        with agent(at) as running, xterm(display, "behind"):
            running.until(lambda status: "logind" in status["listening"], "status")
            running.until(lambda now: now["app"] == "XTerm")
            logind.set(session, "LockedHint", "<true>")
            running.until(lambda now: now["presence"] == "locked")
            before = running.get("summary")["observed_seconds"]
            time.sleep(1)
            assert running.get("summary")["observed_seconds"] == before
            logind.set(session, "LockedHint", "<false>")
            running.until(lambda now: now["presence"] == "active")


def test_time_behind_a_locker_that_tells_nobody_is_nobodys() -> None:
    with xserver() as display, window_manager(display), home(display) as at, agent(at) as running:
        running.until(lambda status: "lockers" in status["listening"], "status")
        with xterm(display, "behind"):
            running.until(lambda now: now["app"] == "XTerm")
            with started("i3lock", "-n", DISPLAY=display):
                running.until(lambda now: now["presence"] == "locked")
                before = running.get("summary")["observed_seconds"]
                time.sleep(1)
                assert running.get("summary")["observed_seconds"] == before
            running.until(lambda now: now["presence"] == "active")
