"""The slots of a session: those of its agenda, or a copy of its own once somebody has changed them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wbtui.core.change import InsertEntry, MoveEntry, RemoveEntry, SetAnswer, SetMinutes
from wbtui.core.days import time_of_day
from wbtui.core.place import Place
from wbtui.core.session import CLOCK_VALUE_BOUND, Entry, fresh_id
from wbtui.core.workbook.model import Slot

if TYPE_CHECKING:
    from datetime import time

    from wbtui.core.change import Change
    from wbtui.core.session import Scalar, Session
    from wbtui.core.workbook.model import Workbook

SLOTS = Place("", "slots")
"""The place of the slots that belong to the session; the id of an entry is that of its slot."""
FLAGS = ("skip", "must", "may_go")
"""The parts of an entry that are 1 where they hold, and missing else."""


def slots_of(session: Session, workbook: Workbook) -> tuple[Slot, ...]:
    """Return the slots of a session in order, with the minutes that were promised at the start.

    A stage that has no slot of its own gets one of 0 minutes.
    """
    walk = workbook.slots(session.agenda)
    own = session.entries(SLOTS)
    if not own:
        return walk
    usual = {slot.id: slot for slot in walk}
    return workbook.with_every_stage(_read(entry, usual.get(entry.id), session, workbook) for entry in own)


def _read(entry: Entry, usual: Slot | None, session: Session, workbook: Workbook) -> Slot:
    stage = workbook.stage(entry.text("stage")) or workbook.stage(entry.id)
    title = entry.text("title") or (stage.title if stage else usual.title if usual else entry.id)
    return Slot(
        entry.id,
        title,
        session.clock.planned.get(entry.id, usual.minutes if usual else 0),
        stage.id if stage else "",
        usual.script if usual else (),
        least=_whole(entry, "min") if "min" in entry.values else None,
        at=None if entry.values.get("skip") else _time(entry.text("at")),
        must=bool(entry.values.get("must")),
        may_go=bool(entry.values.get("may_go")),
    )


def _whole(entry: Entry, part: str) -> int:
    value = entry.values.get(part)
    return max(0, min(value, CLOCK_VALUE_BOUND - 1)) if isinstance(value, int) else 0


def _time(text: str) -> time | None:
    try:
        return time_of_day(text)
    except ValueError:
        return None


def minutes_of(session: Session, slot: Slot) -> int:
    """Return the minutes that a slot has now; 0 if it is skipped."""
    if not session.entries(SLOTS):
        return session.clock.planned.get(slot.id, slot.minutes)
    entry = session.entry(SLOTS.at(entry=slot.id))
    return _whole(entry, "minutes") if entry and not entry.values.get("skip") else 0


# Edits by hand


def set_minutes(session: Session, workbook: Workbook, slot_id: str, minutes: int) -> tuple[Change, ...]:
    """Return the changes that give a slot so many minutes, at least 0."""
    return set_part(session, workbook, slot_id, "minutes", max(0, min(minutes, CLOCK_VALUE_BOUND - 1)))


def set_part(
    session: Session, workbook: Workbook, slot_id: str, part: str, value: Scalar | None
) -> tuple[Change, ...]:
    """Return the changes that set a part of a slot: `title`, `minutes`, `min`, `at` or one of `FLAGS`."""
    return (*_own(session, workbook, slot_id), SetAnswer(SLOTS.at(entry=slot_id, part=part), value))


def move(session: Session, workbook: Workbook, slot_id: str, after: str) -> tuple[Change, ...]:
    """Return the changes that move a slot behind another one; `after` is empty for the first place."""
    return (*_own(session, workbook, slot_id), MoveEntry(SLOTS.at(entry=slot_id), after))


def add_break(session: Session, workbook: Workbook, after: str, title: str, minutes: int) -> tuple[Change, ...]:
    """Return the changes that insert a slot without fields behind another one."""
    taken = {slot.id for slot in slots_of(session, workbook)}
    entry = Entry(fresh_id(taken), {"title": title, "minutes": minutes})
    return (*_own(session, workbook, after), InsertEntry(SLOTS.at(entry=entry.id), entry, after))


def remove(session: Session, workbook: Workbook, slot_id: str) -> tuple[Change, ...]:
    """Return the changes that remove a slot without fields, such as a break."""
    return (*_own(session, workbook, slot_id), RemoveEntry(SLOTS.at(entry=slot_id)))


def _own(session: Session, workbook: Workbook, slot_id: str) -> Iterator[Change]:
    """Yield the changes that copy the agenda into the session, if that has not been done, with a certain slot."""
    own = session.entries(SLOTS)
    there, after = {entry.id for entry in own}, ""
    for slot in slots_of(session, workbook):
        wanted = slot.id == slot_id or (not own and (slot.minutes or minutes_of(session, slot)))
        if slot.id not in there and wanted:
            yield InsertEntry(SLOTS.at(entry=slot.id), _written(slot, minutes_of(session, slot), workbook), after)
            yield from _promised(session, slot)
        if slot.id in there or wanted:
            after = slot.id


def _promised(session: Session, slot: Slot) -> Iterator[SetMinutes]:
    """Yield the change that gives a slot back its promised minutes, which older versions overwrote."""
    planned = session.clock.planned.get(slot.id)
    if planned is not None and planned != slot.minutes:
        yield SetMinutes(slot.id, planned, slot.minutes)


def _written(slot: Slot, minutes: int, workbook: Workbook) -> Entry:
    stage = workbook.stage(slot.stage)
    values: dict[str, Scalar] = {"stage": slot.stage} if stage else {}
    if stage is None or stage.title != slot.title:
        values["title"] = slot.title
    values["minutes"] = minutes
    if slot.least is not None:
        values["min"] = slot.least
    if slot.at:
        values["at"] = f"{slot.at:%H:%M}"
    flags = {"must": slot.must, "may_go": slot.may_go}
    return Entry(slot.id, values | {name: 1 for name, holds in flags.items() if holds})
