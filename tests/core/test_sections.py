"""Tests of the sections of a stage: one for each list, one for each group of other fields."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.session_edits import with_answer

from wbtui.core.place import Place
from wbtui.core.session import Session
from wbtui.core.workbook.model import Field, Group, Stage
from wbtui.core.workbook.sections import Section, sections, shown_fields

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
A, B = Field("a", "A", "line"), Field("b", "B", "text", optional=True)
ITEMS = Field("items", "Items", "entries", fields=(Field("name", "Name", "line"),))
MORE = Field("more", "More", "entries", fields=(Field("name", "Name", "line"),))
COST = Field("money", "Money", "line", group="cost")
LATE = Field("late", "Late", "line")
STAGE = Stage(
    "one", "One", "?", "", (A, B, ITEMS, MORE, COST, LATE), groups=(Group("cost", "Cost", "What it costs."),)
)


def test_sections_come_in_the_order_of_the_fields() -> None:
    assert sections(STAGE) == (
        Section("", "One", (A, B)),
        Section("items", "Items", (ITEMS,)),
        Section("more", "More", (MORE,)),
        Section("cost", "Cost", (COST,), "What it costs."),
        Section("", "One", (LATE,)),
    )


def test_every_field_is_in_one_section() -> None:
    assert [field for section in sections(STAGE) for field in section.fields] == list(STAGE.fields)


def test_a_list_is_a_section_of_its_own() -> None:
    assert [section.list for section in sections(STAGE)] == [None, ITEMS, MORE, None, None]


def test_a_stage_without_fields_has_no_sections() -> None:
    assert sections(Stage("two", "Two", "?", "", ())) == ()


def test_an_optional_field_is_shown_when_asked_for_or_answered() -> None:
    form = sections(STAGE)[0]
    assert shown_fields(form, STAGE, EMPTY, TODAY, more=False) == (A,)
    assert shown_fields(form, STAGE, EMPTY, TODAY, more=True) == (A, B)
    assert shown_fields(form, STAGE, with_answer(EMPTY, Place("one", "b"), "x"), TODAY, more=False) == (A, B)
