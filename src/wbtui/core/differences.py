"""What differs between two sessions, for a person: by place, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from wbtui.core.changes import HEAD, changes
from wbtui.core.session import Clock, Entry, Person, as_text

if TYPE_CHECKING:
    from wbtui.core.changes import Change
    from wbtui.core.session import Place, Session

Kind = Literal["same", "gone", "new"]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST = 3_000
"""Words that are compared one by one; of a longer text the lines are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place, before and after; empty where there was or is nothing."""

    place: Place
    before: str
    after: str

    @property
    def marked(self) -> tuple[tuple[Kind, str], ...]:
        """The two texts in one, each part with where it belongs."""
        return marked(self.before, self.after)


def differences(old: Session, new: Session) -> tuple[Difference, ...]:
    """Every place that differs, in the order of the session; an entry that came or went by its parts."""
    return tuple(found for change in changes(old, new) for found in _differences(change, old, new))


def _differences(change: Change, old: Session, new: Session) -> Iterator[Difference]:
    place = change.place
    if not place.stage and place.field in HEAD:
        yield Difference(place, _fact(getattr(old, place.field)), _fact(getattr(new, place.field)))
    elif place.entry and not place.part:
        entry = change.value if isinstance(change.value, Entry) else None
        was = old.entry(place)
        for part, value in (entry or was or Entry("")).values.items():
            text = as_text(value)
            yield Difference(replace(place, part=part), "" if entry else text, text if entry else "")
    elif isinstance(change.value, tuple):
        yield Difference(place, *(" ".join(entry.id for entry in s.entries(place)) for s in (old, new)))
    else:
        yield Difference(place, old.text(place), new.text(place))


def _fact(value: object) -> str:
    if isinstance(value, Clock):
        spent = [f"{name} {seconds / 60:.0f} min" for name, seconds in value.spent.items()]
        return ", ".join(spent) + (", running" if value.running_since else "")
    if isinstance(value, tuple):
        people = [item for item in value if isinstance(item, Person)]
        return "\n".join(f"{person.name}, {person.role}" if person.role else person.name for person in people)
    return str(value)


def marked(before: str, after: str) -> tuple[tuple[Kind, str], ...]:
    """Two texts in one: what both have, what is gone and what is new, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST:
        old, new = _LINES.findall(before), _LINES.findall(after)
    parts: list[tuple[Kind, str]] = []
    # Spaces are everywhere: on their own they are no likeness, and looking each of them up takes seconds.
    for tag, a, b, c, d in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[a:b])))
        else:
            parts += [("gone", "".join(old[a:b]))] if b > a else []
            parts += [("new", "".join(new[c:d]))] if d > c else []
    return tuple(parts)
