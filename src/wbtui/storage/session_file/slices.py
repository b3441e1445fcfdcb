"""Whether a file that was laid out here says what it should, without making everybody else wait for the answer.

The parser is compiled and lets no other thread run: 40 ms for 1,000 entries, and a key would wait for them. So the
text is read in slices.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import tomli

from wbtui.core.errors import SaveError, SessionError
from wbtui.core.session import FORMAT
from wbtui.storage.session_file.damage import may_be_merged, too_deep
from wbtui.storage.session_file.decode import format_of, session_from
from wbtui.storage.session_file.layout_anew import skeleton

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.session_file.layout import Layout

SLICE = 32 * 1024
"""Characters, at least; parsed in one or two milliseconds. Smaller ones cost more for the rests between them."""
REST = 0.0005
"""Seconds between two slices, for whoever waits."""


def reads_back_in_slices(session: Session, layout: Layout) -> bool:
    """Whether the whole body reads back as the session; False too where only reading it at once can tell."""
    try:
        document = _document(layout)
        return format_of(document, "") == FORMAT and session_from(document, "")[0] == session
    except (ValueError, RecursionError, SessionError, SaveError):
        return False


def _document(layout: Layout) -> Mapping[str, object]:
    """What the slices say together. Raises ValueError if they contradict each other, or might."""
    # UnicodeEncodeError: no file can have that.
    layout.body.encode()
    if may_be_merged(layout.body):
        raise ValueError("merge")
    tomli.loads(skeleton(layout))
    document: dict[str, object] = {}
    for text in _slices(layout):
        if too_deep(text):
            raise ValueError("depth")
        _add(document, tomli.loads(text))
        time.sleep(REST)
    return document


def _slices(layout: Layout) -> Iterator[str]:
    """The body to the last letter, cut where a table begins."""
    body, start, end = layout.body, 0, 0
    for piece in layout.pieces:
        if end - start >= SLICE:
            yield body[start:end]
            start = end
        text = piece.text.rstrip("\n")
        if not body.startswith(text, end):
            raise ValueError("pieces")
        end += max(len(piece.text), len(text) + 1)
    yield body[start:]


def _add(whole: dict[str, object], part: Mapping[str, object]) -> None:
    """Put a slice's tables in; an array of tables may go on where another slice has left off."""
    for name, value in part.items():
        there = whole.get(name)
        if name not in whole:
            whole[name] = value
        elif isinstance(there, dict) and isinstance(value, dict):
            _add(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            there.extend(value)
        else:
            raise ValueError(name)
