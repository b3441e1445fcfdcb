"""Versions of a session, each a whole file in the state folder."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from wbtui.core.errors import SessionError, UsageError
from wbtui.core.text import clean_line, slug
from wbtui.storage.disk import atomic_file

MOST = 400
"""Versions without a name that are kept at most."""
MOST_NAME = 80
"""Characters in the name of a version."""

_FILE = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([a-z]+)\.toml")
_TIME = "%Y%m%dT%H%M%S.%fZ"


class Version(NamedTuple):
    """A session as it once was."""

    at: datetime
    """In UTC."""
    reason: str
    """One word, such as `stage`, `minutes`, `opened`, `restore`, `outside`."""
    name: str
    """Given by a person; such a version is never removed."""
    path: Path

    @property
    def id(self) -> str:
        """By which the command line names it."""
        return self.path.stem


class History:
    """The versions in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> tuple[Version, ...]:
        """All versions, newest first."""
        try:
            found = [version for path in self.folder.iterdir() if (version := _version(path))]
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda version: version.id, reverse=True))

    def find(self, name: str) -> Version:
        """A version by its id or the beginning of it, by its name, or by its number, of which 1 is the newest.

        Raises UsageError where there is none or more than one.
        """
        versions = self.versions()
        if name.isdecimal() and len(name) < 5 and 1 <= int(name) <= len(versions):
            return versions[int(name) - 1]
        found = [version for version in versions if version.id == name or version.name == name]
        found = found or [version for version in versions if name and version.id.startswith(name)]
        if len(found) != 1:
            many = f"{len(found)} versions begin with {name!r}" if found else f"there is no version {name!r}"
            raise UsageError(many, next_step="`wbtui history SESSION` lists them")
        return found[0]

    def read(self, version: Version) -> bytes:
        """The file as it was. Raises SessionError."""
        return atomic_file.read_bytes(version.path)

    def keep(self, data: bytes, reason: str, now: datetime, name: str = "") -> Version:
        """Keep a file as it is now, and prune; one that equals the newest is not kept again. Raises SaveError."""
        name = clean_line(name).strip()[:MOST_NAME]
        versions = self.versions()
        newest = versions[0] if versions else None
        if newest is not None and self._equals(newest, data) and name in ("", newest.name):
            return newest
        time = now.astimezone(UTC)
        if newest is not None:
            time = max(time, newest.at + timedelta(microseconds=1))
        word = "named" if name else slug(reason).replace("-", "") or "kept"
        path = self.folder / f"{time.strftime(_TIME)}-{re.sub('[^a-z]', '', word) or 'kept'}.toml"
        if name:
            atomic_file.put(path.with_suffix(".name"), name.encode())
        atomic_file.put(path, data)
        self.prune(now)
        return Version(time, word, name, path)

    def prune(self, now: datetime) -> None:
        """Remove what nobody will miss; never what has a name."""
        for version in superfluous(self.versions(), now):
            with contextlib.suppress(OSError):
                version.path.unlink()

    def _equals(self, version: Version, data: bytes) -> bool:
        try:
            return self.read(version) == data
        except SessionError:
            return False


def superfluous(versions: Sequence[Version], now: datetime) -> list[Version]:
    """Of versions newest first: all of the last hour stay, one in ten minutes for a day, one a day before that."""
    gone: list[Version] = []
    seen: set[tuple[int, int]] = set()
    for version in versions:
        if version.reason == "named":
            continue
        age = now - version.at
        seconds = int(version.at.timestamp())
        minutes = 0 if age <= timedelta(hours=1) else 600 if age <= timedelta(days=1) else 86_400
        slot = (minutes, seconds // minutes) if minutes else (0, len(seen))
        if slot in seen or len(seen) >= MOST:
            gone.append(version)
        else:
            seen.add(slot)
    return gone


def _version(path: Path) -> Version | None:
    match = _FILE.fullmatch(path.name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    name = ""
    if match[2] == "named":
        with contextlib.suppress(OSError, ValueError):
            name = path.with_suffix(".name").read_text(encoding="utf-8")
    return Version(at, match[2], name, path)
