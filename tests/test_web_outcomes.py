"""Outcomes over the endpoint: added once for a key, listed in pages, changed, undone, refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from test_web_app import Endpoint, endpoint, fits  # noqa: F401  a fixture

from agent.web.schemas import SCHEMAS

LEAD = {"kind": "lead", "network": "linkedin", "amount": 1200, "on": "2026-11-02", "note": "shop"}
PATH = "/api/v1/outcomes"


def send(at: Endpoint, method: str, path: str = "", body: object = None, **headers: str) -> tuple[int, Any]:
    sent = None if body is None else json.dumps(body).encode()
    return at.ask(f"{PATH}{path}", method, sent, **headers)[:2]


@pytest.fixture
def at(endpoint: Endpoint) -> Iterator[Endpoint]:  # noqa: F811
    """The endpoint, with no outcomes in its ledger."""
    yield endpoint
    while send(endpoint, "POST", "/undo")[0] == 200:
        pass


def listed(at: Endpoint, question: str = "period=all") -> list[dict[str, Any]]:
    status, answer, _ = at.ask(f"{PATH}?{question}")
    assert status == 200
    assert fits(answer, SCHEMAS["outcomes"])
    return list(answer["outcomes"])


def test_an_outcome_is_added_changed_and_deleted(at: Endpoint) -> None:
    status, added = send(at, "POST", body=LEAD)
    assert (status, added["amount"], added["credits"][0]["name"]) == (201, "1200.00", "LinkedIn")
    assert fits(added, SCHEMAS["outcome"])
    shares = [{"network": "x", "share": "1/3"}, {"network": "LinkedIn"}]
    status, changed = send(
        at, "PATCH", f"/{added['uid'][:10]}", {"amount": None, "note": "a\nb", "credits": shares}
    )
    assert (status, changed["amount"], changed["note"]) == (200, None, "a b")
    assert [each["share"] for each in changed["credits"]] == ["1/3", "2/3"]
    assert listed(at) == [changed]
    assert send(at, "DELETE", f"/{added['uid']}") == (200, changed)
    assert listed(at) == []
    status, undone = send(at, "POST", "/undo")
    assert (status, undone["what"], undone["before"]) == (200, "delete", changed)
    assert fits(undone, SCHEMAS["outcomes/undo"])
    assert send(at, "POST", "/undo")[1]["before"] == added
    assert listed(at) == [added]


def test_with_a_key_a_request_sent_again_adds_nothing(at: Endpoint) -> None:
    first = send(at, "POST", body=LEAD, Idempotency_Key="k \xe9")
    again = send(at, "POST", body=LEAD, Idempotency_Key="k \xe9")
    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    other = send(at, "POST", body=LEAD | {"amount": 5}, Idempotency_Key="k \xe9")
    assert (other[0], other[1]["error"]) == (409, "this key was given to another outcome before.")
    less = {key: LEAD[key] for key in ("kind", "network")}
    assert send(at, "POST", body=less, Idempotency_Key="k \xe9")[0] == 409
    assert send(at, "POST", body=LEAD)[0] == 201
    assert len(listed(at)) == 2
    send(at, "PATCH", f"/{first[1]['uid']}", {"note": "changed since"})
    assert send(at, "POST", body=LEAD, Idempotency_Key="k \xe9")[0] == 200


def test_pages_follow_each_other(at: Endpoint) -> None:
    for number in range(1, 6):
        send(at, "POST", body=LEAD | {"number": number})
    found: list[int] = []
    after: str | None = ""
    while after is not None:
        answer = at.ask(f"{PATH}?period=all&limit=2&after={after}")[1]
        found += [each["number"] for each in answer["outcomes"]]
        after = answer["after"]
    assert sorted(found) == [1, 2, 3, 4, 5]
    assert listed(at, "period=2026-11-03") == []
    assert listed(at, "period=all&network=x") == []
    assert len(listed(at, "period=2026-11-02&network=linkedin&kind=lead")) == 5


def test_a_deal_names_the_lead_it_came_from(at: Endpoint) -> None:
    lead = send(at, "POST", body=LEAD)[1]
    status, deal = send(at, "POST", body=LEAD | {"kind": "deal", "origin": lead["uid"][:9]})
    assert (status, deal["origin"]) == (201, lead["uid"])


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"kind": "dael"}, "“dael” is no kind of outcome."),
        ({"network": "linkdin"}, "no network “linkdin” is known."),
        ({"network": 3}, "`network` must be a text."),
        ({"amount": "1.200,50"}, '`amount` must be a number, or a text such as "2400.50".'),
        ({"amount": True}, '`amount` must be a number, or a text such as "2400.50".'),
        ({"amount": -5}, "an amount must be above 0, and at most 1,000,000,000."),
        ({"amount": 1e99}, "an amount must be above 0, and at most 1,000,000,000."),
        ({"amount": float("nan")}, '`amount` must be a number, or a text such as "2400.50".'),
        ({"amount": 0.001}, "the amount 0.001 is finer than a hundredth."),
        ({"kind": "deal", "amount": None}, "a deal needs an amount."),
        ({"on": "2126-11-02"}, "2126-11-02 is still to come."),
        ({"on": "1996-11-02"}, "1996-11-02 was before there were networks."),
        ({"on": 20261102}, "`on` must be a text."),
        ({"number": 1.5}, "`number` must be a whole number."),
        ({"number": -1}, "the number must be from 1 to 1000000000."),
        ({"note": ["x"]}, "`note` must be a text."),
        ({"note": "x" * 2001}, "the note has 2001 letters."),
        ({"kind": "deal", "origin": "ffff"}, "no outcome's id begins with ffff."),
        ({"credits": []}, "no network is credited."),
        ({"credits": [{"network": "x", "share": 0.5}]}, "the shares sum to 0.5, not to 1."),
        ({"credits": [{"network": "x", "share": "1e9"}]}, "“1e9” is no share."),
        ({"credits": {"x": 1}}, '`credits` must be a list such as [{"network": "x", "share": "1/2"}].'),
        ({"amonut": 5}, "unknown key `amonut`."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_added(at: Endpoint, parts: dict[str, Any], error: str) -> None:
    body = {name: value for name, value in LEAD.items() if not (name == "network" and "credits" in parts)}
    status, answer = send(at, "POST", body=body | parts)
    assert (status, answer["error"]) == (400, error)
    assert listed(at) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("POST", "", b"{", 400, "the body is no JSON."),
        ("POST", "", b"[]", 400, "the body is no object."),
        ("POST", "", b"\xff", 400, "the body isn't UTF-8."),
        ("POST", "", b"{}", 400, "`kind` is missing."),
        ("POST", "", b'{"kind": "lead"}', 400, "`network` or `credits` is missing."),
        ("POST", "?x=1", b"{}", 400, "unknown parameter `x`."),
        ("PATCH", "/abcd", b"{}", 400, "nothing is named that should change."),
        ("PATCH", "/abcd", b'{"note": "x"}', 404, "no outcome's id begins with abcd."),
        ("DELETE", "/abcd", None, 404, "no outcome's id begins with abcd."),
        ("DELETE", "/%2e%2e", None, 404, "that names no outcome."),
        ("POST", "/undo", None, 400, "there is nothing to undo."),
        ("GET", "?limit=0", None, 400, "`limit` must be a whole number from 1 to 500."),
        ("GET", "?limit=9999999999", None, 400, "`limit` must be a whole number from 1 to 500."),
        ("GET", "?after=x", None, 400, "no page ends there."),
        ("GET", "?period=never", None, 400, "'never' is no period."),
        ("GET", "?network=linkdin", None, 400, "no network “linkdin” is known."),
        ("GET", "?kind=dael", None, 400, "“dael” is no kind of outcome."),
        ("PUT", "", None, 405, "PUT isn't for this path."),
    ],
)
def test_a_faulty_request_gets_a_sentence(  # noqa: PLR0917
    at: Endpoint, method: str, path: str, body: bytes | None, status: int, error: str
) -> None:
    found, answer, _ = at.ask(f"{PATH}{path}", method, body)
    assert (found, answer["error"]) == (status, error)
    assert set(answer) == {"error", "hint"}


def test_a_key_has_a_length(at: Endpoint) -> None:
    for key in ("", "k" * 256):
        status, answer = send(at, "POST", body=LEAD, Idempotency_Key=key)
        assert (status, answer["error"]) == (400, "`Idempotency-Key` must have from 1 to 255 letters.")


def test_half_a_surrogate_pair_harms_nothing(at: Endpoint) -> None:
    body = b'{"kind": "lead", "network": "x", "note": "half \\ud800 a pair"}'
    status, answer, _ = at.ask(PATH, "POST", body)
    assert (status, answer["note"]) == (201, "half ? a pair")
    assert listed(at) == [answer]
