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
    compared = sum(each["difference"] is not None and not each["alike"] for each in measures)
    if compared > 1 and any(each["visible"] for each in measures):
        often = output.share(compared * _ALPHA)
        stands_out = f"luck alone makes one stand out in up to {often} of cases."
        yield f"Where {compared} things are compared, {stands_out}"
    lag = answer["mean_lag_days"]
    if lag > _WEEK_DAYS and any(each["measure"] in ("money", "outcomes") for each in measures):
        yield f"Outcomes come about {lag} days after the effort, so single weeks show little of it."


def _finding(measure: Answer, weeks: int, currency: str) -> str:
    missing, difference = measure["missing"], measure["difference"]
    if difference is None:
        return f"known of {weeks - missing} of {weeks} weeks, which is too few to compare."
    if measure["alike"]:
        return "the same in all weeks."
    seen, typical = (
        _signed(measure[name], measure["measure"], currency) for name in ("difference", "typical")
    )
    seen = f"{seen} in weeks off" + (f", typically {typical}" if typical != seen else "")
    luck = f"luck alone does as much in {output.share(measure['p'])} of cases"
    if measure["visible"]:
        return f"{seen}; {luck}. {_filled(missing)}".rstrip()
    shown = _shown(measure, weeks, currency)
    return f"no visible difference ({seen}; {luck}). {shown} {_filled(missing)}".rstrip()


def _shown(measure: Answer, weeks: int, currency: str) -> str:
    """Say what so many weeks would have shown: only that makes it mean something that they showed nothing."""
    smallest = measure["smallest_shown"]
    if smallest is None:
        return f"{weeks} weeks couldn't have shown any."
    least = _amount(smallest, measure["measure"], currency)
    return f"{weeks} weeks would have shown one of {least} in 4 of 5 cases, and smaller ones less often."


def _signed(difference: float, measure: str, currency: str) -> str:
    amount = _amount(abs(difference), measure, currency)
    if amount == _amount(0, measure, currency):
        return "as much"
    return f"{amount} {'less' if difference < 0 else 'more'}"


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
