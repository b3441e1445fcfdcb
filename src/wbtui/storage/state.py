"""What only this machine cares about: a folder for each session, and the person's preferences.

Nothing in here is worth stopping for: what is damaged or cannot be written is left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.time.downtime import Heartbeat
from wbtui.storage.change_json import place_from_json, place_to_json
from wbtui.storage.disk import fs
from wbtui.storage.disk.fingerprint import digest

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.storage.change_json import Json

READ_BYTES = 64 * 1024
"""Of a state file; a larger one is damaged."""


@dataclass(frozen=True, slots=True)
class View:
    """Where a person was looking."""

    slot: str = ""
    """The stage on screen, which need not be the one where the room is."""
    section: str = ""
    """Which part of the stage's screen was in front."""
    place: Place | None = None
    """The answer with the focus."""
    row: int = 0
    column: int = 0
    """The caret in it, 0-based."""
    scroll: int = 0
    """Lines scrolled away at the top."""
    entry: str = ""
    """The id of the selected entry."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds for every session."""

    coach_hidden: bool = False
    theme: str = ""
    """Empty for the program's own."""


@dataclass(frozen=True, slots=True)
class About:
    """Which session a folder is for."""

    path: str
    id: str
    """The session's id."""
    file_id: str
    """The id in the file, another one while a copy has not been saved."""


class State:
    """The folder of the session at a path."""

    def __init__(self, root: Path, path: Path) -> None:
        """`root` is the state folder of the program, `path` the session's real path."""
        self.root = root
        self.path = path
        self.folder = root / "sessions" / digest(os.fsencode(path))[:20]

    @property
    def versions(self) -> Path:
        """The folder of the versions."""
        return self.folder / "versions"

    @property
    def rescue(self) -> Path:
        """A whole copy of what could not be saved."""
        return self.folder / "rescue.toml"

    def about(self) -> About | None:
        """Which session this folder is for, if that is known."""
        return about_in(self.folder)

    def write_about(self, id_: str, file_id: str) -> None:
        """Note which session this folder is for, and where that session is."""
        write_json(self.folder / "about.json", asdict_json(About(str(self.path), id_, file_id)))
        write_json(self._id_path(id_), {"path": str(self.path)})

    def path_of(self, id_: str) -> Path | None:
        """Where a session was when it was last open."""
        match read_json(self._id_path(id_)):
            case {"path": str(path)}:
                return Path(path)
        return None

    def view(self) -> View:
        """Where the person was looking; the beginning, where that is not known."""
        return self.numbered_view()[0]

    def numbered_view(self) -> tuple[View, int]:
        """The same, with the number of the last batch of the journal before it."""
        data = read_json(self.folder / "view.json")
        match data:
            case {"n": int(number)}:
                return view_from_json(data) or View(), max(0, number)
        return view_from_json(data) or View(), 0

    def write_view(self, view: View, number: int = 0) -> None:
        """Keep where the person is looking after a batch of the journal."""
        write_json(self.folder / "view.json", view_to_json(view) | {"n": number})

    def heartbeat(self) -> Heartbeat | None:
        """When the clock of the session was last known to run."""
        match read_json(self.folder / "heartbeat.json"):
            case {"at": str(at), **rest} if time := _time(at):
                boot, id_ = rest.get("boot"), rest.get("boot_id")
                known = isinstance(boot, int | float) and isinstance(id_, str)
                return Heartbeat(time, _time(rest.get("since")), *((boot, id_) if known else ()))
        return None

    def write_heartbeat(self, beat: Heartbeat) -> None:
        """Note that the clock of the session is running."""
        since = beat.since.isoformat() if beat.since else ""
        facts: dict[str, Json] = {"at": beat.at.isoformat(), "since": since}
        boot: dict[str, Json] = {} if beat.boot is None else {"boot": beat.boot, "boot_id": beat.boot_id}
        write_json(self.folder / "heartbeat.json", facts | boot)

    def _id_path(self, id_: str) -> Path:
        return self.root / "ids" / f"{digest(id_.encode('utf-8', 'replace'))[:20]}.json"


def about_in(folder: Path) -> About | None:
    """Which session a folder is for, if that is known."""
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
    """A view as a JSON object."""
    return asdict_json(view) | {"place": place_to_json(view.place)}


def view_from_json(data: object) -> View | None:
    """The reverse; None for whatever else it is."""
    match data:
        case {"stage": str(slot), **rest} if "slot" not in rest:
            # Of an earlier version.
            return view_from_json({"slot": slot, **rest})
        case {
            "slot": str(slot),
            "section": str(section),
            "place": place,
            "row": int(row),
            "column": int(column),
            "scroll": int(scroll),
            "entry": str(entry),
        }:
            return View(slot, section, place_from_json(place), row, column, scroll, entry)
    return None


def read_preferences(root: Path) -> Preferences:
    """The person's preferences; the program's own, where there are none."""
    match read_json(root / "preferences.json"):
        case {"coach_hidden": bool(coach_hidden), "theme": str(theme)}:
            return Preferences(coach_hidden, theme)
    return Preferences()


def write_preferences(root: Path, preferences: Preferences) -> None:
    """Keep the person's preferences."""
    write_json(root / "preferences.json", asdict_json(preferences))


def asdict_json(value: View | Preferences | About) -> dict[str, Json]:
    """A frozen value as a JSON object."""
    return dict(asdict(value))


def read_json(path: Path) -> object:
    """What a state file says, None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return json.loads(file.read(READ_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def write_json(path: Path, data: dict[str, Json]) -> None:
    """Replace a state file at once, without waiting for the disk."""
    text = json.dumps(data).encode()
    with contextlib.suppress(OSError):
        fs.make_folder(path.parent)
        fd, temp = tempfile.mkstemp(".tmp", ".~", path.parent)
        try:
            try:
                fs.write_all(fd, text)
            finally:
                os.close(fd)
            fs.replace(temp, path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temp)
