"""The user's own files as they are written: whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Put a text into a file's place; of a link, into its target's. Who may read it stays as it was.

    Raises:
        OSError: it can't be written; the file is as it was
    """
    try:
        _write(path, text)
    except OSError as error:
        error.filename = str(path)  # not that of the one beside it, nor none where the disk is full
        raise


def _write(path: Path, text: str) -> None:
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as out:
            out.write(text)
        return
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
    handle, beside = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            os.fchmod(handle, mode)
            out.write(text)
            out.flush()
            os.fsync(handle)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink()
        raise
