"""`timesink desktop`: the extension is put in place, renewed and taken away, and others' stay as they are."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Home, home

from agent.cli.desktop import extension_files
from agent.sources.gnome import EXTENSION

ENABLED = ("org.gnome.shell", "enabled-extensions")
DISABLED = ("org.gnome.shell", "disabled-extensions")


@pytest.fixture
def user() -> Iterator[Home]:
    with home() as at:
        at.environment["GSETTINGS_BACKEND"] = "keyfile"
        yield at


def enabled(at: Home) -> str:
    return listed(at, ENABLED)


def listed(at: Home, key: tuple[str, str]) -> str:
    argv = ["gsettings", "get", *key]
    return subprocess.run(argv, env=at.environment, capture_output=True, text=True, check=True).stdout.strip()


def shell_version() -> str:
    said = subprocess.run(["gnome-shell", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[-1].partition(".")[0]


def folder(at: Home) -> Path:
    return at.root / "data/gnome-shell/extensions" / EXTENSION


def test_installed_it_is_in_place_enabled_and_needs_a_new_login(user: Home) -> None:
    argv = ["gsettings", "set", *ENABLED, "['other@there']"]
    subprocess.run(argv, env=user.environment, check=True)
    told = user.timesink("desktop", "install")
    assert "Log out and in again" in told
    assert enabled(user) == f"['other@there', '{EXTENSION}']"
    metadata = json.loads((folder(user) / "metadata.json").read_text())
    assert metadata["uuid"] == EXTENSION
    assert shell_version() in metadata["shell-version"]
    assert user.timesink("desktop", "status").startswith("The extension for GNOME Shell is installed")
    assert user.timesink("desktop", "install").endswith("unchanged, and enabled.\n")


def test_where_settings_go_nowhere_that_is_told(user: Home) -> None:
    user.environment["GSETTINGS_BACKEND"] = "memory"  # as it is without a session bus
    told = user.timesink("desktop", "install", check=False, stderr=True)
    assert "GNOME's settings can't be reached from here, so the extension isn't enabled." in told


def test_an_older_one_is_told_and_renewed(user: Home) -> None:
    user.timesink("desktop", "install")
    (folder(user) / "extension.js").write_text("old")
    (folder(user) / "more.js").write_text("old")
    assert "of another version" in user.timesink("desktop", "status", check=False)
    assert "put in place" in user.timesink("desktop", "install")
    assert {path.name for path in folder(user).iterdir()} == {"extension.js", "metadata.json"}


def test_one_that_was_turned_off_in_gnomes_own_list_is_told_and_turned_on(user: Home) -> None:
    user.timesink("desktop", "install")
    argv = ["gsettings", "set", *DISABLED, f"['other@there', '{EXTENSION}']"]
    subprocess.run(argv, env=user.environment, check=True)
    assert "isn't enabled" in user.timesink("desktop", "status", check=False)
    assert "enabled.\nLog out and in" in user.timesink("desktop", "install")
    assert listed(user, DISABLED) == "['other@there']"
    assert user.timesink("desktop", "status").startswith("The extension for GNOME Shell is installed")
    argv = ["gsettings", "set", "org.gnome.shell", "disable-user-extensions", "true"]
    subprocess.run(argv, env=user.environment, check=True)
    assert "disable-user-extensions false` lets them run" in user.timesink("desktop", "install")


@pytest.mark.parametrize("what", ["link", "dead link", "file", "folder in it", "no text in it"])
def test_whatever_lies_there_is_replaced_and_a_links_folder_is_left_alone(user: Home, what: str) -> None:
    there, elsewhere = folder(user), user.root / "elsewhere"
    there.parent.mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "notes").write_text("kept")
    match what:
        case "link":
            there.symlink_to(elsewhere)
        case "dead link":
            there.symlink_to(user.root / "nowhere")
        case "file":
            there.write_text("")
        case "folder in it":
            (there / "schemas").mkdir(parents=True)
        case _:
            there.mkdir()
            (there / "extension.js").write_bytes(b"\xff")
    assert "of another version" in user.timesink("desktop", "status", check=False) or "link" in what
    assert "put in place" in user.timesink("desktop", "install")
    assert {path.name for path in there.iterdir()} == {"extension.js", "metadata.json"}
    assert user.timesink("desktop", "install").endswith("unchanged, and enabled.\n")
    assert (elsewhere / "notes").read_text() == "kept"


def test_a_link_is_removed_and_what_it_leads_to_is_left_alone(user: Home) -> None:
    elsewhere = user.root / "elsewhere"
    elsewhere.mkdir()
    folder(user).parent.mkdir(parents=True)
    folder(user).symlink_to(elsewhere)
    assert "removed" in user.timesink("desktop", "remove")
    assert elsewhere.is_dir()
    assert not folder(user).is_symlink()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(user: Home) -> None:
    (user.root / "data").write_text("in the way")
    told = user.timesink("desktop", "install", check=False, stderr=True)
    assert told.startswith(f"timesink: {folder(user).parent.parent}")
    assert "cannot be used: not a directory." in told


def test_removed_it_leaves_nothing(user: Home) -> None:
    user.timesink("desktop", "install")
    assert "removed" in user.timesink("desktop", "remove")
    assert not folder(user).exists()
    assert EXTENSION not in enabled(user)
    assert user.timesink("desktop", "remove") == "The extension isn't installed.\n"


def test_without_gnome_nothing_is_needed(user: Home) -> None:
    user.environment["PATH"] = str(user.root)
    assert "other desktops need nothing" in user.timesink("desktop", "install")
    assert user.timesink("desktop", "status").startswith("There is no GNOME Shell here")


@pytest.mark.parametrize(("version", "form"), [(43, "cjs"), (45, "mjs"), (51, "mjs"), (60, "mjs")])
def test_each_version_gets_a_form_that_it_can_read(tmp_path: Path, version: int, form: str) -> None:
    files = extension_files(version)
    assert str(version) in json.loads(files["metadata.json"])["shell-version"]
    assert (b"export default class" in files["extension.js"]) == (form == "mjs")
    script = tmp_path / "extension.js"
    script.write_bytes(
        files["extension.js"].replace(b"import {Extension} from", b"const Extension = Object; //")
    )
    argv = ["gjs", *(["-m"] if form == "mjs" else []), str(script)]
    done = subprocess.run(argv, env=os.environ, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 0, done.stderr
