"""What the journal has that the file has not, after a program was ended in the middle of something."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core import schedule
from wbtui.core.absence import absence, last_known
from wbtui.core.changes import apply, changes
from wbtui.core.disputes import Dispute
from wbtui.core.errors import SaveError, SessionError
from wbtui.files import codec, store
from wbtui.files.history import History
from wbtui.files.identity import set_aside
from wbtui.files.journal_log import Log, replay
from wbtui.files.outside import is_quiet
from wbtui.files.salvage import Good
from wbtui.files.state import view_from_json

if TYPE_CHECKING:
    from wbtui.core.absence import Absence
    from wbtui.core.lapse import Reading
    from wbtui.core.session import Session
    from wbtui.files.state import State, View


class Recovered(NamedTuple):
    """A session as it really stood."""

    session: Session
    said: str = ""
    """One sentence for the person; empty if the file had everything."""
    away: Absence | None = None
    """If the clock was running: how long the program has been away."""
    disputes: tuple[Dispute, ...] = ()
    """Where somebody else wrote meanwhile what the journal says otherwise."""


def recover(session: Session, sha256: str, log: Log, state: State, now: Reading) -> Recovered:
    """The session of a file with this SHA-256, with everything that the journal has in addition.

    If the clock was running, it stands where the program was last known to run.
    """
    batches = log.missing(sha256)
    whole = session
    for batch in batches:
        with contextlib.suppress(TypeError, ValueError):
            whole = apply(whole, batch.changes)
    made = [change for change in changes(session, whole) if change.place.field != "clock"]
    said = ""
    disputes: tuple[Dispute, ...] = ()
    if made:
        at = batches[-1].at.astimezone(now.wall.tzinfo)
        count = "1 change" if len(made) == 1 else f"{len(made)} changes"
        said = f"Recovered {count} from {at:%H:%M}"
        if not log.knows(sha256):
            said += "; the file was changed elsewhere meanwhile, and that version is kept"
            disputes = _disputes(session, whole, log, batches[0].number)
    if whole != session:
        whole = replace(whole, updated=max(session.updated, batches[-1].at))
    if whole.clock.running_since is None:
        return Recovered(whole, said, disputes=disputes)
    beat = state.heartbeat()
    stopped = last_known(whole.clock.running_since, whole.updated, beat, now.wall)
    return Recovered(schedule.pause(whole, stopped), said, absence(stopped, beat, now), disputes)


def _disputes(found: Session, whole: Session, log: Log, first: int) -> tuple[Dispute, ...]:
    """Where a file that somebody else changed says neither what the journal says nor what was saved before."""
    saved = {change.place: change.value for b in log.batches if b.number < first for change in b.changes}
    return tuple(
        Dispute(change.place, change.value)
        for change in changes(whole, found)
        if change.value is not None and not is_quiet(change) and saved.get(change.place) != change.value
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
    """The newer of the view in the journal and the one that was kept by itself, and the last batch before it."""
    view, number = state.numbered_view()
    journalled, later = log.view
    seen = view_from_json(journalled) if later > number else None
    return (seen, later) if seen else (view, number)


def finish_in_place(found: store.Found, state: State, now: datetime) -> store.Found:
    """The file as it should be, if it was being written in place when the program ended.

    Raises SessionError if that cannot be made up for.
    """
    try:
        copy = store.read_bytes(state.in_place)
    except SessionError:
        return found
    log = replay(state.folder)
    try:
        if not log.knows(found.stamp.sha256) and log.knows(store.digest(copy)):
            History(state.versions).keep(found.data, "torn", now)
            store.write(state.path, copy, found.stamp, rescue=state.in_place)
            found = store.read(state.path)
    except SaveError as error:
        step = f"A whole copy is in {state.in_place}"
        raise SessionError(
            f"it was not written to its end: {error.what}", where=error.where, next_step=step
        ) from error
    with contextlib.suppress(OSError):
        state.in_place.unlink(missing_ok=True)
    return found


def take_in_rescue(session: Session, state: State, history: History, now: datetime) -> Good | None:
    """Keep a rescue copy as a version, if it says anything else; and what that is, if the session is no newer."""
    with contextlib.suppress(SessionError, SaveError, OSError):
        data = store.read_bytes(state.rescue)
        loaded = codec.read(data)
        rescued = loaded.session
        if changes(session, rescued):
            version = history.keep(data, "rescue", now)._replace(at=rescued.updated)
            return Good(version, rescued, loaded.layout, 0) if rescued.updated >= session.updated else None
        state.rescue.unlink(missing_ok=True)
    return None
