"""What the endpoint answers, as an OpenAPI description."""

from typing import Any

from agent import __version__

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_YES_OR_NO: Schema = {"type": "boolean"}
_TIME: Schema = {"type": "string", "format": "date-time"}
_SECONDS: Schema = {"type": "number", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_VERDICT: Schema = {"enum": ["attributed", "contested", "unattributed", None]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_TEXTS = _list(_TEXT)
_PROBLEM = _object(where=_TEXT, what=_TEXT, hint=_TEXT)
_REFUSAL = _object(source=_TEXT, reason=_TEXT)
_PERIOD = _object(name=_TEXT, start=_TIME, end=_TIME)
_RULES = _object(networks=_COUNT, browsers=_COUNT, problems=_list(_PROBLEM))
_REREADING = _object(running=_YES_OR_NO, done=_SHARE, since=_MAYBE, changed_seconds=_SECONDS, problem=_MAYBE)
_NOW = _object(
    at=_TIME,
    presence={"enum": ["active", "idle", "locked", "asleep"]},
    app=_MAYBE,
    title=_MAYBE,
    process=_MAYBE,
    pid={"type": ["integer", "null"]},
    source=_MAYBE,
    verdict=_VERDICT,
    network=_MAYBE,
    networks=_TEXTS,
    name=_MAYBE,
    activity=_MAYBE,
    rule=_MAYBE,
    since=_TIME,
    seconds=_SECONDS,
)
_SPAN = _object(
    start=_TIME,
    end=_TIME,
    seconds=_SECONDS,
    network=_MAYBE,
    networks=_TEXTS,
    activity=_MAYBE,
    rule=_MAYBE,
    app=_TEXT,
    title=_MAYBE,
)
_OUTCOME = _object(
    uid=_TEXT,
    on={"type": "string", "format": "date"},
    kind=_TEXT,
    credits=_list(_object(network=_TEXT, name=_TEXT, share=_TEXT)),
    amount=_MAYBE,
    currency=_TEXT,
    number=_COUNT,
    note=_TEXT,
    origin=_MAYBE,
    source=_TEXT,
)
_SESSION = _object(
    network=_TEXT,
    name=_TEXT,
    counts=_YES_OR_NO,
    start=_TIME,
    end=_TIME,
    seconds=_SECONDS,
    rating={"enum": ["yes", "partly", "no", None]},
)
_LONGER: Schema = {"enum": ["yes", "no", None]}
_RATING = _object(
    uid=_TEXT,
    network=_TEXT,
    name=_TEXT,
    start=_TIME,
    end=_TIME,
    answer={"enum": ["yes", "partly", "no"]},
    longer={"type": ["boolean", "null"]},
    probability={"type": ["number", "null"], "minimum": 0, "maximum": 1},
)
_PER_NETWORK: Schema = {"type": "object", "additionalProperties": _SECONDS}
_ROW: Schema = {
    "anyOf": [
        _object(key=_MAYBE, name=_TEXT, kind=_VERDICT, counts=_YES_OR_NO, seconds=_SECONDS, share=_SHARE),
        _object(network=_TEXT, activity=_MAYBE, name=_TEXT, seconds=_SECONDS, share=_SHARE),
        _object(key=_TEXT, seconds=_SECONDS, share=_SHARE),
        _object(
            key={"type": ["string", "integer"]},
            observed_seconds=_SECONDS,
            network_seconds=_SECONDS,
            networks=_PER_NETWORK,
        ),
    ]
}
SCHEMAS: dict[str, Schema] = {
    "status": _object(
        version=_TEXT,
        pid=_COUNT,
        started=_TIME,
        watching=_YES_OR_NO,
        source=_MAYBE,
        refusals=_list(_REFUSAL),
        tells={"type": "object", "additionalProperties": _TEXTS},
        listening=_TEXTS,
        deaf=_list(_REFUSAL),
        presence=_TEXT,
        now=_NOW,
        rules=_RULES,
        rereading=_REREADING,
        settings=_object(problems=_list(_PROBLEM)),
        history=_object(asked=_YES_OR_NO, problems=_list(_PROBLEM)),
        asking=_object(on=_YES_OR_NO, works={"type": ["boolean", "null"]}, problem=_MAYBE),
        database=_object(path=_TEXT, bytes=_COUNT),
        endpoint=_TEXT,
    ),
    "now": _NOW,
    "summary": _object(
        period=_PERIOD,
        by=_TEXT,
        observed_seconds=_SECONDS,
        network_seconds=_SECONDS,
        changed_seconds=_SECONDS,
        rows=_list(_ROW),
    ),
    "timeline": _object(day=_TEXT, start=_TIME, end=_TIME, spans=_list(_SPAN)),
    "sessions": _object(
        period=_PERIOD,
        pause_seconds=_SECONDS,
        sessions=_list(_SESSION),
    ),
    "unsorted": _object(period=_PERIOD, rows=_list(_object(title=_TEXT, app=_TEXT, seconds=_SECONDS))),
    "ratings": _object(period=_PERIOD, ratings=_list(_RATING)),
    "rating": _RATING,
    "networks": _object(
        networks=_list(_object(id=_TEXT, name=_TEXT, home=_TEXT, kind=_TEXT, counts=_YES_OR_NO))
    ),
    "rules/problems": _object(problems=_list(_PROBLEM)),
    "rules/explain": {"type": "object"},
    "rules/apply": _REREADING,
    "corrections": _REREADING,
    "outcome": _OUTCOME,
    "outcomes": _object(
        period=_object(name=_TEXT, first=_TEXT, last=_TEXT),
        currency=_TEXT,
        outcomes=_list(_OUTCOME),
        after=_MAYBE,
    ),
    "outcomes/undo": _object(
        at=_TIME,
        who=_TEXT,
        what=_TEXT,
        number=_COUNT,
        before={"anyOf": [_OUTCOME, {"type": "null"}]},
        after={"anyOf": [_OUTCOME, {"type": "null"}]},
    ),
    "links": _object(url=_TEXT),
    "error": _object(error=_TEXT, hint=_TEXT),
}
_SHARES = {"type": "object", "properties": {"network": _TEXT, "share": _TEXT}, "required": ["network"]}
_PARTS: Schema = {
    "type": "object",
    "properties": {
        "kind": _TEXT,
        "network": _TEXT,
        "credits": _list(_SHARES),
        "amount": {"type": ["string", "number", "null"]},
        "on": _TEXT,
        "number": _COUNT,
        "note": _MAYBE,
        "origin": _MAYBE,
    },
}
_AMOUNT: Schema = {"type": ["number", "null"]}
_RANGE = _object(low=_SHARE, middle=_SHARE, high=_SHARE)
_WORTH_ANSWERS = _object(
    yes=_COUNT,
    partly=_COUNT,
    no=_COUNT,
    worth_it={"anyOf": [_RANGE, {"type": "null"}]},
    regretted_seconds=_AMOUNT,
)
_WORTH_ROW = _object(
    network=_TEXT,
    name=_TEXT,
    seconds=_SECONDS,
    verdict={"enum": ["keep", "cut_back", "drop", "break_even", "not_enough"]},
    in_words=_TEXT,
    why=_TEXTS,
    change=_TEXTS,
    value={"anyOf": [_object(low=_AMOUNT, middle=_AMOUNT, high=_AMOUNT, chance=_SHARE), {"type": "null"}]},
    outcomes=_list(_object(kind=_TEXT, number=_SECONDS, money=_AMOUNT)),
    business={"anyOf": [_object(cost=_AMOUNT, earned=_AMOUNT, roi=_AMOUNT), {"type": "null"}]},
    answers=_WORTH_ANSWERS,
)
SCHEMAS["worth"] = _object(
    period=_PERIOD,
    currency=_TEXT,
    own_rate=_AMOUNT,
    networks=_list(_WORTH_ROW),
    better=_list(_object(network=_TEXT, than=_TEXT, by={"enum": ["outcomes", "answers"]}, chance=_SHARE)),
    rather=_list(_object(what=_TEXT, times=_COUNT)),
    guess={"type": ["object", "null"]},
)
_PERIODS = (
    "today, yesterday, week, last-week, month, year, 7d, 2026-11, 2026-11-14, 2026-11-01..2026-11-14, all"
)
_ASKED: dict[str, Schema] = {
    "period": {"description": _PERIODS, "schema": {"type": "string", "default": "today"}},
    "since": {"description": f"{_PERIODS}; if not given, as far back as titles are kept", "schema": _TEXT},
    "day": {
        "description": "today, yesterday or 2026-11-14",
        "schema": {"type": "string", "default": "today"},
    },
    "by": {"schema": {"enum": ["network", "activity", "app", "day", "hour"], "default": "network"}},
    "network": {"description": "only this one; worth takes several, parted by commas", "schema": _TEXT},
    "kind": {"description": "only outcomes of that kind", "schema": _TEXT},
    "limit": {"schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}},
    "after": {"description": "what the page before says under `after`", "schema": _TEXT},
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
    "worth": ("What networks gave back for their hours, and a verdict; one in full", ("period", "network")),
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
        dict.fromkeys(("title", "page_title", "app", "url"), _TEXT),
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
        {"title": _TEXT, "network": _MAYBE, "period": _TEXT},
    ),
}


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
        {"network": _TEXT, "start": _TIME, "answer": _RATING["properties"]["answer"], "longer": _LONGER},
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
            "schemas": {name.replace("/", "-"): schema for name, schema in SCHEMAS.items()},
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
        "parameters": [{"name": "uid", "in": "path", "required": True, "schema": _TEXT}],
        "patch": _of_outcome("Change what is named of an outcome", "200"),
        "delete": {"summary": "Take an outcome away", "responses": _responses(_json("outcome"))},
    }


def _of_outcome(summary: str, status: str, *, key: bool = False) -> dict[str, Any]:
    """Describe what takes an outcome's parts and answers with the outcome; a key makes it do so only once."""
    header = {"name": "Idempotency-Key", "in": "header", "schema": _TEXT}
    responses = _responses(_json("outcome"))
    return {
        "summary": summary,
        "parameters": [header] if key else [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _PARTS}}},
        "responses": responses | {status: responses["200"]},
    }


def _stream(kind: str, summary: str, asked: tuple[str, ...]) -> dict[str, Any]:
    content = {kind: {"schema": _TEXT}}
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
