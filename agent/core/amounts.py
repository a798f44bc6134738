"""Amounts of money as people write them, with any comma, point, blank or apostrophe, and as shown."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.core.credits import AMOUNT_MAX, BadOutcome

SYMBOLS = {
    "€": ("EUR",),
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN"),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "R$": ("BRL",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Fr.": ("CHF",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
BLANKS = " \u00a0\u2009\u202f"
_QUOTES = "'\u2019_"
_MINUS, _DASHES = "\u2212", "\u2013\u2014"
_SMALL = "eur|usd|gbp|chf|jpy|cny|inr|aud|cad|sek|nok|dkk|pln|czk|brl|mxn"
"""those that people write in small letters too; others might be words of a note"""
_CURRENCY = "|".join([*map(re.escape, SYMBOLS), f"(?:[A-Z]{{3}}|(?i:{_SMALL}))(?![A-Za-z])"])
_GROUPS = f"[0-9]{{1,3}}(?:[{BLANKS}][0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?"
_DIGITS = f"[0-9]+(?:[.,{_QUOTES}][0-9]+)*"
AMOUNT = re.compile(
    rf"(?P<sign>[-+{_MINUS}])?(?:(?P<before>{_CURRENCY})[{BLANKS}]?)?(?P<inner>[-{_MINUS}])?"
    rf"(?P<number>{_GROUPS}|{_DIGITS})(?:[.,][-{_DASHES}])?(?:[{BLANKS}]?(?P<after>{_CURRENCY}))?(?=\s|\Z)",
)


def _grouped(mark: str, decimals: str) -> re.Pattern[str]:
    """Return the form of a number in groups of three, or, as in India, of two and a last one of three."""
    whole = f"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+|[1-9][0-9]?(?:{mark}[0-9]{{2}})+{mark}[0-9]{{3}}"
    return re.compile(f"(?P<whole>{whole})(?:{decimals}(?P<tail>[0-9]+))?")


_FORMS = (
    _grouped(f"[{BLANKS}{_QUOTES}]", "[.,]"),
    _grouped(",", r"\."),
    _grouped(r"\.", ","),
    re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<tail>[0-9]+))?"),
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and how it was read."""

    amount: Decimal
    has_currency: bool
    """whether the currency stood beside it"""
    guessed: str = ""
    """the number as it was written, where one mark before three digits was taken for thousands"""


def parse_money(text: str, currency: str) -> Money:
    """Return the amount that a text is, in that currency.

    `1.200` and `1,200` are twelve hundred: a mark before just three digits stands for thousands.

    Raises:
        BadOutcome: where it's none, not above 0, finer than a hundredth, or in another currency.
    """
    if (match := AMOUNT.fullmatch(text.strip())) is None:
        raise BadOutcome(f"“{text.strip()}” is no amount.", "Write it as 2400, 2.400,50 or 2,400.50.")
    for named in filter(None, (match["before"], match["after"])):
        if currency not in SYMBOLS.get(named, (named.upper(),)):
            hint = f"Change it into {currency}, or set `currency` in config.toml."
            raise BadOutcome(f"“{text.strip()}” isn't in {currency}.", hint)
    number = match["number"]
    amount, is_guess = _number(number)
    if {match["sign"], match["inner"]} & {"-", _MINUS} or not amount:
        raise BadOutcome(f"an amount must be above 0, not {text.strip()}.", "Leave out what brought nothing.")
    if amount > AMOUNT_MAX:
        raise BadOutcome(f"an amount may be at most {AMOUNT_MAX:,}.")
    return Money(amount, bool(match["before"] or match["after"]), number if is_guess else "")


def show_money(amount: Decimal, currency: str) -> str:
    """Return an amount as it's shown: 2,400.50 €; without hundredths where there are none."""
    symbol = next((sign for sign in "€$£" if SYMBOLS[sign][0] == currency), currency)
    return f"{amount:,.0f} {symbol}" if amount % 1 == 0 else f"{amount:,.2f} {symbol}"


def show_about(amount: float, currency: str) -> str:
    """Return an amount that is reckoned, and no more exact than whole units from ten on."""
    places = 0 if amount >= 10 else 2  # noqa: PLR2004  two digits are enough
    return show_money(Decimal(f"{amount:.{places}f}"), currency)


def _number(text: str) -> tuple[Decimal, bool]:
    """Return the number, and whether its one mark was taken for thousands without need."""
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        raise BadOutcome(f"“{text}” has its commas and points in no known order.", "Write it as 2400.50.")
    whole, tail = re.sub("[^0-9]", "", match["whole"]), match["tail"] or ""
    if tail[2:].strip("0"):
        raise BadOutcome(f"“{text}” is finer than a hundredth.", "Round it.")
    is_guess = not tail and sum(match["whole"].count(mark) for mark in ".,") == 1
    return Decimal(f"{whole}.{tail[:2]}"), is_guess
