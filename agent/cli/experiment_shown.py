"""How an experiment is shown: its weeks, whether the plan was kept, and what it showed, in sentences."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from agent.cli import output
from agent.cli.experiment_result import findings

Answer = dict[str, Any]
_NOTHING = (
    "No experiment yet. `timesink experiment start facebook --weeks 8` draws weeks off Facebook by lot."
)
_SEALED = (
    "Which weeks are off is drawn, and secret even to you. That nobody changed it, this proves at the end:"
)
_HOW = (
    "`timesink experiment` says two days before each week whether it's off. In a week's last two days, or "
    "the five after it, say how it was from 0 to 10: `timesink experiment week 7` gives it 7."
)
_SURE = 0.05


def begun(answer: Answer) -> list[str]:
    """Return what is said of an experiment that was just drawn."""
    it = answer["experiment"]
    return [*_head(it), *_sealed(it), "", *_sentences([_HOW, *_too_short(it)])]


def lines(answer: Answer) -> list[str]:
    """Return all that is to be shown of an experiment, and that there were others before."""
    it = answer["experiment"]
    if it is None:
        return ["", *_sentences([_NOTHING])]
    said = _STAGES[it["stage"]](answer)
    weeks = [*_weeks(it), ""] if it["weeks"] and it["weeks"][0]["seconds"] is not None else []
    return [*_head(it), *weeks, *said, *_earlier(answer["earlier"])]


def _head(it: Answer) -> list[str]:
    first, last = date.fromisoformat(it["begin"]), date.fromisoformat(it["end"]) - timedelta(days=1)
    weeks = it["number_of_weeks"]
    name = output.harmless(it["name"])
    return output.heading(f"{weeks // 2} of {weeks} weeks off {name}", f"{_day(first)} to {_day(last)}")


def _coming(answer: Answer) -> list[str]:
    it = answer["experiment"]
    first = date.fromisoformat(it["begin"])
    told = f"It begins {_day(first)}. {_next(it, 0, 'the first week')}"
    return [*_sentences([told]), "", *_sealed(it)]


def _running(answer: Answer) -> list[str]:
    it, now = answer["experiment"], answer["experiment"]["this_week"]
    until = date.fromisoformat(it["weeks"][now - 1]["end"]) - timedelta(days=1)
    this = f"Week {now} of {it['number_of_weeks']}, {_plan(it, now - 1)} until {_day(until)}."
    following = _next(it, now, "the next one") if now < it["number_of_weeks"] else "It's the last one."
    return [*_sentences([f"{this} {following}", *_unscored(it)]), "", *_sealed(it)]


def _over(answer: Answer) -> list[str]:
    it = answer["experiment"]
    said = [line for each in findings(answer) for line in ("", *_sentences([each]))]
    return [*_sentences([*_kept(it), *_unscored(it)]), *said, "", *_opened(it)]


def _abandoned(answer: Answer) -> list[str]:
    it = answer["experiment"]
    whole = sum(each["end"] <= it["stopped"] for each in it["weeks"])
    on = _day(date.fromisoformat(it["stopped"]))
    said = f"Abandoned {on}, before it began."
    if it["stopped"] >= it["begin"]:
        after = f"Abandoned {on}, after {whole} of {it['number_of_weeks']} weeks."
        said = f"{after} It has no result: who stops at will stops when it suits them."
    return [*_sentences([said]), "", *_opened(it)]


_STAGES: dict[str, Callable[[Answer], list[str]]] = {
    "coming": _coming,
    "running": _running,
    "over": _over,
    "abandoned": _abandoned,
}


def _weeks(it: Answer) -> list[str]:
    name = output.harmless(it["name"])
    head = ("Week", "From", "Plan", name, "Other networks", "Score")
    rows = [_week(each) for each in it["weeks"] if each["seconds"] is not None]
    return output.table(head, rows, right=frozenset({0, 3, 4, 5}))


def _week(week: Answer) -> list[str]:
    times = [output.duration(week[name]) for name in ("seconds", "others_seconds")]
    return [
        str(week["number"]),
        _day(date.fromisoformat(week["start"])),
        "off" if week["off"] else "on",
        *(times if week["tracked"] else ["not tracked", ""]),
        "" if week["score"] is None else str(week["score"]),
    ]


def _kept(it: Answer) -> Iterator[str]:
    """Say whether the plan was kept; the result is about the plan all the same."""
    name = output.harmless(it["name"])
    off = [each for each in it["weeks"] if each["off"] and each["tracked"]]
    on = [each for each in it["weeks"] if not each["off"] and each["tracked"]]
    slipped = [each for each in off if each["slipped"]]
    if off and on:
        means = [output.duration(sum(each["seconds"] for each in part) / len(part)) for part in (on, off)]
        yield f"{name} took {means[0]} in a week on, and {means[1]} in a week off."
    if slipped:
        weeks = ", ".join(str(each["number"]) for each in slipped)
        said = f"The plan wasn't quite kept: more than 15 min in week{'s'[: len(slipped) != 1]} {weeks}, off."
        yield f"{said} Weeks are compared as they were drawn, whatever was done in them."
    elif off:
        yield "The plan was kept: no week off had more than 15 min."
    if untracked := [str(each["number"]) for each in it["weeks"] if not each["tracked"]]:
        yield f"Nothing was tracked in week{'s'[: len(untracked) != 1]} {', '.join(untracked)}."


def _next(it: Answer, number: int, which: str) -> str:
    """Say whether a week is off, or from when on that's told."""
    if number < len(it["weeks"]):
        return f"T{which[1:]} is {_plan(it, number)}."
    eve = date.fromisoformat(it["begin"]) + timedelta(weeks=number) - timedelta(days=2)
    return f"Whether {which} is off is told from {_day(eve)} on."


def _plan(it: Answer, number: int) -> str:
    return f"{'off' if it['weeks'][number]['off'] else 'on'} {output.harmless(it['name'])}"


def _unscored(it: Answer) -> list[str]:
    at = it["scorable_week"]
    if at is None or it["weeks"][at - 1]["score"] is not None:
        return []
    return [f"How was week {at}? `timesink experiment week 7` gives it 7 of 10."]


def _too_short(it: Answer) -> list[str]:
    if it["smallest_p"] <= _SURE:
        return []
    weeks, luck = it["number_of_weeks"], round(1 / it["smallest_p"])
    clear = "comes by luck as often as not" if luck <= 2 else f"comes by luck in 1 of {luck} experiments"  # noqa: PLR2004
    return [
        f"{weeks} weeks are too few to show anything: even the clearest difference {clear}. Take 8 or more."
    ]


def _sealed(it: Answer) -> list[str]:
    return [*_sentences([_SEALED]), f"  {it['seal']}"]


def _opened(it: Answer) -> list[str]:
    """Show the seed, and how anyone can tell that it's the one that was sealed."""
    said = "The plan is the one that was drawn: this gives the line below, which was shown beforehand."
    if not it["proved"]:
        said = "The plan isn't the one that was drawn from this: it was changed since."
    return [
        *_sentences([said]),
        f"  printf 'sealed {it['seed']}' | sha256sum",
        f"  {it['seal']}",
    ]


def _earlier(heads: Iterable[Answer]) -> list[str]:
    rows = [
        f"  {each['number']}. {output.harmless(each['name'])}, {_day(date.fromisoformat(each['begin']))}, "
        f"{each['number_of_weeks']} weeks: {each['stage']}"
        for each in heads
    ]
    return (
        ["", *_sentences(["Before it (`timesink experiment --number 1` shows one):"]), *rows] if rows else []
    )


def _sentences(sentences: Iterable[str]) -> list[str]:
    return [f"  {line}" for sentence in sentences for line in output.wrapped(sentence, 2)]


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"
