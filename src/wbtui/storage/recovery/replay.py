"""Recovery after a crash: applying the journal's changes that the file lacks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import CLOCK, SetMinutes, SetMoment, SetSpent, apply
from wbtui.core.diff.changes import changes
from wbtui.core.diff.conflicts import Conflict, is_quiet, side_of
from wbtui.core.errors import Problem, SessionError
from wbtui.core.time import schedule
from wbtui.core.time.downtime import downtime, last_known
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import Version
from wbtui.storage.journal.reader import JournalContents, read_journal
from wbtui.storage.recovery.salvage import Restorable
from wbtui.storage.session.identity import set_aside
from wbtui.storage.session_file import codec
from wbtui.storage.state import View

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.downtime import Downtime
    from wbtui.core.time.gaps import ClockSample
    from wbtui.storage.state import State


class Recovered(NamedTuple):
    """A session with the changes recovered from its journal."""

    session: Session
    said: Problem | None = None
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
    said: Problem | None = None
    conflicts: tuple[Conflict, ...] = ()
    if made:
        at = batches[-1].at.astimezone(now.wall.tzinfo)
        said = Problem.of(
            "session.recovered" if known else "session.recovered_beside", count=len(made), at=f"{at:%H:%M}"
        )
        if not known:
            conflicts = _conflicts(session, whole, journal, batches[0].number)
    if whole != session:
        whole = replace(whole, updated=max(session.updated, batches[-1].at))
    if whole.clock.running_since is None:
        return Recovered(whole, said, conflicts=conflicts)
    beat = state.heartbeat()
    stopped = last_known(whole.clock.running_since, whole.updated, beat, now.wall)
    paused = apply(whole, schedule.pause(whole, stopped))
    return Recovered(paused, said, downtime(stopped, beat, now), conflicts)


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
    before = (change for batch in journal.in_order if batch.number < first for change in batch.changes)
    saved = {change.place: side_of(change) for change in before if not is_quiet(change)}
    told = ((change.place, side_of(change)) for change in changes(whole, found) if not is_quiet(change))
    return tuple(
        Conflict(place, theirs, found.entry(place))
        for place, theirs in told
        if theirs is not None and saved.get(place) != theirs
    )


def own_journal(session: Session, sha256: str, state: State) -> JournalContents:
    """Return the session's journal. If the folder has another session's, rename that and return an empty one."""
    journal = read_journal(state.folder)
    about = state.about()
    ids = {session.id, about.file_id if about else session.id}
    if not journal.sessions or journal.sessions & ids or journal.knows(sha256):
        return journal
    set_aside(state.folder)
    state.write_about(session.id, session.id)
    return JournalContents()


def last_view(state: State, journal: JournalContents) -> tuple[View, int]:
    """Return the user's last position, from the stored view or a later caret in the journal, and its batch number.

    If the caret is in another stage than the view, slot, section and scroll are left empty: the place is enough.
    """
    view, number = state.numbered_view()
    caret, later = journal.caret
    if caret is None or later <= number:
        return view, number
    near = view if view.place and view.place.stage == caret.place.stage else View(coach_hidden=view.coach_hidden)
    there = replace(near, place=caret.place, row=caret.row, column=caret.column)
    return replace(there, entry=caret.place.entry or near.entry), later


def keep_rescue(session: Session, state: State, keep: Callable[[bytes, str], Version | None]) -> Restorable | None:
    """Turn a rescue copy that differs from the session into a version; return it unless the session is newer.

    The copy stays where it is if `keep` fails, and is deleted if it does not differ.
    """
    with contextlib.suppress(SessionError, OSError):
        data = atomic_file.read_bytes(state.rescue)
        loaded = codec.read(data)
        rescued = loaded.session
        if changes(session, rescued):
            version = keep(data, "rescue") or Version(rescued.updated, "rescue", "", state.rescue)
            version = version._replace(at=rescued.updated)
            return Restorable(version, rescued, loaded.toml, 0) if rescued.updated >= session.updated else None
        state.rescue.unlink(missing_ok=True)
    return None
