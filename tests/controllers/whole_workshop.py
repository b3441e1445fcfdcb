"""A program that runs a workshop from open to close with the controllers and the storage alone."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from unittest import mock

from tests.controllers.fakes import LIST, NEED, PARKED, WHO, Machine, write

from wbtui.core.change import InsertEntry, MoveEntry, SetAnswer
from wbtui.core.errors import SaveError
from wbtui.core.place import Caret, Place
from wbtui.core.session import Entry
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.questions import Note, Restore, WhichVersion
from wbtui.workshop import Batch


def failing(*_arguments: object, **_options: object) -> Fingerprint:
    raise SaveError("disk.full")


def note(question: Note) -> bool:
    question.workshop.edit(SetAnswer(question.place, "Ask Ada"), caret=Caret(question.place, 0, 7))
    return True


def first_version(question: WhichVersion) -> Restore:
    version = next(version for version in question.versions.versions() if version.name == "First")
    return Restore(version, question.versions.as_it_was(version), question.versions.keep_present())


async def passes(machine: Machine, desk: Desk, minutes: int) -> None:
    for _ in range(minutes * 2):
        machine.later(seconds=30)
        await machine.look(desk)


async def lists_and_votes(desk: Desk) -> tuple[Place, Place]:
    first, second = (LIST.at(entry=name) for name in ("q1", "q2"))
    for at, after in ((first, ""), (second, "q1")):
        desk.workshop.edit(InsertEntry(at, Entry(at.entry), after))
        write(desk, f"Question {at.entry}?", at.at(part="question"))
    for votes in (1, 2):
        desk.workshop.edit(SetAnswer(second.at(part="votes"), votes))
    desk.workshop.edit(MoveEntry(second))
    assert [entry.id for entry in desk.workshop.session.entries(LIST)] == ["q2", "q1"]
    return first, second


async def workshop(machine: Machine) -> None:
    host = machine.host
    desk = await machine.open()
    path = desk.handle.path
    await desk.welcome()
    assert (host.told, desk.status().text) == ([], "all saved")
    label: list[Batch] = []
    desk.workshop.subscribe(label, label.append, WHO)

    # Typing, a list, votes, a note; then the next slot.
    desk.clock.pause_or_start()
    write(desk, "Nurses at night")
    assert len(label) == 1
    await passes(machine, desk, 3)
    _, second = await lists_and_votes(desk)
    host.answers = [note, "First"]
    await desk.notes.park()
    await desk.history.keep_version()
    desk.clock.step(1)
    await passes(machine, desk, 2)
    write(desk, "No bread after six", NEED)
    desk.clock.pause_or_start()
    assert desk.workshop.session.clock.spent == {"customer": 180, "problem": 120}
    await desk.saving.save_now()
    saved = machine.on_disk(path)
    assert saved.answers == desk.workshop.session.answers

    # Outside changes, to another answer and to the same one.
    machine.write_outside(path, Place("customer", "situation"), "On the ward")
    await machine.look(desk)
    assert host.last == "The file was changed: Added 1 change by somebody else."
    await desk.saving.save_now()
    write(desk, "Nurses")
    machine.write_outside(path, WHO, "Parents")
    await machine.look(desk)
    assert desk.status().text == "CONFLICT · 1 answer · <resolve> choose"
    host.answers = ["both"]
    await desk.resolve()
    assert desk.workshop.session.text(WHO) == "Nurses\n\nParents"

    # Restore a version, undo that, then undo the act before it.
    host.answers = [first_version]
    await desk.history.go_back()
    assert (desk.workshop.session.text(NEED), desk.workshop.session.slot) == ("", "problem")
    assert desk.workshop.session.text(second.at(part="votes")) == "2"
    desk.undo.undo()
    assert host.last == "Undone: 3 answers"
    desk.undo.undo()
    assert desk.workshop.session.text(WHO) == "Nurses"
    desk.undo.redo()
    assert len(label) == 7

    # A full disk, and then free space again.
    with mock.patch.object(atomic_file, "write", failing):
        write(desk, "Nurses and parents")
        await desk.saving.save_now()
        assert desk.status().text == "NOT SAVED · the disk is full · <resolve> fix"
        assert await desk.why_stay()
    host.answers = [True]
    await desk.resolve()
    assert desk.status().text.startswith("saved")

    # Closing, and opening on the next day.
    assert await desk.why_stay() is None
    desk.clock.pause_or_start()
    await passes(machine, desk, 1)
    machine.opened.remove(desk)
    assert await desk.close()
    machine.later(minutes=20 * 60)
    machine.steady.look()
    again = await machine.open(path)
    await again.welcome()
    session = again.workshop.session
    assert session.text(WHO) == "Nurses and parents"
    assert [entry.text("item") for entry in session.entries(PARKED)] == ["Ask Ada"]
    assert session.clock.spent == {"customer": 180, "problem": 180}
    assert session.clock.running_since is None
    assert again.status().text == "all saved"


async def main(folder: Path) -> None:
    machine = Machine(folder)
    await workshop(machine)
    await machine.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
    print(sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich"}))
