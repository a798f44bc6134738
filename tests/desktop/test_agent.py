"""The whole agent on a real desktop: from Chromium's window to what the endpoint says."""

import json
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from desktop import chromium, firefox, until, window_manager, xdotool, xserver, xserver_process, xterm
from running import DAEMON, Agent, Home, agent, home
from walk import served

RULE = """schema = 1
id = "knitters"
name = "Knitters"
[[rule]]
id = "page"
why = "every page ends so"
title.ends_with = "{end}"
matches = ["Stitches{end}"]
rejects = ["Stitches"]
"""


@pytest.fixture(scope="module")
def desktop() -> Iterator[str]:
    with xserver() as display, window_manager(display):
        yield display


@contextmanager
def tracked(display: str, **settings: str) -> Iterator[Agent]:
    with home(display, **settings) as at, agent(at) as running:
        yield running


@pytest.mark.parametrize("browser", [chromium, firefox])
def test_time_on_networks_is_told_truthfully(desktop: str, browser: object) -> None:
    steps = [("(2) Somebody | Facebook", 2.0), ("Inbox - Mail", 1.5), ("A song - YouTube", 2.5)]
    with served(steps) as walk, tracked(desktop) as running, browser(desktop, f"{walk.base}/walk?step=0"):
        assert walk.over.wait(60)
        running.until(lambda now: now["title"] == "The end")
        rows = running.get("summary", period="today", by="network")["rows"]
    measured = {row["key"]: row["seconds"] for row in rows}
    true = walk.true_seconds()
    # On a busy machine a browser shows a title late; how true the time is, tests/bench/accuracy.py measures.
    assert measured["facebook"] == pytest.approx(true["(2) Somebody | Facebook"], abs=0.5)
    assert measured["youtube"] == pytest.approx(true["A song - YouTube"], abs=0.5)
    assert set(measured) == {"facebook", "youtube", None}


def test_an_editor_whose_title_says_facebook_is_nobodys(desktop: str) -> None:
    with tracked(desktop) as running, xterm(desktop, "facebook.py | Facebook"):
        now = running.until(lambda now: now["app"] == "XTerm")
        assert (now["verdict"], now["network"], now["title"]) == ("unattributed", None, None)


def test_nobody_there_no_time(desktop: str) -> None:
    with tracked(desktop, idle_after="1s") as running, xterm(desktop, "left alone"):
        running.until(lambda now: now["app"] == "XTerm")
        xdotool(desktop, "mousemove", "11", "11")
        running.until(lambda now: now["presence"] == "idle")
        before = observed(running)
        time.sleep(1.5)
        assert observed(running) == before
        xdotool(desktop, "mousemove", "12", "12")
        running.until(lambda now: now["presence"] == "active")
        until(lambda: observed(running) > before)


def test_time_that_nobody_claimed_is_counted_once_a_rule_does(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk:
        with chromium(desktop, f"{walk.base}/?title=Stitches+-+Knit"):
            running.until(lambda now: now["title"] == "Stitches - Knit")
            time.sleep(1.5)
            assert running.home.timesink("unsorted").count("Stitches - Knit") == 1
        running.home.rules.mkdir(parents=True)
        (running.home.rules / "knitters.toml").write_text(RULE.format(end=" - Knit"))
        summary = running.until(
            lambda summary: "knitters" in [row["key"] for row in summary["rows"]], "summary"
        )
    assert {row["key"]: row["seconds"] for row in summary["rows"]}["knitters"] >= 1.4


def test_pages_are_corrected_by_hand_this_time_or_always(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk, chromium(desktop, f"{walk.base}/?title=Photos"):
        running.until(lambda now: now["title"] == "Photos")
        time.sleep(1)
        said = running.home.timesink("correct", "Photos", "facebook")
        assert running.get("now")["network"] == "facebook"
        assert said.endswith(" of 7d are Facebook's now.\n")
        assert not running.home.rules.exists()
        said = running.home.timesink("correct", "Photos", "instagram", "--always")
        assert "instagram.toml says so" in said
        running.until(lambda now: now["network"] == "instagram")
        assert running.home.timesink("rules", "check") == "82 networks, 9 browsers, no problems.\n"
        seconds = {row["key"]: row["seconds"] for row in running.get("summary")["rows"]}
        assert set(seconds) <= {"instagram", None}
        told = running.home.timesink("correct", "Photos", "instagrm", "--always", check=False, stderr=True)
        assert told == "timesink: 'instagrm' is no network that is known. Did you mean `instagram`?\n"


def observed(running: Agent) -> float:
    return running.get("summary", period="today", by="network")["observed_seconds"]


def test_the_agent_waits_for_a_desktop_and_survives_its_end() -> None:
    with xserver() as display:
        pass
    with home(display) as at, agent(at, seeing=False) as running:
        running.until(lambda status: status["refusals"], "status")
        for _ in range(2):
            with xserver_process(display=display), window_manager(display), xterm(display, "here"):
                running.until(lambda now: now["app"] == "XTerm", within=30)
            running.until(lambda status: not status["watching"], "status")
            assert running.get("now")["app"] is None
        assert running.log.read_text().count("found no way to see") <= 3


def test_rules_are_in_force_within_a_second_of_saving(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk:
        page = f"{walk.base}/?title=Stitches+-+Knitters"
        with chromium(desktop, page):
            running.until(lambda now: now["title"] == "Stitches - Knitters", within=30)
            rules = running.home.rules
            rules.mkdir(parents=True)
            (rules / "knitters.toml").write_text(RULE.format(end=" - Knitters"))
            running.until(lambda now: now["network"] == "knitters", within=1)
            (rules / "knitters.toml").write_text("schema = 1\nid = ")
            running.until(lambda status: status["rules"]["problems"], "status", within=1)
            assert running.get("now")["network"] == "knitters"
            assert running.get("rules/problems")["problems"]
            (rules / "knitters.toml").unlink()
            running.until(lambda now: now["network"] is None, within=1)


def test_a_second_agent_is_told_of_the_first(desktop: str) -> None:
    with tracked(desktop) as running:
        second = subprocess.run(
            DAEMON, env=running.home.environment, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"already running (process {running.process.pid})" in second.stderr


def test_a_port_in_use_is_told_in_a_sentence(desktop: str) -> None:
    with tracked(desktop) as running, home(desktop) as other:
        other.environment["TIMESINK_PORT"] = running.home.environment["TIMESINK_PORT"]
        second = subprocess.run(DAEMON, env=other.environment, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "is already in use. Stop the other program, or set `port` in config.toml." in second.stderr


def test_sigterm_keeps_all_and_leaves_nothing_behind(desktop: str) -> None:
    with tracked(desktop) as running, xterm(desktop, "kept"):
        running.until(lambda now: now["app"] == "XTerm")
        time.sleep(1)
        seen = observed(running)
        assert running.stop() == 0
        assert not running.home.socket.exists()
        kept = json.loads(running.home.timesink("summary", "--json"))["observed_seconds"]
        assert kept >= seen


def test_sighup_reads_settings_again(desktop: str) -> None:
    with tracked(desktop) as running:
        config = running.home.root / "config/timesink/config.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text('idle_aftr = "1s"\n')
        running.process.send_signal(signal.SIGHUP)
        status = running.until(lambda status: status["settings"]["problems"], "status")
        assert "idle_after" in status["settings"]["problems"][0]["hint"]
        config.write_text('idle_after = "1s"\n')
        running.process.send_signal(signal.SIGHUP)
        running.until(lambda now: now["presence"] == "idle")


@pytest.mark.parametrize("pause", [0, 0.002, 0.01])
def test_a_logout_that_ends_the_desktop_first_ends_the_agent_too(pause: float) -> None:
    with xserver_process() as (display, server), home(display) as at, agent(at) as running:
        server.kill()
        time.sleep(pause)
        assert running.stop() == 0


def test_a_database_that_is_deleted_is_made_anew(desktop: str) -> None:
    with tracked(desktop) as running, xterm(desktop, "here"):
        running.until(lambda now: now["app"] == "XTerm")
        for path in running.home.database.parent.glob("timesink.db*"):
            path.unlink()
        until(lambda: observed(running) > 0.2)
        assert running.stop() == 0
        assert sound(running.home)
        assert json.loads(running.home.timesink("summary", "--json"))["observed_seconds"] > 0.2


def test_a_runtime_folder_that_is_cleared_is_told_and_costs_no_time(desktop: str) -> None:
    with tracked(desktop) as running, xterm(desktop, "here"):
        running.until(lambda now: now["app"] == "XTerm")
        shutil.rmtree(running.home.tail.parent)
        until(running.home.tail.exists)
        told = running.home.timesink("status", check=False, stderr=True)
        assert f"the agent runs (process {running.process.pid}), but can't be asked" in told


def test_odd_links_in_the_rules_folder_harm_nothing(desktop: str) -> None:
    with home(desktop) as at:
        at.rules.parent.mkdir(parents=True)
        at.rules.symlink_to(at.rules)
        with agent(at) as running:
            before = running.get("status")["rules"]["networks"]
            at.rules.unlink()
            at.rules.mkdir()
            (at.rules / "around.toml").symlink_to(at.rules / "around.toml")
            (at.rules / "knitters.toml").write_text(RULE.format(end=" - Knitters"))
            running.until(lambda status: status["rules"]["networks"] > before, "status")


def test_titles_that_may_be_kept_no_more_are_forgotten_at_once(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk, chromium(desktop, f"{walk.base}/?title=Private"):
        running.until(lambda now: now["title"] == "Private", within=30)
        config = running.home.root / "config/timesink/config.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("titles_days = 0\n")
        running.process.send_signal(signal.SIGHUP)
        running.until(lambda now: now["app"] == "Chromium" and now["title"] is None)
        assert running.stop() == 0
        with closing(sqlite3.connect(running.home.database)) as database:
            assert database.execute("SELECT count(*) FROM spans").fetchone()[0]
            assert not database.execute("SELECT * FROM titles").fetchall()


def test_a_database_that_another_program_holds_is_waited_for(desktop: str) -> None:
    with tracked(desktop) as running:
        with closing(sqlite3.connect(running.home.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            running.process.send_signal(signal.SIGHUP)
            until(lambda: "Close the other program that has it open." in running.log.read_text())
        running.until(lambda status: status["watching"], "status")


def test_a_log_line_never_holds_a_title(desktop: str) -> None:
    private = "a-very-private-title"
    with tracked(desktop) as running, served([]) as walk, chromium(desktop, f"{walk.base}/?title={private}"):
        running.until(lambda now: now["title"] == private, within=30)
        running.process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert private not in running.log.read_text()


def sound(at: Home) -> bool:
    with sqlite3.connect(at.database) as database:
        whole = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        spans = database.execute("SELECT coalesce(sum(end_ms - start_ms), 0) FROM spans").fetchone()[0]
        sums = database.execute("SELECT coalesce(sum(ms), 0) FROM sums GROUP BY width").fetchall()
    database.close()
    return whole and all(each[0] == spans for each in sums)


@pytest.mark.timeout(600)
def test_a_hundred_kills_at_random_moments_damage_nothing(desktop: str) -> None:
    kills, lanes = 100, 2
    moments = [0.1 + 1.4 * (number * 0.618 % 1) for number in range(kills // lanes)]
    with home(desktop, idle_after="1s") as left, home(desktop, idle_after="1s") as right:
        with xterm(
            desktop, "busy", "sh", "-c", 'while :; do printf "\\033]0;$RANDOM\\007"; sleep 0.05; done'
        ):
            for number, moment in enumerate(moments):
                running = [
                    subprocess.Popen(DAEMON, env=at.environment, stderr=subprocess.DEVNULL)
                    for at in (left, right)
                ]
                time.sleep(moment)
                if number % 3 == 0:
                    xdotool(desktop, "mousemove", str(number), "20")
                for process in running:
                    process.send_signal(signal.SIGKILL)
                for process in running:
                    process.wait()
                for at in (left, right):
                    assert not at.database.exists() or sound(at)
        for at in (left, right):
            with agent(at):
                assert sound(at)
            assert at.database.stat().st_size > 0
