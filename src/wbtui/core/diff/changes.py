"""Computes the changes between two sessions whose editing history is unknown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wbtui.core.change import (
    FACTS,
    MOMENTS,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetMoment,
    SetSpent,
    SetStep,
    SetTodayLine,
)
from wbtui.core.place import Place

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Answer, Clock, Entry, Session


def changes(old: Session, new: Session) -> tuple[Change, ...]:
    """Return the changes that turn `old` into `new`, except for `id`, `created` and `updated`."""
    return tuple(_changes(old, new))


def restored(now: Session, then: Session) -> tuple[Change, ...]:
    """Return the changes that restore `then`; workbook, agenda, clock and current slot stay those of `now`."""
    whole = replace(
        now,
        title=then.title,
        status=then.status,
        pivoted_from=then.pivoted_from,
        people=then.people,
        answers=then.answers,
        today_lines=then.today_lines,
    )
    return changes(now, whole)


def part_changes(place: Place, old: Entry, new: Entry) -> Iterator[Change]:
    """Yield the changes that turn the entry `old` at `place` into `new`, part by part."""
    for part in dict.fromkeys((*old.values, *new.values)):
        if old.values.get(part) != new.values.get(part):
            yield SetAnswer(place.at(part=part), new.values.get(part))


def _changes(old: Session, new: Session) -> Iterator[Change]:
    for name in FACTS:
        if old.fact(name) != new.fact(name):
            yield SetFact(name, new.fact(name))
    if old.clock is not new.clock:
        yield from _clock_changes(old.clock, new.clock)
    for stage in dict.fromkeys((*old.answers, *new.answers)):
        before, after = old.answers.get(stage, {}), new.answers.get(stage, {})
        if before is not after:
            yield from _field_changes(stage, before, after)
    for place in dict.fromkeys((*old.today_lines, *new.today_lines)):
        if old.today_lines.get(place) != new.today_lines.get(place):
            yield SetTodayLine(place, new.today_lines.get(place))


def _clock_changes(old: Clock, new: Clock) -> Iterator[Change]:
    for name in MOMENTS:
        before, now = getattr(old, name), getattr(new, name)
        if before != now:
            yield SetMoment(name, before, now)
    for slot in dict.fromkeys((*old.planned, *new.planned)):
        if old.planned.get(slot) != new.planned.get(slot):
            yield SetMinutes(slot, old.planned.get(slot), new.planned.get(slot))
    for slot in dict.fromkeys((*old.spent, *new.spent)):
        if old.spent.get(slot) != new.spent.get(slot):
            yield SetSpent(slot, old.spent.get(slot), new.spent.get(slot))
    if (old.step, old.step_since) != (new.step, new.step_since):
        yield SetStep(new.step, new.step_since)


def _field_changes(stage: str, old: Mapping[str, Answer], new: Mapping[str, Answer]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before is after or before == after:
            continue
        place = Place(stage, name)
        entries_before = before if isinstance(before, tuple) else ()
        entries_after = after if isinstance(after, tuple) else ()
        if before is not None and not isinstance(before, tuple) and entries_after:
            yield SetAnswer(place, None)
        yield from entry_changes(place, entries_before, entries_after)
        if after is not None and not isinstance(after, tuple):
            yield SetAnswer(place, after)
        elif after is None and not entries_before:
            yield SetAnswer(place, None)


def entry_changes(place: Place, before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[Change]:
    """Yield the changes that turn the entries of a list into others, with as few moves as possible."""
    # If entries have the same id, only the first one is compared: the others cannot be told apart.
    old = {entry.id: entry for entry in reversed(before)}
    new = {entry.id: entry for entry in reversed(after)}
    for entry in before:
        if entry.id not in new:
            yield RemoveEntry(place.at(entry=entry.id))
    order = list(dict.fromkeys(entry.id for entry in after))
    staying = _longest_in_order([e.id for e in before if e.id in new], order)
    behind = ""
    for id_ in order:
        at = place.at(entry=id_)
        if id_ not in old:
            yield InsertEntry(at, new[id_], behind)
        else:
            if id_ not in staying:
                yield MoveEntry(at, behind)
            if old[id_] is not new[id_]:
                yield from part_changes(at, old[id_], new[id_])
        behind = id_


def _longest_in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return a largest set of ids that have the same order in both: a longest increasing subsequence."""
    rank = {id_: n for n, id_ in enumerate(dict.fromkeys(before))}
    ids = [id_ for id_ in after if id_ in rank]
    lowest: list[int] = []
    """The lowest last rank of an increasing subsequence, for each length."""
    ends: list[int] = []
    """The positions in `ids` of the ranks in `lowest`."""
    previous: list[int] = []
    for n, id_ in enumerate(ids):
        length = bisect_left(lowest, rank[id_])
        previous.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [rank[id_]]
        ends[length : length + 1] = [n]
    staying: set[str] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        staying.add(ids[at])
        at = previous[at]
    return staying
