"""Tests of progress, derived values, unknown answers and mismatches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.said import said
from tests.session_edits import with_answer, with_entry

from wbtui.core.place import Place
from wbtui.core.progress import (
    Progress,
    arranged,
    derived,
    effective,
    entry_progress,
    mismatches,
    stage_progress,
    unknown_answers,
)
from wbtui.core.session import Entry, Session
from wbtui.core.workbook.model import Field, Group, Stage, Workbook

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
WHO = Field("who", "Who", "line")
NOTE = Field("note", "Note", "text", optional=True)
OUTCOME = Field("result", "Result", "choice", derive="outcome", derive_from=("scale", "kill", "seen"))
NUMBERS = tuple(Field(id_, id_, "number") for id_ in ("scale", "kill", "seen"))
ITEMS = Field(
    "items",
    "Items",
    "entries",
    fields=(Field("name", "Name", "line"), NOTE, Field("votes", "Votes", "number", vote=True), *NUMBERS, OUTCOME),
)
PARKED = Field("parking_lot", "Parking lot", "entries", fields=(Field("item", "Item", "line"),))
IN_GROUP = tuple(replace(field, group="test") for field in (*NUMBERS, OUTCOME))
STAGE = Stage("one", "One", "?", "", (WHO, NOTE, ITEMS, PARKED, *IN_GROUP), groups=(Group("test", "Test"),))
WORKBOOK = Workbook("w", "W", (STAGE,), ())
LIST = Place("one", "items")
NUMBERS_SAID = {"scale": 90, "kill": 40, "seen": 96}


def test_optional_fields_and_session_lists_do_not_count() -> None:
    assert stage_progress(STAGE, EMPTY) == Progress(0, 6)
    said = with_entry(with_answer(EMPTY, Place("one", "note"), "x"), Place("", "parking_lot"), Entry("p1"))
    assert stage_progress(STAGE, said) == Progress(0, 6)


def test_each_entry_of_a_list_counts_and_an_empty_list_is_missing() -> None:
    session = with_answer(EMPTY, Place("one", "who"), "x")
    assert stage_progress(STAGE, session) == Progress(1, 6)
    two = with_entry(with_entry(session, LIST, Entry("a")), LIST, Entry("b"))
    assert stage_progress(STAGE, two) == Progress(1, 7)


def test_derived_value_counts_as_answered() -> None:
    session = EMPTY
    for name, value in NUMBERS_SAID.items():
        session = with_answer(session, Place("one", f"test.{name}"), value)
    place = Place("one", "test.result")
    assert derived(IN_GROUP[-1], place, session) == effective(IN_GROUP[-1], place, session) == "scale"
    assert stage_progress(STAGE, session) == Progress(4, 6)


def test_written_value_wins_over_the_derived_one() -> None:
    entry = Entry("a", {**NUMBERS_SAID, "result": "pivot"})
    place = Place("one", "items", "a", "result")
    session = with_entry(EMPTY, LIST, entry)
    assert derived(OUTCOME, place, session) == "scale"
    assert effective(OUTCOME, place, session) == "pivot"
    assert effective(OUTCOME, place, with_answer(session, place, None)) == "scale"


@pytest.mark.parametrize(
    ("values", "answered"),
    [
        pytest.param({}, 0, id="empty"),
        pytest.param({"name": "x", "note": "y", "votes": 3}, 1, id="votes and notes do not count"),
        pytest.param({"name": "x", **NUMBERS_SAID}, 5, id="computed"),
    ],
)
def test_the_progress_of_an_entry(values: dict[str, str | int | float], answered: int) -> None:
    entry = Entry("a", dict(values))
    progress = entry_progress(ITEMS, LIST, entry, with_entry(EMPTY, LIST, entry))
    assert progress == Progress(answered, 5)
    assert progress.done == (answered == 5)


def test_stage_without_required_fields_is_done() -> None:
    assert stage_progress(Stage("two", "Two", "?", "", (NOTE,)), EMPTY).done


@pytest.mark.parametrize(
    ("place", "unknown"),
    [
        (Place("one", "who"), False),
        (Place("one", "test.scale"), False),
        (Place("one", "gone"), True),
        (Place("one", "gone.scale"), True),
        (Place("two", "who"), True),
        (Place("one", "items", "a", "name"), False),
        (Place("one", "items", "a", "bank"), False),
        (Place("one", "items", "a", "gone"), True),
        (Place("", "parking_lot", "a", "item"), False),
        (Place("", "actions", "a", "action"), True),
    ],
    ids=str,
)
def test_an_answer_without_a_field_is_found(place: Place, unknown: bool) -> None:
    session = with_entry(EMPTY, place, Entry(place.entry)) if place.entry else EMPTY
    session = with_answer(session, place, "x")
    assert unknown_answers(session, WORKBOOK) == ((place,) if unknown else ())


def test_answers_are_put_into_the_order_of_the_workbook() -> None:
    session = with_answer(with_answer(EMPTY, Place("zero", "x"), "kept"), Place("one", "gone"), "kept")
    session = with_entry(session, LIST, Entry("a", {"gone": 1, "note": "n", "name": "x"}))
    tidy = arranged(with_answer(session, Place("one", "who"), "w"), WORKBOOK)
    assert tidy == with_answer(session, Place("one", "who"), "w")
    assert [str(place) for place, _ in tidy.places()] == [
        "one.who",
        "one.items[a].name",
        "one.items[a].note",
        "one.items[a].gone",
        "one.gone",
        "zero.x",
    ]


def test_list_in_place_of_an_answer_is_a_mismatch_and_the_reverse() -> None:
    session = with_entry(with_answer(EMPTY, LIST, "text"), Place("one", "who"), Entry("a", {"x": 1}))
    assert [said(problem) for problem in mismatches(session, WORKBOOK)] == [
        "stages.one.who must be one answer, not a list",
        "stages.one.items must be a list of tables, [[stages.one.items]]",
    ]
    assert mismatches(EMPTY, WORKBOOK) == ()
