"""The import law: a room imports only from the floors below its own, and each third party has one home."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS: list[set[str]] = [
    {"errors", "systemd", "core", ""},
    {"paths", "values", "clocks", "troubles", "terminal"},
    {"sources", "rulebook", "store", "settings", "exports", "importers"},
    {"listings", "fields", "evidence", "offweeks", "digest_words"},
    {"totals", "worths", "bookkeeping", "experimenting", "digests"},
    {"weighing", "pulse"},
    {"answers"},
    {"sampler", "web", "witness", "rereading", "notify", "leftover", "seeing", "forgetting"},
    {"plain", "reader", "writer", "prompts"},
    {"live", "limits", "weekly"},
    {"telling"},
    {"wiring"},
    {"daemon"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
HOMES = {
    "psutil": {"sources/processes.py"},
    "watchdog": {"rulebook/watcher.py"},
    "tomli": {"rulebook/schema.py", "settings.py"},
    "re2": {"rulebook/compiled.py"},
    "jeepney": {
        "notify.py",
        "sources/bus.py",
        "sources/gnome.py",
        "sources/kwin.py",
        "sources/logind.py",
        "sources/mpris.py",
        "sources/screensaver.py",
        "sources/session_bus.py",
    },
    "aiohttp": {"web/"},
    "sqlite3": {"store/", "sources/history.py"},
    "click": {"cli/"},
    "rich": {"cli/"},
    "tomlkit": {"cli/rule_files.py", "cli/config_file.py"},
}
PURE = {
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "typing",
    "bisect",
}
PURE |= {"calendar", "contextlib", "difflib", "hashlib", "heapq", "string", "unicodedata"}
FILES = sorted((ROOT / "agent").rglob("*.py"))


def room_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "agent")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem.replace("__init__", "")


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names):
                found += [alias.name for alias in names]
            case ast.ImportFrom(module, names, 0) if module == "agent":
                found += [f"agent.{alias.name}" for alias in names]
            case ast.ImportFrom(str(module), _, 0):
                found.append(module)
            case ast.ImportFrom(_, _, level) if level:
                found.append("agent.relative-import")
    return found


def rooms_used_by(path: Path) -> set[str]:
    parts = [name.split(".") for name in imports_of(path)]
    used = {part[1] if len(part) > 1 else "" for part in parts if part[0] == "agent"}
    return {"" if name == "__version__" else name for name in used}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_floors_below(path: Path) -> None:
    room = room_of(path)
    for other in rooms_used_by(path) - {room}:
        assert FLOOR[other] < FLOOR[room], f"{path.relative_to(ROOT)} imports agent.{other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_third_party_has_one_home(path: Path) -> None:
    inside = str(path.relative_to(ROOT / "agent"))
    tops = {name.split(".")[0] for name in imports_of(path)} - {"agent"}
    foreign = tops - sys.stdlib_module_names | (tops & {"sqlite3"})
    for name in foreign:
        assert any(inside.startswith(home) for home in HOMES[name]), f"{inside} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "agent/core").glob("*.py")), ids=lambda path: path.name)
def test_the_core_is_pure(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports_of(path)} - PURE
    assert outside <= {"agent"}
    assert rooms_used_by(path) <= {"core"}


def test_the_running_agent_holds_no_command_line() -> None:
    reached, todo = set(), {"agent.daemon"}
    while todo:
        name = todo.pop()
        reached.add(name)
        path = ROOT / Path(*name.split("."))
        file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        if file.exists():
            todo |= set(imports_of(file)) - reached
    tops = {name.split(".")[0] for name in reached}
    assert tops.isdisjoint({"click", "rich", "tomlkit"})
    assert not any(name.startswith(("agent.cli", "agent.importers")) for name in reached)
