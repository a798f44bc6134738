"""The way from a window's title to its verdict, as plain data: for `rules explain` and the endpoint."""

from typing import Any

from agent.core.hosts import address_of
from agent.core.matching import Attributed, Contested, Judgement, Ruleset, Verdict
from agent.core.model import Window

Line = dict[str, Any]


def explain(
    ruleset: Ruleset,
    *,
    title: str | None = None,
    page_title: str | None = None,
    app: str | None = None,
    url: str | None = None,
) -> Line:
    """Judge a window's title or a page's, and tell how: browser seen, page title, claims, verdict."""
    address = address_of(url or "")
    judgement = _judge(ruleset, title, page_title, app, address)
    page = judgement.page_title
    found = ruleset.claims(page) if page is not None else None
    return {
        **as_line(judgement.verdict),
        "networks": list(judgement.verdict.networks),
        "browser": judgement.browser,
        "private": judgement.private,
        "page_title": page,
        "host": address and address.partition("/")[0],
        "claims": [
            {"network": claim.network, "rule": claim.rule, "strength": claim.strength.name.lower()}
            for claim in (found.claims if found else ())
        ],
        "excepted": sorted(found.excepted) if found else [],
    }


def classify(ruleset: Ruleset, line: Line) -> Line:
    """Judge one line of `rules classify`: `title` or `page_title`, with `app` and `url` where known.

    Raises:
        ValueError: what is said where one of these is no text, or both titles are missing
    """
    known = {key: line.get(key) for key in ("title", "page_title", "app", "url")}
    for key, value in known.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"`{key}` is no text.")
    if known["title"] is None and known["page_title"] is None:
        raise ValueError("`title` or `page_title` is missing.")
    address = address_of(known["url"] or "")
    judged = _judge(ruleset, known["title"], known["page_title"], known["app"], address)
    return as_line(judged.verdict)


def as_line(verdict: Verdict) -> Line:
    """Return a verdict as plain data."""
    match verdict:
        case Attributed(network, rule, activity):
            return {"verdict": "attributed", "network": network, "rule": rule, "activity": activity}
        case Contested():
            return {"verdict": "contested", "network": None, "rule": None, "activity": None}
        case _:
            return {"verdict": "unattributed", "network": None, "rule": None, "activity": None}


def _judge(
    ruleset: Ruleset, title: str | None, page_title: str | None, app: str | None, host: str | None
) -> Judgement:
    if page_title is not None:
        return Judgement(ruleset.judge_page(page_title, host), page_title)
    if app:
        judged = ruleset.judge(Window(app, title or ""), host)
        if judged.page_title is not None or host is None:
            return judged  # else: a program that has addresses is a browser, known or not
    return ruleset.judge_title(title or "", host)
