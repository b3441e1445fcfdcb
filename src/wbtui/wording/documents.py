"""The words of documents, by language."""

from __future__ import annotations

from datetime import date

from wbtui.core.document.words import Words

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def words_in(language: str) -> Words:
    """Return the words for documents in a language, such as `en-GB`: English ones, with dates like 2027-03-03
    in the other languages.
    """
    return ENGLISH if language.split("-")[0] == "en" else ENGLISH._replace(date=date.isoformat)


def _english_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _english_open(owner: str, due: str) -> str:
    if owner:
        return f"Open: {owner} answers" + (f" by {due}" if due else "")
    return f"Open: answer by {due}" if due else "Open"


ENGLISH = Words("Appendix", "Kept from the file", _english_date, _english_open)
