"""Tests of Session, an immutable value: every edit returns a new one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime

import pytest
from tests.session_edits import with_answer, with_entries, with_entry, with_entry_moved, without_entry

from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Scalar, Session, as_text, fresh_id

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
FROZEN = "title"
WHO = Place("one", "who")
MONEY = Place("one", "cost.money")
LIST = Place("one", "items")
A, B, C = (Entry(id_, {"name": id_.upper()}) for id_ in "abc")
FULL = with_entries(with_answer(EMPTY, WHO, "parents"), LIST, (A, B, C))


def ids(session: Session) -> str:
    return "".join(entry.id for entry in session.entries(LIST))


EDITS: dict[str, Callable[[Session], Session]] = {
    "answer": lambda s: with_answer(s, WHO, "nurses"),
    "unset": lambda s: with_answer(s, WHO, None),
    "part of an entry": lambda s: with_answer(s, LIST.at(entry="b", part="name"), "x"),
    "add": lambda s: with_entry(s, LIST, Entry("d")),
    "delete": lambda s: without_entry(s, LIST.at(entry="b")),
    "move": lambda s: with_entry_moved(s, LIST.at(entry="a"), 1),
    "replace": lambda s: with_entries(s, LIST, ()),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_leaves_the_old_session_alone(edit: Callable[[Session], Session]) -> None:
    before = copy.deepcopy(FULL)
    assert edit(FULL) != before
    assert before == FULL


def test_a_session_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(FULL, FROZEN, "x")


@pytest.mark.parametrize("value", ["text", 3, 2.5, date(2026, 1, 2), 0], ids=repr)
def test_answer_that_was_set_is_returned(value: Scalar) -> None:
    session = with_answer(EMPTY, MONEY, value)
    assert session.answer(MONEY) == value
    assert session.text(MONEY) == as_text(value)
    assert list(session.places()) == [(MONEY, value)]


@pytest.mark.parametrize("nothing", [None, ""], ids=repr)
def test_empty_value_removes_the_answer(nothing: Scalar | None) -> None:
    assert with_answer(with_answer(EMPTY, WHO, "x"), WHO, nothing) == EMPTY
    in_entry = LIST.at(entry="a", part="name")
    assert with_answer(FULL, in_entry, nothing).entry(in_entry) == Entry("a")


def test_restoring_an_answer_gives_an_equal_session() -> None:
    assert with_answer(with_answer(FULL, WHO, "nurses"), WHO, "parents") == FULL


def test_text_is_cleaned_when_set() -> None:
    assert with_answer(EMPTY, WHO, "a\r\n\x1b[2Jb").text(WHO) == "a\nb"
    assert A.with_value("name", "\x1b[2Jb").text("name") == "b"


def test_answer_does_not_recreate_a_removed_entry() -> None:
    gone = LIST.at(entry="b", part="name")
    session = without_entry(FULL, gone)
    assert with_answer(session, gone, "ghost") == session
    assert session.text(gone) == ""
    assert without_entry(session, gone) == session


def test_removing_the_last_entry_removes_the_list() -> None:
    session = with_entry(EMPTY, LIST, A)
    assert without_entry(session, LIST.at(entry="a")) == EMPTY


@pytest.mark.parametrize(("at", "order"), [(None, "abcd"), (0, "dabc"), (2, "abdc"), (9, "abcd")])
def test_entry_is_added_at_the_given_position(at: int | None, order: str) -> None:
    assert ids(with_entry(FULL, LIST, Entry("d", {}), at)) == order


@pytest.mark.parametrize(
    ("entry", "by", "order"),
    [
        ("a", 1, "bac"),
        ("a", 2, "bca"),
        ("a", 99, "bca"),
        ("c", -1, "acb"),
        ("c", -99, "cab"),
        ("b", 0, "abc"),
        ("gone", 1, "abc"),
    ],
)
def test_entry_moves_no_further_than_the_list(entry: str, by: int, order: str) -> None:
    assert ids(with_entry_moved(FULL, LIST.at(entry=entry), by)) == order


def test_a_list_is_not_read_as_an_answer_nor_an_answer_as_a_list() -> None:
    assert FULL.answer(LIST) is None
    assert FULL.entries(WHO) == ()


def test_places_come_in_the_order_of_the_file() -> None:
    assert [str(place) for place, _ in FULL.places()] == [
        "one.who",
        "one.items[a].name",
        "one.items[b].name",
        "one.items[c].name",
    ]


@pytest.mark.parametrize(
    ("place", "name", "neighbour"),
    [
        (WHO, "one.who", "one.x"),
        (MONEY, "one.cost.money", "one.cost.x"),
        (Place("one", "items", "a", "name"), "one.items[a].name", "one.items[a].x"),
        (Place("", "actions", "a"), "actions[a]", "actions[a].x"),
    ],
    ids=str,
)
def test_place_is_written_as_a_path_and_leads_to_its_neighbours(place: Place, name: str, neighbour: str) -> None:
    assert str(place) == name
    assert str(place.beside("x")) == neighbour
    assert place.list == Place(place.stage, place.field)


def test_equality_is_by_value() -> None:
    again = with_answer(with_entries(with_entries(EMPTY, LIST, (C, B, A)), LIST, (A, B, C)), WHO, "parents")
    assert again == FULL
    assert replace(FULL, people=(Person("Ada"),)) != FULL


def test_fresh_id_is_short_and_unused() -> None:
    seen = {fresh_id() for _ in range(200)}
    assert all(len(id_) == 4 and id_[0].isalpha() for id_ in seen)
    assert len(fresh_id(length=6)) == 6
    refused: list[str] = []

    class TakenTwice:
        def __contains__(self, candidate: object) -> bool:
            refused.append(str(candidate))
            return len(refused) < 3

    assert fresh_id(TakenTwice()) == refused[-1]
