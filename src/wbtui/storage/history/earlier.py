"""Earlier texts of one place, since one undo can take back too much."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import InsertEntry, SetAnswer, SetFact
from wbtui.core.errors import SessionError
from wbtui.core.session import as_text
from wbtui.storage.history.versions import History
from wbtui.storage.journal.archive import past
from wbtui.storage.journal.reader import generations, log_of
from wbtui.storage.session_file import codec

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.place import Place
    from wbtui.core.session import Scalar

PAUSE = timedelta(seconds=5)
"""Without a key, after which a text counts as one of its own."""
LOSS = 15
"""Characters that are gone again, for what was there before to count."""
MOST = 50
AT_A_TIME = 5
"""Versions that are read before what was found is told."""
SHORT = 3
"""Characters that count as much where they are most of the text."""


class Earlier(NamedTuple):
    """What a place once said."""

    at: datetime
    text: str


def earlier(place: Place, folder: Path, now_there: str, most: int = MOST) -> Iterator[tuple[Earlier, ...]]:
    """What a place said before, newest first, each text once: what is found so far, bit by bit.

    From the journals and then the versions in a state folder: it reads much, so go on in a thread.
    """
    texts = list(journalled(place, folder))
    yield _newest_first(texts, now_there, most)
    seen: set[str] = set()
    for n, text in enumerate(_versions(place, folder), 1):
        if text.text not in seen:
            seen.add(text.text)
            texts.append(text)
        if n % AT_A_TIME == 0:
            yield _newest_first(texts, now_there, most)
        if len(seen) >= most:
            break
    yield _newest_first(texts, now_there, most)


def _newest_first(texts: list[Earlier], now_there: str, most: int) -> tuple[Earlier, ...]:
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
        if longest and longest is not last and len(text.text) <= len(longest.text) - LOSS:
            yield longest
            longest = None
        if last and (text.at - last.at >= PAUSE or _replaces(last.text, text.text)):
            yield last
            longest = None if longest is last else longest
        longest = text if longest is None or len(text.text) >= len(longest.text) else longest
        last = text
    if last:
        yield last


def _replaces(before: str, after: str) -> bool:
    """Whether most of a text, or much of it, went at once, as when another one was put in its place."""
    gone = len(before) - _common(before, after)
    anew = bool(before and after) and gone == len(before)
    return anew or gone >= min(LOSS, max(SHORT, len(before) // 2 + 1))


def _common(before: str, after: str) -> int:
    """How many characters two texts share at the beginning and the end."""
    start = _shared(before, after, lambda text, n: text[:n])
    rest = min(len(before), len(after)) - start
    return start + min(rest, _shared(before, after, lambda text, n: text[len(text) - n :]))


def _shared(before: str, after: str, cut: Callable[[str, int], str]) -> int:
    """The most characters for which the two cuts are the same, by halving: this is done for every key."""
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


def _versions(place: Place, folder: Path) -> Iterator[Earlier]:
    history = History(folder / "versions")
    for version in history.versions():
        with contextlib.suppress(SessionError):
            yield Earlier(version.at, codec.read(history.read(version)).session.text(place))
