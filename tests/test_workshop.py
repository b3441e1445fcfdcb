"""Tests of the workshop: the effects of an edit and their order, its subscribers, and undo."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from tests.fake_workshop import Desk
from tests.said import HELD
from tests.session_edits import with_answer, with_minutes
from tests.small_workbook import filled_session, small_workbook

from wbtui.core.change import (
    CLOCK,
    Change,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
)
from wbtui.core.errors import Problem, ReadOnlyError, UndoError
from wbtui.core.place import Caret, Place
from wbtui.core.progress import unknown_answers
from wbtui.core.session import Entry, Person, Session
from wbtui.core.time import schedule
from wbtui.core.undo import MAX_ACTS
from wbtui.core.workbook.model import Workbook
from wbtui.storage.session_file.codec import render
from wbtui.workshop import Batch

T = TypeVar("T")

WORKBOOK = small_workbook()
FULL = filled_session()
FRESH = replace(FULL, answers={})
WORD = Place("stimmung", "wort")
VOICE = Place("stimmung", "stimme")
WHO = Place("stimmung", "wer")
GUESTS = Place("stimmung", "zahlen.gaeste")
THINGS = Place("fundstuecke", "dinge")
D1, D2 = THINGS.at(entry="d1"), THINGS.at(entry="d2")
THING = D1.at(part="ding")


def desk(session: Session = FULL, read_only: Problem | None = None) -> Desk:
    return Desk(session, WORKBOOK, read_only=read_only)


def typed(at: Desk, *texts: str, place: Place = WORD, origin: object = None, pause: float = 0.1) -> None:
    """Type texts one after the other, the caret at the end of each."""
    for text in texts:
        at.wait(pause)
        row, column = text.count("\n"), len(text) - (text.rfind("\n") + 1)
        at.workshop.edit(SetAnswer(place, text), origin=origin, caret=Caret(place, row, column))


def file(session: Session) -> str:
    return render(replace(session, updated=FULL.updated)).text


# An edit


UNKNOWN = Place("stimmung", "schuhgroesse")


@pytest.mark.parametrize(
    "change",
    [SetAnswer(UNKNOWN, "42"), InsertEntry(THINGS.at(entry="d9"), Entry("d9", {"farbe": "blau"}))],
    ids=["a field", "a part of an entry"],
)
@pytest.mark.parametrize("restored", [False, True])
def test_an_incoming_answer_without_a_field_gets_one(change: SetAnswer | InsertEntry, restored: bool) -> None:
    at, seen = desk(), list[Workbook]()
    at.workshop.subscribe(None, lambda _batch: seen.append(at.workshop.workbook))
    (at.workshop.edit if restored else at.workshop.adopt)(change)
    workbook = at.workshop.workbook
    assert unknown_answers(at.workshop.session, workbook) == ()
    assert workbook is not WORKBOOK
    assert seen == [workbook]


def test_answers_with_a_field_do_not_change_the_workbook() -> None:
    at = desk()
    at.workshop.adopt(SetAnswer(WORD, "Leise"), SetAnswer(THING, "Hut"), SetAnswer(D1.at(part="bank"), "C01"))
    assert at.workshop.workbook is WORKBOOK


def test_an_edit_is_one_new_session_one_line_and_one_notification() -> None:
    at, told = desk(), list[Batch]()
    at.workshop.subscribe(None, told.append)
    at.wait(5)
    changes = (SetAnswer(WORD, "Leise"), SetFact("title", "Fest"))
    at.workshop.edit(*changes, origin="editor", caret=Caret(WORD, 0, 5))
    session = at.workshop.session
    assert (session.text(WORD), session.title) == ("Leise", "Fest")
    assert session.updated == at.time == at.workshop.now
    assert at.journal == [changes]
    assert at.carets == [Caret(WORD, 0, 5)]
    assert at.journalled == at.saved == [session]
    assert told == [Batch(changes, "editor")]
    assert FULL.text(WORD) == "Laut"


def test_the_session_is_new_and_journalled_before_anybody_is_notified() -> None:
    at = desk()
    at.workshop.subscribe(None, lambda _: at.happened.append(at.workshop.session.title))
    at.workshop.edit(SetFact("title", "Fest"))
    at.workshop.adopt(SetFact("title", "Feier"))
    assert at.happened == ["journal", "autosave", "Fest", "journal", "autosave", "Feier"]


def test_a_change_without_effect_is_no_edit() -> None:
    at, told = desk(), list[Batch]()
    at.workshop.subscribe(None, told.append)
    at.workshop.edit(SetAnswer(WORD, "Laut"), RemoveEntry(THINGS.at(entry="gone")))
    at.workshop.edit()
    at.workshop.adopt(SetFact("title", FULL.title))
    assert at.workshop.session is FULL
    assert (at.happened, told) == ([], [])
    assert at.workshop.undo() is None


def test_only_changes_with_an_effect_are_journalled() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "Laut"), SetFact("title", "Fest"))
    assert at.journal == [(SetFact("title", "Fest"),)]


def test_changes_by_somebody_else_are_stamped_with_their_time() -> None:
    at, theirs = desk(), FULL.updated + timedelta(days=1)
    at.workshop.adopt(SetFact("title", "Fest"), updated=theirs)
    assert at.workshop.session.updated == theirs
    at.workshop.adopt(SetFact("title", "Feier"))
    assert at.workshop.session.updated == at.time
    assert at.workshop.undo() is None


def test_the_workshop_does_not_clean_text() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "a\r\n\x1b[2Jb"), SetFact("title", "x"))
    assert at.workshop.session.text(WORD) == "a\r\n\x1b[2Jb"


def test_a_session_that_is_read_only_refuses_and_still_takes_in_what_others_did() -> None:
    at = desk(read_only=HELD)
    with pytest.raises(ReadOnlyError, match="held"):
        at.workshop.edit(SetFact("title", "x"))
    with pytest.raises(ReadOnlyError):
        at.workshop.undo()
    with pytest.raises(ReadOnlyError):
        at.workshop.redo()
    assert at.workshop.session is FULL
    at.workshop.adopt(SetFact("title", "theirs"))
    assert at.workshop.session.title == "theirs"


def test_a_handed_over_session_gets_another_journal_and_file() -> None:
    at, other = desk(), desk()
    at.workshop.connect(other, other, session_id="another")
    assert at.workshop.session.id == "another"
    at.workshop.edit(SetFact("title", "x"))
    assert (at.happened, other.happened) == ([], ["journal", "autosave"])


# The order of the file


def test_first_answers_land_in_the_order_of_the_workbook() -> None:
    at = desk(FRESH)
    at.workshop.edit(InsertEntry(Place("ausblick", "vorsaetze", "v1"), Entry("v1", {"satz": "x"})))
    at.workshop.edit(InsertEntry(D1, Entry("d1")))
    at.workshop.edit(SetAnswer(D1.at(part="punkte"), 3))
    for place in (GUESTS, VOICE, WORD):
        at.workshop.edit(SetAnswer(place, "x"))
    for part in ("ding", "gewicht"):
        at.workshop.edit(SetAnswer(D1.at(part=part), "y"))
    assert [str(place) for place, _ in at.workshop.session.places()] == [
        "stimmung.wort",
        "stimmung.stimme",
        "stimmung.zahlen.gaeste",
        "fundstuecke.dinge[d1].ding",
        "fundstuecke.dinge[d1].gewicht",
        "fundstuecke.dinge[d1].punkte",
        "ausblick.vorsaetze[v1].satz",
    ]


def test_the_journal_has_the_position_of_a_first_answer() -> None:
    at = desk(with_answer(FRESH, VOICE, "x"))
    at.workshop.edit(SetAnswer(WORD, "y"))
    assert at.journal == [(SetAnswer(WORD, "y", (0, 0)),)]


def test_answers_unknown_to_the_workbook_come_last() -> None:
    unknown = Place("stimmung", "unbekannt")
    at = desk(with_answer(FRESH, unknown, "x"))
    at.workshop.edit(SetAnswer(WORD, "y"))
    at.workshop.edit(SetAnswer(Place("anderswo", "z"), "z"))
    assert [place.field for place, _ in at.workshop.session.places()] == ["wort", "unbekannt", "z"]


# Who is told


def noting(notes: list[T], note: T) -> Callable[[Batch], None]:
    return lambda _: notes.append(note)


PLACES: dict[str, Place] = {
    "stage": Place("stimmung", ""),
    "answer": WORD,
    "list": THINGS,
    "entry": D1,
    "part": THING,
    "whole session": Place("", ""),
    "fact": Place("", "title"),
    "clock": CLOCK,
    "minutes": Place("", "clock", "stimmung", "planned"),
    "shared list": Place("", "parking_lot"),
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (SetAnswer(WORD, "x"), {"stage", "answer"}),
        (SetAnswer(VOICE, "x"), {"stage"}),
        (SetAnswer(THING, "x"), {"list", "entry", "part"}),
        (SetAnswer(D1.at(part="punkte"), 9), {"list", "entry"}),
        (SetAnswer(D2.at(part="ding"), "x"), {"list"}),
        (RemoveEntry(D1), {"list", "entry"}),
        (MoveEntry(D2), {"list"}),
        (InsertEntry(THINGS.at(entry="d3"), Entry("d3")), {"list"}),
        (SetFact("title", "x"), {"whole session", "fact"}),
        (SetFact("slot", "ausblick"), {"whole session"}),
        (SetMinutes("stimmung", None, 5), {"whole session", "clock", "minutes"}),
        (SetMinutes("ausblick", None, 5), {"whole session", "clock"}),
        (InsertEntry(Place("", "parking_lot", "p1"), Entry("p1")), {"whole session", "shared list"}),
    ],
    ids=lambda value: str(value.place) if hasattr(value, "place") else "",
)
def test_a_subscription_to_a_place_includes_all_below_it(change: Change, told: set[str]) -> None:
    at, found = desk(), list[str]()
    for name, place in PLACES.items():
        at.workshop.subscribe(None, noting(found, name), place)
    at.workshop.subscribe(None, lambda _: found.append("all"))
    at.workshop.edit(change)
    assert len(found) == len(set(found))
    assert set(found) == told | {"all"}


def test_a_subscriber_to_several_places_is_notified_once() -> None:
    at, told = desk(), list[Batch]()
    at.workshop.subscribe(None, told.append, WORD, VOICE, Place("stimmung", ""))
    at.workshop.edit(SetAnswer(WORD, "x"), SetAnswer(VOICE, "y"), SetFact("title", "z"))
    assert len(told) == 1
    assert len(told[0].changes) == 3


def test_subscribers_are_notified_in_the_order_of_subscription() -> None:
    at, told = desk(), list[int]()
    for number, place in enumerate([WORD, Place("stimmung", ""), WORD]):
        at.workshop.subscribe(None, noting(told, number), place)
    at.workshop.edit(SetAnswer(WORD, "x"))
    assert told == [0, 1, 2]


def test_the_origin_of_an_edit_is_notified_only_of_its_undo() -> None:
    at, told = desk(), list[str]()
    editor = object()
    at.workshop.subscribe(editor, lambda _: told.append("editor"), WORD)
    at.workshop.subscribe(object(), lambda _: told.append("other"), WORD)
    typed(at, "x", origin=editor)
    assert told == ["other"]
    at.workshop.undo()
    at.workshop.adopt(SetAnswer(WORD, "y"))
    assert told == ["other", "editor", "other", "editor", "other"]


def test_an_edit_without_an_origin_is_notified_to_a_subscriber_without_one() -> None:
    at, told = desk(), list[Batch]()
    at.workshop.subscribe(None, told.append)
    at.workshop.edit(SetFact("title", "x"))
    assert len(told) == 1


def test_an_edit_inside_a_callback_comes_after_the_present_batch() -> None:
    at, told = desk(), list[str]()

    def answers(batch: Batch) -> None:
        if batch.changes == (SetFact("title", "x"),):
            at.workshop.edit(SetFact("title", "y"))
            at.workshop.adopt(SetFact("status", "killed"))
            told.append(f"answered at {at.workshop.session.title}")

    at.workshop.subscribe(None, answers)
    at.workshop.subscribe(
        None, lambda _: told.append(at.workshop.session.title + " " + at.workshop.session.status)
    )
    at.workshop.edit(SetFact("title", "x"))
    assert told == ["answered at x", "x draft", "y draft", "y killed"]
    assert len(at.journal) == 3


def test_an_undo_in_a_callback_is_notified_after_the_current_batch() -> None:
    at, told = desk(), list[str]()

    def takes_back(batch: Batch) -> None:
        if batch.origin == "person":
            at.workshop.undo()

    at.workshop.subscribe(None, takes_back)
    at.workshop.subscribe(None, lambda batch: told.append(str(batch.origin)))
    at.workshop.edit(SetFact("title", "x"), origin="person")
    assert told == ["person", "None"]
    assert at.workshop.session.title == FULL.title


def test_a_subscriber_that_raises_is_logged_and_the_others_are_notified() -> None:
    at, told = desk(), list[Batch]()
    error = RuntimeError("broken widget")

    def breaks(_: Batch) -> None:
        raise error

    at.workshop.subscribe(None, breaks)
    at.workshop.subscribe(None, told.append)
    at.workshop.edit(SetFact("title", "x"))
    at.workshop.edit(SetFact("title", "y"))
    assert at.logged == [error, error]
    assert len(told) == 2


def test_a_refused_edit_in_a_callback_raises_nothing() -> None:
    at = desk()

    def ends(_: Batch) -> None:
        at.workshop.edit(SetFact("title", "y"))
        at.workshop.read_only = HELD

    end = at.workshop.subscribe(None, ends)
    at.workshop.edit(SetFact("title", "x"))
    end()
    assert [type(error) for error in at.logged] == [ReadOnlyError]


def test_a_subscription_ends() -> None:
    at, told = desk(), list[Batch]()
    ends = [at.workshop.subscribe(None, told.append, *places) for places in ((), (WORD,), (WORD, THINGS))]
    assert len(at.workshop._subscriptions) == 3
    for end in ends:
        end()
        end()
    assert len(at.workshop._subscriptions) == 0
    at.workshop.edit(SetAnswer(WORD, "x"))
    assert told == []


def test_a_subscription_that_ends_inside_a_callback_is_not_called_any_more() -> None:
    at, told = desk(), list[Batch]()

    def ends_all(_: Batch) -> None:
        first()
        second()

    first = at.workshop.subscribe(None, ends_all, WORD)
    second = at.workshop.subscribe(None, told.append, WORD)
    at.workshop.edit(SetAnswer(WORD, "x"))
    assert (told, len(at.workshop._subscriptions)) == ([], 0)


def test_a_subscription_made_in_a_callback_begins_with_the_next_edit() -> None:
    at, told = desk(), list[Batch]()

    def grows(_: Batch) -> None:
        end()
        at.workshop.subscribe(None, told.append)

    end = at.workshop.subscribe(None, grows)
    at.workshop.edit(SetFact("title", "x"))
    assert told == []
    at.workshop.edit(SetFact("title", "y"))
    assert len(told) == 1


# Undo


def test_an_act_is_undone_and_redone_as_a_whole() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "x"), RemoveEntry(D1), SetFact("people", (Person("Ilse"),)))
    after = at.workshop.session
    undone = at.workshop.undo()
    assert undone is not None
    assert [type(change) for change in undone.made] == [SetAnswer, RemoveEntry, SetFact]
    assert file(at.workshop.session) == file(FULL)
    assert at.journal[-1] == undone.changes
    redone = at.workshop.redo()
    assert redone is not None
    assert redone.made == undone.made
    assert file(at.workshop.session) == file(after)
    assert at.workshop.redo() is None


def test_an_undo_is_stamped_and_has_no_origin() -> None:
    at, told = desk(), list[Batch]()
    at.workshop.edit(SetFact("title", "x"))
    at.workshop.subscribe("me", told.append)
    at.wait(7)
    at.workshop.undo()
    assert at.workshop.session.updated == at.time
    assert told == [Batch((SetFact("title", "Sommerfest"),), None)]


def test_a_new_edit_clears_what_could_be_redone() -> None:
    at = desk()
    at.workshop.edit(SetFact("title", "x"))
    at.workshop.undo()
    at.workshop.adopt(SetFact("status", "killed"))
    at.workshop.edit(SetFact("title", "Sommerfest"))
    assert at.workshop.redo() is not None
    at.workshop.undo()
    at.workshop.edit(SetFact("title", "y"))
    assert at.workshop.redo() is None


def undone_words(at: Desk, place: Place | None = None) -> list[str]:
    """Undo all acts, and return the text of the word after each."""
    found = []
    while at.workshop.undo(place):
        found.append(at.workshop.session.text(WORD))
    return found


def test_typing_without_a_pause_is_one_act() -> None:
    at = desk()
    typed(at, "L", "Le", "Lei", "Leis", "Leise", pause=1.9)
    assert undone_words(at) == ["Laut"]


def test_typing_after_two_seconds_is_another_act() -> None:
    at = desk()
    typed(at, "L", "Le")
    typed(at, "Lei", "Leis", pause=2)
    assert undone_words(at) == ["Lei", "Le", "Laut"]


def test_a_clock_that_was_set_back_ends_the_act_of_typing() -> None:
    at = desk()
    typed(at, "L")
    typed(at, "Le", pause=-3600)
    assert undone_words(at) == ["L", "Laut"]


def test_leaving_the_field_ends_the_act_of_typing() -> None:
    at = desk()
    typed(at, "L")
    at.workshop.end_burst()
    typed(at, "Le")
    assert undone_words(at) == ["L", "Laut"]


def test_an_edit_by_somebody_else_ends_the_act_of_typing() -> None:
    at = desk()
    typed(at, "L")
    at.workshop.adopt(SetFact("status", "killed"))
    typed(at, "Le")
    assert undone_words(at) == ["L", "Laut"]


def test_another_field_ends_the_act_of_typing() -> None:
    at = desk()
    typed(at, "L")
    typed(at, "M", place=VOICE)
    typed(at, "Le")
    assert undone_words(at) == ["L", "L", "Laut"]


def test_somebody_else_typing_in_the_same_field_ends_the_act_of_typing() -> None:
    at = desk()
    typed(at, "L", origin="one")
    typed(at, "Le", origin="two")
    assert undone_words(at) == ["L", "Laut"]


def test_acts_keep_no_editor_alive() -> None:
    class Editor:
        pass

    at, editor = desk(), Editor()
    typed(at, "L", origin=editor)
    at.workshop.end_burst()
    gone = weakref.ref(editor)
    del editor
    assert gone() is None
    assert undone_words(at) == ["Laut"]


def test_a_paste_is_an_act_of_its_own() -> None:
    at = desk()
    typed(at, "L", "Le")
    at.workshop.end_burst()
    typed(at, "Leise Worte")
    at.workshop.end_burst()
    typed(at, "Leise Worte!")
    assert undone_words(at) == ["Leise Worte", "Le", "Laut"]


def test_a_choice_is_an_act_of_its_own() -> None:
    at = desk()
    for word in ("x", "y"):
        at.workshop.edit(SetAnswer(WORD, word))
    assert undone_words(at) == ["x", "Laut"]


def test_an_undo_ends_typing() -> None:
    at = desk()
    typed(at, "L")
    typed(at, "Le", pause=3)
    at.workshop.undo()
    typed(at, "Lo")
    assert undone_words(at) == ["L", "Laut"]


def test_undo_skips_typing_that_restored_the_old_text() -> None:
    at = desk()
    at.workshop.edit(SetFact("title", "x"))
    typed(at, "Lauter", "Laut")
    assert at.workshop.undo() is not None
    assert at.workshop.session.title == "Sommerfest"
    assert len(at.journal) == 4


def test_undo_of_an_answer_emptied_and_typed_again_restores_its_position() -> None:
    session = with_answer(with_answer(with_answer(FRESH, WHO, "w"), WORD, "x"), VOICE, "y")
    at = desk(session)
    typed(at, "a", "", "b", place=WHO)
    after = at.workshop.session
    assert at.workshop.undo() is not None
    assert file(at.workshop.session) == file(session)
    assert at.workshop.redo() is not None
    assert file(at.workshop.session) == file(after)
    at.workshop.undo()
    assert at.workshop.undo() is None


# Undo at a place


def test_undo_at_a_place_leaves_what_was_done_elsewhere() -> None:
    at = desk()
    typed(at, "x")
    typed(at, "y", place=VOICE)
    at.workshop.edit(SetFact("title", "z"))
    assert undone_words(at, WORD) == ["Laut"]
    session = at.workshop.session
    assert (session.text(VOICE), session.title) == ("y", "z")
    assert at.workshop.redo(VOICE) is None
    assert at.workshop.redo(WORD) is not None
    assert at.workshop.session.text(WORD) == "x"


def test_undo_at_a_place_skips_acts_that_changed_other_places_too() -> None:
    """Undo at a place does not skip such an act to undo an earlier one."""
    at = desk()
    typed(at, "x")
    at.workshop.edit(SetAnswer(WORD, "y"), SetFact("title", "z"))
    assert at.workshop.undo(WORD) is None
    assert undone_words(at) == ["x", "Laut"]


def test_undo_at_a_place_in_an_entry_that_was_added_or_removed() -> None:
    at = desk()
    typed(at, "x", place=THING)
    at.workshop.edit(MoveEntry(D1, "d2"))
    at.workshop.edit(RemoveEntry(D1))
    assert at.workshop.undo(THING) is None
    assert at.workshop.undo() is not None
    assert at.workshop.undo(THING) is not None
    assert at.workshop.session.text(THING) == "Ein Schirm"
    assert at.workshop.undo() is not None
    assert file(at.workshop.session) == file(FULL)


# The caret


@pytest.mark.parametrize(
    ("before", "after", "caret"),
    [
        ("Laut", "Laute", (0, 4)),
        ("Laut", "Lat", (0, 3)),
        ("Laut", "Laxut", (0, 2)),
        ("eins\nzwei", "eins\nzwxei", (1, 2)),
        ("eins\nzwei", "einszwei", (1, 0)),
        ("", "a", (0, 0)),
    ],
)
def test_undo_puts_the_caret_where_it_was_and_redo_where_it_went(
    before: str, after: str, caret: tuple[int, int]
) -> None:
    at = desk(with_answer(FRESH, WORD, before))
    at.workshop.edit(SetAnswer(WORD, after), caret=Caret(WORD, 9, 9))
    undone = at.workshop.undo()
    assert undone is not None
    assert undone.caret == Caret(WORD, *caret)
    redone = at.workshop.redo()
    assert redone is not None
    assert redone.caret == Caret(WORD, 9, 9)
    undone = at.workshop.undo()
    assert undone is not None
    assert undone.caret == Caret(WORD, *caret)


def test_the_caret_of_typing_is_that_before_its_first_and_after_its_last_key() -> None:
    at = desk()
    typed(at, "Laute", "Lauter")
    undone, redone = at.workshop.undo(), at.workshop.redo()
    assert undone is not None
    assert redone is not None
    assert (undone.caret, redone.caret) == (Caret(WORD, 0, 4), Caret(WORD, 0, 6))


def test_an_act_that_is_no_typing_has_no_caret() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "x"))
    undone = at.workshop.undo()
    assert undone is not None
    assert undone.caret is None


def test_undo_keeps_a_limited_number_of_acts() -> None:
    at = desk()
    for number in range(MAX_ACTS + 10):
        at.workshop.edit(SetAnswer(WORD, str(number)))
    words = undone_words(at)
    assert len(words) == MAX_ACTS
    assert words[-1] == "9"


# Somebody else meanwhile


def test_undo_does_not_touch_an_answer_that_somebody_else_changed_since() -> None:
    at = desk()
    at.workshop.edit(SetFact("title", "mine"))
    at.workshop.edit(SetAnswer(WORD, "mine"))
    at.workshop.adopt(SetAnswer(WORD, "theirs"))
    with pytest.raises(UndoError) as raised:
        at.workshop.undo()
    assert [change.place for change in raised.value.made] == [WORD]
    assert at.workshop.session.text(WORD) == "theirs"
    # The act is given up; the one before it is next.
    assert at.workshop.undo() is not None
    assert at.workshop.session.title == "Sommerfest"
    assert at.workshop.undo() is None


def test_undo_leaves_what_somebody_else_changed_at_another_place() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "mine"), SetAnswer(THING, "mine"))
    at.workshop.adopt(SetAnswer(VOICE, "theirs"), SetAnswer(D1.at(part="punkte"), 9), MoveEntry(D1, "d2"))
    assert at.workshop.undo() is not None
    session = at.workshop.session
    assert (session.text(WORD), session.text(THING)) == ("Laut", "Ein Schirm")
    assert (session.text(VOICE), session.text(D1.at(part="punkte"))) == ("theirs", "9")
    assert [entry.id for entry in session.entries(THINGS)] == ["d2", "d1"]


def test_redo_is_refused_where_somebody_else_wrote_meanwhile() -> None:
    at = desk()
    at.workshop.edit(SetAnswer(WORD, "mine"))
    at.workshop.undo()
    at.workshop.adopt(SetAnswer(WORD, "theirs"))
    with pytest.raises(UndoError):
        at.workshop.redo()
    assert at.workshop.session.text(WORD) == "theirs"


@pytest.mark.parametrize("value", ["x", None], ids=["written", "emptied"])
def test_undo_does_not_write_into_an_entry_that_somebody_else_removed(value: str | None) -> None:
    at = desk()
    at.workshop.edit(SetAnswer(THING, value))
    at.workshop.adopt(RemoveEntry(D1))
    with pytest.raises(UndoError):
        at.workshop.undo()
    assert at.workshop.session.entry(D1) is None


def test_undo_leaves_a_removed_entry_that_somebody_else_restored() -> None:
    at = desk()
    at.workshop.edit(RemoveEntry(D1))
    at.workshop.adopt(InsertEntry(D1, Entry("d1", {"ding": "theirs"})))
    with pytest.raises(UndoError):
        at.workshop.undo()
    assert at.workshop.session.text(THING) == "theirs"


def test_undo_does_not_remove_an_entry_that_somebody_else_edited() -> None:
    at, new = desk(), THINGS.at(entry="d3")
    at.workshop.edit(InsertEntry(new, Entry("d3"), "d2"))
    at.workshop.adopt(SetAnswer(new.at(part="ding"), "theirs"))
    with pytest.raises(UndoError):
        at.workshop.undo()
    assert at.workshop.session.text(new.at(part="ding")) == "theirs"


# The room and its time


def test_a_move_of_the_room_is_undone_with_its_time() -> None:
    at = desk()
    workshop = at.workshop
    workshop.edit(*schedule.start(workshop.session, at.time))
    at.wait(100)
    started = workshop.session
    workshop.edit(*schedule.go(workshop.session, "ausblick", at.time))
    at.wait(10)
    assert schedule.spent(workshop.session, "ausblick", at.time) == 10
    workshop.undo()
    assert file(workshop.session) == file(started)
    assert schedule.spent(workshop.session, "stimmung", at.time) == 110
    workshop.redo()
    assert schedule.spent(workshop.session, "ausblick", at.time) == 10


def test_undo_of_an_added_minute_is_refused_if_somebody_changed_the_minutes() -> None:
    at = desk()
    at.workshop.edit(with_minutes(at.workshop.session, "stimmung", 1, 10))
    assert at.workshop.session.clock.planned == {"stimmung": 11}
    at.workshop.undo()
    assert at.workshop.session.clock.planned == {}
    at.workshop.redo()
    at.workshop.adopt(SetMinutes("stimmung", 11, 16), SetMinutes("ausblick", None, 1))
    with pytest.raises(UndoError):
        at.workshop.undo()
    assert at.workshop.session.clock.planned == {"stimmung": 16, "ausblick": 1}


def test_undoing_a_pause_counts_its_time() -> None:
    at = desk()
    at.workshop.edit(*schedule.start(at.workshop.session, at.time))
    at.wait(60)
    at.workshop.edit(*schedule.pause(at.workshop.session, at.time))
    at.wait(30)
    at.workshop.undo()
    assert schedule.spent(at.workshop.session, "stimmung", at.time) == 90
    at.workshop.redo()
    assert schedule.spent(at.workshop.session, "stimmung", at.time) == 60


@pytest.mark.parametrize("set_by", [3600.0, -3600.0])
def test_undoing_a_pause_counts_the_time_passed_even_if_the_system_time_was_set(set_by: float) -> None:
    at = desk()
    at.workshop.edit(*schedule.start(at.workshop.session, at.time))
    at.wait(60)
    at.workshop.edit(*schedule.pause(at.workshop.session, at.time))
    at.wait(30)
    at.happens(set_by=set_by)
    at.workshop.undo()
    clock = at.workshop.session.clock
    assert schedule.spent(at.workshop.session, "stimmung", at.time) == 90
    assert clock.running_since == clock.started == at.time - timedelta(seconds=90)


def test_undoing_a_pause_after_a_sleep_does_not_count_the_sleep() -> None:
    at = desk()
    at.workshop.edit(*schedule.start(at.workshop.session, at.time))
    at.wait(60)
    at.workshop.edit(*schedule.pause(at.workshop.session, at.time))
    at.wait(30)
    at.happens(slept=50 * 60)
    at.workshop.undo()
    assert schedule.spent(at.workshop.session, "stimmung", at.time) == 90
    at.workshop.redo()
    assert schedule.spent(at.workshop.session, "stimmung", at.time) == 60


def test_a_redone_start_follows_a_change_of_the_system_time() -> None:
    at = desk()
    at.workshop.edit(*schedule.start(at.workshop.session, at.time))
    at.wait(60)
    at.workshop.undo()
    at.happens(set_by=3600.0)
    at.workshop.redo()
    clock = at.workshop.session.clock
    assert clock.running_since == clock.started == at.time - timedelta(seconds=60)


def test_a_clock_that_was_stopped_meanwhile_is_not_started_by_an_undo() -> None:
    """The clock stopped because a new day has begun."""
    at = desk()
    at.workshop.edit(*schedule.start(at.workshop.session, at.time))
    at.wait(60)
    at.workshop.edit(*schedule.go(at.workshop.session, "ausblick", at.time))
    at.wait(60)
    at.workshop.adopt(*schedule.pause(at.workshop.session, at.time))
    with pytest.raises(UndoError):
        at.workshop.undo()
    assert at.workshop.session.clock.running_since is None
