"""Recovery after a crash: applying the journal's changes that the file lacks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import CLOCK, SetMinutes, SetMoment, SetSpent, apply
from wbtui.core.diff.changes import changes
from wbtui.core.errors import Moment, Problem
from wbtui.core.time import schedule
from wbtui.core.time.downtime import downtime, last_known
from wbtui.core.view import View

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.diff.conflicts import Conflict
    from wbtui.core.session import Session
    from wbtui.core.time.downtime import Downtime
    from wbtui.core.time.gaps import ClockSample
    from wbtui.storage.journal.reader import JournalContents
    from wbtui.storage.state import State


class Recovered(NamedTuple):
    """A session with the changes recovered from its journal."""

    session: Session
    message: Problem | None = None
    """A message for the user; None if the file had all changes."""
    away: Downtime | None = None
    """The time the program was not running, if the clock was running when it ended."""
    conflicts: tuple[Conflict, ...] = ()
    """The answers that another program changed, and that the journal changed differently."""


def recover(session: Session, sha256: str, journal: JournalContents, state: State, now: ClockSample) -> Recovered:
    """Return the session of a file with this SHA-256, with the changes that only the journal has.

    A running clock is paused at the last time the program was known to run.
    """
    batches, known = journal.missing(sha256), journal.knows(sha256)
    whole = session
    for batch in batches:
        with contextlib.suppress(TypeError, ValueError):
            whole = apply(whole, batch.changes) if known else _apply_again(whole, batch.changes)
    made = [change for change in changes(session, whole) if change.place.list != CLOCK]
    message: Problem | None = None
    conflicts: tuple[Conflict, ...] = ()
    if made:
        at = Moment(batches[-1].at, now.wall)
        message = Problem.of("session.recovered" if known else "session.recovered_beside", count=len(made), at=at)
        if not known:
            conflicts = _conflicts(session, whole, journal, batches[0].number)
    if whole != session:
        whole = replace(whole, updated=max(session.updated, batches[-1].at))
    if whole.clock.running_since is None:
        return Recovered(whole, message, conflicts=conflicts)
    beat = state.heartbeat()
    stopped = last_known(whole.clock.running_since, whole.updated, beat, now.wall)
    paused = apply(whole, schedule.pause(whole, stopped))
    return Recovered(paused, message, downtime(stopped, beat, now), conflicts)


def _apply_again(session: Session, changes: Iterable[Change]) -> Session:
    """Apply changes that the session may contain already: set the values of the clock, do not add differences."""
    for change in changes:
        match change:
            case SetMinutes():
                change = change._replace(before=session.clock.planned.get(change.slot))
            case SetSpent():
                change = change._replace(before=session.clock.spent.get(change.slot))
            case SetMoment():
                change = change._replace(before=getattr(session.clock, change.name))
        session = change.apply(session)
    return session


def _conflicts(found: Session, whole: Session, journal: JournalContents, first: int) -> tuple[Conflict, ...]:
    """Return the answers in a file changed by another program that match neither the journal nor the last save."""
    from wbtui.core.diff.conflicts import Conflict, is_quiet, side_of

    before = (change for batch in journal.in_order if batch.number < first for change in batch.changes)
    saved = {change.place: side_of(change) for change in before if not is_quiet(change)}
    told = ((change.place, side_of(change)) for change in changes(whole, found) if not is_quiet(change))
    return tuple(
        Conflict(place, theirs, found.entry(place))
        for place, theirs in told
        if theirs is not None and saved.get(place) != theirs
    )


def last_view(state: State, journal: JournalContents) -> tuple[View, int]:
    """Return the user's last position, from the stored view or a later caret in the journal, and its batch number.

    If the caret is in another stage than the view, slot, section and scroll are left empty: the place is enough.
    """
    view, number = state.numbered_view()
    caret, later = journal.caret
    if caret is None or later <= number:
        return view, number
    near = view if view.place and view.place.stage == caret.place.stage else View(coach_hidden=view.coach_hidden)
    there = near._replace(place=caret.place, row=caret.row, column=caret.column)
    return there._replace(entry=caret.place.entry or near.entry), later
