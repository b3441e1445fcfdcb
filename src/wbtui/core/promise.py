"""Reads who does something, and by when, in a line such as "Ask the hospital @Ben by Friday"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import SetAnswer
from wbtui.core.days import days_in, read_day
from wbtui.core.text import folded

if TYPE_CHECKING:
    from wbtui.core.days import DayWords
    from wbtui.core.place import Place
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook

_AT_NAME = re.compile(r"(?:^|(?<=[\s,;(]))@(?=[^\W\d_])(?P<name>[^\s,;:()@]*[^\s,;:()@.!?])")
_AT_END = re.compile(r"(?:^|(?<=[\s,;(]))@(?P<name>[^\W\d_][^,;:()@]*)$")
_SEGMENT = re.compile(r"[^,;]+")
_COMMAS = ",;"
_ENDS = ("", ".", "!", "?")


class Promise(NamedTuple):
    """A line taken apart: what is done, by whom and by when."""

    text: str
    owner: str = ""
    """The name of who does it: a person's whole name if the session knows it, else as typed; empty for nobody."""
    due: date | None = None


class _Span(NamedTuple):
    start: int
    end: int


def read_promise(line: str, today: date, words: DayWords, people: Sequence[str] = ()) -> Promise:
    """Return what is to be done, by whom and by when, as a line says it on the day `today`.

    The owner is the first `@name`, or a known person between commas. The day stands between commas, or at the end
    after a word such as "by", a comma or the owner; "tomorrow" and "next Friday" need none of these. Of two days
    none is taken. Both are taken out of the text, but for an `@name` in a sentence, which loses its sign only.
    """
    line = unicodedata.normalize("NFC", line).strip()
    owner, who = _owner(line, people)
    # Of the same length, so that the positions are those of the line.
    beside = f"{line[: who.start]}{',' * (who.end - who.start)}{line[who.end :]}"
    due, when = _due(beside, today, words)
    text = line
    for span in sorted((who, when), reverse=True):
        # The later one first, so that the position of the other stays.
        text = _without(text, span, owner if span == who else "")
    return Promise(text, owner, due) if text else Promise(line)


def matching(typed: str, people: Sequence[str]) -> list[str]:
    """Return the people with a name that begins with what is typed, those with such a whole name first."""
    wanted = folded(typed)
    begin = [name for name in people if any(rest.startswith(wanted) for rest in _from_each_word(name))]
    return sorted(begin, key=lambda name: wanted not in folded(name).split())


def may_name(place: Place, workbook: Workbook) -> bool:
    """Return whether a place is for people: the owner of an entry, or its first part, where `@` names them."""
    found = workbook.find(place.list) if place.entry else None
    return bool(found and found[1].owner and place.part in (found[1].owner, found[1].fields[0].id))


def rest_of_name(text: str, place: Place, session: Session, workbook: Workbook) -> str:
    """Return what completes the name at the end of a text that is typed at a place; empty if it is no name."""
    if not (session.people and text and may_name(place, workbook)):
        return ""
    found = workbook.find(place.list)
    at_end = _AT_END.search(text)
    if found and place.part == found[1].owner:
        typed = text
    elif at_end:
        typed = at_end["name"]
    else:
        return ""
    names = matching(typed, [person.name for person in session.people])
    return next((rest for name in names if (rest := _rest(name, typed))), "")


def _rest(name: str, typed: str) -> str:
    """Return what follows in a name after what is typed, which begins the name or a word in it."""
    starts = [0, *(at + 1 for at, letter in enumerate(name) if letter == " ")]
    ends = (at + len(typed) for at in starts if folded(name[at : at + len(typed)]) == folded(typed))
    return next((name[end:] for end in ends), "")


def _from_each_word(name: str) -> list[str]:
    words = folded(name).split()
    return [" ".join(words[at:]) for at in range(len(words))]


def _known(typed: str, people: Sequence[str]) -> str:
    """Return the one person with this whole name, or else this word in it; empty if there is none or several."""
    wanted = folded(typed.strip())
    called = [name for name in people if folded(name) == wanted]
    called = called or [name for name in people if wanted in folded(name).split()]
    return called[0] if len(called) == 1 else ""


def _owner(line: str, people: Sequence[str]) -> tuple[str, _Span]:
    """Return the owner that a line names, and where; an empty name and span if it names nobody."""
    if match := _AT_NAME.search(line):
        for name in sorted(people, key=len, reverse=True):
            end = match.start("name") + len(name)
            if folded(line[match.start("name") : end]) == folded(name) and not line[end : end + 1].isalnum():
                return name, _Span(match.start(), end)
        begin = matching(match["name"], people)
        name = _known(match["name"], people) or (begin[0] if len(begin) == 1 else match["name"])
        return name, _Span(*match.span())
    for segment in list(_SEGMENT.finditer(line))[1:]:
        if name := _known(segment[0], people):
            return name, _Span(*segment.span())
    return "", _Span(0, 0)


def _due(line: str, today: date, words: DayWords) -> tuple[date | None, _Span]:
    """Return the day on which something is due, and where the line says so."""
    days = list(days_in(line, today, words))
    if len(days) != 1:
        return None, _Span(0, 0)
    said = days[0]
    by = next((word for word in words.due.finditer(line[: said.start]) if word.end() == said.start), None)
    when = _Span(by.start() if by else said.start, said.end)
    before, after = line[: when.start].rstrip(), line[when.end :].strip()
    if before.endswith("(") and after.startswith(")"):
        when = _Span(len(before) - 1, line.index(")", when.end) + 1)
        before, after = line[: when.start].rstrip(), line[when.end :].strip()
    apart, at_end = before[-1:] in (*_COMMAS, ""), after.strip(_COMMAS) in _ENDS
    if (at_end and (by or apart or said.clear)) or (apart and after[:1] in (*_COMMAS,)):
        return said.day, when
    return None, _Span(0, 0)


def _without(line: str, part: _Span, name: str) -> str:
    """Return the line without a part and the commas around it, or with the name for an `@name` in a sentence."""
    before, after = line[: part.start].rstrip(), line[part.end :].lstrip()
    if part.start == part.end or (name and before[-1:] not in (*_COMMAS, "") and after[:1].isalnum()):
        return f"{line[: part.start]}{name}{line[part.end :]}"
    apart = before[-1:] in (*_COMMAS,) and after[:1] in (*_COMMAS,)
    before, after = before.rstrip(" ,;"), after.lstrip(" ,;" if before else " ,;:")
    if not before or after in _ENDS:
        return f"{before}{after}".removesuffix(".") if before else after
    return f"{before}{', ' if apart else ' '}{after}"


def understood(place: Place, session: Session, workbook: Workbook, today: date) -> tuple[SetAnswer, ...]:
    """Return the changes that make a day or an owner of what a text says, as understood on the day `today`.

    A date field gets the day that its text says. The first part of an entry whose list names the parts for them
    gives away an owner and a day, unless one of these has an answer already.
    """
    typed = session.answer(place)
    found = workbook.find(place.list)
    if not isinstance(typed, str) or found is None:
        return ()
    list_, part = found[1], found[1].part(place.part) if place.part else found[1]
    if part is None:
        return ()
    if part.kind == "date":
        day = read_day(typed, today, workbook.days)
        return (SetAnswer(place, day),) if day else ()
    if not place.entry or part is not list_.fields[0]:
        return ()
    parts = {id_: place.at(part=id_) for id_ in (list_.owner, list_.due) if id_}
    if not parts or any(session.answer(at) not in (None, "") for at in parts.values()):
        return ()
    promise = read_promise(typed, today, workbook.days, [person.name for person in session.people])
    said = {list_.owner: promise.owner, list_.due: promise.due}
    changes = [SetAnswer(at, value) for id_, at in parts.items() if (value := said[id_])]
    return (SetAnswer(place, promise.text), *changes) if changes else ()
