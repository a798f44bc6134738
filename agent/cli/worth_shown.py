"""How worth is drawn: what an hour gives against one's own rate, reasons, and what else the time was."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from agent.cli import output
from agent.cli.books import folded, several
from agent.core.amounts import show_about
from agent.digest_words import better

Row = dict[str, Any]
TRACK, NAME = 34, 18
"""cells that a track and a network's name take at most"""
SHORT_SECONDS = 3600
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[%€$£]|[A-Z]{3}/|h\b|min\b)")
_ORANGE = 166
"""of the 256 colours: yellow can't be read on white"""
_COLOURS: dict[str, str | int] = {"keep": "green", "drop": "red", "cut_back": _ORANGE}


def glance(answer: dict[str, Any]) -> list[str]:
    """Draw each network; those of less than an hour that can't be judged share one line."""
    rows = answer["networks"]
    told = [row for row in rows if not _is_slight(row)]
    most = _most(told, answer["own_rate"])
    lines = [line for row in told for line in (*_head(row), *_body(row, answer, most), *_change(row), "")]
    slight = [row["name"] for row in rows if _is_slight(row)]
    if slight:
        lines += [*indented(f"Less than an hour each: {', '.join(slight)}.", 2), ""]
    return lines


def _change(row: Row) -> list[str]:
    """Say the first of what would change the verdict, or when there may be enough for one."""
    return indented(row["change"][0]) if row["change"] else []


def in_full(row: Row, answer: dict[str, Any]) -> list[str]:
    """Draw one network with all there is to say of it."""
    most = _most(answer["networks"], answer["own_rate"])
    lines = [*_head(row), *_body(row, answer, most)]
    for each in row["change"]:
        lines += indented(each)
    lines += _cost(row, answer["currency"])
    return [*lines, *_activities(row["activities"]), ""]


def last_words(answer: dict[str, Any], chosen: Sequence[str]) -> list[str]:
    """Say which network gives more than which, what else the time would have been, and what was guessed."""
    names = {row["network"]: row["name"] for row in answer["networks"]}
    said = [better(each, names) for each in _telling(answer["better"], chosen)]
    if len(chosen) > 1 and not said:
        said.append("Which of them gives more can't be told: their ranges overlap, or too little is known.")
    if answer["rather"]:
        things = ", or ".join(f"{each['times']} times {each['what']}" for each in answer["rather"])
        said.append(f"In that time: {things}.")
    if guess := answer["guess"]:
        guessed, was = (output.duration(guess[key]) for key in ("guessed_seconds_a_day", "seconds_a_day"))
        said.append(f"You guessed {guessed} a day; since {guess['on']} it was {was}.")
    if answer["own_rate"] is None:
        said.append("`timesink setup` asks what an hour of yours is worth; without it no money is reckoned.")
    if answer["left_out"]:
        said.append(_left_out(answer["left_out"]))
    said.append(f"{_devices(answer['networks'])} What came with the hours needn't have come of them.")
    return [line for each in said for line in indented(each, 2)]


def nothing(name: str, left_out: Row | None) -> str:
    """Say that there's nothing to weigh, though outcomes may be kept."""
    if left_out is None:
        return f"{name}: no time on networks was tracked, and nothing came."
    return f"{name}: nothing was tracked{' yet' * (left_out['tracked_since'] is None)}. {_left_out(left_out)}"


def _left_out(left_out: Row) -> str:
    """Say which outcomes were before there were hours, or before the period."""
    is_one, many = left_out["outcomes"] == 1, several("outcome", left_out["outcomes"])
    has_none = f"{'has' if is_one else 'have'} no hours to set {'it' if is_one else 'them'} against."
    if left_out["tracked_since"] is None:
        return f"{many} {has_none}"
    lie = f"{many} {'lies' if is_one else 'lie'} before"
    day = f"{date.fromisoformat(left_out['before']):%-d %b %Y}"
    if left_out["before"] == left_out["tracked_since"]:
        return f"{lie} tracking began on {day}, and {has_none}"
    return f"{lie} {day}, the first day of this period."


def _devices(rows: Sequence[Row]) -> str:
    """Say whose hours these are."""
    told = [
        f"{output.duration(row['elsewhere_seconds'])} on {row['name']}"
        for row in rows
        if row["elsewhere_seconds"]
    ]
    if not told:
        return "Hours are this computer's."
    return f"Hours are this computer's, and by their exports, {', '.join(told)} elsewhere."


def _is_slight(row: Row) -> bool:
    is_told = row["verdict"] != "not_enough" or row["outcomes"]
    return bool(row["seconds"] < SHORT_SECONDS and not is_told)


def _most(rows: Sequence[Row], own_rate: float | None) -> float:
    """Return where the tracks end: at the largest hour there is."""
    highs = [row["value"]["high"] for row in rows if row["value"]]
    return max([*highs, 2 * (own_rate or 0)], default=0)


def _head(row: Row) -> list[str]:
    verdict = row["in_words"].rstrip(".")
    drawn = click.style(verdict, fg=_COLOURS.get(row["verdict"]), bold=True)
    room = output.width() - 5 - len(verdict)
    name = output.fitted(row["name"], NAME).rstrip()
    left = output.fitted(f"{name}  {output.duration(row['seconds'])}", room)
    return [f"  {left.replace(name, click.style(name, bold=True), 1)} {drawn}"]


def _body(row: Row, answer: dict[str, Any], most: float) -> Iterator[str]:
    if row["outcomes"]:
        yield from indented(", ".join(_came(each, answer["currency"]) for each in row["outcomes"]))
    if row["value"]:
        values = [row["value"][each] / most for each in ("low", "middle", "high")]
        colour = _COLOURS.get(row["verdict"])
        end = f"{show_about(most, answer['currency'])}/h"
        cells = min(TRACK, output.width() - len(end) - 7)
        track = click.style(output.on_track(values, answer["own_rate"] / most, cells), fg=colour)
        yield f"    0 {track} {end}"
    for each in row["why"]:
        yield from indented(each)


def _came(outcome: Row, currency: str) -> str:
    many = several(outcome["kind"], outcome["number"])
    return many if outcome["money"] is None else f"{many} ({show_about(outcome['money'], currency)})"


def _cost(row: Row, currency: str) -> list[str]:
    business, regretted = row["business"], row["answers"]["regretted_seconds"]
    said = [_business(business, currency)] if business and business["cost"] else []
    if regretted is not None:
        said.append(f"{output.duration(regretted)} of it weren't worth it, by your answers.")
    return [line for each in said for line in indented(each)]


def _business(business: Row, currency: str) -> str:
    cost, earned = (show_about(business[each], currency) for each in ("cost", "earned"))
    if not business["earned"]:
        return f"At your own rate the time cost {cost}."
    return f"{earned} came, and at your own rate the time cost {cost}: {business['roi']:+.0f} %."


def _activities(activities: Sequence[Row]) -> list[str]:
    if not activities:
        return []
    rows = [
        (each["activity"] or "other", output.duration(each["seconds"]), _worth_it(each["answers"]))
        for each in activities
    ]
    return ["", *output.table(("activity", "time", "worth it"), rows, right=frozenset({1}), indent=4)]


def _worth_it(answers: Row) -> str:
    number = sum(answers[each] for each in ("yes", "partly", "no"))
    if not number:
        return ""
    range_ = answers["worth_it"]
    return f"{output.share(range_['low'])} to {output.share(range_['high'])}, by {several('answer', number)}"


def _telling(better: Sequence[Row], chosen: Sequence[str]) -> list[Row]:
    """Return the surest comparison by outcomes and the surest by answers; of chosen networks, all."""
    surest = {each["by"]: each for each in sorted(better, key=lambda each: float(each["chance"]))}
    return list(better if chosen else surest.values())


def indented(text: str, indent: int = 4) -> list[str]:
    """Return a sentence, made harmless, as lines; never broken between a number and its unit."""
    whole = _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)
    lines = folded(whole, indent + 2)
    return [f"{'':{indent}}{line}".replace("\N{NO-BREAK SPACE}", " ") for line in lines]
