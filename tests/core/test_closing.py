"""Tests of what is read aloud at the end of a workshop."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.session_edits import with_entries
from tests.small_workbook import filled_session, small_workbook

from wbtui.core.closing import ACTIONS, Task, closing
from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.session import Entry, Scalar
from wbtui.core.workbook.model import Workbook
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK_LATER = date(2026, 11, 30)


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ({"action": "Ask", "owner": "Ben", "due": WEEK_LATER}, Task("Ask", "Ben", WEEK_LATER)),
        ({"action": "Ask", "due": "soon"}, Task("Ask", "", "soon")),
        ({"action": "  Ask ", "owner": " "}, Task("Ask", "", "")),
        ({"owner": "Ben"}, None),
    ],
)
def test_an_action_is_read_with_who_and_when(
    values: dict[str, Scalar], task: Task | None, workbook: Workbook
) -> None:
    session = new_session(workbook, DEFAULT_WORKBOOK, "S", workbook.usual_agenda, NOON)
    session = with_entries(session, ACTIONS, (Entry("a1", values),))
    assert closing(session, workbook).tasks == ((task,) if task else ())


def test_what_is_missing_is_counted(workbook: Workbook) -> None:
    session = new_session(workbook, DEFAULT_WORKBOOK, "S", workbook.usual_agenda, NOON)
    entries: tuple[dict[str, Scalar], ...] = (
        {"action": "A", "owner": "Ben"},
        {"action": "B"},
        {"action": "C", "due": WEEK_LATER},
    )
    session = with_entries(session, ACTIONS, tuple(Entry(f"a{n}", values) for n, values in enumerate(entries)))
    questions = Place("customer_faq", "questions")
    session = with_entries(
        session, questions, (Entry("q1", {"question": "Why?"}), Entry("q2", {"question": "How?"}))
    )
    session = with_entries(session, Place("", "parking_lot"), (Entry("p1", {"note": "Twins"}),))
    told = closing(session, workbook)
    assert (told.without_owner, told.without_day, told.open_questions, told.parked) == (2, 2, 2, 1)


def test_a_workbook_without_actions_has_none_to_read() -> None:
    assert closing(filled_session(), small_workbook()).tasks == ()
