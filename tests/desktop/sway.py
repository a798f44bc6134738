"""A sway of one's own."""

from contextlib import AbstractContextManager
from pathlib import Path

from wlroots import Headless, headless

CONFIG = "xwayland enable\nfocus_follows_mouse no\ndefault_border none\nexec {inside}\n"


def sway(runtime: Path | None = None) -> AbstractContextManager[Headless]:
    """Run sway; in that runtime folder, where one is given, which is kept."""
    return headless(runtime, _argv)


def _argv(folder: Path, inside: Path) -> list[str]:
    config = folder / "config"
    config.write_text(CONFIG.format(inside=inside))
    config.chmod(0o644)
    return ["sway", "-c", str(config)]
