"""How a session begins: fresh, or as a pivot of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.session import Clock, Person, Session, fresh_id
from wbtui.core.text import clean_line

if TYPE_CHECKING:
    from wbtui.core.workbook.model import Agenda, Workbook


def new_session(
    workbook: Workbook,
    name: str,
    title: str,
    agenda: Agenda,
    now: datetime,
    *,
    people: tuple[Person, ...] = (),
    starts: datetime | None = None,
) -> Session:
    """A session before its first answer. `name` is how the workbook is found again."""
    walk = workbook.slots(agenda.id)
    first = next((slot for slot in walk if slot.minutes), walk[0])
    return Session(
        id=fresh_id(length=6),
        title=clean_line(title).strip(),
        workbook=name,
        agenda=agenda.id,
        created=now,
        updated=now,
        slot=first.id,
        clock=Clock(starts=starts, planned={slot.id: slot.minutes for slot in walk}),
        people=people,
    )


def copied(session: Session, title: str, now: datetime) -> Session:
    """A duplicate: everything said, with an identity of its own and the clock standing."""
    clock = replace(session.clock, running_since=None)
    return replace(session, id=fresh_id(length=6), title=title, created=now, updated=now, clock=clock)


def pivoted(session: Session, title: str, workbook: Workbook, now: datetime) -> Session:
    """A new session from an old one: its answers, a clock at zero, and where it came from."""
    agenda = workbook.agenda(session.agenda) or workbook.usual_agenda
    fresh = new_session(workbook, session.workbook, title, agenda, now, people=session.people)
    return replace(fresh, answers=session.answers, pivoted_from=f"{session.title} ({session.id})")


def people_from(text: str) -> tuple[Person, ...]:
    """People typed one to a line as `name, role`."""
    people = []
    for line in text.splitlines():
        name, _, role = clean_line(line).partition(",")
        if name.strip():
            people.append(Person(name.strip(), role.strip()))
    return tuple(people)


def planned_start(start: str, end: str, agenda: Agenda, now: datetime) -> datetime | None:
    """When it begins, from a start or else from an end as `HH:MM`; of today, or of tomorrow if that is past.

    Raises ValueError for a text that is no time of day.
    """
    typed = start.strip() or end.strip()
    if not typed:
        return None
    hours, _, minutes = typed.replace(".", ":").partition(":")
    time = now.replace(hour=int(hours), minute=int(minutes or 0), second=0, microsecond=0)
    if not start.strip():
        time -= timedelta(minutes=agenda.minutes)
    return time if time > now - timedelta(minutes=agenda.minutes) else time + timedelta(days=1)
