"""Tests of undo, of the labels of acts, and of notes."""

from __future__ import annotations

import pytest
from tests.controllers.fakes import LIST, NEED, PARKED, WHO, Machine, write
from tests.said import HELD

from wbtui.core.change import Change, InsertEntry, MoveEntry, RemoveEntry, SetAnswer, SetFact
from wbtui.core.place import Caret, Place
from wbtui.core.session import Entry, Person
from wbtui.ui.controllers.questions import Details, Note, WhichDetails, WhichOfBank

Q1, Q2, Q3 = (LIST.at(entry=name) for name in ("q1", "q2", "q3"))
ASKED = Entry("q1", {"question": "Why?"})


async def test_undo_and_redo_of_the_last_act(machine: Machine) -> None:
    desk = await machine.open()
    desk.undo.undo()
    assert machine.host.last == "Nothing to undo."
    desk.undo.redo()
    assert machine.host.last == "Nothing to redo."
    write(desk, "Nurses")
    desk.clock.step(1)
    desk.undo.undo()
    assert machine.host.last == "Undone: Move of the room to Problem"
    assert desk.workshop.session.slot == "customer"
    desk.undo.undo()
    assert machine.host.last.startswith("Undone: Customer · ")
    assert desk.workshop.session.text(WHO) == ""
    desk.undo.redo()
    assert machine.host.last.startswith("Redone: Customer · ")
    assert desk.workshop.session.text(WHO) == "Nurses"


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ([SetAnswer(Q1.at(part="votes"), 1)], "Vote for “Why?”"),
        ([SetAnswer(Q1.at(part="answer"), "So")], "Customer FAQ · Questions from customers · Why? · Answer"),
        ([InsertEntry(Q2, Entry("q2"), "q1")], "New entry in Questions from customers"),
        ([RemoveEntry(Q1)], "Deleted entry “Why?”"),
        (
            [InsertEntry(Q2, Entry("q2"), "q1"), InsertEntry(LIST.at(entry="q3"), Entry("q3"))],
            "2 new entries",
        ),
        ([SetFact("status", "testing")], "Status"),
        ([SetFact("title", "New"), SetFact("people", (Person("Ada"),))], "Title and people"),
        ([SetFact("title", "New"), SetAnswer(WHO, "a"), SetAnswer(NEED, "b")], "2 answers"),
    ],
)
async def test_undo_and_redo_name_the_act(machine: Machine, changes: list[Change], label: str) -> None:
    desk = await machine.open()
    desk.workshop.edit(InsertEntry(Q1, ASKED))
    desk.workshop.edit(*changes)
    desk.undo.undo()
    assert machine.host.last == f"Undone: {label}"
    desk.undo.redo()
    assert machine.host.last == f"Redone: {label}"


async def test_labels_of_moved_entries_and_clock_changes(machine: Machine) -> None:
    desk = await machine.open()
    desk.workshop.edit(InsertEntry(Q1, ASKED), InsertEntry(Q2, Entry("q2"), "q1"))
    desk.workshop.edit(MoveEntry(Q2))
    for act in (desk.clock.pause_or_start, desk.clock.pause_or_start):
        machine.later(seconds=5)
        act()
    for label in ("Clock paused", "Clock started", "Order of Questions from customers"):
        desk.undo.undo()
        assert machine.host.last == f"Undone: {label}"


async def test_undo_of_one_place(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    write(desk, "Bread", NEED)
    undone = desk.workshop.undo(WHO)
    assert undone
    assert undone.caret == Caret(WHO, 0, 0)
    assert desk.workshop.session.text(WHO) == ""
    assert desk.workshop.session.text(NEED) == "Bread"
    redone = desk.workshop.redo(WHO)
    assert redone
    assert redone.caret == Caret(WHO, 0, 6)
    assert machine.host.told == []
    assert desk.workshop.redo(WHO) is None
    assert desk.workshop.session.text(WHO) == "Nurses"


async def test_undo_leaves_answers_that_somebody_else_changed(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    desk.workshop.adopt(SetAnswer(WHO, "Doctors"))
    desk.undo.undo()
    title, label, text = machine.host.last.split(": ")
    assert title == "Not undone"
    assert label.startswith("Customer · ")
    assert text == "somebody else has changed this since, so it was left as it is."
    assert desk.workshop.session.text(WHO) == "Doctors"


async def test_redo_leaves_answers_that_somebody_else_changed(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    desk.undo.undo()
    desk.workshop.adopt(SetAnswer(WHO, "Doctors"))
    desk.undo.redo()
    assert machine.host.last.startswith("Not redone: Customer · ")
    assert desk.workshop.session.text(WHO) == "Doctors"


async def test_a_read_only_session_refuses_undo(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    desk.workshop.read_only = HELD
    desk.undo.undo()
    assert machine.host.last == "Read-only: ada is editing"
    assert desk.workshop.session.text(WHO) == "Nurses"


# Notes


def typed(text: str, keep: bool) -> object:
    def answer(note: Note) -> bool:
        if text:
            note.workshop.edit(SetAnswer(note.place, text), caret=Caret(note.place, 0, len(text)))
        return keep

    return answer


async def test_a_note_is_kept(machine: Machine) -> None:
    desk = await machine.open()
    machine.host.answers = [typed("Ask [Ada]", keep=True), typed("Second", keep=True)]
    await desk.notes.park()
    await desk.notes.park()
    assert [entry.text("item") for entry in desk.workshop.session.entries(PARKED)] == ["Ask [Ada]", "Second"]
    assert machine.host.told == [
        "Parked “Ask [Ada]” · 1 in the parking lot",
        "Parked “Second” · 2 in the parking lot",
    ]
    assert machine.host.question.prompt == "What do we come back to?"


async def test_a_note_is_one_act(machine: Machine) -> None:
    desk = await machine.open()

    def in_two_goes(note: Note) -> bool:
        for text in ("Ask", "Ask Ada"):
            note.workshop.edit(SetAnswer(note.place, text), caret=Caret(note.place, 0, len(text)))
            note.workshop.end_burst()
        desk.clock.pause_or_start()
        return True

    write(desk, "Nurses")
    for note in (desk.notes.park, desk.notes.action, desk.notes.decision):
        machine.host.answers = [in_two_goes]
        await note()
        whole = desk.workshop.session.answers
        desk.undo.undo()
        assert machine.host.last.startswith("Undone: New entry “Ask Ada” in ")
        assert not any("Ask" in str(answers) for answers in desk.workshop.session.answers.values())
        desk.undo.redo()
        assert machine.host.last.startswith("Redone: New entry “Ask Ada” in ")
        assert desk.workshop.session.answers == whole
        desk.undo.undo()
    desk.undo.undo()
    assert machine.host.last == "Undone: Clock started"


async def test_undo_gives_the_text_of_an_action_back_before_it_removes_the_action(machine: Machine) -> None:
    desk = await machine.open()
    machine.host.answers = [typed("Ask the hospital by Friday", keep=True)]
    await desk.notes.action()
    actions = Place("", "actions")
    (understood,) = desk.workshop.session.entries(actions)
    desk.undo.undo()
    assert [dict(entry.values) for entry in desk.workshop.session.entries(actions)] == [
        {"action": "Ask the hospital by Friday"}
    ]
    desk.undo.undo()
    assert desk.workshop.session.entries(actions) == ()
    desk.undo.redo()
    desk.undo.redo()
    assert desk.workshop.session.entries(actions) == (understood,)


async def test_an_empty_note_leaves_nothing(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    before = desk.workshop.session
    for note in (desk.notes.park, desk.notes.action, desk.notes.decision):
        await note()
    assert desk.workshop.session.answers == before.answers
    assert machine.host.told == []
    desk.undo.undo()
    assert desk.workshop.session.text(WHO) == ""


async def test_redo_does_not_recreate_an_empty_note(machine: Machine) -> None:
    desk = await machine.open()

    def begun_and_emptied(note: Note) -> None:
        for text in ("Ask", ""):
            note.workshop.edit(SetAnswer(note.place, text), caret=Caret(note.place, 0, len(text)))
            note.workshop.end_burst()
        note.workshop.undo(note.place)
        note.workshop.undo(note.place)

    for answer in (None, begun_and_emptied):
        machine.host.answers = [answer]
        await desk.notes.park()
        desk.undo.redo()
        assert machine.host.last == "Nothing to redo."
        desk.undo.undo()
        assert machine.host.last == "Nothing to undo."
        assert desk.workshop.session.entries(PARKED) == ()


@pytest.mark.parametrize("begun", ["", "Ask"])
async def test_a_note_survives_an_older_copy_of_the_file(machine: Machine, begun: str) -> None:
    desk = await machine.open()
    path = desk.handle.path
    older = path.read_bytes()

    async def answer(note: Note) -> bool:
        if begun:
            note.workshop.edit(SetAnswer(note.place, begun), caret=Caret(note.place, 0, 3))
        await desk.saving.save_now()
        path.write_bytes(older)
        await machine.look(desk)
        entry = note.workshop.session.entry(note.place)
        assert entry
        assert entry.text(note.place.part) == begun
        note.workshop.edit(SetAnswer(note.place, "Ask Ada"), caret=Caret(note.place, 0, 7))
        return True

    machine.host.answers = [answer]
    await desk.notes.park()
    assert machine.host.last == "Parked “Ask Ada” · 1 in the parking lot"
    assert [entry.text("item") for entry in desk.workshop.session.entries(PARKED)] == ["Ask Ada"]
    await desk.saving.save_now()
    assert [entry.text("item") for entry in machine.on_disk(path).entries(PARKED)] == ["Ask Ada"]
    while desk.workshop.undo():
        pass
    assert desk.workshop.session.entries(PARKED) == ()


async def test_a_note_that_is_lost_is_reported(machine: Machine) -> None:
    desk = await machine.open()

    def answer(note: Note) -> bool:
        desk.workshop.read_only = HELD
        desk.workshop.adopt(RemoveEntry(note.place.at(part="")))
        return True

    machine.host.answers = [answer]
    await desk.notes.park()
    assert machine.host.told == ["Not saved: Parking lot: ada is editing"]
    assert desk.workshop.session.entries(PARKED) == ()


async def test_a_note_dialog_leaves_no_subscription(machine: Machine) -> None:
    desk = await machine.open()
    machine.host.answers = [typed("Ask Ada", keep=True)]
    before = len(desk.workshop._subscriptions)
    await desk.notes.park()
    assert len(desk.workshop._subscriptions) == before


async def test_a_cancelled_note_can_be_restored_by_undo(machine: Machine) -> None:
    desk = await machine.open()
    machine.host.answers = [typed("A long thought", keep=False)]
    await desk.notes.action()
    assert "actions" not in desk.workshop.session.answers.get("", {})
    desk.undo.undo()
    assert machine.host.last == "Undone: Deleted entry “A long thought”"


async def test_a_read_only_session_refuses_notes(machine: Machine) -> None:
    desk = await machine.open()
    desk.workshop.read_only = HELD
    await desk.notes.park()
    await desk.notes.details()
    assert machine.host.asked == []


async def test_questions_come_from_the_bank(machine: Machine) -> None:
    desk = await machine.open()
    field = next(f for s, f, p in machine.workbook.places() if machine.workbook.bank_for(f) and p == LIST)

    def first_two(question: WhichOfBank) -> object:
        return question.bank.questions[:2]

    machine.host.answers = [first_two, first_two]
    await desk.notes.from_bank(LIST, field)
    entries = desk.workshop.session.entries(LIST)
    assert len(entries) == 2
    assert all(entry.text("bank") and entry.text(field.fields[0].id) for entry in entries)
    await desk.notes.from_bank(LIST, field)
    assert machine.host.question.taken == {entry.text("bank") for entry in entries}
    desk.undo.undo()
    assert machine.host.last == "Undone: 2 new entries"
    assert desk.workshop.session.entries(LIST) == entries


async def test_details_change_title_status_and_people(machine: Machine) -> None:
    desk = await machine.open()
    machine.host.answers = [Details("", "testing", (Person("Ada"),)), None]
    await desk.notes.details()
    await desk.notes.details()
    session = desk.workshop.session
    assert (session.title, session.status, session.people) == ("Pocket Clinic", "testing", (Person("Ada"),))
    desk.undo.undo()
    assert machine.host.last == "Undone: Status and people"


async def test_details_changed_elsewhere_meanwhile_are_kept(machine: Machine) -> None:
    desk = await machine.open()

    def answer(question: WhichDetails) -> Details:
        desk.workshop.adopt(SetFact("people", (Person("Otto"),)), SetFact("status", "reviewed"))
        return Details("Night Clinic", question.session.status, question.session.people)

    machine.host.answers = [answer]
    await desk.notes.details()
    session = desk.workshop.session
    assert (session.title, session.status, session.people) == ("Night Clinic", "reviewed", (Person("Otto"),))
