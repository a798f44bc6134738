"""What the endpoint answers, as an OpenAPI description."""

from typing import Any

from agent import __version__
from agent.web.schemas import LONGER, MAYBE, PARTS, RATING, SCHEMAS, TEXT, TIME, Schema
from agent.web.schemas_worth import SCHEMAS_WORTH

_PERIODS = (
    "today, yesterday, week, last-week, month, year, 7d, 2026-11, 2026-11-14, 2026-11-01..2026-11-14, all"
)
_ASKED: dict[str, Schema] = {
    "period": {"description": _PERIODS, "schema": {"type": "string", "default": "today"}},
    "since": {"description": f"{_PERIODS}; if not given, as far back as titles are kept", "schema": TEXT},
    "day": {
        "description": "today, yesterday or 2026-11-14",
        "schema": {"type": "string", "default": "today"},
    },
    "by": {"schema": {"enum": ["network", "activity", "app", "day", "hour"], "default": "network"}},
    "network": {"description": "only this one; worth takes several, parted by commas", "schema": TEXT},
    "kind": {"description": "only outcomes of that kind", "schema": TEXT},
    "limit": {"schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}},
    "number": {
        "description": "1 is the first; the last, if not given",
        "schema": {"type": "integer", "minimum": 1},
    },
    "after": {"description": "what the page before says under `after`", "schema": TEXT},
    "format": {"schema": {"enum": ["csv", "jsonl"], "default": "csv"}},
}
_QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "status": ("How the agent is doing", ()),
    "now": ("What is in front, and what it counts for", ()),
    "summary": ("Totals and shares of a period", ("period", "by")),
    "timeline": ("The spans of a day", ("day",)),
    "sessions": ("The sessions of a period, newest first", ("period",)),
    "unsorted": ("The page titles that took most time and that no network claimed", ("period",)),
    "ratings": ("Which sessions of a period were worth it", ("period",)),
    "worth": (
        "What networks gave back for their hours (of 26 weeks, if not given), and a verdict; some in full",
        ("period", "network"),
    ),
    "digest": ("The one finding of the week", ()),
    "experiment": (
        "The last experiment with weeks off, or an earlier one; what it showed, once over",
        ("number",),
    ),
    "networks": ("The networks that are known", ()),
    "outcomes": (
        "What networks gave back in a period (the month, if not given), the newest first",
        ("period", "network", "kind", "limit", "after"),
    ),
    "rules/problems": ("The faults in the rules", ()),
}


_DEEDS: dict[str, tuple[str, tuple[str, ...], dict[str, Schema]]] = {
    "rules/explain": (
        "The way from a window's title to its verdict",
        (),
        dict.fromkeys(("title", "page_title", "app", "url"), TEXT),
    ),
    "rules/apply": (
        "Judge by the rules in force what was kept since the beginning of a period",
        ("since",),
        {},
    ),
    "outcomes/undo": ("Take back what was done last to the outcomes", (), {}),
    "corrections": (
        "Give the pages of a title to a network, or to nobody (null)",
        (),
        {"title": TEXT, "network": MAYBE, "period": TEXT},
    ),
}
ANSWERED = SCHEMAS | SCHEMAS_WORTH
"""by the name of the question"""


def openapi(address: str) -> dict[str, Any]:
    """Return the description of the endpoint at this address."""
    paths: dict[str, Any] = {f"/{path}": {"get": _get(path)} for path in _QUESTIONS}
    for path, (summary, asked, keys) in _DEEDS.items():
        paths[f"/{path}"] = {"post": _post(path, summary, asked, keys)}
    paths["/outcomes"] |= {"post": _of_outcome("Add an outcome", "201", key=True)}
    paths["/outcomes/{uid}"] = _one_outcome()
    paths["/ratings"]["post"] = _post(
        "rating",
        "Answer whether a session was worth it, in place of an earlier answer; `start` is a moment in it",
        (),
        {"network": TEXT, "start": TIME, "answer": RATING["properties"]["answer"], "longer": LONGER},
    )
    paths["/links"] = {
        "post": {
            "summary": "A link that works once (Unix socket only)",
            "responses": _responses(_json("links")),
        }
    }
    paths["/events"] = {"get": _stream("text/event-stream", "`now` and `rules` events", ())}
    paths["/export"] = {"get": _stream("text/csv", "All spans of a period", ("period", "format"))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "timesink", "version": __version__, "license": {"name": "MIT"}},
        "servers": [{"url": f"{address}/api/v1"}],
        "security": [{"bearer": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "schemas": {name.replace("/", "-"): schema for name, schema in ANSWERED.items()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "timesink"},
            },
        },
    }


def _get(path: str) -> dict[str, Any]:
    summary, asked = _QUESTIONS[path]
    return {"summary": summary, "parameters": _parameters(asked), "responses": _responses(_json(path))}


def _post(path: str, summary: str, asked: tuple[str, ...], keys: dict[str, Schema]) -> dict[str, Any]:
    body = {"type": "object", "properties": keys}
    content = {"required": True, "content": {"application/json": {"schema": body}}}
    described: dict[str, Any] = {"summary": summary, "responses": _responses(_json(path))}
    return described | ({"requestBody": content} if keys else {"parameters": _parameters(asked)})


def _one_outcome() -> dict[str, Any]:
    return {
        "parameters": [{"name": "uid", "in": "path", "required": True, "schema": TEXT}],
        "patch": _of_outcome("Change what is named of an outcome", "200"),
        "delete": {"summary": "Take an outcome away", "responses": _responses(_json("outcome"))},
    }


def _of_outcome(summary: str, status: str, *, key: bool = False) -> dict[str, Any]:
    """Describe what takes an outcome's parts and answers with the outcome; a key makes it do so only once."""
    header = {"name": "Idempotency-Key", "in": "header", "schema": TEXT}
    responses = _responses(_json("outcome"))
    return {
        "summary": summary,
        "parameters": [header] if key else [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": PARTS}}},
        "responses": responses | {status: responses["200"]},
    }


def _stream(kind: str, summary: str, asked: tuple[str, ...]) -> dict[str, Any]:
    content = {kind: {"schema": TEXT}}
    return {"summary": summary, "parameters": _parameters(asked), "responses": _responses(content)}


def _parameters(asked: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", **_ASKED[name]} for name in asked]


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name.replace('/', '-')}"}}}


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "200": {"description": "The answer", "content": content},
        "default": {"description": "What is so, and what to do", "content": _json("error")},
    }
