"""The built wheel, installed far from the checkout: it finds its rules, its unit and its pages."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from running import Home, home

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A user whose timesink came as a wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("timesink-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    with home() as at:
        at.environment["PYTHONPATH"] = str(folder / "site")
        yield at


def run(at: Home, *words: str) -> str:
    argv = [sys.executable, *words]
    return subprocess.run(
        argv, cwd=at.root, env=at.environment, text=True, capture_output=True, check=True
    ).stdout


def test_it_runs_from_where_it_was_installed(installed: Home) -> None:
    site = installed.environment["PYTHONPATH"]
    assert run(installed, "-c", "import agent; print(agent.__file__)").startswith(site)


def test_it_finds_its_rules(installed: Home) -> None:
    networks = len(list((ROOT / "rules").glob("*.toml")))
    told = run(installed, "-m", "agent", "rules", "check")
    assert told == f"{networks} networks, 9 browsers, no problems.\n"


def test_it_finds_its_unit(installed: Home) -> None:
    unit = run(installed, "-c", "from agent.cli.service import unit_text; print(unit_text())")
    assert f'ExecStart="{sys.executable}" -P -m agent.daemon' in unit


def test_it_finds_its_pages(installed: Home) -> None:
    argv = [sys.executable, "-m", "agent", "run"]
    with subprocess.Popen(
        argv, cwd=installed.root, env=installed.environment, stderr=subprocess.DEVNULL
    ) as agent:
        try:
            installed.until(lambda status: status["pid"] == agent.pid, "status")
            link = run(installed, "-m", "agent", "open", "--print").strip()
            browser = build_opener(HTTPCookieProcessor())
            with browser.open(link) as page:
                assert "<title>timesink" in page.read().decode()
        finally:
            agent.terminate()
