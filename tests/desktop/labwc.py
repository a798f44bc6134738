"""A labwc of one's own."""

from contextlib import AbstractContextManager
from pathlib import Path

from wlroots import Headless, headless


def labwc(runtime: Path | None = None) -> AbstractContextManager[Headless]:
    """Run labwc; in that runtime folder, where one is given, which is kept."""
    return headless(runtime, lambda _, inside: ["labwc", "-s", str(inside)])
