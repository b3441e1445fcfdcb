"""What differs between two sessions, as changes that can be written down, applied and merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from wbtui.core.session import Clock, Entry, Person, Place, Scalar

if TYPE_CHECKING:
    from wbtui.core.session import Answer, Session

HEAD = ("title", "workbook", "agenda", "slot", "status", "pivoted_from", "clock", "people")
"""The facts of a session outside its answers; as places they have an empty stage, like the shared lists."""

Value = Scalar | Entry | Clock | tuple[str, ...] | tuple[Person, ...] | None


class Change(NamedTuple):
    """One place and what is there now.

    What the value is follows from the place: a scalar for an answer, an Entry for an entry that was added, the
    ids in their new order for a list, None for what was removed, a head fact for a place named in `HEAD`.
    """

    place: Place
    value: Value


def changes(old: Session, new: Session) -> tuple[Change, ...]:
    """The changes that lead from `old` to `new`; `id`, `created` and `updated` are not among them."""
    return tuple(_changes(old, new))


def differ(old: Session, new: Session) -> bool:
    """Whether any change leads from `old` to `new`."""
    return next(_changes(old, new), None) is not None


def _changes(old: Session, new: Session) -> Iterator[Change]:
    for name in HEAD:
        if getattr(old, name) != getattr(new, name):
            yield Change(Place("", name), getattr(new, name))
    for stage in dict.fromkeys((*old.answers, *new.answers)):
        before, after = old.answers.get(stage, {}), new.answers.get(stage, {})
        if before is not after:
            yield from _field_changes(stage, before, after)


def _field_changes(stage: str, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was is now or was == now:
            continue
        place = Place(stage, name)
        if isinstance(was, tuple) or isinstance(now, tuple):
            old_entries = was if isinstance(was, tuple) else ()
            if now is not None and not isinstance(now, tuple):
                yield Change(place, now)
            else:
                yield from _entry_changes(place, old_entries, now or ())
        else:
            yield Change(place, now)


def changed_entries(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> list[int] | None:
    """The positions at which an entry says something else; None where entries came, went or changed places."""
    if len(before) != len(after):
        return None
    # For every key that is pressed, and almost all of them are the very same.
    changed = [at for at, (was, now) in enumerate(zip(before, after, strict=True)) if was is not now]
    return changed if all(before[at].id == after[at].id for at in changed) else None


def _entry_changes(place: Place, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> Iterator[Change]:
    changed = changed_entries(before, after)
    if changed is not None:
        for at in changed:
            yield from _part_changes(replace(place, entry=after[at].id), before[at], after[at])
        return
    old = {entry.id: entry for entry in before}
    new = {entry.id: entry for entry in after}
    for gone in old.keys() - new.keys():
        yield Change(replace(place, entry=gone), None)
    for entry in after:
        known = old.get(entry.id)
        if known is None:
            yield Change(replace(place, entry=entry.id), entry)
        elif known is not entry:
            yield from _part_changes(replace(place, entry=entry.id), known, entry)
    kept = [entry.id for entry in before if entry.id in new]
    added = [entry.id for entry in after if entry.id not in old]
    if [*kept, *added] != list(new):
        yield Change(place, tuple(new))


def _part_changes(place: Place, was: Entry, now: Entry) -> Iterator[Change]:
    for part in dict.fromkeys((*was.values, *now.values)):
        if was.values.get(part) != now.values.get(part):
            yield Change(replace(place, part=part), now.values.get(part))


def restored(now: Session, then: Session) -> Session:
    """What was said then; who it is, where the room is and the time that has passed stay as they are now."""
    return replace(
        now,
        title=then.title,
        status=then.status,
        pivoted_from=then.pivoted_from,
        people=then.people,
        answers=then.answers,
    )


def apply(session: Session, made: Iterable[Change]) -> Session:
    """The session with the changes made, in order."""
    for change in made:
        session = _apply(session, change)
    return session


def _apply(session: Session, change: Change) -> Session:
    place, value = change.place, change.value
    if not place.stage and place.field in HEAD:
        head: dict[str, Any] = {place.field: value}
        return replace(session, **head)
    if isinstance(value, Entry):
        return session if session.entry(place) else session.with_entry(place, value)
    if place.entry and not place.part:
        return session.without_entry(place)
    if isinstance(value, tuple):
        rank = {str(id_): at for at, id_ in enumerate(value)}
        entries = sorted(session.entries(place), key=lambda entry: rank.get(entry.id, len(rank)))
        return session.with_entries(place, tuple(entries))
    if isinstance(value, Clock):
        raise TypeError(f"a clock has no place at {place}")
    return session.with_answer(place, value)
