"""Tests of saving, outside changes, conflicts and closing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from tests.controllers.fakes import LIST, NEED, WHO, Machine, write
from tests.said import HELD, said
from tests.session_edits import with_answer

from wbtui.core.change import InsertEntry, RemoveEntry, SetFact
from wbtui.core.errors import Problem, SaveError
from wbtui.core.session import Entry, Person
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.session_file import codec
from wbtui.storage.state import State
from wbtui.ui.commands.acts import InWorkshop
from wbtui.ui.commands.workshop import WORKSHOP
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.questions import WhichSide, YesOrNo
from wbtui.ui.controllers.saving import SAFE_TEXT, UNSAFE_TEXT
from wbtui.ui.controllers.status import Status


def failing(*_arguments: object, **_options: object) -> Fingerprint:
    raise SaveError("disk.other", where="/somewhere", next_step="free_space", reason="the disk is full [/oops]")


async def flush(machine: Machine, desk: Desk) -> bool:
    return await machine.host.in_thread(desk.handle.flush)


# Saving


async def test_the_status_shows_the_time_of_the_last_save(machine: Machine) -> None:
    desk = await machine.open()
    assert desk.status() == Status("all saved", alarm=False)
    machine.later(minutes=4, seconds=5)
    write(desk, "abc")
    changed = machine.changed
    await desk.saving.save_now()
    assert desk.status() == Status("saved 12:04:05", alarm=False)
    await machine.host.in_thread(int)
    assert machine.changed > changed
    assert machine.on_disk(desk.handle.path).text(WHO) == "abc"


async def test_the_status_shows_that_an_unknown_value_was_replaced(machine: Machine) -> None:
    path = machine.add()
    path.write_text(path.read_text().replace("# end", "[stages.customer]\nwho = [1, 2]\n\n# end"))
    desk = await machine.open(path)
    write(desk, "abc")
    await desk.saving.save_now()
    lost = "the old value of stages.customer.who is in Versions"
    assert desk.status() == Status(f"saved 12:00:00, {lost}", alarm=False)


async def test_a_failed_save_is_reported_and_retried(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await machine.open()
    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "write", failing)
        write(desk, "abc")
        machine.host.answers = [True]
        await flush(machine, desk)
        assert desk.status() == Status("NOT SAVED · the disk is full [/oops] · <resolve> fix", alarm=True)
        assert desk.saving.error
        await desk.resolve()
        copy = State(machine.state, desk.handle.path).rescue
        steps = f"Free some space. A copy is in {copy}"
        trouble = f"/somewhere: the disk is full [/oops]. {steps}.\n\n{SAFE_TEXT}"
        assert machine.host.question == YesOrNo(
            "Not saved",
            f"{trouble} wbtui keeps trying.",
            "Try now",
            "Keep working",
        )
        assert await desk.why_stay() == YesOrNo("Not saved", trouble, "Leave", "Stay")
    machine.host.answers = [True]
    await desk.resolve()
    assert desk.status().text.startswith("saved")
    assert machine.on_disk(desk.handle.path).text(WHO) == "abc"
    assert await desk.why_stay() is None


async def test_a_failure_of_both_file_and_journal_is_reported(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await machine.open()
    journal = desk.handle._writer.journal
    assert journal

    def full(_data: bytes) -> None:
        raise OSError(28, "full")

    with monkeypatch.context() as broken:
        broken.setattr(journal, "_append", full)
        write(desk, "a")
        await flush(machine, desk)
        assert desk.status().text.startswith("saved")
        broken.setattr(atomic_file, "write", failing)
        write(desk, "ab")
        await flush(machine, desk)
        assert desk.status() == Status(
            "NOT SAVED · only on this screen · the disk is full [/oops] · <resolve> fix", alarm=True
        )
        question = await desk.why_stay()
        assert question
        assert question.text.endswith(UNSAFE_TEXT)


async def test_an_unexpected_error_in_the_journal_is_logged(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await machine.open()
    journal = desk.handle._writer.journal
    assert journal

    def broken(_data: bytes) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(journal, "_append", broken)
        write(desk, "a")
    assert said(desk.handle.journal_error) == "a mistake in wbtui (LookupError)"
    assert [type(error) for error in machine.failures] == [LookupError]
    machine.failures.clear()


async def test_a_failure_to_save_a_version_is_reported(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await machine.open()
    monkeypatch.setattr(desk.handle._writer, "history_error", Problem("disk.full"))
    assert desk.status() == Status("VERSION NOT SAVED · the disk is full", alarm=True)
    machine.opened.remove(desk)
    await desk.close()
    assert machine.host.last == "Some versions could not be saved: the disk is full."


async def test_a_deleted_file_can_be_recreated(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "abc")
    await flush(machine, desk)
    desk.handle.path.unlink()
    await machine.look(desk)
    assert desk.status() == Status("NOT SAVED · the file is missing · <resolve> fix", alarm=True)
    machine.host.answers = [False]
    await desk.resolve()
    assert not desk.handle.path.exists()
    machine.host.answers = [True]
    await desk.resolve()
    assert machine.host.question == YesOrNo(
        "The file is missing",
        f"{desk.handle.path} was moved or deleted. Everything is still here.",
        "Save again",
        "Wait",
    )
    await flush(machine, desk)
    await machine.look(desk)
    assert desk.status().text.startswith("saved")
    assert machine.on_disk(desk.handle.path).text(WHO) == "abc"


async def test_without_its_workbook_a_session_is_read_only(machine: Machine) -> None:
    path = machine.add()
    path.write_text(path.read_text().replace('workbook = "working-backwards"', 'workbook = "gone"'))
    desk = await machine.open(path)
    assert desk.workshop.read_only
    assert desk.status().text.startswith("READ-ONLY · ")
    await desk.welcome()
    assert machine.host.last.startswith("Read-only: ")


# Outside changes


async def test_outside_changes_are_merged(machine: Machine) -> None:
    desk = await machine.open()
    seen: list[object] = []
    desk.workshop.subscribe(seen, lambda batch: seen.append(batch.origin), NEED)
    machine.write_outside(desk.handle.path, NEED, "No bread after six")
    await machine.look(desk)
    assert desk.workshop.session.text(NEED) == "No bread after six"
    assert machine.host.told == ["The file was changed: Added 1 change by somebody else."]
    assert seen == [None]
    assert desk.workshop.undo() is None
    await machine.look(desk)
    assert len(machine.host.told) == 1


async def test_outside_clock_changes_are_counted_as_one(machine: Machine) -> None:
    desk = await machine.open()
    loaded = codec.read(desk.handle.path.read_bytes())
    session = with_answer(loaded.session, WHO, "Nurses").with_clock(planned={"customer": 7, "problem": 8})
    desk.handle.path.write_text(codec.render(session, loaded.toml).text)
    await machine.look(desk)
    assert machine.host.last == "The file was changed: Added 2 changes by somebody else."


async def test_only_one_poll_of_the_file_runs_at_a_time(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await machine.open()
    looks: list[int] = []
    monkeypatch.setattr(desk.handle, "look", lambda: looks.append(1))
    desk.external.look()
    desk.external.look()
    await machine.host.settle()
    assert looks == [1]
    desk.external.look()
    desk.external.stop()
    await machine.host.settle()
    desk.external.look()
    assert looks == [1, 1]
    assert machine.host.tasks == []


async def test_a_poll_that_ends_after_closing_is_ignored(machine: Machine) -> None:
    desk = await machine.open()
    machine.write_outside(desk.handle.path, NEED, "No bread after six")
    before = desk.workshop.session
    desk.external.look()
    desk.external.stop()
    await machine.host.settle()
    assert desk.workshop.session is before
    assert machine.host.told == []


async def test_an_unreadable_file_is_reported_and_left_alone(machine: Machine) -> None:
    desk = await machine.open()
    path = desk.handle.path
    before = path.read_text()
    path.write_text("[[[")
    await machine.look(desk)
    assert desk.status().text.startswith("NOT SAVED · ")
    assert desk.external.error
    assert path.read_text() == "[[["
    path.write_text(before)
    await machine.look(desk)
    assert not desk.status().alarm


# Conflicts


async def twice(machine: Machine) -> Desk:
    desk = await machine.open()
    write(desk, "Parents")
    machine.write_outside(desk.handle.path, WHO, "Nurses")
    await machine.look(desk)
    assert desk.status() == Status("CONFLICT · 1 answer · <resolve> choose", alarm=True)
    return desk


@pytest.mark.parametrize(
    ("answer", "text", "settled"),
    [
        ("mine", "Parents", True),
        ("theirs", "Nurses", True),
        ("both", "Parents\n\nNurses", True),
        (None, "Parents", False),
    ],
)
async def test_each_side_of_a_conflict_can_be_chosen(
    machine: Machine, answer: str | None, text: str, settled: bool
) -> None:
    desk = await twice(machine)
    machine.host.answers = [answer]
    await desk.resolve()
    question = machine.host.question
    assert isinstance(question, WhichSide)
    assert (question.mine, question.theirs, question.both) == ("Parents", "Nurses", True)
    assert question.label.startswith("Customer · ")
    assert desk.workshop.session.text(WHO) == text
    assert (not desk.conflicts.open) is settled
    if answer == "theirs":
        kept = desk.handle.history.versions()[0]
        assert kept.reason == "choice"
        assert desk.handle.as_it_was(kept).text(WHO) == "Parents"
    if answer in ("theirs", "both"):
        desk.undo.undo()
        assert desk.workshop.session.text(WHO) == "Parents"


async def test_theirs_is_not_taken_if_ours_cannot_be_saved_as_a_version(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await twice(machine)
    monkeypatch.setattr(desk.handle, "keep_version", failing)
    machine.host.answers = ["theirs"]
    await desk.resolve()
    assert machine.host.last.startswith("Nothing was changed: /somewhere: the disk is full")
    assert desk.workshop.session.text(WHO) == "Parents"
    assert len(desk.conflicts.open) == 1


async def test_taking_theirs_restores_an_entry_deleted_here(machine: Machine) -> None:
    desk = await machine.open()
    at = LIST.at(entry="q1")
    desk.workshop.edit(InsertEntry(at, Entry("q1", {"question": "What is it?", "answer": "A raft"})))
    await flush(machine, desk)
    desk.workshop.edit(RemoveEntry(at))
    machine.write_outside(desk.handle.path, at.at(part="answer"), "A boat")
    await machine.look(desk)
    machine.host.answers = ["theirs"]
    await desk.resolve()
    assert machine.host.question.theirs == "What is it?\nA boat"
    assert machine.host.question.both is False
    assert desk.workshop.session.text(at.at(part="answer")) == "A boat"


async def test_taking_theirs_restores_an_entry_deleted_before_the_choice(machine: Machine) -> None:
    desk = await machine.open()
    at = LIST.at(entry="q1")
    answer = at.at(part="answer")
    desk.workshop.edit(InsertEntry(at, Entry("q1", {"question": "What is it?", "answer": "A raft"})))
    await flush(machine, desk)
    write(desk, "A canoe", answer)
    machine.write_outside(desk.handle.path, answer, "A boat")
    await machine.look(desk)
    desk.workshop.edit(RemoveEntry(at))
    machine.host.answers = ["theirs"]
    await desk.resolve()
    assert machine.host.question.theirs == "A boat"
    assert desk.conflicts.open == ()
    assert desk.workshop.session.entry(at) == Entry("q1", {"question": "What is it?", "answer": "A boat"})


async def test_keeping_both_joins_the_people_of_both_sides(machine: Machine) -> None:
    desk = await machine.open()
    desk.workshop.edit(SetFact("people", (Person("Ada", "engineer"),)))
    loaded = codec.read(desk.handle.path.read_bytes())
    theirs = replace(loaded.session, people=(Person("Bo"),))
    desk.handle.path.write_text(codec.render(theirs, loaded.toml).text)
    await machine.look(desk)
    machine.host.answers = ["both"]
    await desk.resolve()
    question = machine.host.question
    assert (question.mine, question.theirs) == ("Ada, engineer", "Bo")
    assert [person.name for person in desk.workshop.session.people] == ["Ada", "Bo"]


def why_not_resolved(desk: Desk) -> str:
    """Return the reason why the command to resolve the alert is disabled."""
    command = next(command for command in WORKSHOP if command.id == "resolve")
    return command.enabled(InWorkshop(Mock(), desk, None, str))


async def test_a_conflict_can_be_resolved_unless_the_session_is_read_only(machine: Machine) -> None:
    desk = await machine.open()
    assert why_not_resolved(desk) == "Nothing to resolve."
    write(desk, "Parents")
    machine.write_outside(desk.handle.path, WHO, "Nurses")
    await machine.look(desk)
    assert why_not_resolved(desk) == ""
    desk.workshop.read_only = HELD
    assert why_not_resolved(desk) == "This session is read-only: ada is editing."


async def test_a_missing_file_cannot_be_resolved_in_a_read_only_session(machine: Machine) -> None:
    path = machine.add()
    handle = machine.other_program(path)
    try:
        desk = await machine.open(path)
        path.unlink()
        await machine.look(desk)
        assert desk.status() == Status("READ-ONLY · the file is missing", alarm=True)
        assert why_not_resolved(desk).startswith("This session is read-only: ")
        await desk.resolve()
        assert machine.host.asked == []
    finally:
        handle.close()


async def test_leaving_with_an_open_conflict_asks_first(machine: Machine) -> None:
    desk = await twice(machine)
    assert await desk.why_stay() == YesOrNo(
        "Conflict",
        "1 answer was edited in two places. Yours is in the file, theirs is in Versions. "
        "Press <resolve> to choose.",
        "Leave anyway",
        "Stay",
    )


async def test_a_closed_session_cannot_be_changed(machine: Machine) -> None:
    desk = await machine.open()
    desk.clock.pause_or_start()
    machine.later(minutes=1)
    path: Path = desk.handle.path
    machine.opened.remove(desk)
    assert await desk.close()
    assert machine.on_disk(path).clock.spent == {"customer": 60}
    assert machine.on_disk(path).clock.running_since is None
    before = desk.workshop.session
    desk.clock.pause_or_start()
    desk.handover.sync()
    assert desk.workshop.session is before
    assert desk.workshop.read_only
