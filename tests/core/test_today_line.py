"""Tests of today's line in a list."""

from __future__ import annotations

import pytest
from tests.random_sessions import EMPTY, LIST
from tests.session_edits import with_entries

from wbtui.core.change import SetTodayLine, apply
from wbtui.core.session import Entry, Session
from wbtui.core.today_line import drawing, entries_above, removing


def of_four(above: int | None) -> Session:
    session = with_entries(EMPTY, LIST, tuple(Entry(id_, {}) for id_ in "bcdf"))
    return SetTodayLine(LIST, above).apply(session)


def test_the_line_is_drawn_below_an_entry_and_removed_at_the_same_one() -> None:
    session = drawing(of_four(None), LIST, "c").apply(of_four(None))
    assert entries_above(session, LIST) == 2
    assert entries_above(drawing(session, LIST, "d").apply(session), LIST) == 3
    assert drawing(session, LIST, "c").apply(session) == of_four(None)


@pytest.mark.parametrize(
    ("above", "gone", "left"),
    [(2, "b", 1), (2, "bc", 0), (2, "d", 2), (2, "bd", 1), (4, "f", 3), (9, "b", 3), (None, "b", 0)],
)
def test_the_line_stays_between_the_same_entries_when_others_are_removed(
    above: int | None, gone: str, left: int
) -> None:
    session = of_four(above)
    after = apply(session, removing(session, LIST, gone))
    assert [entry.id for entry in after.entries(LIST)] == [id_ for id_ in "bcdf" if id_ not in gone]
    assert entries_above(after, LIST) == left
