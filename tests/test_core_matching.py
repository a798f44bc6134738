"""Windows judged by rules; RE2 is what the rules are really run by, so it's used here too."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from agent.core.matching import Attributed, Contested, Judgement, Ruleset, Unattributed, Verdict
from agent.core.model import Network, Process, Window
from agent.core.rules import Condition, NetworkRules, Operator, Rule, Strength, ends_anchored
from agent.core.titles import Browser
from agent.rulebook.compiled import build_match

FOX = Browser(
    id="fox", name="Fox", programs=("fox",), ends_with=(" — Fox",), private_ends_with=(" — Fox Private",)
)
CHROME = Browser(
    id="chrome",
    name="Chrome",
    programs=("Chrome", "org.chromium.Chromium"),
    ends_with=(" - Chrome",),
    app_windows=True,
)


def rule(each: str, activity: str | None = None, **title: str | tuple[str, ...]) -> Rule:
    conditions = tuple(
        Condition(Operator(name), (texts,) if isinstance(texts, str) else texts)
        for name, texts in title.items()
    )
    return Rule(each, conditions, activity)


def network(each: str, *rules: Rule, hosts: tuple[str, ...] = (), **more: object) -> NetworkRules:
    apps = more.pop("apps", ())
    return NetworkRules(Network(id=each, name=each.title(), hosts=hosts, apps=apps), rules, **more)


FACE = network(
    "face",
    rule("page", ends_with=" | Face"),
    rule("home", "feed", equals="Face"),
    rule("search", "search", starts_with="Search", ends_with=" | Face"),
    hosts=("face.com", "fa.ce"),
    except_hosts=("dev.face.com",),
    except_titles=(Condition(Operator.ENDS_WITH, ("for Developers | Face",)),),
    apps=("Face-Desktop",),
)
CHAT = network("chat", rule("start", "messages", starts_with="Chat | "), hosts=("chat.org",))
PIN = network(
    "pin", rule("page", regex=r" \| Pin$"), rule("any", contains="pinned"), hosts=("pin.it", "pin.co.uk")
)
FEDI = network("fedi", rule("post", "post", regex=r"\(@\w+@[\w.]+\) - "), hosts=("fedi.one",), federated=True)
ALL = (FACE, CHAT, PIN, FEDI)


def ruleset(*rules: NetworkRules, browsers: Iterable[Browser] = (FOX, CHROME)) -> Ruleset:
    return Ruleset(rules or ALL, browsers, build_match)


RULES = ruleset()


@pytest.mark.parametrize(
    ("page_title", "verdict"),
    [
        pytest.param("Anna | Face", Attributed("face", "page"), id="a network signs at the end"),
        pytest.param("Face", Attributed("face", "home", "feed"), id="its name alone"),
        pytest.param("Face is down", Unattributed(), id="a subject is no signature"),
        pytest.param(
            "Searching Anna | Face", Attributed("face", "search", "search"), id="both conditions hold"
        ),
        pytest.param("Searching Anna", Unattributed(), id="one of two conditions is not enough"),
        pytest.param("Face | Pin", Attributed("pin", "page"), id="nested: the last one signs"),
        pytest.param("Pin | Face", Attributed("face", "page"), id="nested the other way round"),
        pytest.param("Chat | Face", Attributed("face", "page"), id="the end is stronger than the start"),
        pytest.param("Chat | pinned", Contested(("chat", "pin")), id="equally strong: contested"),
        pytest.param("API for Developers | Face", Unattributed(), id="a title that is excepted"),
        pytest.param("face", Unattributed(), id="large and small letters differ"),
        pytest.param("", Unattributed(), id="no title"),
        pytest.param("Anna | Face ", Unattributed(), id="the end is the end"),
        pytest.param("face.com/anna", Attributed("face", "host"), id="nothing but an address"),
        pytest.param("https://www.face.com/", Attributed("face", "host"), id="an address with its scheme"),
        pytest.param("dev.face.com/docs", Unattributed(), id="an address that is excepted"),
        pytest.param("see face.com", Unattributed(), id="an address among words"),
        pytest.param("Anna (@anna@some.where) - Where", Attributed("fedi", "post", "post"), id="federated"),
    ],
)
def test_a_page_is_judged_by_its_title(page_title: str, verdict: Verdict) -> None:
    assert RULES.judge_page(page_title) == verdict


@pytest.mark.parametrize(
    ("page_title", "verdict"),
    [
        pytest.param("第1.5集看看知乎", Attributed("wall", "page"), id="a sentence without a space"),
        pytest.param("第1.5集看看", Unattributed(), id="an unlisted address"),
        pytest.param("bücher.de/第1集知乎", Attributed("wall", "host"), id="a listed one"),
        pytest.param(
            "buecher.de/知乎", Attributed("wall", "page"), id="an unlisted one with letters behind it"
        ),
    ],
)
def test_beyond_ascii_only_what_is_listed_is_an_address(page_title: str, verdict: Verdict) -> None:
    wall = network("wall", rule("page", ends_with="知乎"), hosts=("xn--bcher-kva.de",))
    assert ruleset(wall).judge_page(page_title) == verdict


@pytest.mark.parametrize(
    ("page_title", "host", "verdict"),
    [
        pytest.param("Photos", "face.com", Attributed("face", "host"), id="the host alone"),
        pytest.param("Photos", "www.face.com", Attributed("face", "host"), id="a host below it"),
        pytest.param("Photos", "WWW.Face.COM.", Attributed("face", "host"), id="in any writing"),
        pytest.param("Photos", "notface.com", Unattributed("host"), id="not any host that ends so"),
        pytest.param(
            "Face", "www.face.com", Attributed("face", "host", "feed"), id="the title names the activity"
        ),
        pytest.param("Anna | Pin", "face.com", Attributed("face", "host"), id="stronger than any title"),
        pytest.param("Anna | Face", "evil.example", Unattributed("host"), id="a copy elsewhere is nobody's"),
        pytest.param("Anna | Face", "localhost", Unattributed("host"), id="localhost"),
        pytest.param("Docs", "dev.face.com", Unattributed("host"), id="the longest domain decides"),
        pytest.param("Docs", "x.dev.face.com", Unattributed("host"), id="and all below it"),
        pytest.param("API for Developers | Face", "face.com", Unattributed("host"), id="an excepted title"),
        pytest.param("Board", "pin.co.uk", Attributed("pin", "host"), id="a domain of three parts"),
        pytest.param(
            "Anna (@a@b.cd) - B", "b.cd", Attributed("fedi", "post", "post"), id="federated, anywhere"
        ),
        pytest.param(
            "Anna (@a@b.cd) - B", "face.com", Attributed("face", "host"), id="but not on another's host"
        ),
        pytest.param("About", "fedi.one", Attributed("fedi", "host"), id="a federated host that is listed"),
        pytest.param("", "face.com", Attributed("face", "host"), id="without a title"),
    ],
)
def test_a_host_is_the_stronger_witness(page_title: str, host: str, verdict: Verdict) -> None:
    assert RULES.judge_page(page_title, host) == verdict


def test_a_host_that_two_networks_list_is_contested() -> None:
    both = ruleset(network("a", hosts=("same.com",)), network("b", hosts=("same.com",)))
    assert both.judge_page("Home", "same.com") == Contested(("a", "b"), "host")


@pytest.mark.parametrize(
    ("window", "judgement"),
    [
        pytest.param(
            Window("fox", "Anna | Face — Fox"),
            Judgement(Attributed("face", "page"), "Anna | Face", browser="fox"),
            id="a browser's window",
        ),
        pytest.param(
            Window("FOX", "Anna | Face — Fox Private"),
            Judgement(Attributed("face", "page"), "Anna | Face", private=True, browser="fox"),
            id="a private one",
        ),
        pytest.param(
            Window("code", "face.py | Face"), Judgement(Unattributed()), id="an editor's is nobody's"
        ),
        pytest.param(
            Window("Face-desktop", "Anna"),
            Judgement(Attributed("face", "app")),
            id="a native client, any case",
        ),
        pytest.param(
            Window("weird", "Anna | Face — Fox", Process(1, "fox", "/usr/bin/fox")),
            Judgement(Attributed("face", "page"), "Anna | Face", browser="fox"),
            id="a browser by its process",
        ),
        pytest.param(
            Window("", "Anna", Process(1, "face-desktop", "/opt/face")),
            Judgement(Attributed("face", "app")),
            id="a client by its process",
        ),
        pytest.param(
            Window("Chrome", "Photos", instance="www.face.com__anna"),
            Judgement(Attributed("face", "host"), "Photos", browser="chrome"),
            id="an app window knows its host",
        ),
        pytest.param(
            Window("Chrome", "Photos", instance="www.face.com"),
            Judgement(Attributed("face", "host"), "Photos", browser="chrome"),
            id="also where its path is empty",
        ),
        pytest.param(
            Window("org.chromium.Chromium", "Anna | Face - Chrome", instance="org.chromium.Chromium"),
            Judgement(Attributed("face", "page"), "Anna | Face", browser="chrome"),
            id="a sandbox's name is no host",
        ),
        pytest.param(
            Window("Chrome", "Anna | Face - Chrome", instance="org.chromium.Chromium"),
            Judgement(Attributed("face", "page"), "Anna | Face", browser="chrome"),
            id="nor where it stands in the instance alone",
        ),
        pytest.param(
            Window("Chrome", "Photos", instance="chrome (/tmp/face.com)"),
            Judgement(Unattributed(), "Photos", browser="chrome"),
            id="a folder's name is no host",
        ),
        pytest.param(
            Window("chrome-face.com__anna-Default", "Photos"),
            Judgement(Attributed("face", "host"), "Photos"),
            id="an app window of Wayland",
        ),
        pytest.param(
            Window("fox", "Photos", instance="www.face.com__anna"),
            Judgement(Unattributed(), "Photos", browser="fox"),
            id="only browsers that name their app windows so",
        ),
        pytest.param(
            Window("fox", "Fox"), Judgement(Unattributed(), "Fox", browser="fox"), id="no name alone"
        ),
    ],
)
def test_windows_are_judged_by_their_program_first(window: Window, judgement: Judgement) -> None:
    if window.title == "Fox":
        judgement = replace(judgement, page_title="")
    assert RULES.judge(window) == judgement


def test_the_second_reading_counts_only_where_nobody_claims_the_first() -> None:
    fox = replace(FOX, ends_with=(" — Fox", " — {text} — Fox"))
    profiles = ruleset(FACE, network("sky", rule("page", ends_with=" — Sky")), browsers=[fox])
    for title, page_title, network_id in [
        ("Anna | Face — Work — Fox", "Anna | Face", "face"),
        ("Anna — Sky — Fox", "Anna — Sky", "sky"),
        ("Anna — Sky — Work — Fox", "Anna — Sky", "sky"),
    ]:
        judgement = profiles.judge(Window("fox", title))
        assert (judgement.page_title, judgement.verdict.network) == (page_title, network_id)
    assert profiles.judge(Window("fox", "A — B — Fox")).page_title == "A — B"


def test_of_a_network_s_own_claims_the_strongest_is_told_then_one_with_an_activity() -> None:
    rules = [
        rule("a", ends_with="Face"),
        rule("b", "post", ends_with="Face"),
        rule("c", "video", contains="Face"),
        rule("d", equals="My Face"),
    ]
    assert ruleset(network("face", *rules)).judge_page("Her Face") == Attributed("face", "b", "post")
    assert ruleset(network("face", *rules)).judge_page("My Face") == Attributed("face", "d")


LETTERS = st.text("ab |", min_size=1, max_size=4)
CONDITIONS = st.builds(
    Condition,
    st.sampled_from([operator for operator in Operator if operator is not Operator.REGEX]),
    st.lists(LETTERS, min_size=1, max_size=2).map(tuple),
)


@st.composite
def books(draw: st.DrawFn) -> list[NetworkRules]:
    made = []
    for each in draw(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=4, unique=True)):
        conditions = st.lists(CONDITIONS, min_size=1, max_size=2).map(tuple)
        rules = draw(st.lists(conditions, min_size=1, max_size=4))
        activities = [draw(st.sampled_from([None, "post", "feed"])) for _ in rules]
        claims = (Rule(f"r{n}", some, activities[n]) for n, some in enumerate(rules))
        made.append(network(each, *claims, except_titles=tuple(draw(st.lists(CONDITIONS, max_size=1)))))
    return made


@given(books(), st.text("ab |", max_size=8), st.randoms(use_true_random=False))
def test_order_never_decides(book: list[NetworkRules], title: str, luck: object) -> None:
    shuffled = [replace(each, rules=tuple(luck.sample(each.rules, len(each.rules)))) for each in book]
    luck.shuffle(shuffled)
    assert ruleset(*shuffled).judge_page(title) == ruleset(*book).judge_page(title)


def holds(condition: Condition, title: str) -> bool:
    match condition.operator:
        case Operator.EQUALS:
            return title in condition.texts
        case Operator.STARTS_WITH:
            return title.startswith(condition.texts)
        case Operator.ENDS_WITH:
            return title.endswith(condition.texts)
        case _:
            return any(text in title for text in condition.texts)


@given(books(), st.text("ab |", min_size=1, max_size=8))
def test_the_automaton_says_what_a_plain_reading_of_the_rules_says(
    book: list[NetworkRules], title: str
) -> None:
    claims = {
        (each.network.id, some.id)
        for each in book
        for some in each.rules
        if all(holds(condition, title) for condition in some.conditions)
        and not any(holds(condition, title) for condition in each.except_titles)
    }
    assert {(claim.network, claim.rule) for claim in ruleset(*book).claims(title).claims} == claims


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_title_whatever_is_too_much(title: str, app: str) -> None:
    for window in (Window(app, title), Window("fox", title), Window("Chrome", title, instance=app)):
        assert isinstance(RULES.judge(window), Judgement)


def test_half_a_character_is_no_fault() -> None:
    assert RULES.judge_page("\ud83d | Face") == Attributed("face", "page")


@pytest.mark.parametrize(
    ("regex", "anchored"),
    [
        (r" \| Face$", True),
        (r" \| Face\z", True),
        (r"(?:a|b)$", True),
        (r"[|]$", True),
        (r"a|b$", False),
        (r"a\|b$", True),
        (r"cost: 5\$", False),
        (r"5\\$", True),
        (r"[$]", False),
        (r"[[:space:](]a|b$", False),
        (r"[[:space:]|]$", True),
        (r"[](]a|b$", False),
        (r"[^](]a|b$", False),
        (r"[]|]$", True),
        (r"\Q(\Ea|b$", False),
        (r"\Qa|b\E$", True),
        (r"\Qa$", False),
        (r"a", False),
        (r"", False),
    ],
)
def test_a_regex_is_anchored_at_the_end_where_each_of_its_ways_is(regex: str, *, anchored: bool) -> None:
    assert ends_anchored(regex) is anchored


PIECES = [
    "a",
    "b",
    "|",
    "(",
    "(?:",
    ")",
    "[",
    "[^",
    "]",
    "[:space:]",
    ":]",
    "$",
    r"\z",
    r"\Q",
    r"\E",
    "\\",
    "*",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text("ab |([]$\\:", max_size=6))
def test_a_regex_that_is_anchored_finds_nothing_that_ends_before_the_title(regex: str, title: str) -> None:
    if ends_anchored(regex):
        quiet = re2.Options()
        quiet.log_errors = False
        try:
            found = re2.search(regex, title, quiet)
        except re2.error:
            return
        assert found is None or found.end() == len(title)


def test_a_rule_is_as_strong_as_its_strongest_condition() -> None:
    assert rule("r", contains="a").strength is Strength.ANYWHERE
    assert rule("r", contains="a", ends_with="b").strength is Strength.END
    assert rule("r", regex=("a$", "b")).strength is Strength.ANYWHERE
    assert rule("r", equals="a").strength is Strength.WHOLE


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("www.face.com/anna", ("face",)),
        ("www.face.com/help/me", ()),
        ("www.face.com/helpers", ("face",)),
        ("m.face.com/chat/1/2/3/4", ("chat",)),
    ],
)
def test_a_host_s_path_may_be_another_s(address: str, networks: tuple[str, ...]) -> None:
    face = network(
        "face", rule("page", ends_with=" | Face"), hosts=("face.com",), except_hosts=("face.com/help",)
    )
    chat = network("chat", rule("page", ends_with=" | Chat"), hosts=("face.com/chat",))
    rules = ruleset(face, chat)
    assert rules.judge_page("Anna | Face", address).networks == networks
    assert rules.judge_page(f"{address}?q=1").networks == networks, "also where it's the page's title"


def test_a_known_host_decides_for_a_browsers_window() -> None:
    assert RULES.judge(Window("fox", "Bare"), "www.face.com").verdict.networks == ("face",)
    assert RULES.judge(Window("code", "Bare"), "www.face.com").verdict.networks == ()
