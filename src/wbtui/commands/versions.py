"""The commands for the versions of a session: history, diff, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.commands.common import DONE_STATUS, library_in, now
from wbtui.commands.output import put, put_json, put_text, tell
from wbtui.core.diff.changes import restored
from wbtui.core.diff.words import differences
from wbtui.core.errors import NewerFormatError, SaveError, SessionError, UsageError
from wbtui.core.text import clean
from wbtui.core.workbook.unknown_fields import with_unknown_fields
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import History
from wbtui.storage.recovery.salvage import restorable_versions, restore_file
from wbtui.storage.session.opening import open_session
from wbtui.storage.session_file import codec
from wbtui.storage.state import State
from wbtui.wording import located
from wbtui.workshop import Workshop

if TYPE_CHECKING:
    from wbtui.commands import Options
    from wbtui.core.diff.words import Difference
    from wbtui.core.session import Session
    from wbtui.core.versions import Version
    from wbtui.paths import Paths
    from wbtui.storage.session.handle import SessionHandle

MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
"""Format strings for unchanged, removed and added words, as in `git diff --word-diff`."""


def history(options: Options, places: Paths) -> int:
    """Print the versions of a session, newest first."""
    path, kept = _history(options, places)
    versions = kept.versions()
    if options.json:
        put_json([_listed(version) for version in versions])
        return DONE_STATUS
    for n, version in enumerate(versions, 1):
        label = f"{version.name!r}" if version.name else version.reason
        put(f"{n:>3}  {version.at.astimezone():%Y-%m-%d %H:%M:%S}  {label}")
    if not versions:
        tell(f"{path} has no versions yet")
    return DONE_STATUS


def _listed(version: Version) -> dict[str, object]:
    facts = {"id": version.id, "at": version.at.isoformat(), "reason": version.reason, "name": version.name}
    return {**facts, "path": str(version.path)}


def diff(options: Options, places: Paths) -> int:
    """Print the differences between two versions, or between a version and the file."""
    path, kept = _history(options, places)
    new = (
        _session_of(kept, options.b)
        if options.b
        else codec.read_any(atomic_file.read_bytes(path), str(path)).session
    )
    old = _session_of(kept, options.a) if options.a else _newest_other(kept, new)
    found = differences(old, new)
    if options.json:
        put_json([_as_json(difference) for difference in found])
        return DONE_STATUS
    for difference in found:
        text = "".join(MARKS[kind].format(clean(part)) for kind, part in difference.marked)
        put(str(difference.place))
        put_text("\n".join(f"    {line}" for line in text.split("\n")))
    if not found:
        tell("No differences.")
    return DONE_STATUS


def _as_json(difference: Difference) -> dict[str, object]:
    marked = [{"kind": kind, "text": text} for kind, text in difference.marked]
    facts = {"place": str(difference.place), "was": difference.before, "is": difference.after}
    return {**facts, "words": marked}


def _session_of(kept: History, name: str) -> Session:
    version = kept.find(name)
    return codec.read_any(kept.read(version), str(version.path)).session


def _newest_other(kept: History, now: Session) -> Session:
    """Return the session of the newest readable version that differs from `now`, or `now` if none does."""
    for version in kept.versions():
        try:
            session = codec.read_any(kept.read(version), str(version.path)).session
        except SessionError:
            continue
        if differences(session, now):
            return session
    return now


def restore(options: Options, places: Paths) -> int:
    """Restore a version; the current state is kept as another version."""
    path, kept = _history(options, places)
    version = kept.find(options.which)
    try:
        opened = open_session(path, state_dir=places.state, now=now, on_status=lambda _: None)
    except NewerFormatError:
        raise
    except SessionError as error:
        return _restore_broken(path, version, places, error)
    try:
        if opened.read_only:
            problem = opened.read_only.in_file(str(path))
            raise SaveError(problem.also("close_there" if opened.held_by else "allow_writing"))
        _go_back(opened, version)
    finally:
        saved = opened.close()
    if not saved:
        raise opened.status.error or SaveError("save.late", where=str(path))
    tell(f"{path} is as it was at {version.at.astimezone():%Y-%m-%d %H:%M:%S}; the state before is a version now")
    return DONE_STATUS


def _go_back(opened: SessionHandle, version: Version) -> None:
    """Restore a version after keeping the current state as a version. Raises SessionError, SaveError."""
    then = opened.as_it_was(version)
    opened.keep_version(opened.found, reason="restore")
    # A workbook made from the answers of `then`, so that restored answers keep the order of the version.
    workbook = with_unknown_fields(None, then)
    workshop = Workshop(opened.found, workbook, now=now, journal=opened, autosave=opened, log=lambda _: None)
    workshop.edit(*restored(opened.found, then))


def _restore_broken(path: Path, version: Version, places: Paths, error: SessionError) -> int:
    """Restore a version of a file that cannot be read; the unreadable file is kept beside it."""
    versions = restorable_versions(path, places.state)
    restorable = next((one for one in versions if one.version.id == version.id), None)
    if restorable is None:
        raise UsageError("version.unreadable", where=str(version.path)) from error
    broken = restore_file(atomic_file.real_path(path), restorable, now)
    tell(f"{path} is as it was at {version.at.astimezone():%Y-%m-%d %H:%M:%S}")
    if broken:
        tell(f"The unreadable file ({located(error.problem)}) is now {broken.name}")
    return DONE_STATUS


def _history(options: Options, places: Paths) -> tuple[Path, History]:
    path = library_in(places, options.session).find(options.session)
    return path, History(State(places.state, atomic_file.real_path(path)).versions)
