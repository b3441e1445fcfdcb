"""The state on this machine: a folder for each session.

None of it is essential, so nothing here raises: damaged files count as missing, and failed writes are ignored.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import Problem
from wbtui.core.time.downtime import Heartbeat
from wbtui.core.view import View
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import digest
from wbtui.storage.journal.change_json import place_from_json, place_to_json

if TYPE_CHECKING:
    from wbtui.storage.journal.change_json import Json

MAX_STATE_BYTES = 64 * 1024
"""The part of a state file that is read; a larger file counts as damaged."""


class About(NamedTuple):
    """The session that a state folder belongs to."""

    path: str
    id: str
    """The id of the session."""
    file_id: str
    """The id in the file; it differs from `id` until the copy of a session is saved under its new id."""


class State:
    """The state folder of the session at a path."""

    def __init__(self, root: Path, path: Path) -> None:
        """Set the program's state folder, `root`, and the real path of the session file."""
        self.root = root
        self.path = path
        self.folder = root / "sessions" / digest(os.fsencode(path))[:20]

    @property
    def versions(self) -> Path:
        """The folder of the session's versions."""
        return self.folder / "versions"

    @property
    def rescue(self) -> Path:
        """The path of the rescue copy: a session file that could not be saved to its own path."""
        return self.folder / "rescue.toml"

    def about(self) -> About | None:
        """Return the session that this folder belongs to; None if unknown."""
        return about_in(self.folder)

    def write_about(self, id_: str, file_id: str) -> None:
        """Record the session that this folder belongs to, and the path of that session."""
        write_json(self.folder / "about.json", About(str(self.path), id_, file_id)._asdict())
        write_json(self._id_path(id_), {"path": str(self.path)})

    def path_of(self, id_: str) -> Path | None:
        """Return the path at which a session was last opened; None if unknown."""
        match read_json(self._id_path(id_)):
            case {"path": str(path)}:
                return Path(path)
        return None

    def view(self) -> View:
        """Return the user's last position; an empty View if unknown."""
        return self.numbered_view()[0]

    def numbered_view(self) -> tuple[View, int]:
        """Return the user's last position, and the number of the last journal batch before it (or 0)."""
        data = read_json(self.folder / "view.json")
        match data:
            case {"n": int(number)}:
                return view_from_json(data) or View(), max(0, number)
        return view_from_json(data) or View(), 0

    def write_view(self, view: View, number: int = 0) -> None:
        """Store the user's position, and the number of the last journal batch so far."""
        write_json(self.folder / "view.json", view_to_json(view) | {"n": number})

    def heartbeat(self) -> Heartbeat | None:
        """Return the last heartbeat of the session's clock; None if unknown."""
        match read_json(self.folder / "heartbeat.json"):
            case {"at": str(at), **rest} if time := _time(at):
                boot, id_ = rest.get("boot"), rest.get("boot_id")
                known = isinstance(boot, int | float) and isinstance(id_, str)
                return Heartbeat(time, _time(rest.get("since")), *((boot, id_) if known else ()))
        return None

    def write_heartbeat(self, beat: Heartbeat) -> None:
        """Store a heartbeat of the session's clock."""
        since = beat.since.isoformat() if beat.since else ""
        facts: dict[str, Json] = {"at": beat.at.isoformat(), "since": since}
        boot: dict[str, Json] = {} if beat.boot is None else {"boot": beat.boot, "boot_id": beat.boot_id}
        write_json(self.folder / "heartbeat.json", facts | boot)

    def _id_path(self, id_: str) -> Path:
        return self.root / "ids" / f"{digest(id_.encode('utf-8', 'replace'))[:20]}.json"


def why_not_kept(root: Path) -> Problem | None:
    """Return the reason why nothing can be kept in the program's state folder; None if it can, after making it."""
    try:
        fs.make_folder(root)
    except OSError as error:
        return fs.folder_problem(error, str(root))
    return None if os.access(root, os.W_OK | os.X_OK) else Problem.of("folder.read_only", where=str(root))


def about_in(folder: Path) -> About | None:
    """Return the session that a state folder belongs to; None if unknown."""
    match read_json(folder / "about.json"):
        case {"path": str(path), "id": str(id_), "file_id": str(file_id)}:
            return About(path, id_, file_id)
    return None


def _time(text: object) -> datetime | None:
    with contextlib.suppress(ValueError):
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
        return time if time and time.tzinfo else None
    return None


def view_to_json(view: View) -> dict[str, Json]:
    """Return a view as a JSON object."""
    return view._asdict() | {"place": place_to_json(view.place)}


def view_from_json(data: object) -> View | None:
    """Return the view in a JSON object; None if it is not a view."""
    match data:
        case {"stage": str(slot), **rest} if "slot" not in rest:
            # Earlier versions called the slot `stage`.
            return view_from_json({"slot": slot, **rest})
        case {
            "slot": str(slot),
            "section": str(section),
            "place": place,
            "row": int(row),
            "column": int(column),
            "scroll": int(scroll),
            "entry": str(entry),
            **rest,
        }:
            hidden = rest.get("coach_hidden") is True
            return View(slot, section, place_from_json(place), row, column, scroll, entry, hidden)
    return None


def read_json(path: Path, limit: int = MAX_STATE_BYTES) -> object:
    """Return the JSON value in a state file of at most `limit` bytes; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return json.loads(file.read(limit))
    except (OSError, ValueError, RecursionError):
        return None


def write_json(path: Path, data: dict[str, Json]) -> None:
    """Replace a state file atomically, without fsync."""
    text = json.dumps(data).encode()
    with contextlib.suppress(OSError):
        fs.make_folder(path.parent)
        fd, temp = tempfile.mkstemp(".tmp", ".~", path.parent)
        try:
            try:
                fs.write_all(fd, text)
            finally:
                os.close(fd)
            os.replace(temp, path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temp)
