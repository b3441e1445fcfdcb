"""Reads numbers as people write them; a number that can be read in two ways has no value."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.session import Scalar

MAX_NUMBER_DIGITS = 15
"""The number of digits up to which two different numbers are different as floats, too."""
MAX_SIGN_CHARS = 2
"""The most characters of a unit that is a sign, such as m or kg, and not a word."""
MAX_NUMBER_CHARS = 60
"""The length of a text that may be a number."""

_SPACE = "[ \u00a0\u2009\u202f]"
# These are compiled when the first number is read: compiling them all would cost 3 ms at every start.
_AMOUNT = (
    rf"(?P<outer>[-+−–]?)(?:(?P<lead>[^\s\d.,٫+−–-]{{1,3}}){_SPACE}?(?P<inner>[-+−–]?))?"
    rf"(?P<body>[.,٫]?\d(?:(?:[.,'’٫٬]|{_SPACE}|\d)*\d)?)(?:[.,][-–—]{{1,2}}|\.)?{_SPACE}?(?P<tail>\D{{0,10}})"
)
_READINGS = tuple(
    rf"({whole})(?:[{decimal}](\d+))?"
    for thousands, whole in (
        ("", r"\d+"),
        # India groups by two above the last three.
        (",", r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3}"),
        (".", r"[1-9]\d{0,2}(?:\.\d{3})+"),
        ("'", r"[1-9]\d{0,2}(?:['’]\d{3})+"),
        (" ", rf"[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+"),
        ("٬", r"[1-9]\d{0,2}(?:٬\d{3})+"),
    )
    for decimal in (".", ",", "٫")
    if decimal != thousands
)
"""Every way to read digits with separators: the digits before, and those after the decimal separator."""

_PERCENT = "[%٪]|per ?cent|prozent"
_CURRENCY = (
    "aud|brl|cad|chf|cny|czk|dkk|eur|gbp|hkd|huf|ils|inr|jpy|krw|mxn|nok|nzd|pln|ron|sek|sgd|try|usd|zar|kr|zł"
)
_CODES = {
    "€": "eur",
    "£": "gbp",
    "₹": "inr",
    "₩": "krw",
    "₺": "try",
    "₪": "ils",
    "zł": "pln",
    "us$": "usd",
    "a$": "aud",
    "au$": "aud",
    "c$": "cad",
    "ca$": "cad",
    "hk$": "hkd",
    "nz$": "nzd",
    "s$": "sgd",
    "r$": "brl",
    "mx$": "mxn",
}
"""The codes of the currencies whose signs have one meaning."""
_SHARED_SIGNS = {"$": "usd|aud|cad|hkd|nzd|sgd|mxn", "kr": "dkk|nok|sek", "¥": "jpy|cny"}
"""The codes of the currencies that share a sign."""


class _Style(NamedTuple):
    """The writing of numbers in a language."""

    thousands: str
    """The separator that nobody who writes the language takes for a decimal one; empty if there is none."""
    decimal: str


_POINT_IS_DECIMAL = _Style("", ".")
_STYLES = (
    # Regions that do not write as their language does elsewhere come first.
    ("de-ch|de-li|it-ch|fr-ch|en-za", _POINT_IS_DECIMAL),
    ("es-(mx|us|pr|gt|sv|hn|ni|pa|pe|do)", _Style(",", ".")),
    ("(bn|cy|en|fil|ga|gu|he|hi|ja|ko|mr|ms|mt|sw|ta|te|th|ur|zh)(-.*)?", _Style(",", ".")),
    ("(bs|ca|da|de|el|es|eu|gl|hr|id|is|it|mk|nl|pt|ro|sl|sr|tr|vi)(-.*)?", _Style(".", ",")),
    ("(be|bg|cs|et|fi|fr|hu|lt|lv|nb|nn|no|pl|ru|sk|sv|uk)(-.*)?", _Style("", ",")),
)


class Number(NamedTuple):
    """An answer as it was understood."""

    value: float | None = None
    """None if the answer is no number, or can be read as two different ones."""
    written: str = ""
    """The number in the writing of the language, but with spaces between the thousands."""
    unit: str = ""
    """`%` or the currency beside the number."""
    either: tuple[str, str] | None = None
    """Both numbers, each written unambiguously, if the answer can be read as two; else None."""


class _Digits(NamedTuple):
    whole: str
    fraction: str


def read_number(answer: Scalar | None, language: str) -> Number:
    """Read an answer as a number, in a language such as `de` or `de-CH`."""
    style = _style(language)
    if isinstance(answer, float):
        return _read_float(answer, style)
    return _read_text(str(answer), style) if isinstance(answer, int | str) else Number()


def names_unit(text: str, unit: str) -> bool:
    """Return whether a text names this unit, a percentage or a currency, so that no unit need stand beside it."""
    # A word that begins with a unit is mostly that unit in full: minutes, but not mxn for metres.
    begun = r"\w*" if len(unit) > MAX_SIGN_CHARS else ""
    named = rf"(?<![^\W\d_])(?:{re.escape(unit)}{begun}|{_PERCENT}|{_CURRENCY})(?![^\W\d_])"
    is_currency = any(unicodedata.category(sign) == "Sc" for sign in text)
    return is_currency or re.search(named, text, re.IGNORECASE) is not None


def beside_unit(answer: Scalar | None, unit: str, language: str) -> str:
    """Return a number as it was typed, with its unit unless it names one; empty if it is not understood."""
    number = read_number(answer, language)
    if number.value is None:
        return ""
    written = number.written if isinstance(answer, int | float) else str(answer).strip()
    if not unit or names_unit(written, unit):
        return written
    if len(unit) == 1 and unicodedata.category(unit) == "Sc":
        return f"{unit}{written}"
    return f"{written} {unit.removesuffix('s') if number.value == 1 else unit}"


def is_other_unit(number: Number, unit: str) -> bool:
    """Return whether a number names a percentage or a currency that is not this unit."""
    return bool(number.unit and unit) and not any(
        _may_be_same(number.unit, found)
        for word in (unit, *re.findall(r"[^\W\d_]*\$|[^\W\d_]+|[^\w\s]", unit))
        if (found := _unit(word))
    )


def _may_be_same(one: str, other: str) -> bool:
    codes = (_SHARED_SIGNS.get(unit, unit).split("|") for unit in (one, other))
    return one == other or not set(next(codes)).isdisjoint(next(codes))


def as_written(text: str) -> int | float | None:
    """Return the number that a file may hold instead of a text; None for any text that it must keep as it is.

    The number has one reading in all languages, and is written as the text is.
    """
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) or _read_text(text, _POINT_IS_DECIMAL).value is None:
        return None
    number = float(text) if "." in text else int(text)
    return number if str(number) == text else None


def comparable(*numbers: Number) -> tuple[float, ...]:
    """Return the values of numbers of one kind; empty if one has none, or if they may be of different kinds.

    A number without a unit has the unit of the others. But 0.5 beside `45 %` may be a half, or half a percent.
    """
    values = tuple(number.value for number in numbers if number.value is not None)
    units = {number.unit for number in numbers} - {""}
    doubtful = "%" in units and any(not n.unit and n.value and abs(n.value) <= 1 for n in numbers)
    differ = any(not _may_be_same(one, other) for one in units for other in units)
    return () if len(values) < len(numbers) or differ or doubtful else values


def _read_float(number: float, style: _Style) -> Number:
    """Read a number of the file. If it has three decimals, it may have been typed as thousands."""
    if not math.isfinite(number):
        return Number()
    found = _read_text(str(number), _Style("", style.decimal))
    return found if found.written or found.either else Number(number, str(number))


@lru_cache(maxsize=256)
def _read_text(text: str, style: _Style) -> Number:
    text = text.strip()
    match = re.fullmatch(_AMOUNT, _in_ascii_digits(text), re.ASCII) if len(text) <= MAX_NUMBER_CHARS else None
    if match is None:
        return Number()
    lead, tail, signs = match["lead"] or "", match["tail"].strip(), match["outer"] + (match["inner"] or "")
    unit = _unit(lead or tail)
    if unit is None or (lead and (tail or unit == "%")) or len(signs) > 1:
        return Number()
    sign = "-" if signs in ("-", "−", "–") else ""
    found = sorted(set(_readings(match["body"])), key=lambda digits: len(digits.whole))
    if not found:
        return Number()
    if len(found) == 1 and (grouped := _misgrouped(match["body"], style)):
        return Number(unit=unit, either=_apart(sign, [*found, grouped], style))
    if len(found) > 1 and (style.thousands or "?") not in match["body"]:
        return Number(unit=unit, either=_apart(sign, found, style))
    whole, fraction = found[-1]
    return Number(float(f"{sign}{whole}.{fraction or 0}"), _told(sign, found[-1], style), unit)


def _misgrouped(body: str, style: _Style) -> _Digits | None:
    """Return the number that may be meant by zeros behind a misplaced separator of thousands: `1,0000`."""
    if not style.thousands:
        return None
    match = re.fullmatch(rf"([1-9]\d*){re.escape(style.thousands)}(000+)", body, re.ASCII)
    return _Digits(match[1] + match[2], "") if match else None


def _in_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _readings(body: str) -> Iterator[_Digits]:
    for reading in _READINGS:
        if match := re.fullmatch(reading, body if body[0].isdecimal() else f"0{body}", re.ASCII):
            whole, fraction = re.sub(r"\D", "", match[1]).lstrip("0"), (match[2] or "").rstrip("0")
            if len(whole + fraction) <= MAX_NUMBER_DIGITS:
                yield _Digits(whole or "0", fraction)


def _unit(text: str) -> str | None:
    """Return the unit that stands beside a number, empty without one; None for any other text."""
    name = text.casefold()
    if re.fullmatch(_PERCENT, name):
        return "%"
    is_currency = (
        name in _CODES or re.fullmatch(_CURRENCY, name) or (len(text) == 1 and unicodedata.category(text) == "Sc")
    )
    return _CODES.get(name, name) if is_currency or not name else None


def _told(sign: str, digits: _Digits, style: _Style) -> str:
    """Return a number so that nobody can take its decimals for thousands: 1.125 as `1.1250`."""
    whole, fraction = digits
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        fraction += "0"
    grouped = f"{int(whole):,}".replace(",", " ") if len(whole) > 4 else whole
    return f"{sign}{grouped}{style.decimal if fraction else ''}{fraction}"


def _apart(sign: str, found: list[_Digits], style: _Style) -> tuple[str, str]:
    """Return both readings of an ambiguous number: 1000 and 1 for `1.000`, 1125 and 1.1250 for `1.125`."""
    fraction, whole = found
    return f"{sign}{whole.whole}", _told(sign, fraction, style)


def _style(language: str) -> _Style:
    tag = language.strip().replace("_", "-").casefold()
    return next((style for languages, style in _STYLES if re.fullmatch(languages, tag)), _POINT_IS_DECIMAL)
