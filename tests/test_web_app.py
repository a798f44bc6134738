"""The endpoint over real sockets: who may ask, what is answered, and what nonsense brings."""

import asyncio
import http.client
import json
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.core.experiments import plan
from agent.core.ledger import Answer, Rating
from agent.core.model import Front, Span
from agent.core.offweeks import Experiment
from agent.core.periods import Period
from agent.core.summaries import Session
from agent.errors import AgentError
from agent.paths import Paths, shipped
from agent.reader import Reader
from agent.rulebook.book import Rulebook
from agent.rulebook.explain import explain
from agent.settings import Settings
from agent.store import experiments
from agent.store.database import opened
from agent.store.outcomes import new_uid
from agent.store.ratings import Ratings
from agent.web.app import build_app, serve
from agent.web.auth import read_or_make_token
from agent.web.openapi import ANSWERED
from agent.writer import Writer

TOKEN = "a-token-that-nobody-knows"  # noqa: S105  it's a test's
HOSTILE = "<script>alert(1)</script>\u202e"

REREADING = {"running": True, "done": 0.5, "since": None, "changed_seconds": 0, "problem": None}


@dataclass
class Now:
    """A running agent, as the endpoint sees it."""

    rulebook: Rulebook
    database: Path
    hearers: list[Callable[[str, dict[str, Any]], None]] = field(default_factory=list)
    title: str = HOSTILE
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def now(self) -> dict[str, Any]:
        moment = "2026-11-18T12:00:00.000+01:00"
        none = dict.fromkeys(("verdict", "network", "name", "activity", "rule", "process", "pid"))
        seen = {"at": moment, "since": moment, "seconds": 0, "presence": "active", "app": "Chromium"}
        return {**none, **seen, "title": self.title, "networks": [], "source": "x11"}

    def status(self) -> dict[str, Any]:
        return {
            "version": "0",
            "pid": 1,
            "started": "2026-11-18T12:00:00.000+01:00",
            "watching": True,
            "source": "x11",
            "refusals": [],
            "tells": {"x11": ["idle", "windows"]},
            "listening": [],
            "deaf": [],
            "presence": "active",
            "now": self.now(),
            "rules": {"networks": 12, "browsers": 7, "problems": []},
            "rereading": REREADING,
            "settings": {"problems": []},
            "history": {"asked": True, "problems": []},
            "asking": {"on": True, "works": None, "problem": None},
            "database": {"path": "", "bytes": 0},
            "endpoint": "",
        }

    def pending(self) -> tuple[Span, ...]:
        now = datetime.now(UTC)
        return (Span(now - timedelta(seconds=5), now, Front(("x",), "feed", "page", "Chromium", self.title)),)

    def networks(self) -> list[dict[str, Any]]:
        return [{"id": "x", "name": "X", "home": "", "kind": "social", "counts": True}]

    def problems(self) -> list[dict[str, Any]]:
        return []

    def explain(self, **window: str | None) -> dict[str, Any]:
        return explain(self.rulebook.ruleset, **window)

    def apply_rules(self, since: datetime | None) -> dict[str, Any]:
        self.done.append(("apply", since))
        return REREADING

    def correct(self, page_title: str, network: str | None, period: Period) -> dict[str, Any]:
        self.done.append((page_title, network, period.name))
        return REREADING

    def rate(self, session: Session, answer: Answer, *, longer: bool | None) -> Rating:
        with opened(self.database) as store:
            return Ratings(store.file).rate(session, answer, longer=longer, now=datetime.now(UTC))

    def subscribe(self, hear: Callable[[str, dict[str, Any]], None]) -> Callable[[], None]:
        self.hearers.append(hear)
        return lambda: self.hearers.remove(hear)


@dataclass
class Endpoint:
    """A served endpoint, and ways to ask it."""

    port: int
    path: Path
    live: Now
    loop: asyncio.AbstractEventLoop

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, Any, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}", **sent})
        return _answer(connection)

    def ask_over_socket(self, path: str, method: str = "GET") -> tuple[int, Any, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("localhost", timeout=10)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.path))
        connection.request(method, path)
        return _answer(connection)


def _answer(connection: http.client.HTTPConnection) -> tuple[int, Any, http.client.HTTPMessage]:
    response = connection.getresponse()
    body = response.read()
    connection.close()
    kind = response.headers.get_content_type()
    return (
        response.status,
        json.loads(body) if kind == "application/json" else body.decode(),
        response.headers,
    )


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("web")
    paths = Paths(folder / "config", folder, folder)
    with opened(paths.database):
        pass
    rulebook = Rulebook(shipped("rules"), folder / "rules")
    live = Now(rulebook, paths.database)
    reader, writer = Reader(paths, rulebook, Settings), Writer(paths, rulebook, Settings)
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    loop, up, down = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def run() -> None:
        async with serve(
            build_app(live, reader, writer, token=TOKEN, port=port), port=port, socket=paths.socket
        ):
            up.set()
            await down.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[run()])
    thread.start()
    assert up.wait(10)
    yield Endpoint(port, paths.socket, live, loop)
    loop.call_soon_threadsafe(down.set)
    thread.join(5)
    assert not thread.is_alive(), "it didn't close"
    loop.close()
    reader.close()
    writer.close()
    assert not paths.socket.exists()


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Tell whether a value is as the description says; it says nothing that this doesn't know."""
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "null": type(None)}
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if wanted == ["object"]:
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", {"type": list(kinds)})
        return (
            isinstance(value, dict)
            and set(schema.get("required", ())) <= set(value)
            and (not known or set(value) <= set(known))
            and all(fits(each, known.get(name, rest)) for name, each in value.items())
        )
    if wanted == ["array"]:
        return isinstance(value, list) and all(fits(each, schema["items"]) for each in value)
    return isinstance(value, tuple(kinds[kind] for kind in wanted))


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("status", "status"),
        ("now", "now"),
        ("summary", "summary"),
        ("summary?period=week&by=day", "summary"),
        ("summary?by=activity", "summary"),
        ("summary?by=app", "summary"),
        ("summary?by=hour", "summary"),
        ("timeline?day=today", "timeline"),
        ("sessions?period=7d", "sessions"),
        ("unsorted?period=all", "unsorted"),
        ("ratings?period=7d", "ratings"),
        ("networks", "networks"),
        ("outcomes", "outcomes"),
        ("outcomes?period=all&network=X&kind=deals&limit=1", "outcomes"),
        ("rules/problems", "rules/problems"),
        ("worth", "worth"),
        ("worth?period=all&network=x", "worth"),
        ("worth?period=7d&network=facebook,reddit", "worth"),
        ("digest", "digest"),
        ("experiment", "experiment"),
    ],
)
def test_every_answer_is_as_described(endpoint: Endpoint, path: str, schema: str) -> None:
    status, answer, headers = endpoint.ask(f"/api/v1/{path}")
    assert status == 200
    assert fits(answer, ANSWERED[schema]), answer
    assert headers["Cache-Control"] == "no-store"


def test_an_experiment_is_told_as_described_and_its_seed_only_in_the_end(endpoint: Endpoint) -> None:
    today, now = datetime.now(UTC).date(), datetime.now(UTC)
    over, running = (
        Experiment(new_uid(), "x", today - timedelta(days=days), plan(seed, 8), seed, now)
        for days, seed in ((60, "spent"), (1, "secret"))
    )
    with opened(endpoint.live.database) as store:
        experiments.begin(store.file, over, today=over.begin)
        for week, off in enumerate(over.plan):
            experiments.score(store.file, over, week, 3 + 4 * off + week % 2)
        experiments.begin(store.file, running, today=running.begin)
    _, answer, _ = endpoint.ask("/api/v1/experiment")
    assert fits(answer, ANSWERED["experiment"]), answer
    it = answer["experiment"]
    assert (it["number"], it["stage"], it["this_week"], len(it["weeks"])) == (2, "running", 1, 1)
    assert (it["seal"], it["seed"], it["weeks"][0]["off"]) == (running.seal, None, running.plan[0])
    assert [each["seed"] for each in answer["earlier"]] == ["spent"]
    _, answer, _ = endpoint.ask("/api/v1/experiment?number=1")
    assert fits(answer, ANSWERED["experiment"]), answer
    assert [each["measure"] for each in answer["experiment"]["measures"]] == ["score"]
    assert answer["experiment"]["measures"][0]["visible"] is True


def test_the_description_names_every_path(endpoint: Endpoint) -> None:
    _, described, _ = endpoint.ask("/api/v1/openapi.json")
    assert described["openapi"].startswith("3.1")
    app = build_app(endpoint.live, None, None, token=TOKEN, port=1)
    routed = {route.resource.canonical for route in app.router.routes()}
    routed = {path.removeprefix("/api/v1") for path in routed if path.startswith("/api/v1")}
    assert set(described["paths"]) | {"/openapi.json"} == routed


@pytest.mark.parametrize(
    ("path", "status", "error", "hint"),
    [
        ("/api/v1/summary?period=2026-13", 400, "'2026-13' is not in the calendar.", "Try today"),
        ("/api/v1/summary?by=netwrk", 400, "'netwrk' is unknown.", "Did you mean `network`?"),
        ("/api/v1/summary?perod=week", 400, "unknown parameter `perod`.", "Did you mean `period`?"),
        ("/api/v1/worth?network=linkdin", 400, "'linkdin' is unknown.", "Did you mean `linkedin`?"),
        ("/api/v1/worth?period=never", 400, "'never' is no period.", "Try today"),
        ("/api/v1/experiment?number=9", 400, "there is no experiment 9.", ""),
        ("/api/v1/experiment?number=0", 400, "there is no experiment 0.", ""),
        ("/api/v1/experiment?number=one", 400, "`number` must be a whole number.", ""),
        (f"/api/v1/experiment?number={'9' * 5000}", 400, "`number` must be a whole number.", ""),
        ("/api/v1/now?x=1", 400, "unknown parameter `x`.", "There are none here."),
        ("/api/v1/timeline?day=week", 400, "'week' is more than a day.", "Try today"),
        ("/api/v1/sumary", 404, "there is nothing here.", "Did you mean `/api/v1/summary`?"),
        ("/api/v1/rules/explain", 405, "GET isn't for this path.", "Use POST."),
        ("/../../etc/passwd", 404, "there is nothing here.", "There are"),
    ],
)
def test_a_faulty_question_gets_what_is_so_and_what_to_do(
    endpoint: Endpoint, path: str, status: int, error: str, hint: str
) -> None:
    found, answer, _ = endpoint.ask(path)
    assert (found, answer["error"]) == (status, error)
    assert answer["hint"].startswith(hint)


def test_a_title_is_explained(endpoint: Endpoint) -> None:
    body = json.dumps({"title": "Home / X - Chromium", "app": "Chromium"}).encode()
    status, answer, _ = endpoint.ask("/api/v1/rules/explain", "POST", body)
    assert (status, answer["network"], answer["page_title"]) == (200, "x", "Home / X")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"{", 400, "the body is no JSON."),
        (b"[]", 400, "the body is no object."),
        (b"\xff\xfe", 400, "the body isn't UTF-8."),
        (b'{"title": 3}', 400, "`title` must be a text."),
        (b'{"titel": "x"}', 400, "unknown key `titel`."),
        (b"{}", 400, "`title` is missing."),
        (b"[" * 60_000, 400, "the body is no JSON."),
        (b"x" * 100_000, 413, "the body is too long."),
    ],
)
def test_a_faulty_body_gets_a_sentence(endpoint: Endpoint, body: bytes, status: int, error: str) -> None:
    found, answer, _ = endpoint.ask("/api/v1/rules/explain", "POST", body)
    assert (found, answer["error"]) == (status, error)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer \xe4\xff"}, 401),
        ({"Authorization": "", "Cookie": "timesink=wrong"}, 401),
        ({"Authorization": "", "Cookie": f"timesink={TOKEN}"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:7465"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
    ],
)
def test_only_those_known_and_no_page_of_another_site_may_ask(
    endpoint: Endpoint, headers: dict[str, str], status: int
) -> None:
    found, answer, _ = endpoint.ask("/api/v1/now", **headers)
    assert found == status
    assert status == 200 or "error" in answer


def test_the_past_can_be_judged_again(endpoint: Endpoint) -> None:
    endpoint.live.done.clear()
    status, answer, _ = endpoint.ask("/api/v1/rules/apply", "POST")
    assert (status, answer) == (200, REREADING)
    assert endpoint.ask("/api/v1/rules/apply?since=2026-11-01", "POST")[0] == 200
    assert fits(answer, ANSWERED["rules/apply"])
    assert [since and since.date().isoformat() for _, since in endpoint.live.done] == [None, "2026-11-01"]
    assert endpoint.ask("/api/v1/rules/apply?since=never", "POST")[0] == 400
    status, refused, _ = endpoint.ask("/api/v1/rules/apply?since=2999-01-01", "POST")
    assert (status, refused["error"]) == (400, "'2999-01-01' is yet to come.")


def rated(endpoint: Endpoint, **changed: str | None) -> tuple[int, Any]:
    moment = (datetime.now(UTC) - timedelta(seconds=2)).isoformat()
    body = {"network": "x", "start": moment, "answer": "yes"} | changed
    sent = json.dumps({key: value for key, value in body.items() if value is not None}).encode()
    return endpoint.ask("/api/v1/ratings", "POST", sent)[:2]


def test_a_session_is_rated_and_has_one_rating_however_often(endpoint: Endpoint) -> None:
    assert rated(endpoint)[0] == 200
    status, rating = rated(endpoint, answer="partly", longer="yes")
    assert status == 200
    assert fits(rating, ANSWERED["rating"])
    said = endpoint.ask("/api/v1/ratings?period=2d")[1]["ratings"]
    assert [(each["network"], each["answer"], each["longer"]) for each in said] == [("x", "partly", True)]
    assert said == [rating]
    assert endpoint.ask("/api/v1/sessions?period=2d")[1]["sessions"][0]["rating"] == "partly"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"answer": "yess"}, "'yess' is no answer."),
        ({"answer": None}, "`answer` is missing."),
        ({"network": ""}, "`network` is missing."),
        ({"longer": "maybe"}, "`longer` is 'maybe'."),
        ({"start": "noon"}, "'noon' is no moment."),
        ({"start": "2026-11-02T09:30:00"}, "'2026-11-02T09:30:00' is no moment."),
        ({"start": "0001-01-01T00:00:00+14:00"}, "'0001-01-01T00:00:00+14:00' is no moment."),
        ({"start": "9999-12-31T23:59:59Z"}, "'9999-12-31T23:59:59Z' is no moment."),
        (
            {"start": "2026-11-02T09:30:00Z"},
            "no session on 'x' goes on at 2026-11-02 09:30:00.",
        ),
        ({"network": "nobody's"}, "no session on 'nobody's' goes on at"),
        ({"note": "x"}, "unknown key `note`."),
    ],
)
def test_what_is_no_rating_is_told(endpoint: Endpoint, changed: dict[str, str | None], sentence: str) -> None:
    status, answer = rated(endpoint, **changed)
    assert status == 400
    assert answer["error"].startswith(sentence)
    assert answer["hint"]


def test_pages_can_be_given_away_by_hand(endpoint: Endpoint) -> None:
    endpoint.live.done.clear()
    for body in (
        {"title": "Photos", "network": "x"},
        {"title": "Photos", "network": None, "period": "2026-11"},
    ):
        status, answer, _ = endpoint.ask("/api/v1/corrections", "POST", json.dumps(body).encode())
        assert (status, answer) == (200, REREADING)
    assert endpoint.live.done == [("Photos", "x", "today"), ("Photos", None, "2026-11")]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "`title` or `network` is missing."),
        ({"title": "Photos"}, "`title` or `network` is missing."),
        ({"title": "", "network": "x"}, "`title` or `network` is missing."),
        ({"title": None, "network": "x"}, "`title` or `network` is missing."),
        ({"title": ["Photos"], "network": "x"}, "`title` must be a text."),
        ({"title": "Photos", "network": "x", "perod": "today"}, "unknown key `perod`."),
        ({"title": "Photos", "network": "x", "period": "never"}, "'never' is no period."),
    ],
)
def test_a_faulty_correction_gets_a_sentence(endpoint: Endpoint, body: dict[str, Any], error: str) -> None:
    endpoint.live.done.clear()
    found, answer, _ = endpoint.ask("/api/v1/corrections", "POST", json.dumps(body).encode())
    assert (found, answer["error"], endpoint.live.done) == (400, error, [])


def test_a_link_lets_a_browser_in_once(endpoint: Endpoint) -> None:
    assert endpoint.ask("/api/v1/links", "POST")[0] == 403
    status, answer, _ = endpoint.ask_over_socket("/api/v1/links", "POST")
    assert status == 200
    path = answer["url"].removeprefix(f"http://127.0.0.1:{endpoint.port}")
    status, _, headers = endpoint.ask(path, Authorization="")
    assert (status, headers["Location"]) == (303, "/")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert endpoint.ask("/", Authorization="", Cookie=cookie.split(";")[0])[0] == 200
    assert endpoint.ask(path, Authorization="")[0] == 401


def test_who_is_not_known_is_told_how_to_become_so(endpoint: Endpoint) -> None:
    status, page, _ = endpoint.ask("/", Authorization="")
    assert status == 401
    assert "timesink open" in page


def test_the_page_runs_nothing_but_its_own(endpoint: Endpoint) -> None:
    status, page, headers = endpoint.ask("/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script src=" in page
    script = endpoint.ask("/app.js")[1]
    assert "innerHTML" not in script
    css = endpoint.ask("/app.css", Authorization="")  # the page for strangers needs it, and it tells nothing
    assert (css[0], css[2].get_content_type()) == (200, "text/css")


def test_the_socket_is_the_users_alone(endpoint: Endpoint) -> None:
    assert stat.S_IMODE(endpoint.path.stat().st_mode) == 0o600
    assert endpoint.ask_over_socket("/api/v1/now")[0] == 200


def test_changes_are_told_as_they_happen(endpoint: Endpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    connection.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {TOKEN}"})
    events = connection.getresponse()
    assert events.readline() == b"event: now\n"
    assert json.loads(events.readline().removeprefix(b"data: "))["title"] == HOSTILE
    events.readline()
    hear = endpoint.live.hearers[-1]
    for number in range(3):
        endpoint.loop.call_soon_threadsafe(hear, "rules", {"networks": number})
    told = b""
    while b'"networks": 2' not in told:  # the newest wins; those before it may be left out
        told = events.readline()
    connection.close()


def test_metrics_are_open_metrics(endpoint: Endpoint) -> None:
    status, text, headers = endpoint.ask("/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("application/openmetrics-text")
    assert 'timesink_today_seconds{network="x"} ' in text
    assert text.endswith("# EOF\n")


def test_an_export_comes_as_a_file(endpoint: Endpoint) -> None:
    status, text, headers = endpoint.ask("/api/v1/export?format=csv")
    assert status == 200
    assert text.startswith("start,end,seconds")
    assert "attachment" in headers["Content-Disposition"]


@pytest.mark.parametrize(
    "noise", [b"\r\n\r\n", b"\xff" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"x" * 20_000]
)
def test_noise_harms_nothing(endpoint: Endpoint, noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=10) as raw:
        raw.sendall(noise)
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(4096):
            pass
    assert endpoint.ask("/api/v1/now")[0] == 200


def test_a_port_in_use_is_told(endpoint: Endpoint, tmp_path: Path) -> None:
    async def run() -> None:
        app = build_app(endpoint.live, None, None, token=TOKEN, port=endpoint.port)
        async with serve(app, port=endpoint.port, socket=tmp_path / "socket"):
            pass

    with pytest.raises(AgentError, match="is already in use"):
        asyncio.run(run())


def test_the_token_is_made_once_and_is_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "token"
    made = read_or_make_token(path)
    assert len(made) >= 32
    assert read_or_make_token(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short")
    assert len(read_or_make_token(path)) >= 32
