"""A wayfire of one's own."""

from contextlib import AbstractContextManager
from pathlib import Path

from wlroots import Headless, headless

CONFIG = """
[core]
plugins = autostart foreign-toplevel place session-lock
xwayland = true
[autostart]
autostart_wf_shell = false
inside = {inside}
"""


def wayfire(runtime: Path | None = None) -> AbstractContextManager[Headless]:
    """Run wayfire; in that runtime folder, where one is given, which is kept."""
    return headless(runtime, _argv)


def _argv(folder: Path, inside: Path) -> list[str]:
    config = folder / "wayfire.ini"
    config.write_text(CONFIG.format(inside=inside))
    config.chmod(0o644)
    return ["wayfire", "-c", str(config)]
