"""What the endpoint's answers are made of, as JSON schemas."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
_YES_OR_NO: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time"}
_SECONDS: Schema = {"type": "number", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_VERDICT: Schema = {"enum": ["attributed", "contested", "unattributed", None]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_TEXTS = _list(TEXT)
_PROBLEM = _object(where=TEXT, what=TEXT, hint=TEXT)
_REFUSAL = _object(source=TEXT, reason=TEXT)
_PERIOD = _object(name=TEXT, start=TIME, end=TIME)
_RULES = _object(networks=_COUNT, browsers=_COUNT, problems=_list(_PROBLEM))
_REREADING = _object(running=_YES_OR_NO, done=_SHARE, since=MAYBE, changed_seconds=_SECONDS, problem=MAYBE)
_NOW = _object(
    at=TIME,
    presence={"enum": ["active", "idle", "locked", "asleep"]},
    app=MAYBE,
    title=MAYBE,
    process=MAYBE,
    pid={"type": ["integer", "null"]},
    source=MAYBE,
    verdict=_VERDICT,
    network=MAYBE,
    networks=_TEXTS,
    name=MAYBE,
    activity=MAYBE,
    rule=MAYBE,
    since=TIME,
    seconds=_SECONDS,
)
_SPAN = _object(
    start=TIME,
    end=TIME,
    seconds=_SECONDS,
    network=MAYBE,
    networks=_TEXTS,
    activity=MAYBE,
    rule=MAYBE,
    app=TEXT,
    title=MAYBE,
)
_OUTCOME = _object(
    uid=TEXT,
    on={"type": "string", "format": "date"},
    kind=TEXT,
    credits=_list(_object(network=TEXT, name=TEXT, share=TEXT)),
    amount=MAYBE,
    currency=TEXT,
    number=_COUNT,
    note=TEXT,
    origin=MAYBE,
    source=TEXT,
)
_SESSION = _object(
    network=TEXT,
    name=TEXT,
    counts=_YES_OR_NO,
    start=TIME,
    end=TIME,
    seconds=_SECONDS,
    rating={"enum": ["yes", "partly", "no", None]},
)
LONGER: Schema = {"enum": ["yes", "no", None]}
RATING = _object(
    uid=TEXT,
    network=TEXT,
    name=TEXT,
    start=TIME,
    end=TIME,
    answer={"enum": ["yes", "partly", "no"]},
    longer={"type": ["boolean", "null"]},
    probability={"type": ["number", "null"], "minimum": 0, "maximum": 1},
)
_PER_NETWORK: Schema = {"type": "object", "additionalProperties": _SECONDS}
_ROW: Schema = {
    "anyOf": [
        _object(key=MAYBE, name=TEXT, kind=_VERDICT, counts=_YES_OR_NO, seconds=_SECONDS, share=_SHARE),
        _object(network=TEXT, activity=MAYBE, name=TEXT, seconds=_SECONDS, share=_SHARE),
        _object(key=TEXT, seconds=_SECONDS, share=_SHARE),
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
        version=TEXT,
        pid=_COUNT,
        started=TIME,
        watching=_YES_OR_NO,
        source=MAYBE,
        refusals=_list(_REFUSAL),
        tells={"type": "object", "additionalProperties": _TEXTS},
        listening=_TEXTS,
        deaf=_list(_REFUSAL),
        presence=TEXT,
        now=_NOW,
        rules=_RULES,
        rereading=_REREADING,
        settings=_object(problems=_list(_PROBLEM)),
        history=_object(asked=_YES_OR_NO, problems=_list(_PROBLEM)),
        asking=_object(on=_YES_OR_NO, works={"type": ["boolean", "null"]}, problem=MAYBE),
        database=_object(path=TEXT, bytes=_COUNT),
        endpoint=TEXT,
    ),
    "now": _NOW,
    "summary": _object(
        period=_PERIOD,
        by=TEXT,
        observed_seconds=_SECONDS,
        network_seconds=_SECONDS,
        changed_seconds=_SECONDS,
        rows=_list(_ROW),
    ),
    "timeline": _object(day=TEXT, start=TIME, end=TIME, spans=_list(_SPAN)),
    "sessions": _object(
        period=_PERIOD,
        pause_seconds=_SECONDS,
        sessions=_list(_SESSION),
    ),
    "unsorted": _object(period=_PERIOD, rows=_list(_object(title=TEXT, app=TEXT, seconds=_SECONDS))),
    "ratings": _object(period=_PERIOD, ratings=_list(RATING)),
    "rating": RATING,
    "networks": _object(networks=_list(_object(id=TEXT, name=TEXT, home=TEXT, kind=TEXT, counts=_YES_OR_NO))),
    "rules/problems": _object(problems=_list(_PROBLEM)),
    "rules/explain": {"type": "object"},
    "rules/apply": _REREADING,
    "corrections": _REREADING,
    "outcome": _OUTCOME,
    "outcomes": _object(
        period=_object(name=TEXT, first=TEXT, last=TEXT),
        currency=TEXT,
        outcomes=_list(_OUTCOME),
        after=MAYBE,
    ),
    "outcomes/undo": _object(
        at=TIME,
        who=TEXT,
        what=TEXT,
        number=_COUNT,
        before={"anyOf": [_OUTCOME, {"type": "null"}]},
        after={"anyOf": [_OUTCOME, {"type": "null"}]},
    ),
    "links": _object(url=TEXT),
    "error": _object(error=TEXT, hint=TEXT),
}
_SHARES = {"type": "object", "properties": {"network": TEXT, "share": TEXT}, "required": ["network"]}
PARTS: Schema = {
    "type": "object",
    "properties": {
        "kind": TEXT,
        "network": TEXT,
        "credits": _list(_SHARES),
        "amount": {"type": ["string", "number", "null"]},
        "on": TEXT,
        "number": _COUNT,
        "note": MAYBE,
        "origin": MAYBE,
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
_ACTIVITY = _object(activity=MAYBE, seconds=_SECONDS, answers=_WORTH_ANSWERS)
_WORTH_ROW = _object(
    network=TEXT,
    name=TEXT,
    seconds=_SECONDS,
    elsewhere_seconds=_SECONDS,
    verdict={"enum": ["keep", "cut_back", "drop", "break_even", "not_enough"]},
    in_words=TEXT,
    why=_TEXTS,
    change=_TEXTS,
    value={"anyOf": [_object(low=_AMOUNT, middle=_AMOUNT, high=_AMOUNT, chance=_SHARE), {"type": "null"}]},
    outcomes=_list(_object(kind=TEXT, number=_SECONDS, money=_AMOUNT)),
    business={"anyOf": [_object(cost=_AMOUNT, earned=_AMOUNT, roi=_AMOUNT), {"type": "null"}]},
    answers=_WORTH_ANSWERS,
)
_WORTH_ROW["properties"]["activities"] = _list(_ACTIVITY)  # only of networks that were asked for
_DAY: Schema = {"type": "string", "format": "date"}
_GUESS = _object(on=_DAY, guessed_seconds_a_day=_SECONDS, seconds_a_day=_SECONDS)
_MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
_EXPERIMENT_HEAD = _object(
    number=_COUNT,
    network=TEXT,
    name=TEXT,
    stage={"enum": ["coming", "running", "over", "abandoned"]},
    drawn=TIME,
    begin=_DAY,
    end=_DAY,
    stopped={"type": ["string", "null"], "format": "date"},
    number_of_weeks=_COUNT,
    seal=TEXT,
    seed=MAYBE,
    proved=_YES_OR_NO,
)
_OFF_WEEK = _object(
    number=_COUNT,
    start=_DAY,
    end=_DAY,
    off=_YES_OR_NO,
    tracked=_YES_OR_NO,
    slipped=_YES_OR_NO,
    seconds=_AMOUNT,
    others_seconds=_AMOUNT,
    outcomes=_AMOUNT,
    money=MAYBE,
    score=_MAYBE_COUNT,
)
_MEASURE = _object(
    measure={"enum": ["score", "money", "outcomes", "others"]},
    missing=_COUNT,
    alike=_YES_OR_NO,
    difference=_AMOUNT,
    typical=_AMOUNT,
    p=_AMOUNT,
    plans=_MAYBE_COUNT,
    visible={"type": ["boolean", "null"]},
    power=_AMOUNT,
    smallest_shown=_AMOUNT,
)
_EXPERIMENT = _object(
    **_EXPERIMENT_HEAD["properties"],
    this_week=_MAYBE_COUNT,
    scorable_week=_MAYBE_COUNT,
    smallest_p=_SHARE,
    weeks=_list(_OFF_WEEK),
    measures=_list(_MEASURE),
)
SCHEMAS["experiment"] = _object(
    currency=TEXT,
    mean_lag_days=_COUNT,
    experiment={"anyOf": [_EXPERIMENT, {"type": "null"}]},
    earlier=_list(_EXPERIMENT_HEAD),
)
_AHEAD: dict[str, Schema] = {
    "network": TEXT,
    "than": TEXT,
    "by": {"enum": ["outcomes", "answers"]},
    "chance": _SHARE,
}
_FINDINGS: list[Schema] = [
    _object(turned=_object(before=TEXT, now=TEXT), row=_WORTH_ROW),
    _object(unusual=_object(seconds=_SECONDS, least=_SECONDS, most=_SECONDS), row=_WORTH_ROW),
    _object(ahead=_object(**_AHEAD, name=TEXT, than_name=TEXT), row=_WORTH_ROW),
]
_THIS_WEEK = _object(name=TEXT, off=_YES_OR_NO, week=_COUNT)
SCHEMAS["digest"] = _object(
    finding={"anyOf": [*_FINDINGS, {"type": "null"}]},
    experiment={"anyOf": [_THIS_WEEK, {"type": "null"}]},
    guess={"anyOf": [_GUESS, {"type": "null"}]},
)
SCHEMAS["worth"] = _object(
    period=_PERIOD,
    currency=TEXT,
    own_rate=_AMOUNT,
    networks=_list(_WORTH_ROW),
    better=_list(_object(**_AHEAD)),
    rather=_list(_object(what=TEXT, times=_COUNT)),
    left_out={"anyOf": [_object(outcomes=_COUNT, before=_DAY, tracked_since=MAYBE), {"type": "null"}]},
    guess={"anyOf": [_GUESS, {"type": "null"}]},
)
