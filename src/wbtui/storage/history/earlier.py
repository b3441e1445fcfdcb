"""The history of a field: its earlier texts, from the journals and the versions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wbtui.core.change import InsertEntry, SetAnswer, SetFact
from wbtui.core.errors import SessionError
from wbtui.core.session import as_text
from wbtui.core.versions import EarlierText
from wbtui.storage.journal.archive import past
from wbtui.storage.journal.reader import generations, journal_of

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Scalar, Session
    from wbtui.core.versions import Version
    from wbtui.storage.history.versions import History

MIN_PAUSE = timedelta(seconds=5)
"""The time without a change after which a text is listed."""
MIN_LOSS_CHARS = 15
"""The deletion after which the text before it is listed."""
MIN_SHORT_LOSS_CHARS = 3
"""The least deletion that counts if it is more than half of the text."""
MAX_TEXTS = 50
"""The number of texts that are listed."""
VERSIONS_PER_RESULT = 5
"""The number of versions to read before the next partial result."""


def earlier(
    place: Place,
    folder: Path,
    history: History,
    read: Callable[[Version], Session],
    now_there: str,
    most: int = MAX_TEXTS,
) -> Iterator[tuple[EarlierText, ...]]:
    """Yield the earlier texts of a place, newest first and without duplicates, as ever more complete tuples.

    The texts come from the journals in a state folder and from the versions, of which `read` returns the session
    or raises SessionError. Reading them takes long: iterate in a thread.
    """
    texts = list(journalled(place, folder))
    yield _newest_first(texts, now_there, most)
    seen: set[str] = set()
    for n, text in enumerate(_versions(place, history, read), 1):
        if text.text not in seen:
            seen.add(text.text)
            texts.append(text)
        if n % VERSIONS_PER_RESULT == 0:
            yield _newest_first(texts, now_there, most)
        if len(seen) >= most:
            break
    yield _newest_first(texts, now_there, most)


def _newest_first(texts: list[EarlierText], now_there: str, most: int) -> tuple[EarlierText, ...]:
    found: dict[str, EarlierText] = {}
    for text in sorted(texts, key=lambda earlier: earlier.at, reverse=True):
        if text.text and text.text != now_there:
            found.setdefault(text.text, text)
    return tuple(found.values())[:most]


def journalled(place: Place, folder: Path) -> Iterator[EarlierText]:
    """Yield the texts of a place from the journals, oldest first: those before a pause or a large deletion."""
    try:
        journal = journal_of([*past(folder), *generations(folder)])
    except OSError:
        return
    texts = (
        EarlierText(batch.at.astimezone(UTC), as_text(value))
        for batch in journal.batches
        for change in batch.changes
        for value in _values(place, change)
    )
    yield from resting(texts)


def resting(texts: Iterable[EarlierText]) -> Iterator[EarlierText]:
    """Yield those of the texts after each keystroke that a person may want back.

    These are the texts before a pause of MIN_PAUSE or a deletion of MIN_LOSS_CHARS, and the last one.
    """
    last: EarlierText | None = None
    longest: EarlierText | None = None
    for text in texts:
        if longest and longest is not last and len(text.text) <= len(longest.text) - MIN_LOSS_CHARS:
            yield longest
            longest = None
        if last and (text.at - last.at >= MIN_PAUSE or _replaces(last.text, text.text)):
            yield last
            longest = None if longest is last else longest
        longest = text if longest is None or len(text.text) >= len(longest.text) else longest
        last = text
    if last:
        yield last


def _replaces(before: str, after: str) -> bool:
    """Return whether one change deleted a large part of a text, as when another text is pasted over it."""
    deleted = len(before) - _common(before, after)
    all_new = bool(before and after) and deleted == len(before)
    return all_new or deleted >= min(MIN_LOSS_CHARS, max(MIN_SHORT_LOSS_CHARS, len(before) // 2 + 1))


def _common(before: str, after: str) -> int:
    """Return how many characters two texts have in common at the start and the end together."""
    start = _shared(before, after, lambda text, n: text[:n])
    rest = min(len(before), len(after)) - start
    return start + min(rest, _shared(before, after, lambda text, n: text[len(text) - n :]))


def _shared(before: str, after: str, cut: Callable[[str, int], str]) -> int:
    """Return the largest length at which the cuts of both texts are equal.

    By binary search, because the journal holds a text for every keystroke.
    """
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if cut(before, middle) == cut(after, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _values(place: Place, change: Change) -> Iterator[Scalar | None]:
    match change:
        case SetAnswer() | SetFact() if change.place == place and not isinstance(change.value, tuple):
            yield change.value
        case InsertEntry() if change.place == place.at(part=""):
            yield change.entry.values.get(place.part)


def _versions(place: Place, history: History, read: Callable[[Version], Session]) -> Iterator[EarlierText]:
    for version in history.versions():
        with contextlib.suppress(SessionError):
            yield EarlierText(version.at, read(version).text(place))
