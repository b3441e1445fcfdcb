"""What the journal has that the file has not, after a program was ended in the middle of something."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import CLOCK, SetMinutes, SetMoment, SetSpent, apply
from wbtui.core.diff.changes import changes
from wbtui.core.diff.conflicts import Conflict, is_quiet, side_of
from wbtui.core.errors import SessionError
from wbtui.core.time import schedule
from wbtui.core.time.downtime import absence, last_known
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import Version
from wbtui.storage.journal.reader import Log, replay
from wbtui.storage.recovery.salvage import Good
from wbtui.storage.session.identity import set_aside
from wbtui.storage.session_file import codec
from wbtui.storage.state import View

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session
    from wbtui.core.time.downtime import Absence
    from wbtui.core.time.gaps import Reading
    from wbtui.storage.state import State


class Recovered(NamedTuple):
    """A session as it really stood."""

    session: Session
    said: str = ""
    """One sentence for the person; empty if the file had everything."""
    away: Absence | None = None
    """If the clock was running: how long the program has been away."""
    conflicts: tuple[Conflict, ...] = ()
    """Where somebody else wrote meanwhile what the journal says otherwise."""


def recover(session: Session, sha256: str, log: Log, state: State, now: Reading) -> Recovered:
    """The session of a file with this SHA-256, with everything that the journal has in addition.

    If the clock was running, it stands where the program was last known to run.
    """
    batches, known = log.missing(sha256), log.knows(sha256)
    whole = session
    for batch in batches:
        with contextlib.suppress(TypeError, ValueError):
            whole = apply(whole, batch.changes) if known else _as_told(whole, batch.changes)
    made = [change for change in changes(session, whole) if change.place.list != CLOCK]
    said = ""
    conflicts: tuple[Conflict, ...] = ()
    if made:
        at = batches[-1].at.astimezone(now.wall.tzinfo)
        count = "1 change" if len(made) == 1 else f"{len(made)} changes"
        said = f"Recovered {count} from {at:%H:%M}"
        if not known:
            said += "; the file was changed elsewhere meanwhile, and that version is kept"
            conflicts = _conflicts(session, whole, log, batches[0].number)
    if whole != session:
        whole = replace(whole, updated=max(session.updated, batches[-1].at))
    if whole.clock.running_since is None:
        return Recovered(whole, said, conflicts=conflicts)
    beat = state.heartbeat()
    stopped = last_known(whole.clock.running_since, whole.updated, beat, now.wall)
    stands = apply(whole, schedule.pause(whole, stopped))
    return Recovered(stands, said, absence(stopped, beat, now), conflicts)


def _as_told(session: Session, changes: Iterable[Change]) -> Session:
    """Return the session with changes that it may have already: what the clock shows is set, not counted on."""
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


def _conflicts(found: Session, whole: Session, log: Log, first: int) -> tuple[Conflict, ...]:
    """Where a file that somebody else changed says neither what the journal says nor what was saved before."""
    before = (change for batch in log.in_order if batch.number < first for change in batch.changes)
    saved = {change.place: side_of(change) for change in before if not is_quiet(change)}
    told = ((change.place, side_of(change)) for change in changes(whole, found) if not is_quiet(change))
    return tuple(
        Conflict(place, theirs, found.entry(place))
        for place, theirs in told
        if theirs is not None and saved.get(place) != theirs
    )


def own_log(session: Session, sha256: str, state: State) -> Log:
    """The journal of this session; one of another session is set aside."""
    log = replay(state.folder)
    about = state.about()
    ids = {session.id, about.file_id if about else session.id}
    if not log.sessions or log.sessions & ids or log.knows(sha256):
        return log
    set_aside(state.folder)
    state.write_about(session.id, session.id)
    return Log()


def last_view(state: State, log: Log) -> tuple[View, int]:
    """Where the person was last, by the view that was kept or the caret in the journal, and the batch before it.

    A caret in another stage than the view comes without slot, section and scrolling: the place leads there.
    """
    view, number = state.numbered_view()
    caret, later = log.caret
    if caret is None or later <= number:
        return view, number
    near = view if view.place and view.place.stage == caret.place.stage else View()
    there = replace(near, place=caret.place, row=caret.row, column=caret.column)
    return replace(there, entry=caret.place.entry or near.entry), later


def take_in_rescue(session: Session, state: State, keep: Callable[[bytes, str], Version | None]) -> Good | None:
    """Keep a rescue copy as a version, if it says anything else; and what that is, if the session is no newer.

    Where it cannot be kept, the copy itself stays.
    """
    with contextlib.suppress(SessionError, OSError):
        data = atomic_file.read_bytes(state.rescue)
        loaded = codec.read(data)
        rescued = loaded.session
        if changes(session, rescued):
            version = keep(data, "rescue") or Version(rescued.updated, "rescue", "", state.rescue)
            version = version._replace(at=rescued.updated)
            return Good(version, rescued, loaded.layout, 0) if rescued.updated >= session.updated else None
        state.rescue.unlink(missing_ok=True)
    return None
