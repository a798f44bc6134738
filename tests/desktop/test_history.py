"""Pages whose titles say nothing of their network, told by the history that real browsers write."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from desktop import chromium, firefox, window_manager, xserver
from running import Agent, agent, home
from walk import Walk, served

HOST = "knitters.test"
OTHER = "weavers.test"
RULES = """schema = 1
id = "{name}"
name = "{name}"
hosts = ["{name}.test"]
except_hosts = ["{name}.test/help"]
"""
MAPPED = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP {OTHER} 127.0.0.1"
LATE = "setTimeout(() => document.title = '(3) Late Title', 300)"


@contextmanager
def tracked(display: str, **settings: str) -> Iterator[Agent]:
    with home(display, **settings) as at:
        at.rules.mkdir(parents=True)
        for name in ("knitters", "weavers"):
            (at.rules / f"{name}.toml").write_text(RULES.format(name=name))
        with agent(at) as running:
            yield running


@pytest.fixture(scope="module")
def desktop() -> Iterator[str]:
    with xserver() as display, window_manager(display):
        yield display


@contextmanager
def browser(kind: str, display: str, url: str, *flags: str) -> Iterator[None]:
    """Run a browser that finds the knitters on loopback."""
    if kind == "chromium":
        with chromium(display, url, flags=(*flags, MAPPED)):
            yield
    else:
        with firefox(display, url, flags=flags, prefs={"network.dns.localDomains": HOST}):
            yield


def page(walk: Walk, title: str, path: str = "") -> str:
    return f"{walk.base}/{path}?title={title}".replace("127.0.0.1", HOST)


@pytest.mark.parametrize(("kind", "within"), [("chromium", 25), ("firefox", 10)])
def test_a_bare_title_is_attributed_from_its_beginning(desktop: str, kind: str, within: float) -> None:
    with tracked(desktop) as running, served([]) as walk, browser(kind, desktop, page(walk, "Photos")):
        running.until(lambda now: now["title"] == "Photos", within=30)
        begun = time.monotonic()
        now = running.until(lambda now: now["network"] == "knitters", within=within)
        waited = time.monotonic() - begun
        assert now["rule"] == "host"
        rows = {row["key"]: row["seconds"] for row in running.get("summary")["rows"]}
        assert rows["knitters"] >= waited - 0.2


def test_a_title_that_script_sets_late_is_known_too(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk:
        walk.script = LATE
        with browser("chromium", desktop, page(walk, "Loading")):
            running.until(lambda now: now["title"] == "Late Title", within=30)
            running.until(lambda now: now["network"] == "knitters", within=25)


@pytest.mark.parametrize(("kind", "flag"), [("chromium", "--incognito"), ("firefox", "--private-window")])
def test_what_happens_in_private_stays_unknown(desktop: str, kind: str, flag: str) -> None:
    with tracked(desktop) as running, served([]) as walk, browser(kind, desktop, page(walk, "Photos"), flag):
        running.until(lambda now: now["app"] is not None, within=30)
        time.sleep(13)
        now = running.get("now")
        assert now["network"] is None
        assert "knitters" not in [row["key"] for row in running.get("summary")["rows"]]


def test_whoever_wants_it_off_has_it_off(desktop: str) -> None:
    with (
        tracked(desktop, history="false") as running,
        served([]) as walk,
        browser("firefox", desktop, page(walk, "Photos")),
    ):
        running.until(lambda now: now["title"] == "Photos", within=30)
        time.sleep(2)
        assert running.get("now")["network"] is None


def test_pages_of_the_company_itself_stay_nobody_s(desktop: str) -> None:
    with (
        tracked(desktop) as running,
        served([]) as walk,
        browser("firefox", desktop, page(walk, "Photos", "help")),
    ):
        running.until(lambda now: now["title"] == "Photos", within=30)
        time.sleep(2)
        assert running.get("now")["network"] is None


def test_one_title_on_two_networks_at_a_time_is_contested(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk:
        there = page(walk, "Messages").replace(HOST, OTHER)
        walk.script = f'if (location.hostname === "{HOST}") setTimeout(() => location.assign("{there}"), 500)'
        with browser("chromium", desktop, page(walk, "Messages")):
            now = running.until(lambda now: now["verdict"] != "unattributed" and now["app"], within=40)
            assert (now["verdict"], now["networks"]) == ("contested", ["knitters", "weavers"])


def test_a_profile_that_is_not_the_first_is_looked_into_too(desktop: str) -> None:
    flag = "--profile-directory=Profile 7"
    with (
        tracked(desktop) as running,
        served([]) as walk,
        browser("chromium", desktop, page(walk, "Photos"), flag),
    ):
        running.until(lambda now: now["network"] == "knitters", within=40)


@pytest.mark.parametrize(
    "folder", [".config", ".var/app/org.chromium.Chromium/config", "snap/chromium/common"]
)
def test_a_profile_is_found_where_a_package_keeps_it(desktop: str, folder: str) -> None:
    """Flatpak and Snap put the browser's folders elsewhere, and that is all that differs for us."""
    with tracked(desktop) as running, served([]) as walk:
        places = {"HOME": str(running.home.root), "XDG_CONFIG_HOME": str(running.home.root / folder)}
        with chromium(desktop, page(walk, "Photos"), flags=(MAPPED,), **places):
            running.until(lambda now: now["network"] == "knitters", within=40)
            assert running.get("status")["history"] == {"asked": True, "problems": []}


def test_a_history_that_cannot_be_read_is_told(desktop: str) -> None:
    with tracked(desktop) as running, served([]) as walk:
        home = running.home.root
        (home / ".config/chromium/Default").mkdir(parents=True)
        places = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "elsewhere")}
        (home / ".config/chromium/Default/History").write_bytes(b"no database" * 1000)
        with chromium(desktop, page(walk, "Photos"), flags=(MAPPED,), **places):
            status = running.until(lambda status: status["history"]["problems"], "status", within=45)
        assert [each["what"] for each in status["history"]["problems"]] == ["is no database, or damaged."]
        doctor = json.loads(running.home.timesink("doctor", "--json", check=False))
        told = [
            each["what"] for each in doctor["findings"] if each["about"] == "history" and not each["fine"]
        ]
        assert [what.partition(" ")[2] for what in told] == [
            "is no database, or damaged. Pages without a sign of their network stay unknown there."
        ]
        assert running.log.read_text().count("damaged") == 1
