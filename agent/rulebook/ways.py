"""The ways that lead to folders, through all links: what must be watched for nothing on them to be missed."""

import os
from collections.abc import Sequence
from pathlib import Path

_LINKS_MAX = 40
"""that a path may lead through, as in Linux itself"""


class Ways:
    """The ways to some folders and to what is linked in them, as they are now.

    ~/.config/timesink/rules/x.toml -> ../dotfiles/x.toml: what happens to any of these names matters.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._entries: set[Path] = set()
        """that lead there, each by the path of its folder, in which there are no links"""
        self._folders = {self._follow(folder) for folder in folders}
        targets = {self._follow(link) for folder in self._folders for link in _links(folder)}
        self._whole = self._folders | {path.parent for path in self._folders | targets}

    def concern(self, path: Path) -> bool:
        """Tell whether it matters what happened to a path."""
        return path in self._entries or (path.suffix.lower() == ".toml" and path.parent in self._folders)

    def to_watch(self) -> dict[Path, bool]:
        """Return the folders to watch, and of which also what their files say and who may read them.

        Of those above it's enough what comes and goes, and only in those where we could bring it about.
        """
        above = {entry.parent for entry in self._entries if _may_change(entry)}
        shut = {entry.parent for entry in self._entries if _is_shut(entry)}
        both = dict.fromkeys(above, False) | dict.fromkeys(self._whole | shut, True)
        # A folder that we mayn't read can't be watched; the one above it tells when that changes.
        return {path: whole for path, whole in both.items() if _may(path, os.R_OK)}

    def _follow(self, path: Path) -> Path:
        """Take up the entries that a path leads through; return where it ends."""
        at, ahead, links = Path("/"), [*reversed(path.parts[1:])], 0
        while ahead:
            name = ahead.pop()
            if name == "..":
                at = at.parent
                continue
            entry = at / name
            self._entries.add(entry)
            target = _target(entry) if links < _LINKS_MAX else None
            if target is None:
                at = entry
            else:
                links += 1
                at = Path(target.anchor or at)
                ahead += reversed(target.parts[bool(target.anchor) :])
        return at


def _target(entry: Path) -> Path | None:
    try:
        return entry.readlink()
    except OSError:  # there's nothing, or it's no link
        return None


def _links(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_symlink()]
    except OSError:
        return []


def _may_change(entry: Path) -> bool:
    return _may(entry.parent, os.W_OK) or not os.path.lexists(entry)


def _is_shut(entry: Path) -> bool:
    return _may(entry, os.F_OK) and not _may(entry, os.R_OK | os.X_OK)


def _may(folder: Path, what: int) -> bool:
    is_folder = os.path.isdir(folder)  # noqa: PTH112  Path.is_dir raises where the way is shut, before 3.14
    return is_folder and os.access(folder, what, effective_ids=True)
