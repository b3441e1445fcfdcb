"""Tests of creating sessions: new, copied, and after a pivot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.session_edits import with_answer

from wbtui.core.change import apply
from wbtui.core.new_session import copied, new_session, people_from, pivoted
from wbtui.core.place import Place
from wbtui.core.session import Clock, Person
from wbtui.core.time.schedule import start
from wbtui.core.workbook.model import Agenda, Field, Slot, Stage, Workbook

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 13, tzinfo=UTC)
WHO = Place("one", "who")
LONG = Agenda("90", "90", (Slot("hello", "Hello", 3), Slot("one", "One", 10, "one")))
SHORT = Agenda("60", "60", (Slot("look", "Look", 0), Slot("two", "Two", 20, "two")))
STAGES = tuple(Stage(id_, id_.title(), "?", "", (Field("who", "Who", "line"),)) for id_ in ("one", "two"))
WORKBOOK = Workbook("w", "W", STAGES, (SHORT, LONG))
ADA = Person("Ada", "facilitator")
OLD = with_answer(new_session(WORKBOOK, "w", "Old", LONG, NOON, people=(ADA,)), WHO, "parents")


def test_new_session_starts_at_the_first_slot_of_its_agenda() -> None:
    session = new_session(WORKBOOK, "my.toml", " Pocket\nClinic ", LONG, NOON, people=(ADA,), starts=LATER)
    assert (session.title, session.workbook, session.agenda) == ("Pocket Clinic", "my.toml", "90")
    assert session.slot == "hello"
    assert session.clock == Clock(starts=LATER, planned={"hello": 3, "one": 10, "two": 0})
    assert session.people == (ADA,)
    assert session.created == session.updated == NOON
    assert dict(session.answers) == {}


def test_new_session_skips_slots_without_minutes() -> None:
    assert new_session(WORKBOOK, "w", "T", SHORT, NOON).slot == "two"


def test_agenda_without_minutes_starts_at_its_first_slot() -> None:
    assert new_session(WORKBOOK, "w", "T", Agenda("0", "0", (Slot("one", "One", 0, "one"),)), NOON).slot == "one"


def test_a_title_is_clean() -> None:
    assert new_session(WORKBOOK, "w", "\x1b[2JA\ttitle\r\n", LONG, NOON).title == "A title"


def test_copy_has_all_answers_and_a_new_id() -> None:
    copy = copied(apply(OLD, start(OLD, NOON)), "Copy", LATER)
    assert copy.id != OLD.id
    assert (copy.title, copy.created, copy.updated) == ("Copy", LATER, LATER)
    assert copy.answers == OLD.answers
    assert copy.clock.running_since is None
    assert copy.clock.started == NOON


def test_pivot_keeps_the_answers_and_resets_the_clock() -> None:
    pivot = pivoted(apply(OLD, start(OLD, NOON)), "New", WORKBOOK, LATER)
    assert pivot.pivoted_from == f"Old ({OLD.id})"
    assert pivot.answers == OLD.answers
    assert pivot.people == OLD.people
    assert pivot.clock == Clock(planned={"hello": 3, "one": 10, "two": 0})
    assert (pivot.status, pivot.slot) == ("draft", "hello")


def test_pivot_without_its_agenda_takes_the_first() -> None:
    assert pivoted(OLD, "New", Workbook("w", "W", STAGES, (SHORT,)), LATER).agenda == "60"


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        pytest.param("", (), id="nobody"),
        pytest.param("Ada, facilitator\nBen", (ADA, Person("Ben")), id="with and without a role"),
        pytest.param("  Ada ,  facilitator \n\n , scribe\n", (ADA,), id="spaces and gaps"),
        pytest.param("Ada, head of care, north", (Person("Ada", "head of care, north"),), id="commas in a role"),
        pytest.param("\x1b[31mAda\r\nBen", (Person("Ada"), Person("Ben")), id="escapes"),
        pytest.param("[/oops]", (Person("[/oops]"),), id="not markup"),
    ],
)
def test_people_are_read_one_per_line(typed: str, people: tuple[Person, ...]) -> None:
    assert people_from(typed) == people
