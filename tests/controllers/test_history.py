"""Tests of versions, earlier texts and recovery."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.controllers.fakes import LIST, NEED, WHO, Machine, write
from tests.said import HELD, said
from tests.session_edits import with_answer

from wbtui.core.change import InsertEntry, RemoveEntry, SetAnswer
from wbtui.core.errors import MissingError, NewerFormatError, SaveError, SessionError, UsageError
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.session_file import codec
from wbtui.storage.state import State
from wbtui.ui.controllers.questions import OfferRestore, OneLine, OneOf, Restore, WhichText, WhichVersion
from wbtui.wording.versions import REASONS, reason


def failing(*_arguments: object, **_options: object) -> Fingerprint:
    raise SaveError("disk.full")


def go_back(name: str) -> object:
    """Answer the dialog with the version of that name."""

    def answer(question: WhichVersion) -> Restore:
        version = next(version for version in question.versions.versions() if version.name == name)
        return Restore(version, question.versions.as_it_was(version), question.versions.keep_present())

    return answer


async def test_a_restore_can_be_reverted(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    machine.host.answers = ["First", go_back("First")]
    await desk.history.keep_version()
    assert machine.host.last == "Version saved: First"
    machine.later(minutes=1)
    write(desk, "Parents")
    write(desk, "Bread", NEED)
    desk.clock.step(1)
    await desk.history.go_back()
    session = desk.workshop.session
    assert (session.text(WHO), session.text(NEED), session.slot) == ("Nurses", "", "problem")
    assert machine.host.last == (
        "Restored: Back to the version of today 12:00:00. The state before is in Versions: “before a restore”, "
        "today 12:01:00"
    )
    desk.undo.undo()
    assert machine.host.last == "Undone: 2 answers"
    assert desk.workshop.session.text(WHO) == "Parents"
    assert desk.history.present is desk.workshop.session
    assert desk.history.folder == desk.handle.history.folder


async def test_a_named_version_has_a_default_name(machine: Machine) -> None:
    desk = await machine.open()
    await desk.history.keep_version()
    assert machine.host.question == OneLine("Name of this version", "", "save for good", "Customer, 12:00")
    assert desk.history.versions() == ()


async def test_a_failure_to_save_a_version_is_reported(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await machine.open()
    monkeypatch.setattr(atomic_file, "put", failing)
    machine.host.answers = ["First"]
    await desk.history.keep_version()
    assert machine.host.last == "Version not saved: the disk is full. Free some space"
    desk.workshop.read_only = HELD
    await desk.history.keep_version()
    assert machine.host.last == "Not saved: read-only: ada is editing"


async def test_a_version_that_does_not_fit_the_workbook_is_not_restored(machine: Machine) -> None:
    desk = await machine.open()
    kept = await asyncio.to_thread(desk.history.keep_present)
    before = desk.workshop.session
    wrong = with_answer(before, Place("customer_faq", "questions"), "no list")
    machine.host.answers = [Restore(kept, wrong, kept)] * 2
    await desk.history.go_back()
    assert machine.host.last.startswith("Nothing was changed: stages.customer_faq.questions must be a list")
    desk.workshop.read_only = HELD
    await desk.history.go_back()
    assert machine.host.last == "Nothing was changed: ada is editing"
    assert machine.host.question.read_only
    assert desk.workshop.session is before


async def test_an_earlier_text_of_a_field_is_restored(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    machine.later(minutes=5)
    write(desk, "Parents")
    await desk.saving.save_now()

    def first(question: WhichText) -> str:
        assert question.text() == "Parents"
        found = [earlier for some in question.earlier() for earlier in some]
        return found[0].text

    machine.host.answers = [first]
    await desk.history.earlier(WHO)
    assert machine.host.question.label.startswith("Customer · ")
    assert desk.workshop.session.text(WHO) == "Nurses"
    assert machine.host.last == "Restored an earlier text"
    desk.workshop.undo(WHO)
    assert desk.workshop.session.text(WHO) == "Parents"


async def test_no_text_is_restored_into_a_deleted_entry(machine: Machine) -> None:
    desk = await machine.open()
    at = LIST.at(entry="q1")
    desk.workshop.edit(InsertEntry(at, Entry("q1", {"question": "Why?"})))

    def choose(_question: WhichText) -> str:
        desk.workshop.adopt(RemoveEntry(at))
        return "What for?"

    machine.host.answers = [choose]
    await desk.history.earlier(at.at(part="question"))
    assert machine.host.last == "Not restored: The entry that had this text is gone."
    assert desk.workshop.session.entries(LIST) == ()


async def test_earlier_texts_need_a_field(machine: Machine) -> None:
    desk = await machine.open()
    await desk.history.earlier(None)
    assert machine.host.told == ["Earlier texts: Put the cursor in a field first."]


async def test_reason_of_a_version_is_put_into_words(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Nurses")
    version = await asyncio.to_thread(desk.history.keep_present)
    assert reason(version) == REASONS["restore"]
    assert reason(version._replace(reason="other")) == "other"


# Recovery


async def written(machine: Machine, text: str = "Parents at night") -> Path:
    """Return the path of a closed session with one answer."""
    desk = await machine.open()
    write(desk, text)
    machine.opened.remove(desk)
    assert await desk.close()
    return desk.handle.path


def take(offer: OfferRestore[Any]) -> object:
    return next(offer.versions, None)


async def test_a_version_is_offered_for_a_damaged_file(machine: Machine) -> None:
    path = await written(machine)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"at night")])
    with pytest.raises(SessionError) as raised:
        await machine.open(path)
    machine.host.answers = [take]
    await machine.recovery.say_not_opened(path, raised.value)
    offer = machine.host.question
    assert offer.title == f"{path.name} cannot be read"
    assert (offer.take, offer.leave) == ("Open this version", "Leave it")
    assert machine.host.shown == [path]
    assert machine.host.last.startswith("The unreadable file is now ")
    assert machine.on_disk(path).text(WHO) == "Parents at night"


async def test_a_declined_offer_changes_nothing(machine: Machine) -> None:
    path = await written(machine)
    path.write_bytes(b"[[[")
    await machine.recovery.say_not_opened(path, SessionError("file.not_text", next_step="save_as_utf8"))
    assert machine.host.question.without == (
        "There is no version of this session on this computer. "
        "Save it as UTF-8 in an editor; until then the file stays as it is."
    )
    assert (machine.host.shown, path.read_bytes()) == ([], b"[[[")


async def test_a_file_open_in_another_program_is_not_replaced(machine: Machine) -> None:
    path = await written(machine)
    holder = machine.other_program(path)
    machine.host.answers = [take]
    await machine.recovery.say_not_opened(path, SessionError("file.not_text"))
    assert machine.host.last.startswith("Not opened: ")
    assert machine.host.shown == []
    await asyncio.to_thread(holder.close)


@pytest.mark.parametrize("error", [NewerFormatError("session.newer", format=2), UsageError("file.taken")])
async def test_errors_without_a_remedy_are_reported(machine: Machine, error: SessionError) -> None:
    await machine.recovery.say_not_opened(machine.add(), error)
    assert machine.host.told == [f"Not opened: {said(error.problem)}"]
    assert machine.host.severities == ["error"]


async def test_a_session_whose_file_is_missing_is_restored(machine: Machine) -> None:
    await machine.recovery.recover()
    assert machine.host.last == "No session is missing from this folder."
    path = await written(machine)
    path.unlink()
    machine.host.answers = [take, take]
    await machine.recovery.recover()
    assert machine.host.question.title == "Pocket Clinic is missing"
    assert machine.host.shown == [path]
    path.unlink()
    await machine.recovery.say_not_opened(path, MissingError("file.missing"))
    assert machine.host.question.title == f"{path.name} is missing"
    assert machine.on_disk(path).text(WHO) == "Parents at night"


async def test_one_of_several_missing_sessions_is_chosen(machine: Machine) -> None:
    paths = [await written(machine), await written(machine)]
    for path in paths:
        os.unlink(path)

    def second(question: OneOf) -> Path:
        assert question.title == "Missing sessions"
        return question.choices[1].path

    machine.host.answers = [second, take]
    await machine.recovery.recover()
    assert len(machine.host.shown) == 1
    machine.host.answers = [None]
    await machine.recovery.recover()


async def test_a_truncated_file_is_restored(machine: Machine) -> None:
    path = await written(machine)
    text = path.read_text()
    path.write_text(text[: text.index("[stages.")])
    desk = await machine.open(path)
    assert desk.handle.suspect
    await desk.welcome()
    assert machine.host.question.title == f"{path.name} may be incomplete"
    assert desk.workshop.session.text(WHO) == ""
    machine.host.answers = [take]
    await desk.welcome()
    assert desk.workshop.session.text(WHO) == "Parents at night"
    desk.undo.undo()
    assert desk.workshop.session.text(WHO) == ""


async def test_unsaved_work_is_offered_at_the_next_start(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await written(machine, "saved")
    machine.later(minutes=1)
    loaded = codec.read(path.read_bytes())
    kept = replace(with_answer(loaded.session, WHO, "only here"), updated=machine.reading.wall)
    rescue = State(machine.state, atomic_file.real_path(path)).rescue
    atomic_file.put(rescue, codec.render(kept, loaded.toml).text.encode())
    desk = await machine.open(path)
    machine.host.answers = [take]
    with monkeypatch.context() as broken:
        broken.setattr(desk.handle, "keep_version", failing)
        await desk.welcome()
        assert machine.host.last == "Not possible: the disk is full. Free some space"
    offer = await machine.recovery.better_version(desk.handle, desk.workshop.session)
    assert offer
    assert offer.title == f"{path.name} could not be saved last time"
    machine.host.answers = [take]
    await machine.recovery.make_whole(desk.handle, desk.workshop)
    assert desk.workshop.session.text(WHO) == "only here"


async def test_no_offer_for_a_session_that_was_closed_meanwhile(machine: Machine) -> None:
    path = await written(machine)
    text = path.read_text()
    path.write_text(text[: text.index("[stages.")])
    desk = await machine.open(path)

    async def left(offer: OfferRestore[Any]) -> object:
        machine.opened.remove(desk)
        await desk.close()
        return next(offer.versions)

    machine.host.answers = [left]
    await desk.welcome()
    assert desk.workshop.session.text(WHO) == ""


async def test_recovered_changes_are_reported(machine: Machine) -> None:
    desk = await machine.open()
    desk.workshop.edit(SetAnswer(WHO, "never saved"))
    machine.opened.remove(desk)
    lock = desk.handle._lock
    assert lock
    desk.handle._autosave._stop = True
    lock.release()
    again = await machine.open(desk.handle.path)
    await again.welcome()
    assert machine.host.last.startswith("Recovered 1 change")
    assert again.workshop.session.text(WHO) == "never saved"
