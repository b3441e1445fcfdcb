"""Differences between two sessions for people: one for each place, with the changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from wbtui.core.change import CLOCK, InsertEntry, MoveEntry, RemoveEntry, SetAnswer, SetFact, SetTodayLine
from wbtui.core.diff.changes import changes
from wbtui.core.session import as_text, people_text
from wbtui.core.time.formats import minutes_and_seconds

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Clock, Person, Session

Kind = Literal["same", "gone", "new"]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MAX_COMPARED_WORDS = 3_000
"""The maximum number of words (tokens) to compare one by one; longer texts are compared line by line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The texts of one place before and after; empty if there was or is no answer."""

    place: Place
    before: str
    after: str

    @property
    def marked(self) -> tuple[tuple[Kind, str], ...]:
        """The two texts merged into one, as the function `marked` returns it."""
        return marked(self.before, self.after)


def differences(old: Session, new: Session) -> tuple[Difference, ...]:
    """Return a difference for each changed place; an inserted or removed entry gives one for each part."""
    found = (found for change in changes(old, new) for found in _differences(change, old, new))
    # Several changes to the clock, or to the order of a list, give the same difference: keep one.
    return tuple(dict.fromkeys(found))


def _differences(change: Change, old: Session, new: Session) -> Iterator[Difference]:
    place = change.place
    match change:
        case SetFact():
            yield Difference(place, _fact(old.fact(change.name)), _fact(new.fact(change.name)))
        case InsertEntry():
            for part, value in change.entry.values.items():
                yield Difference(place.at(part=part), "", as_text(value))
        case RemoveEntry():
            entry = old.entry(place)
            for part, value in (entry.values if entry else {}).items():
                yield Difference(place.at(part=part), as_text(value), "")
        case MoveEntry():
            yield Difference(place.list, *(" ".join(entry.id for entry in s.entries(place)) for s in (old, new)))
        case SetAnswer():
            yield Difference(place, old.text(place), new.text(place))
        case SetTodayLine():
            counts = (session.today_lines.get(change.list) for session in (old, new))
            yield Difference(place, *(as_text(count) for count in counts))
        case _:
            before, after = _clock(old.clock), _clock(new.clock)
            if before != after:
                yield Difference(CLOCK, before, after)


def _clock(clock: Clock) -> str:
    spent = [f"{name} {minutes_and_seconds(seconds)}" for name, seconds in clock.spent.items()]
    return ", ".join([*spent, *(["running"] if clock.running_since else [])])


def _fact(value: str | tuple[Person, ...]) -> str:
    return value if isinstance(value, str) else people_text(value)


def marked(before: str, after: str) -> tuple[tuple[Kind, str], ...]:
    """Merge two texts into one sequence of parts, each marked as the same, gone or new."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MAX_COMPARED_WORDS:
        old, new = _LINES.findall(before), _LINES.findall(after)
    parts: list[tuple[Kind, str]] = []
    # Treat whitespace as junk: matching on it is meaningless, and takes seconds.
    for tag, a, b, c, d in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[a:b])))
        else:
            parts += [("gone", "".join(old[a:b]))] if b > a else []
            parts += [("new", "".join(new[c:d]))] if d > c else []
    return tuple(parts)
