"""The tail: what was seen and isn't in the database yet, in a small file that outlives the process."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from agent.core.model import Front, Span
from agent.errors import AgentError

log = logging.getLogger(__name__)


class Tail:
    """A file that is always whole: it's written beside itself, then put in its own place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def replace(self, spans: Sequence[Span]) -> None:
        """Write these spans, and these only.

        Raises:
            AgentError: where that can't be done.
        """
        beside = self._path.with_suffix(".new")
        text = json.dumps([_written(span) for span in spans], ensure_ascii=False)
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)  # its folder in memory may have been cleared
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(text.encode("utf-8", "surrogatepass"))
            beside.replace(self._path)
        except OSError as error:
            what = f"{self._path} cannot be written: {(error.strerror or str(error)).lower()}."
            raise AgentError(what, "A kill would now cost some minutes.") from error

    def read(self) -> list[Span]:
        """Return the spans that lie there; none where there is no tail, or it can't be read."""
        try:
            return [_read(each) for each in json.loads(self._path.read_bytes())]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("%s cannot be read (%s): some minutes are lost", self._path, type(error).__name__)
            return []


def _written(span: Span) -> dict[str, object]:
    return {"start": span.start.isoformat(), "end": span.end.isoformat(), "front": asdict(span.front)}


def _read(written: dict[str, object]) -> Span:
    front = dict(written["front"])  # type: ignore[call-overload]
    front["networks"] = tuple(map(str, front["networks"]))
    start, end = (datetime.fromisoformat(str(written[key])) for key in ("start", "end"))
    if start.tzinfo is None or end < start:
        raise ValueError("no span")
    return Span(start, end, Front(**front))
