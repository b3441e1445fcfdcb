"""Reads days as people say them, such as "next Wednesday"; a text that could mean two days means none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from functools import cached_property
from typing import NamedTuple

from wbtui.core.text import folded

_TIME_OF_DAY = re.compile(r"(\d{1,2})(?:[:.](\d\d))?", re.ASCII)
MAX_CHARS = 60
"""The most characters of a text that may be a day."""
_WEEK_DAYS = 7
_YEAR_MONTHS = 12
_CENTURY = 2000
Spellings = tuple[str, ...]


@dataclass(frozen=True)
class DayWords:
    """The words for days in a language: the spellings of each word, and of each member of a series of words."""

    weekdays: tuple[Spellings, ...] = ()
    """Monday to Sunday."""
    months: tuple[Spellings, ...] = ()
    """January to December."""
    numbers: tuple[Spellings, ...] = ()
    """One, two and so on."""
    today: Spellings = ()
    tomorrow: Spellings = ()
    by: Spellings = ()
    """The words before a day on which something is due, such as "by"."""
    this: Spellings = ()
    next: Spellings = ()
    ahead: Spellings = ()
    """The words before a time from now, such as "in"."""
    end: Spellings = ()
    """The words before a month or a year on whose last day something is due, such as "end"."""
    day: Spellings = ()
    week: Spellings = ()
    month: Spellings = ()
    year: Spellings = ()
    ordinals: Spellings = ()
    """The endings of the number of a day, such as "th"."""
    fillers: Spellings = ()
    """The words that change nothing, such as "the" and "of"."""

    def number(self, series: str, spelling: str) -> int:
        """Return the position, from 1, of the member of a series that is spelled so; 0 if none is."""
        members: tuple[Spellings, ...] = getattr(self, series)
        wanted = _spaced(spelling)
        return next((at for at, same in enumerate(members, 1) if wanted in map(_spaced, same)), 0)

    @cached_property
    def ways(self) -> tuple[tuple[re.Pattern[str], Reading], ...]:
        """The patterns of every way to say a day, and what each says."""
        words = {field.name: _any_of(getattr(self, field.name)) for field in fields(self)}
        return tuple(
            (re.compile(rf"(?<![\w./-])(?:{way.format(**words)})(?![\w/])", re.IGNORECASE), reading)
            for way, reading in _WAYS
        )

    @cached_property
    def due(self) -> re.Pattern[str]:
        """The pattern of a word that says that something is due on the day after it."""
        return re.compile(rf"(?<!\w){_any_of(self.by)}\s+", re.IGNORECASE)


NO_WORDS = DayWords()
"""Words that leave only dates in digits to be understood."""


class SaidDay(NamedTuple):
    """A day that a text says."""

    day: date
    start: int
    """The position of its first character."""
    end: int
    """The position after its last character."""
    clear: bool
    """True for what nearly always means that something is due then: "tomorrow", "next Friday", "this Friday"."""


Found = re.Match[str]
Reading = Callable[[Found, date, DayWords], "date | None"]
"""Returns the day that a match says on a day; None if there is no such day."""


def time_of_day(text: str) -> time:
    """Return the time of day that a text such as `9`, `09:00` or `9.30` says. Raises ValueError."""
    match = _TIME_OF_DAY.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return time(int(match[1]), int(match[2] or 0))


def read_day(text: str, today: date, words: DayWords) -> date | None:
    """Return the day that a text says on the day `today`; None if it says none, or one that could be two.

    "Friday" is the next one after today, "next Friday" that of the coming week, and a day without a year the next
    such day. `1/9/2027` could be two days.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > MAX_CHARS:
        return None
    due = words.due.match(text)
    start = due.end() if due else 0
    end = len(text) - text.endswith(".")
    fits = (
        said.day for said in days_in(text, today, words) if said.start == start and said.end in (end, len(text))
    )
    return next(fits, None)


def days_in(text: str, today: date, words: DayWords) -> Iterator[SaidDay]:
    """Yield the days that a text says on the day `today`, in order.

    A text that could mean two days, or has a wrong weekday before a date, means none; nor does a part of it.
    """
    matches = [(match, reading) for pattern, reading in words.ways for match in pattern.finditer(text)]
    end = 0
    for match, reading in sorted(matches, key=lambda found: (found[0].start(), -found[0].end())):
        if match.start() >= end:
            end = match.end()
            if day := _sure(reading, match, today, words):
                yield SaidDay(day, match.start(), match.end(), _is_clear(reading, match))


def _is_clear(reading: Reading, match: Found) -> bool:
    return reading is _tomorrow or (reading is _weekday and match[0] != match["weekday"])


def _sure(reading: Reading, match: Found, today: date, words: DayWords) -> date | None:
    """Return the day that a match says, unless it contradicts the weekday before it or is not in the calendar."""
    try:
        day = reading(match, today, words)
    except (ValueError, OverflowError):
        return None
    said = match.groupdict().get("named")
    return None if day and said and day.isoweekday() != words.number("weekdays", said) else day


def _spaced(text: str) -> str:
    return " ".join(folded(text).rstrip(".").split())


def _any_of(spellings: Spellings | tuple[Spellings, ...]) -> str:
    """Return a pattern for any of the spellings; for none, one that matches nothing."""
    flat = [text for each in spellings for text in ((each,) if isinstance(each, str) else each)]
    longest_first = sorted((unicodedata.normalize("NFC", text) for text in flat), key=len, reverse=True)
    words = (r"\s+".join(re.escape(word) for word in text.split()) for text in longest_first)
    return f"(?:{'|'.join(words) or '(?!)'})"


def _today(_match: Found, today: date, _words: DayWords) -> date:
    return today


def _tomorrow(_match: Found, today: date, _words: DayWords) -> date:
    return today + timedelta(days=1)


def _weekday(match: Found, today: date, words: DayWords) -> date | None:
    weekday = words.number("weekdays", match["weekday"]) - 1
    monday = today - timedelta(days=today.weekday())
    if match["next"] or match["following"]:
        return monday + timedelta(days=_WEEK_DAYS + weekday)
    if match["this"]:
        day = monday + timedelta(days=weekday)
        return day if day >= today else None
    return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK_DAYS + 1)


def _ahead(match: Found, today: date, words: DayWords) -> date:
    count = int(match["count"]) if match["count"].isdecimal() else words.number("numbers", match["count"])
    if match["days"] or match["weeks"]:
        return today + timedelta(days=count * (1 if match["days"] else _WEEK_DAYS))
    return _months_on(today, count if match["months"] else count * _YEAR_MONTHS)


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 + months, _YEAR_MONTHS)
    return date(year, month + 1, min(day.day, _days_of(year, month + 1)))


def _last_day(year: int, month: int) -> date:
    return date(year, month, _days_of(year, month))


def _end(match: Found, today: date, words: DayWords) -> date:
    later = 1 if match["next"] else 0
    if match["year"]:
        return date(today.year + later, _YEAR_MONTHS, 31)
    month = _months_on(today.replace(day=1), later)
    return _last_day(month.year, month.month)


def _end_of_named_month(match: Found, today: date, words: DayWords) -> date:
    month = words.number("months", match["month"])
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    return _last_day(year, month)


def _named_month(match: Found, today: date, words: DayWords) -> date | None:
    return _dated(match["year"], words.number("months", match["month"]), int(match["day"]), today)


def _numeric(match: Found, today: date, _words: DayWords) -> date | None:
    return _dated(match["year"], int(match["month"]), int(match["day"]), today)


def _slashed(match: Found, today: date, _words: DayWords) -> date | None:
    one, other = int(match["one"]), int(match["other"])
    if one != other and max(one, other) <= _YEAR_MONTHS:
        return None
    return _dated(match["year"], min(one, other), max(one, other), today)


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    """Return a date; without a year the next one, within the four years that a 29 February may take."""
    if year:
        return date(int(year) if len(year) > 2 else _CENTURY + int(year), month, day)
    years = range(today.year, today.year + 9)
    valid = (date(year, month, day) for year in years if day <= _days_of(year, month))
    return next((each for each in valid if each >= today), None)


_DAY = r"(?P<day>\d\d?)(?:{ordinals}|\.)?"
_MONTH = r"(?P<month>{months})\.?"
_YEAR = r"(?P<year>\d{{4}})"
_LEAD = r"(?:{fillers}\s+)*"
_NAMED = rf"(?:(?P<named>{{weekdays}})\.?,?\s+)?{_LEAD}"
_FILL = rf"\s*{_LEAD}"
_UNIT = r"(?:(?P<days>{day})|(?P<weeks>{week})|(?P<months>{month})|(?P<years>{year}))"
_WAYS: tuple[tuple[str, Reading], ...] = (
    (r"{today}", _today),
    (r"{tomorrow}", _tomorrow),
    (r"(?:(?P<this>{this})\s+|(?P<next>{next})\s+)?(?P<weekday>{weekdays})(?P<following>\s+{next})?", _weekday),
    (rf"{{ahead}}\s+(?P<count>\d{{{{1,3}}}}|{{numbers}})\s+{_UNIT}", _ahead),
    (
        rf"{_LEAD}{{end}}{_FILL}(?:{{this}}\s+|(?P<next>{{next}})\s+)?(?:(?P<month>{{month}})|(?P<year>{{year}}))",
        _end,
    ),
    (rf"{_LEAD}{{end}}{_FILL}{_MONTH}(?:\s+{_YEAR})?", _end_of_named_month),
    (rf"{_NAMED}{_DAY}{_FILL}{_MONTH}(?:,?\s+{_YEAR})?", _named_month),
    (rf"{_NAMED}{_MONTH}{_FILL}{_DAY}(?:,?\s+{_YEAR})?", _named_month),
    (r"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)", _numeric),
    (r"(?P<year>\d{{4}})/(?P<month>\d\d?)/(?P<day>\d\d?)", _numeric),
    (r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>\d{{4}}|\d\d)", _numeric),
    (r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.(?P<year>)", _numeric),
    (r"(?P<one>\d\d?)/(?P<other>\d\d?)/(?P<year>\d{{4}})", _slashed),
)
"""Every way to say a day, with the names of the words in it, and what it says."""


def _days_of(year: int, month: int) -> int:
    """Return the number of days of a month."""
    first = date(year, month, 1)
    return ((first.replace(day=28) + timedelta(4)).replace(day=1) - first).days
