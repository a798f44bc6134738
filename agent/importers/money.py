"""Amounts as exports have them, with their currency where that is told."""

from decimal import Decimal

from agent.core.amounts import AMOUNT, SYMBOLS, parse_money


def money(text: str) -> tuple[Decimal, tuple[str, ...]]:
    """Return an amount, and the currencies that its sign may stand for; () where it has none.

    Raises:
        ValueError: where it's no amount, or not above 0.
    """
    match = AMOUNT.fullmatch(text.strip())
    named = match and (match["before"] or match["after"])
    currencies = SYMBOLS.get(named, (named,)) if named else ()
    return parse_money(text, currencies[0] if currencies else "").amount, currencies
