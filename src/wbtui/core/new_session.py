"""Functions that create sessions: new ones, copies, and pivots of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wbtui.core.days import time_of_day
from wbtui.core.session import OWN_LISTS, Clock, Person, Session, fresh_id
from wbtui.core.text import clean_line
from wbtui.core.time.zones import zone_of

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
    """Return a session without answers. `name` is the name or path by which the session refers to its workbook."""
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
    """Return a copy of the session with a new id and the clock stopped."""
    clock = replace(session.clock, running_since=None)
    return replace(session, id=fresh_id(length=6), title=title, created=now, updated=now, clock=clock)


def pivoted(session: Session, title: str, workbook: Workbook, now: datetime) -> Session:
    """Return a new session with the answers and people of an old one, a clock at zero, and the origin noted."""
    agenda = workbook.agenda(session.agenda) or workbook.usual_agenda
    fresh = new_session(workbook, session.workbook, title, agenda, now, people=session.people)
    origin = f"{session.title} ({session.id})"
    # The timetable is of the old day.
    shared = {name: answer for name, answer in session.answers.get("", {}).items() if name not in OWN_LISTS}
    answers = {stage: fields for stage, fields in {**session.answers, "": shared}.items() if fields}
    return replace(fresh, answers=answers, language=session.language, pivoted_from=origin)


def people_from(text: str) -> tuple[Person, ...]:
    """Parse people, one `name, role` per line; lines without a name are ignored."""
    people = []
    for line in text.splitlines():
        name, _, role = clean_line(line).partition(",")
        if name.strip():
            people.append(Person(name.strip(), role.strip()))
    return tuple(people)


def planned_start(start: str, end: str, agenda: Agenda, now: datetime) -> datetime | None:
    """Return the planned start, from a start or else an end given as `HH:MM`; None if both are empty.

    It is a wall-clock time in the zone of `now`: today, or tomorrow if the workshop would be over by now. Raises
    ValueError for a text that is not a time of day.
    """
    typed = start.strip() or end.strip()
    if not typed:
        return None
    try:
        length = timedelta(minutes=agenda.minutes)
        today = datetime.combine(now.date(), time_of_day(typed))
        for day in (today, today + timedelta(days=1)):
            begins = day.replace(tzinfo=zone_of(now))
            if not start.strip():
                # The length of a workshop is not one of wall-clock times: the clocks may change in it.
                begins = (begins.astimezone(UTC) - length).astimezone(begins.tzinfo)
            if begins.astimezone(UTC) > now.astimezone(UTC) - length:
                break
    except OverflowError as error:
        raise ValueError(typed) from error
    return begins
