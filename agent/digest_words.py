"""The digest in sentences: on the command line, and in a notification."""

from collections.abc import Callable, Mapping
from typing import Any

Answer = dict[str, Any]
Length = Callable[[float], str]
"""tells seconds as people say them"""

_AS_GOOD_AS_SURE = 0.99


def digest_in_words(digest: Answer, length: Length) -> list[str]:
    """Return what there is to tell; nothing where nothing was found.

    Where two weeks have passed since a guess, what became of it is told, as a finding if there's no other;
    and with a finding, whether an experiment has this week off.
    """
    told = [*_found(digest["finding"], length), *_guess(digest["guess"], length)]
    return [*told, *experiment_in_words(digest["experiment"])] if told else []


def experiment_in_words(week: Answer | None) -> list[str]:
    """Say what an experiment, if one goes on, asks of this week."""
    if week is None:
        return []
    return [f"Week {week['week']} of your experiment: {week['name']} is {'off' if week['off'] else 'on'}."]


def better(each: Answer, names: Mapping[str, str]) -> str:
    """Say which network is ahead of which, and how surely."""
    one, other = names[each["network"]], names[each["than"]]
    chance = "More than 99 %" if each["chance"] > _AS_GOOD_AS_SURE else f"{each['chance'] * 100:.0f} %"
    if each["by"] == "outcomes":
        return f"{chance} sure that {one} brings more outcomes an hour than {other}."
    return f"{chance} sure that time on {one} is more often worth it to you than on {other}."


def _found(finding: Answer | None, length: Length) -> list[str]:
    match finding:
        case {"turned": {"before": before, "now": now}, "row": row}:
            was = before.rstrip(".").lower()
            return [f"{row['name']}: {now.rstrip('.').lower()}, a week ago {was}.", *row["why"][:1]]
        case {"unusual": {"seconds": time, "least": least, "most": most}, "row": row}:
            low, high = length(least), length(most)
            usual = f"between {low} and {high} in" if low != high else f"{low} in each of"
            return [f"{row['name']}: {length(time)} last week, {usual} the eight weeks before."]
        case {"ahead": ahead}:
            return [better(ahead, {ahead["network"]: ahead["name"], ahead["than"]: ahead["than_name"]})]
        case _:
            return []


def _guess(guess: Answer | None, length: Length) -> list[str]:
    if guess is None:
        return []
    guessed, was = (length(guess[key]) for key in ("guessed_seconds_a_day", "seconds_a_day"))
    return [f"You guessed {guessed} a day; it was {was}."]
