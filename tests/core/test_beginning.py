"""How a session begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

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
OLD = new_session(WORKBOOK, "w", "Old", LONG, NOON, people=(ADA,)).with_answer(WHO, "parents")


def test_a_new_session_stands_at_its_first_slot_with_the_plan_of_its_agenda() -> None:
    session = new_session(WORKBOOK, "my.toml", " Pocket\nClinic ", LONG, NOON, people=(ADA,), starts=LATER)
    assert (session.title, session.workbook, session.agenda) == ("Pocket Clinic", "my.toml", "90")
    assert session.slot == "hello"
    assert session.clock == Clock(starts=LATER, planned={"hello": 3, "one": 10, "two": 0})
    assert session.people == (ADA,)
    assert session.created == session.updated == NOON
    assert dict(session.answers) == {}


def test_it_begins_where_there_are_minutes() -> None:
    assert new_session(WORKBOOK, "w", "T", SHORT, NOON).slot == "two"


def test_an_agenda_without_minutes_begins_at_its_first_slot() -> None:
    assert new_session(WORKBOOK, "w", "T", Agenda("0", "0", (Slot("one", "One", 0, "one"),)), NOON).slot == "one"


def test_a_title_is_clean() -> None:
    assert new_session(WORKBOOK, "w", "\x1b[2JA\ttitle\r\n", LONG, NOON).title == "A title"


def test_a_copy_has_all_that_was_said_and_an_identity_of_its_own() -> None:
    copy = copied(apply(OLD, start(OLD, NOON)), "Copy", LATER)
    assert copy.id != OLD.id
    assert (copy.title, copy.created, copy.updated) == ("Copy", LATER, LATER)
    assert copy.answers == OLD.answers
    assert copy.clock.running_since is None
    assert copy.clock.started == NOON


def test_a_pivot_goes_on_from_what_was_said_with_a_clock_at_zero() -> None:
    pivot = pivoted(apply(OLD, start(OLD, NOON)), "New", WORKBOOK, LATER)
    assert pivot.pivoted_from == f"Old ({OLD.id})"
    assert pivot.answers == OLD.answers
    assert pivot.people == OLD.people
    assert pivot.clock == Clock(planned={"hello": 3, "one": 10, "two": 0})
    assert (pivot.status, pivot.slot) == ("draft", "hello")


def test_a_pivot_whose_agenda_is_gone_takes_the_first() -> None:
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
def test_people_are_one_to_a_line(typed: str, people: tuple[Person, ...]) -> None:
    assert people_from(typed) == people
