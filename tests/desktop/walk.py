"""Pages on loopback that walk through titles by themselves, and log when each was shown: the truth."""

import html
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<link rel="icon" href="data:,"><body style="font: 2em sans-serif; padding: 2em"><p>{title}</p><script>
const shown = () => document.visibilityState === "visible"
  && navigator.sendBeacon("/log", JSON.stringify({{title: {name}, at: Date.now() / 1000}}));
shown();
document.addEventListener("visibilitychange", shown);
{script}</script>"""

NEXT = 'setTimeout(() => location.replace("/walk?step={step}"), {wait});'


@dataclass
class Walk:
    """Titles to be shown, each for so many seconds, and what the pages have told of it."""

    steps: Sequence[tuple[str, float]]
    base: str = ""
    script: str = ""
    """run by pages that are asked for by their title"""
    log: list[tuple[float, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def true_seconds(self) -> dict[str, float]:
        """Return how long each title was shown, by the pages' own log."""
        sums: dict[str, float] = {}
        for (begin, title), (finish, _) in pairwise(sorted(self.log)):
            sums[title] = sums.get(title, 0) + finish - begin
        return sums

    def page(self, path: str) -> str:
        query = parse_qs(urlsplit(path).query)
        if "title" in query:
            return _page(query["title"][0], self.script)
        step = int(query.get("step", ["0"])[0])
        if step >= len(self.steps):
            return _page("The end")
        title, seconds = self.steps[step]
        return _page(title, NEXT.format(step=step + 1, wait=int(seconds * 1000)))

    def hear(self, told: dict[str, object]) -> None:
        self.log.append((float(str(told["at"])), str(told["title"])))
        if told["title"] == "The end":
            self.over.set()


def _page(title: str, script: str = "") -> str:
    return PAGE.format(
        title=html.escape(title), name=json.dumps(title).replace("<", "\\u003c"), script=script
    )


@contextmanager
def served(steps: Sequence[tuple[str, float]]) -> Iterator[Walk]:
    """Serve a walk on a free port of loopback; `base` is its address."""
    walk = Walk(steps)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = walk.page(self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            walk.hear(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    walk.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield walk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
