"""What an experiment showed, in sentences: a difference, or none that it would have shown."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from agent.cli import output
from agent.core.amounts import show_money

Answer = dict[str, Any]
_ALPHA = 0.05
_WEEK_DAYS = 7
_NAMES = {
    "score": "How the weeks were",
    "money": "Money",
    "outcomes": "Outcomes",
    "others": "Time on other networks",
}


def findings(answer: Answer) -> Iterator[str]:
    """Yield what was found in each measure, and how far that may be trusted."""
    it, currency = answer["experiment"], answer["currency"]
    measures = it["measures"]
    for each in measures:
        yield f"{_NAMES[each['measure']]}: {_finding(each, it['number_of_weeks'], currency)}"
    if not measures:
        yield "There is nothing to compare: no time was tracked, no outcome logged and no week scored."
    if len(measures) > 1 and any(each["visible"] for each in measures):
        often = output.share(len(measures) * _ALPHA)
        yield f"Of {len(measures)} measures, luck alone lets one seem so in up to {often} of experiments."
    lag = answer["mean_lag_days"]
    if lag > _WEEK_DAYS and any(each["measure"] in ("money", "outcomes") for each in measures):
        yield f"Outcomes come about {lag} days after the effort, so single weeks show little of it."


def _finding(measure: Answer, weeks: int, currency: str) -> str:
    missing, difference = measure["missing"], measure["difference"]
    if difference is None:
        return f"known of {weeks - missing} of {weeks} weeks, which is too few to compare."
    if measure["alike"]:
        return "the same in all weeks."
    usual = " ".join(filter(None, [_shown(measure, weeks, currency), _filled(missing)]))
    typical = _signed(measure["typical"], measure["measure"], currency)
    seen = f"{_signed(difference, measure['measure'], currency)} in weeks off, typically {typical}"
    luck = f"luck alone does as much in {output.share(measure['p'])} of cases"
    if measure["visible"]:
        return f"{seen}; {luck}. {_filled(missing)}".rstrip()
    return f"no visible difference ({seen}; {luck}). {usual}"


def _shown(measure: Answer, weeks: int, currency: str) -> str:
    """Say what so many weeks would have shown: only that makes it mean something that they showed nothing."""
    smallest = measure["smallest_shown"]
    if smallest is None:
        return f"{weeks} weeks couldn't have shown any."
    told = (
        f"{weeks} weeks would have shown {_amount(smallest, measure['measure'], currency)} in 80 % of cases"
    )
    return f"{told}; there was none that big." if abs(measure["difference"]) < smallest else f"{told}."


def _signed(difference: float, measure: str, currency: str) -> str:
    return f"{_amount(abs(difference), measure, currency)} {'less' if difference < 0 else 'more'}"


def _filled(missing: int) -> str:
    if not missing:
        return ""
    return f"{missing} week{'s'[: missing != 1]} without a value count{'s'[: missing == 1]} as the average."


def _amount(value: float, measure: str, currency: str) -> str:
    match measure:
        case "money":
            return f"{show_money(Decimal(round(value)), currency)} a week"
        case "others":
            return f"{output.duration(value * 3600)} a week"
        case "outcomes":
            return f"{value:.1f} a week"
        case _:
            return f"{value:.1f} points"
