"""Earlier texts of one place, since one undo can take back too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from wbtui.core.changes import Change
from wbtui.core.errors import SessionError
from wbtui.core.session import Entry, Place, Scalar, as_text
from wbtui.files import codec
from wbtui.files.history import History
from wbtui.files.journal_log import generations, log_of
from wbtui.files.journal_past import past

PAUSE = timedelta(seconds=5)
"""Without a key, after which a text counts as one of its own."""
LOSS = 15
"""Characters that are gone again, for what was there before to count."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a place once said."""

    at: datetime
    text: str


def earlier(place: Place, folder: Path, now_there: str, most: int = MOST) -> tuple[Earlier, ...]:
    """What a place said before, newest first, each text once.

    From the journals and the versions in a state folder: it reads much, so call it in a thread.
    """
    texts = [*journalled(place, folder), *_versions(place, folder, most)]
    found: dict[str, Earlier] = {}
    for text in sorted(texts, key=lambda earlier: earlier.at, reverse=True):
        if text.text and text.text != now_there:
            found.setdefault(text.text, text)
    return tuple(found.values())[:most]


def journalled(place: Place, folder: Path) -> Iterator[Earlier]:
    """The texts of a place in the journals, oldest first, where somebody paused or took much away."""
    try:
        log = log_of([*past(folder), *generations(folder)])
    except OSError:
        return
    texts = (
        Earlier(batch.at.astimezone(UTC), as_text(value))
        for batch in log.batches
        for change in batch.changes
        for value in _values(place, change)
    )
    yield from resting(texts)


def resting(texts: Iterable[Earlier]) -> Iterator[Earlier]:
    """Of the texts after each key, those that are worth going back to."""
    last: Earlier | None = None
    longest: Earlier | None = None
    for text in texts:
        if longest and len(text.text) <= len(longest.text) - LOSS:
            yield longest
            longest = None
        elif last and text.at - last.at >= PAUSE:
            yield last
        longest = text if longest is None or len(text.text) >= len(longest.text) else longest
        last = text
    if last:
        yield last


def _values(place: Place, change: Change) -> Iterator[Scalar | None]:
    value = change.value
    if change.place == place and isinstance(value, str | int | float | date | None):
        yield value
    elif isinstance(value, Entry) and change.place == replace(place, part=""):
        yield value.values.get(place.part)


def _versions(place: Place, folder: Path, most: int) -> Iterator[Earlier]:
    history = History(folder / "versions")
    seen: set[str] = set()
    for version in history.versions():
        if len(seen) >= most:
            return
        try:
            session = codec.read(history.read(version)).session
        except SessionError:
            continue
        if (text := session.text(place)) not in seen:
            seen.add(text)
            yield Earlier(version.at, text)
