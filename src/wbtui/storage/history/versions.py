"""Versions of a session: whole copies of its file in the state folder."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wbtui.core.errors import SessionError, UsageError
from wbtui.core.text import clean_line, folded, slug
from wbtui.core.versions import Version
from wbtui.storage.disk import atomic_file

MAX_VERSIONS = 400
"""The number of unnamed versions to keep."""
MAX_NAME_CHARS = 80
"""The length at which the name of a version is cut."""

_FILE = r"(\d{8}T\d{6}\.\d{6}Z)-([a-z]+)\.toml"
_TIME = "%Y%m%dT%H%M%S.%fZ"


class History:
    """The versions in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> tuple[Version, ...]:
        """Return all versions, newest first."""
        try:
            found = [version for path in self.folder.iterdir() if (version := _version(path))]
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda version: version.id, reverse=True))

    def find(self, name: str) -> Version:
        """Find a version by its id, the beginning of its id, its name, or its number (1 is the newest).

        Raises UsageError unless exactly one version matches.
        """
        versions = self.versions()
        if name.isdecimal() and len(name) < 5 and 1 <= int(name) <= len(versions):
            return versions[int(name) - 1]
        found = [version for version in versions if version.id == name or folded(version.name) == folded(name)]
        found = found or [version for version in versions if name and version.id.startswith(name)]
        if len(found) != 1:
            if not found:
                raise UsageError("version.none", next_step="list_versions", name=name)
            raise UsageError("version.several", next_step="list_versions", count=len(found), name=name)
        return found[0]

    def read(self, version: Version) -> bytes:
        """Return the bytes of a version. Raises SessionError."""
        return atomic_file.read_bytes(version.path)

    def keep(self, data: bytes, reason: str, now: datetime, name: str = "") -> Version:
        """Save a copy of a session file and prune; return the newest version if that has the same content.

        Raises SaveError.
        """
        name = clean_line(name).strip()[:MAX_NAME_CHARS]
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
        """Delete the superfluous versions; never raises."""
        for version in superfluous(self.versions(), now):
            with contextlib.suppress(OSError):
                version.path.unlink()

    def _equals(self, version: Version, data: bytes) -> bool:
        try:
            return self.read(version) == data
        except SessionError:
            return False


def superfluous(versions: Sequence[Version], now: datetime) -> list[Version]:
    """Return the versions to delete, given all versions newest first.

    Named versions stay. Of the others stay, up to MAX_VERSIONS, all of the last hour, one for every ten minutes of
    the last day, and one for every day before that.
    """
    excess: list[Version] = []
    seen: set[tuple[int, int]] = set()
    for version in versions:
        if version.reason == "named":
            continue
        age = now - version.at
        seconds = int(version.at.timestamp())
        minutes = 0 if age <= timedelta(hours=1) else 600 if age <= timedelta(days=1) else 86_400
        slot = (minutes, seconds // minutes) if minutes else (0, len(seen))
        if slot in seen or len(seen) >= MAX_VERSIONS:
            excess.append(version)
        else:
            seen.add(slot)
    return excess


def _version(path: Path) -> Version | None:
    match = re.fullmatch(_FILE, path.name)
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
