"""What is answered of worth, experiments and the week's finding, as JSON schemas."""

from agent.web.schemas import (
    COUNT,
    MAYBE,
    PERIOD,
    SECONDS,
    SHARE,
    TEXT,
    TEXTS,
    TIME,
    YES_OR_NO,
    Schema,
    list_of,
    object_with,
)

_AMOUNT: Schema = {"type": ["number", "null"]}
_RANGE = object_with(low=SHARE, middle=SHARE, high=SHARE)
_WORTH_ANSWERS = object_with(
    yes=COUNT,
    partly=COUNT,
    no=COUNT,
    worth_it={"anyOf": [_RANGE, {"type": "null"}]},
    regretted_seconds=_AMOUNT,
)
_ACTIVITY = object_with(activity=MAYBE, seconds=SECONDS, answers=_WORTH_ANSWERS)
_WORTH_ROW = object_with(
    network=TEXT,
    name=TEXT,
    seconds=SECONDS,
    elsewhere_seconds=SECONDS,
    verdict={"enum": ["keep", "cut_back", "drop", "break_even", "not_enough"]},
    in_words=TEXT,
    why=TEXTS,
    change=TEXTS,
    value={"anyOf": [object_with(low=_AMOUNT, middle=_AMOUNT, high=_AMOUNT, chance=SHARE), {"type": "null"}]},
    outcomes=list_of(object_with(kind=TEXT, number=SECONDS, money=_AMOUNT)),
    business={"anyOf": [object_with(cost=_AMOUNT, earned=_AMOUNT, roi=_AMOUNT), {"type": "null"}]},
    answers=_WORTH_ANSWERS,
)
_WORTH_ROW["properties"]["activities"] = list_of(_ACTIVITY)  # only of networks that were asked for
_DAY: Schema = {"type": "string", "format": "date"}
_GUESS = object_with(on=_DAY, guessed_seconds_a_day=SECONDS, seconds_a_day=SECONDS)
_MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
_EXPERIMENT_HEAD = object_with(
    number=COUNT,
    network=TEXT,
    name=TEXT,
    stage={"enum": ["coming", "running", "over", "abandoned"]},
    drawn=TIME,
    begin=_DAY,
    end=_DAY,
    stopped={"type": ["string", "null"], "format": "date"},
    number_of_weeks=COUNT,
    seal=TEXT,
    seed=MAYBE,
    proved=YES_OR_NO,
)
_OFF_WEEK = object_with(
    number=COUNT,
    start=_DAY,
    end=_DAY,
    off=YES_OR_NO,
    tracked=YES_OR_NO,
    slipped=YES_OR_NO,
    seconds=_AMOUNT,
    others_seconds=_AMOUNT,
    outcomes=_AMOUNT,
    money=MAYBE,
    score=_MAYBE_COUNT,
)
_MEASURE = object_with(
    measure={"enum": ["score", "money", "outcomes", "others"]},
    missing=COUNT,
    alike=YES_OR_NO,
    difference=_AMOUNT,
    typical=_AMOUNT,
    p=_AMOUNT,
    plans=_MAYBE_COUNT,
    visible={"type": ["boolean", "null"]},
    power=_AMOUNT,
    smallest_shown=_AMOUNT,
)
_EXPERIMENT = object_with(
    **_EXPERIMENT_HEAD["properties"],
    this_week=_MAYBE_COUNT,
    scorable_week=_MAYBE_COUNT,
    smallest_p=SHARE,
    weeks=list_of(_OFF_WEEK),
    measures=list_of(_MEASURE),
)
_EXPERIMENTS = object_with(
    currency=TEXT,
    mean_lag_days=COUNT,
    experiment={"anyOf": [_EXPERIMENT, {"type": "null"}]},
    earlier=list_of(_EXPERIMENT_HEAD),
)
_AHEAD: dict[str, Schema] = {
    "network": TEXT,
    "than": TEXT,
    "by": {"enum": ["outcomes", "answers"]},
    "chance": SHARE,
}
_FINDINGS: list[Schema] = [
    object_with(turned=object_with(before=TEXT, now=TEXT), row=_WORTH_ROW),
    object_with(unusual=object_with(seconds=SECONDS, least=SECONDS, most=SECONDS), row=_WORTH_ROW),
    object_with(ahead=object_with(**_AHEAD, name=TEXT, than_name=TEXT), row=_WORTH_ROW),
]
_THIS_WEEK = object_with(name=TEXT, off=YES_OR_NO, week=COUNT)
_DIGEST = object_with(
    finding={"anyOf": [*_FINDINGS, {"type": "null"}]},
    experiment={"anyOf": [_THIS_WEEK, {"type": "null"}]},
    guess={"anyOf": [_GUESS, {"type": "null"}]},
)
_WORTH = object_with(
    period=PERIOD,
    currency=TEXT,
    own_rate=_AMOUNT,
    networks=list_of(_WORTH_ROW),
    better=list_of(object_with(**_AHEAD)),
    rather=list_of(object_with(what=TEXT, times=COUNT)),
    left_out={"anyOf": [object_with(outcomes=COUNT, before=_DAY, tracked_since=MAYBE), {"type": "null"}]},
    guess={"anyOf": [_GUESS, {"type": "null"}]},
)
SCHEMAS_WORTH: dict[str, Schema] = {"experiment": _EXPERIMENTS, "digest": _DIGEST, "worth": _WORTH}
