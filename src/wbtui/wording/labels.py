"""Labels for places, entries and acts of a session, for which they take the words of the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from wbtui.core.change import (
    CLOCK,
    FACTS,
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
from wbtui.core.session import as_text
from wbtui.core.text import clean, one_line, quoted
from wbtui.core.time.agenda import SLOTS, slots_of

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Entry, Scalar, Session
    from wbtui.core.workbook.model import Field, Step, Workbook

FACT_LABELS = {
    "title": "Title",
    "status": "Status",
    "slot": "Slot",
    "pivoted_from": "Pivot of",
    "language": "Language",
    "people": "People",
}
"""The labels of the facts of a session; the other facts are labelled with their name."""
PARTS = {"bank": "From the bank", "today_line": "Answered today"}
"""The labels of the parts of an entry, and of the fact of a list, that the program itself writes."""
MAX_LABEL_CHARS = 60
"""The maximum number of characters of a title or of an entry's first line in a label."""


def place_label(place: Place, workbook: Workbook, *sessions: Session) -> tuple[str, str]:
    """Return the path and label of a place. An entry is named by its first line in the first session with it."""
    if not place.stage and (place.field in FACTS or place.list == CLOCK):
        return "", FACT_LABELS.get(place.field, place.field)
    if place.list == SLOTS:
        return "Timetable", _slot(place.entry, workbook, *sessions) if place.entry else "Slots"
    found = workbook.find(place.list)
    if found is None:
        return "", str(place)
    stage, field = found
    group = next((group.title for group in stage.groups if group.id == field.group), "")
    path = [stage.title, group]
    if not place.entry and place.part:
        return _joined([stage.title, group, field.label]), PARTS.get(place.part, place.part)
    if not place.entry:
        label = one_line(field.label)
        # Fields alone in their group have its name.
        return _joined([name for name in path if one_line(name) != label]), label
    path += [field.label, _entry_line(place, field, *sessions)]
    part = field.part(place.part)
    return _joined(path), one_line(part.label) if part else PARTS.get(place.part, place.part)


def full_label(place: Place, workbook: Workbook, *sessions: Session) -> str:
    """Return the path and the label of a place in one line."""
    where, what = place_label(place, workbook, *sessions)
    return f"{where} · {what}" if where else what


def act_label(changes: Sequence[Change], workbook: Workbook, *sessions: Session) -> str:
    """Return a short label of an act. An entry is named by its first line in the first session with it."""
    moves = [change for change in changes if isinstance(change, SetFact) and change.name == "slot"]
    turns = [change for change in changes if isinstance(change, SetMoment) and change.name == "running_since"]
    if moves or turns:
        # Moving the room also stores the time spent, which needs no label.
        return _change_label((moves or turns)[-1], workbook, *sessions)
    if slots := [change for change in changes if change.place.list == SLOTS]:
        return _slot_label(slots, workbook, *sessions)
    answers = sum(
        not isinstance(change, SetFact | SetMoment | SetMinutes | SetSpent | SetStep | SetTodayLine)
        for change in changes
    )
    content = [change for change in changes if not isinstance(change, SetTodayLine)]
    if answers > 1 and (many := _many_label(content, workbook)):
        return many
    labels = list(dict.fromkeys(_change_label(change, workbook, *sessions) for change in content or changes))
    if answers and len(labels) > 1:
        return f"{answers} answer{'' if answers == 1 else 's'}"
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def _many_label(changes: Sequence[Change], workbook: Workbook) -> str:
    """Return the label of several changes of one kind; empty if they are of more kinds."""
    if all(isinstance(change, InsertEntry) for change in changes):
        return f"{len(changes)} new entries"
    if all(isinstance(change, RemoveEntry) for change in changes):
        return f"{len(changes)} deleted entries"
    found = [workbook.find(change.place) for change in changes if isinstance(change, SetAnswer)]
    if len(found) == len(changes) and all(each and each[1].vote for each in found):
        return f"votes in {place_label(changes[0].place.list, workbook)[1]}"
    return ""


def understood_label(changes: Sequence[SetAnswer], workbook: Workbook) -> str:
    """Return what was understood of a text: each owner and day with the label of its part or field."""
    told = []
    for change in changes:
        found = workbook.find(change.place)
        if found and (isinstance(change.value, date) or change is not changes[0]):
            told.append(f"{one_line(found[1].label)}: {_told(change.value)}")
    return " · ".join(told)


def _told(value: Scalar | None) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}" if isinstance(value, date) else one_line(as_text(value))


def _change_label(change: Change, workbook: Workbook, *sessions: Session) -> str:
    place = change.place
    match change:
        case SetAnswer():
            found = workbook.find(place)
            vote = f"vote for {quoted(_named(place, workbook, *sessions))}"
            return vote if found and found[1].vote else full_label(place, workbook, *sessions)
        case InsertEntry():
            found = workbook.find(place.list)
            name = quoted(first_line(change.entry, found[1])) if found and change.entry.values else ""
            return " ".join(filter(None, ("new entry", name, "in", place_label(place.list, workbook)[1])))
        case RemoveEntry():
            return f"deleted entry {quoted(_named(place, workbook, *sessions))}"
        case MoveEntry():
            return f"order of {place_label(place.list, workbook)[1]}"
        case SetFact(name="slot"):
            return f"move of the room to {_slot(str(change.value), workbook, *sessions)}"
        case SetFact():
            return FACT_LABELS.get(change.name, change.name).lower()
        case SetMoment(name="running_since"):
            return "clock started" if change.now else "clock paused"
        case SetMoment():
            return "clock"
        case SetMinutes():
            return f"{_minutes(change, workbook, *sessions)} of {_slot(change.slot, workbook, *sessions)}"
        case SetStep():
            return _step(change, workbook, *sessions)
        case SetTodayLine():
            return f"today’s line in {place_label(change.list, workbook)[1]}"
        case SetSpent():
            return f"time of {_slot(change.slot, workbook, *sessions)}"


def _named(place: Place, workbook: Workbook, *sessions: Session) -> str:
    found = workbook.find(place.list)
    return (_entry_line(place, found[1], *sessions) if found else "") or "(empty)"


def _slot(slot_id: str, workbook: Workbook, *sessions: Session) -> str:
    slots = (slot for session in sessions for slot in slots_of(session, workbook))
    return next((one_line(slot.title, MAX_LABEL_CHARS) for slot in slots if slot.id == slot_id), slot_id)


def _slot_label(changes: Sequence[Change], workbook: Workbook, *sessions: Session) -> str:
    """Return the label of an act on the timetable: of its last change, which may follow a copy of the agenda."""
    change = changes[-1]
    place, name = change.place, _slot(change.place.entry, workbook, *sessions)
    match change:
        case SetAnswer() if place.part == "minutes":
            copies = [
                each.entry for each in changes if isinstance(each, InsertEntry) and each.place == place.at(part="")
            ]
            known = [*copies, *(entry for session in sessions if (entry := session.entry(place)))]
            before = next((m for entry in known if (m := entry.values.get("minutes")) != change.value), None)
            return f"{_more_minutes(before, change.value)} of {name}"
        case SetAnswer() if place.part == "skip":
            return f"{name} {'skipped' if change.value else 'not skipped'}"
        case SetAnswer() if place.part == "at":
            return f"{name} {f'fixed at {change.value}' if change.value else 'at no fixed time'}"
        case InsertEntry():
            return f"new slot {quoted(one_line(change.entry.text('title'), MAX_LABEL_CHARS))}"
        case RemoveEntry():
            return f"removed slot {quoted(name)}"
        case MoveEntry():
            return "order of the slots"
    return f"timetable of {name}"


def step_name(script: Sequence[Step], number: int) -> str:
    """Return the title of a step, or its number if it has none; `number` is its 0-based position."""
    return script[number].title or f"Step {number + 1}"


def _minutes(change: SetMinutes, workbook: Workbook, *sessions: Session) -> str:
    """Return the difference between the minutes before and after: `+1 minute`."""
    slots = (slot for session in sessions for slot in slots_of(session, workbook))
    usual = next((slot.minutes for slot in slots if slot.id == change.slot), None)
    return _more_minutes(*(usual if minutes is None else minutes for minutes in (change.before, change.now)))


def _more_minutes(before: object, now: object) -> str:
    if not isinstance(before, int) or not isinstance(now, int) or before == now:
        return "minutes"
    more = now - before
    return f"{'+' if more > 0 else '−'}{abs(more)} minute{'' if abs(more) == 1 else 's'}"


def _step(change: SetStep, workbook: Workbook, *sessions: Session) -> str:
    """Return the name of the step, and of the slot where the room is now."""
    for session in sessions[:1]:
        for slot in slots_of(session, workbook):
            script = workbook.script(slot)
            if slot.id == session.slot and change.step < len(script):
                title = one_line(step_name(script, change.step), MAX_LABEL_CHARS)
                return f"step {quoted(title)} of {one_line(slot.title, MAX_LABEL_CHARS)}"
    return "chosen step"


def copy_title(title: str) -> str:
    """Return the title of a copy of a session."""
    return f"{title} (copy)"


def readable(text: str, field: Field | None) -> str:
    """Return an answer as people read it: for a choice, the label of the option."""
    option = field.option(text) if field and field.kind == "choice" else None
    return clean(option.label if option else text)


def _joined(names: list[str]) -> str:
    return " · ".join(one_line(name, MAX_LABEL_CHARS) for name in names if name)


def _entry_line(place: Place, field: Field, *sessions: Session) -> str:
    entry = next((entry for session in sessions if (entry := session.entry(place))), None)
    return first_line(entry, field) if entry else ""


def first_line(entry: Entry, field: Field) -> str:
    """Return the first line of an entry's first part, which serves as its name."""
    return one_line(entry.text(field.fields[0].id) if field.fields else "", MAX_LABEL_CHARS) or "(empty)"
