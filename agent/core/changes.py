"""What was seen, taken for something else: since rules have changed, more is known, or somebody said so."""

from collections.abc import Callable
from dataclasses import replace

from agent.core.hosts import without_page
from agent.core.matching import Attributed, Contested, Judgement, Ruleset, Unattributed, Verdict
from agent.core.model import Front, Window
from agent.core.rules import BY_HAND, BY_HOST

Change = Callable[[Front], Front]


def as_front(window: Window, judgement: Judgement, *, titled: bool) -> Front:
    """Return a window as it may be kept: no private title, nor any page in the name of its program."""
    title = judgement.page_title if titled and not judgement.private else None
    app = without_page(window.app) or (window.process.name if window.process else "")
    return claimed(Front(app=app, page_title=title), judgement.verdict)


def claimed(front: Front, verdict: Verdict) -> Front:
    """Return the same thing in front, under this verdict."""
    match verdict:
        case Attributed(network, rule, activity):
            return replace(front, networks=(network,), activity=activity, rule=rule)
        case Contested(networks, rule):
            return replace(front, networks=networks, activity=None, rule=rule)
        case Unattributed(rule):
            return replace(front, networks=(), activity=None, rule=rule)


def judged_by(ruleset: Ruleset) -> Change:
    """Return what judges a thing in front again, by its page title, or where there's none by its program.

    Its address isn't known any more: where that decided, it goes on doing so, unless the rules except the
    title now. A network whose file is gone keeps its time, but where another one claims it now.
    """

    def judge(front: Front) -> Front:
        if front.rule == BY_HAND:
            return front
        verdict = _judged(front, ruleset)
        is_lost = front.page_title is None or not ruleset.networks.keys() & set(front.networks)
        return front if is_lost and not verdict.networks else claimed(front, verdict)

    return judge


def corrected(page_title: str, network: str | None) -> Change:
    """Return what gives pages of that title to a network, or to nobody."""
    networks = () if network is None else (network,)

    def correct(front: Front) -> Front:
        is_meant = front.page_title == page_title
        return replace(front, networks=networks, activity=None, rule=BY_HAND) if is_meant else front

    return correct


def untitled(front: Front) -> Front:
    """Return the same without its page title."""
    return replace(front, page_title=None)


def learned(front: Front, known: Front) -> Change:
    """Return what takes one thing for another."""
    return lambda each: known if each == front else each


def _judged(front: Front, ruleset: Ruleset) -> Verdict:
    if front.page_title is None:
        return ruleset.judge(Window(front.app, "")).verdict
    if front.rule == BY_HOST:
        return ruleset.judge_known(front.page_title, front.networks)
    return ruleset.judge_page(front.page_title)
