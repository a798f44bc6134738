"""`timesink worth`: words in any order, any terminal, hostile names, with an agent and without."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from running import Home, agent, home
from test_cli import HOSTILE, columns, run

from agent.core.ledger import Answer, Credit, Outcome
from agent.core.model import Front, Span
from agent.core.summaries import Session
from agent.store.database import opened
from agent.store.ledger import Ledger
from agent.store.outcomes import new_uid
from agent.store.ratings import Ratings
from agent.store.spans import Store

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
DAY, LENGTH = timedelta(days=1), timedelta(minutes=90)
SETTINGS = {"TIMESINK_OWN_RATE": "60", "TIMESINK_TYPICAL_DEAL": "1500", "TIMESINK_CLOSE_RATE": "0.2"}
EVIL = f"""schema = 1
id = "evil"
name = {json.dumps(HOSTILE)}
home = "https://evil.example/"
hosts = ["evil.example"]

[[rule]]
id = "page"
why = "Every page ends so."
title.ends_with = " | Evil"
matches = ["Home | Evil", "Somebody | Evil"]
rejects = ["Evil"]
"""


@pytest.fixture(scope="module")
def user() -> Iterator[Home]:
    """Half a year on three networks, one of which has a hostile name; LinkedIn paid and was worth it."""
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"} | SETTINGS
        at.environment |= {"TIMESINK_RATHER": "an evening with the family = 3h"}
        at.rules.mkdir(parents=True)
        (at.rules / "evil.toml").write_text(EVIL)
        at.database.parent.mkdir(parents=True, mode=0o700)
        with opened(at.database) as store:
            _live(store)
        yield at


def _live(store: Store) -> None:
    draw = random.Random(7)  # noqa: S311  the same life every time
    for day in range(190, 0, -2):
        start = TODAY - day * DAY + timedelta(hours=9)
        for network in ("linkedin", "facebook", "evil"):
            store.keep([Span(start, start + LENGTH, Front((network,), "feed", "page", "Chromium"))])
            said = Answer.YES if draw.random() < (0.9 if network == "linkedin" else 0) else Answer.NO
            session = Session(network, start, start + LENGTH, LENGTH)
            Ratings(store.file).rate(session, said, longer=None, now=start + LENGTH)
            start += LENGTH
    for number in range(12):
        on = (TODAY - (20 + 12 * number) * DAY).date()
        deal = Outcome(new_uid(), on, "deal", (Credit("linkedin"),), Decimal(1400), note=HOSTILE)
        Ledger(store.file).add(deal)


def said(at: Home, *words: str, **environment: str) -> str:
    """What the command says, on one line."""
    code, shown, told = run(at, "worth", *words, **environment)
    assert (code, told) == (0, "")
    return " ".join(shown.split())


def chosen(at: Home, *words: str) -> tuple[str, list[str]]:
    """The period and the networks that words were taken for."""
    code, shown, _ = run(at, "worth", *words, "--json")
    assert code == 0
    answer = json.loads(shown)
    return answer["period"]["name"], sorted(row["network"] for row in answer["networks"])


def test_every_network_has_its_verdict_and_why(user: Home) -> None:
    shown = said(user)
    assert "on 3 networks" in shown
    assert "12 deals (16,800 €)" in shown
    for verdict in ("Keep it", "Drop it"):
        assert verdict in shown
    assert "More than 99 % sure that LinkedIn brings more outcomes an hour" in shown
    assert "times an evening with the family." in shown
    assert shown.endswith("What came with the hours needn't have come of them.")


def test_one_network_is_told_in_full(user: Home) -> None:
    shown = said(user, "linkedin")
    assert "at your own rate the time cost" in shown
    assert "of it weren't worth it, by your answers." in shown
    assert "activity time worth it feed" in shown
    assert "Facebook" not in shown


@pytest.mark.parametrize(
    ("words", "period", "networks"),
    [
        pytest.param([], "26w", ["evil", "facebook", "linkedin"], id="nothing said"),
        pytest.param(["30d"], "30d", ["evil", "facebook", "linkedin"], id="a period"),
        pytest.param(["LinkedIn"], "26w", ["linkedin"], id="a name"),
        pytest.param(["last-year", "linkedin"], "last-year", ["linkedin"], id="period first"),
        pytest.param(["linkedin", "7d", "Facebook"], "7d", ["facebook", "linkedin"], id="period between"),
        pytest.param(["twitter", "X", "x"], "26w", ["x"], id="several names of one"),
        pytest.param(["hacker news"], "26w", ["hackernews"], id="a name of two words"),
        pytest.param(["2026-01-01..2026-01-31", "x"], "2026-01-01..2026-01-31", ["x"], id="a range"),
    ],
)
def test_words_mean_networks_and_a_period_in_any_order(
    user: Home, words: list[str], period: str, networks: list[str]
) -> None:
    told, found = chosen(user, *words)
    assert (told, found) == (period, networks)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["linkdin"], "'linkdin' is neither a network nor a period. Did you mean `linkedin`?"),
        (["yestrday"], "'yestrday' is neither a network nor a period. Did you mean `yesterday`?"),
        (["x", "qqqqqq"], "'qqqqqq' is neither a network nor a period. `timesink rules list` has them all."),
        (["2026-13"], "'2026-13' is not in the calendar. Try"),
        (["week", "x", "7d"], "week and 7d are two periods. Name one."),
    ],
)
def test_a_word_that_means_nothing_gets_a_sentence(user: Home, words: list[str], sentence: str) -> None:
    code, shown, told = run(user, "worth", *words)
    assert (code, shown, told.count("\n")) == (2, "", 1)
    assert told.startswith(f"timesink: {sentence}")


@pytest.mark.parametrize("words", [[], ["evil"], ["evil", "linkedin"]])
@pytest.mark.parametrize("wide", ["80", "40"])
def test_it_fits_and_holds_nothing_harmful(user: Home, words: list[str], wide: str) -> None:
    code, shown, told = run(user, "worth", *words, COLUMNS=wide)
    assert (code, told) == (0, "")
    assert max(columns(line) for line in shown.splitlines()) <= int(wide)
    assert not set(shown) & set("\x1b\x00\x07\u202e\u2066")


def test_a_terminal_without_unicode_gets_plain_tracks(user: Home) -> None:
    code, shown, told = run(user, "worth", "facebook", PYTHONIOENCODING="ascii:replace")
    assert (code, told) == (0, "")
    assert "0 -" in shown or "0 o" in shown
    assert "|" in shown


def test_without_settings_hours_and_answers_speak_alone(user: Home) -> None:
    environment = {name: value for name, value in user.environment.items() if name not in SETTINGS}
    shown = said(Home(user.root, environment), "linkedin")
    assert "Keep it" in shown
    assert "of the time was worth it" in shown
    assert "`timesink setup` asks what an hour of yours is worth" in shown


def test_a_period_without_anything_says_so(user: Home) -> None:
    assert said(user, "2019") == "2019: no time on networks was tracked, and nothing came."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "1 outcome lies before {day}, the first day of this period."),
        (["all"], "1 outcome lies before tracking began on {day}, and has no hours to set it against."),
        (["linkedin", "all"], "1 outcome lies before tracking began on {day}, and has no hours"),
        (["2024"], "2024: nothing was tracked. 1 outcome lies before tracking began on {day}, and has no"),
    ],
)
def test_outcomes_that_have_no_hours_are_told_as_left_out(
    user: Home, words: list[str], sentence: str
) -> None:
    with opened(user.database) as store:
        Ledger(store.file).add(Outcome(new_uid(), date(2024, 2, 3), "lead", (Credit("linkedin"),)))
    days = 190 if words else 181
    try:
        begun = (TODAY - days * DAY).date()
        assert sentence.format(day=f"{begun:%-d %b %Y}") in said(user, *words)
    finally:
        with opened(user.database) as store:
            Ledger(store.file).undo()


def test_outcomes_are_not_denied_where_nothing_was_tracked() -> None:
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"}
        for number in ("1", "2"):
            assert run(at, "log", "x", "lead", number, "--on", "yesterday")[0] == 0
        assert said(at, "30d").endswith(
            "nothing was tracked yet. 2 outcomes have no hours to set them against."
        )
        told = json.loads(run(at, "worth", "30d", "--json")[1])["left_out"]
        assert (told["outcomes"], told["tracked_since"]) == (2, None)
        assert "2 outcomes have no hours" not in said(at, "linkedin"), "they are another's"
        assert "2 outcomes have no hours" in said(at, "x")


def test_where_there_is_not_enough_yet_it_says_when_there_may_be() -> None:
    with home() as at:
        at.environment |= {"TZ": "UTC", "PYTHONWARNINGS": "error"} | SETTINGS
        at.database.parent.mkdir(parents=True, mode=0o700)
        with opened(at.database) as store:
            begun = TODAY - DAY
            store.keep([Span(begun, begun + LENGTH, Front(("x",), "feed", "page", "Chromium"))])
        assert "Ask again on " in said(at)
        assert said(at, "x").count("Ask again on ") == 1


def test_a_deal_that_took_no_time_is_told(user: Home) -> None:
    assert run(user, "log", "x", "deal", "900")[0] == 0
    try:
        shown = said(user, "x")
        assert "Worth: 26w" in shown
        assert "1 deal (900 €)" in shown
        assert "the time cost" not in shown
    finally:
        with opened(user.database) as store:
            Ledger(store.file).undo()


def test_the_agent_says_what_the_database_says(user: Home) -> None:
    alone = json.loads(run(user, "worth", "linkedin", "--json")[1])
    with agent(user, seeing=False):
        asked = json.loads(run(user, "worth", "linkedin", "--json")[1])
        assert run(user, "worth", "linkdin")[0] == 2
    assert asked == alone
