"""Tests that answers without a field in the workbook get a read-only field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.session_edits import with_answer, with_entry

from wbtui.core.place import Place
from wbtui.core.progress import stage_progress, unknown_answers
from wbtui.core.session import Entry, Session
from wbtui.core.workbook.model import Agenda, Field, Slot, Stage, Workbook
from wbtui.core.workbook.sections import sections, shown_fields
from wbtui.core.workbook.unknown_fields import with_unknown_fields
from wbtui.wording.documents import words_in
from wbtui.writers import document_of
from wbtui.writers.markdown import render

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
ITEMS = Field("items", "Items", "entries", fields=(Field("name", "Name", "line"),))
PARKED = Field("parking_lot", "Parking lot", "entries", fields=(Field("item", "Item", "line"),))
STAGE = Stage("one", "One", "?", "", (Field("who", "Who", "line"), ITEMS, PARKED))
WORKBOOK = Workbook("w", "W", (STAGE,), (Agenda("90", "90", (Slot("one", "One", 10, "one"),)),))
LIST = Place("one", "items")
KNOWN = with_entry(with_answer(EMPTY, Place("one", "who"), "w"), LIST, Entry("a", {"name": "n"}))
UNKNOWN = (
    Place("one", "gone"),
    Place("one", "team.owner"),
    Place("gone", "who"),
    Place("gone", "deep.er"),
    Place("one", "items", "a", "gone"),
    Place("one", "lost", "b", "name"),
    Place("gone", "lost", "b", "name"),
    Place("", "actions", "b", "action"),
    Place("", "parking_lot", "b", "gone"),
)


def with_answers(session: Session, places: Iterator[Place]) -> Session:
    for place in places:
        if place.entry and session.entry(place) is None:
            session = with_entry(session, place, Entry(place.entry))
        session = with_answer(session, place, f"kept {place}")
    return session


def shown(workbook: Workbook, session: Session) -> dict[Place, str]:
    """Return the text of each non-empty place that the screens would show."""
    found = {}
    for stage in workbook.stages:
        for section in sections(stage):
            for field in shown_fields(section, stage, session, session.updated.date()):
                place = stage.place(field)
                if field.kind != "entries":
                    found[place] = session.text(place)
                for entry in session.entries(place):
                    for part in field.fields:
                        at = Place(place.stage, place.field, entry.id, part.id)
                        found[at] = session.text(at)
    return {place: text for place, text in found.items() if text}


@pytest.mark.parametrize("place", UNKNOWN, ids=str)
def test_answer_without_a_field_is_shown_read_only(place: Place) -> None:
    session = with_answers(KNOWN, iter([place]))
    assert unknown_answers(session, WORKBOOK) == (place,)
    workbook = with_unknown_fields(WORKBOOK, session)
    assert shown(workbook, session)[place] == f"kept {place}"
    found = workbook.find(place)
    assert found is not None
    assert found[1].foreign


@given(st.sets(st.sampled_from(UNKNOWN)))
def test_completed_workbook_has_a_field_for_every_answer(places: set[Place]) -> None:
    session = with_answers(KNOWN, iter(sorted(places)))
    said = {place: session.text(place) for place, _ in session.places()}
    for workbook in (with_unknown_fields(WORKBOOK, session), with_unknown_fields(None, session)):
        assert unknown_answers(session, workbook) == ()
        assert shown(workbook, session) == said


def test_session_without_its_workbook_is_shown_by_ids() -> None:
    workbook = with_unknown_fields(None, KNOWN)
    assert [stage.title for stage in workbook.stages] == ["one"]
    assert all(field.foreign for _, field, _ in workbook.places())
    assert [slot.stage for slot in workbook.slots(KNOWN.agenda)] == ["one"]
    assert "\n### Kept from the file\n" in render(document_of(KNOWN, workbook, words_in))


def test_session_lists_get_a_stage_if_they_have_none() -> None:
    session = with_answers(EMPTY, iter([Place("", "actions", "b", "action")]))
    assert with_unknown_fields(None, session).stages[-1].title == "actions"


def test_adding_unknown_fields_leaves_the_known_ones_unchanged() -> None:
    session = with_answers(KNOWN, iter(UNKNOWN))
    whole = with_unknown_fields(WORKBOOK, session)
    assert with_unknown_fields(WORKBOOK, KNOWN) == WORKBOOK
    assert whole.stages[0].fields[0] == STAGE.fields[0]
    assert [f.key for f in whole.stages[0].fields if not f.foreign] == list(STAGE.by_key)
    assert stage_progress(whole.stages[0], session) == stage_progress(STAGE, KNOWN)


def test_adding_unknown_fields_twice_changes_nothing() -> None:
    session = with_answers(KNOWN, iter(UNKNOWN))
    whole = with_unknown_fields(WORKBOOK, session)
    assert with_unknown_fields(whole, session) == whole


def test_completing_again_extends_the_last_part_of_the_document() -> None:
    once = with_unknown_fields(WORKBOOK, with_answer(KNOWN, UNKNOWN[0], "x"))
    twice = with_unknown_fields(once, with_answer(with_answer(KNOWN, UNKNOWN[0], "x"), UNKNOWN[2], "y"))
    assert [part.include for part in twice.document if part.foreign] == [("one.gone", "gone.who")]
