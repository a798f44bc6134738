"""Pages whose titles say nothing of their network, told by the history that real browsers write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from desktop import chromium, firefox, window_manager, xserver
from running import Agent, agent, home
from walk import Walk, served

HOST = "knitters.test"
RULES = f"""schema = 1
id = "knitters"
name = "Knitters"
hosts = ["{HOST}"]
except_hosts = ["{HOST}/help"]
"""
LATE = "setTimeout(() => document.title = '(3) Late Title', 300)"


@contextmanager
def tracked(display: str, **settings: str) -> Iterator[Agent]:
    with home(display, **settings) as at:
        at.rules.mkdir(parents=True)
        (at.rules / "knitters.toml").write_text(RULES)
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
        with chromium(display, url, flags=(*flags, f"--host-resolver-rules=MAP {HOST} 127.0.0.1")):
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
