"""What the endpoint's answers are made of, as JSON schemas."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
YES_OR_NO: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
SECONDS: Schema = {"type": "number", "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
_VERDICT: Schema = {"enum": ["attributed", "contested", "unattributed", None]}


def object_with(**properties: Schema) -> Schema:
    """Return what an object with all of these properties is."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def list_of(of: Schema) -> Schema:
    """Return what a list of such things is."""
    return {"type": "array", "items": of}


TEXTS = list_of(TEXT)
_PROBLEM = object_with(where=TEXT, what=TEXT, hint=TEXT)
_REFUSAL = object_with(source=TEXT, reason=TEXT)
PERIOD = object_with(name=TEXT, start=TIME, end=TIME)
_RULES = object_with(networks=COUNT, browsers=COUNT, problems=list_of(_PROBLEM))
_REREADING = object_with(running=YES_OR_NO, done=SHARE, since=MAYBE, changed_seconds=SECONDS, problem=MAYBE)
_NOW = object_with(
    at=TIME,
    presence={"enum": ["active", "idle", "locked", "asleep"]},
    app=MAYBE,
    title=MAYBE,
    process=MAYBE,
    pid={"type": ["integer", "null"]},
    source=MAYBE,
    verdict=_VERDICT,
    network=MAYBE,
    networks=TEXTS,
    name=MAYBE,
    activity=MAYBE,
    rule=MAYBE,
    since=TIME,
    seconds=SECONDS,
)
_SPAN = object_with(
    start=TIME,
    end=TIME,
    seconds=SECONDS,
    network=MAYBE,
    networks=TEXTS,
    activity=MAYBE,
    rule=MAYBE,
    app=TEXT,
    title=MAYBE,
)
_OUTCOME = object_with(
    uid=TEXT,
    on={"type": "string", "format": "date"},
    kind=TEXT,
    credits=list_of(object_with(network=TEXT, name=TEXT, share=TEXT)),
    amount=MAYBE,
    currency=TEXT,
    number=COUNT,
    note=TEXT,
    origin=MAYBE,
    source=TEXT,
)
_SESSION = object_with(
    network=TEXT,
    name=TEXT,
    counts=YES_OR_NO,
    start=TIME,
    end=TIME,
    seconds=SECONDS,
    rating={"enum": ["yes", "partly", "no", None]},
)
LONGER: Schema = {"enum": ["yes", "no", None]}
RATING = object_with(
    uid=TEXT,
    network=TEXT,
    name=TEXT,
    start=TIME,
    end=TIME,
    answer={"enum": ["yes", "partly", "no"]},
    longer={"type": ["boolean", "null"]},
    probability={"type": ["number", "null"], "minimum": 0, "maximum": 1},
)
_PER_NETWORK: Schema = {"type": "object", "additionalProperties": SECONDS}
_ROW: Schema = {
    "anyOf": [
        object_with(key=MAYBE, name=TEXT, kind=_VERDICT, counts=YES_OR_NO, seconds=SECONDS, share=SHARE),
        object_with(network=TEXT, activity=MAYBE, name=TEXT, seconds=SECONDS, share=SHARE),
        object_with(key=TEXT, seconds=SECONDS, share=SHARE),
        object_with(
            key={"type": ["string", "integer"]},
            observed_seconds=SECONDS,
            network_seconds=SECONDS,
            networks=_PER_NETWORK,
        ),
    ]
}
SCHEMAS: dict[str, Schema] = {
    "status": object_with(
        version=TEXT,
        pid=COUNT,
        started=TIME,
        watching=YES_OR_NO,
        source=MAYBE,
        refusals=list_of(_REFUSAL),
        tells={"type": "object", "additionalProperties": TEXTS},
        listening=TEXTS,
        deaf=list_of(_REFUSAL),
        presence=TEXT,
        now=_NOW,
        rules=_RULES,
        rereading=_REREADING,
        settings=object_with(problems=list_of(_PROBLEM)),
        history=object_with(asked=YES_OR_NO, problems=list_of(_PROBLEM)),
        asking=object_with(on=YES_OR_NO, works={"type": ["boolean", "null"]}, problem=MAYBE),
        database=object_with(path=TEXT, bytes=COUNT),
        endpoint=TEXT,
    ),
    "now": _NOW,
    "summary": object_with(
        period=PERIOD,
        by=TEXT,
        observed_seconds=SECONDS,
        network_seconds=SECONDS,
        changed_seconds=SECONDS,
        rows=list_of(_ROW),
    ),
    "timeline": object_with(day=TEXT, start=TIME, end=TIME, spans=list_of(_SPAN)),
    "sessions": object_with(
        period=PERIOD,
        pause_seconds=SECONDS,
        sessions=list_of(_SESSION),
    ),
    "unsorted": object_with(period=PERIOD, rows=list_of(object_with(title=TEXT, app=TEXT, seconds=SECONDS))),
    "ratings": object_with(period=PERIOD, ratings=list_of(RATING)),
    "rating": RATING,
    "networks": object_with(
        networks=list_of(object_with(id=TEXT, name=TEXT, home=TEXT, kind=TEXT, counts=YES_OR_NO))
    ),
    "rules/problems": object_with(problems=list_of(_PROBLEM)),
    "rules/explain": {"type": "object"},
    "rules/apply": _REREADING,
    "corrections": _REREADING,
    "outcome": _OUTCOME,
    "outcomes": object_with(
        period=object_with(name=TEXT, first=TEXT, last=TEXT),
        currency=TEXT,
        outcomes=list_of(_OUTCOME),
        after=MAYBE,
    ),
    "outcomes/undo": object_with(
        at=TIME,
        who=TEXT,
        what=TEXT,
        number=COUNT,
        before={"anyOf": [_OUTCOME, {"type": "null"}]},
        after={"anyOf": [_OUTCOME, {"type": "null"}]},
    ),
    "links": object_with(url=TEXT),
    "error": object_with(error=TEXT, hint=TEXT),
}
_SHARES = {"type": "object", "properties": {"network": TEXT, "share": TEXT}, "required": ["network"]}
PARTS: Schema = {
    "type": "object",
    "properties": {
        "kind": TEXT,
        "network": TEXT,
        "credits": list_of(_SHARES),
        "amount": {"type": ["string", "number", "null"]},
        "on": TEXT,
        "number": COUNT,
        "note": MAYBE,
        "origin": MAYBE,
    },
}
