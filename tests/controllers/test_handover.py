"""Tests of the hand-over of a session between two programs."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

import pytest
from tests.controllers.fakes import NOON, WHO, Machine, write
from tests.said import said

from wbtui.core.change import SetAnswer, apply
from wbtui.core.errors import Problem, SaveError
from wbtui.core.session import Session
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.disk.lock import peek
from wbtui.storage.session.file_state import ExternalChange
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import take_over
from wbtui.ui.controllers import handover
from wbtui.ui.controllers.desk import Desk
from wbtui.ui.controllers.status import Status
from wbtui.workshop import READ_ONLY


def theirs(holder: SessionHandle, text: str) -> Session:
    """Write an answer in the other program."""
    changes = (SetAnswer(WHO, text),)
    session = apply(holder.found, changes)
    holder.append(changes, session, None)
    holder.schedule(session)
    assert holder.flush()
    return session


@contextlib.contextmanager
def giving_up(holder: SessionHandle, session: Session) -> Iterator[None]:
    """Hand the session over in the other program as soon as it is requested."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set() and not holder.read_only:
            holder.look()
            if holder.asked_by:
                for work in holder.give_up(session):
                    work()
            time.sleep(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def until(machine: Machine, desk: Desk, word: str) -> None:
    for _ in range(500):
        await machine.look(desk)
        if word in desk.status().text:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(desk.status())


async def test_a_session_that_is_handed_over_becomes_writable(machine: Machine) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    session = theirs(holder, "Nurses")
    desk = await machine.open(path)
    assert desk.status().alarm
    assert desk.status().text.startswith("READ-ONLY · ")
    assert desk.status().text.endswith("is editing · <take_over> ask")
    told: list[Problem | None] = []
    desk.workshop.subscribe(told, lambda _batch: told.append(desk.workshop.read_only), READ_ONLY)
    workshop, first = desk.workshop, desk.handle
    with giving_up(holder, session):
        asking = asyncio.create_task(desk.handover.take_over())
        while not desk.handover.asking:
            await asyncio.sleep(0.01)
        assert desk.status().text.startswith("asked ")
        assert desk.status().text.endswith("waiting up to 15 s")
        assert not desk.status().alarm
        await asking
    assert machine.host.told == ["You are editing now."]
    assert told == [None]
    assert desk.workshop is workshop
    parts = (desk, desk.saving, desk.external, desk.conflicts, desk.handover, desk.history)
    assert all(part.handle is not first for part in parts)
    write(desk, "Nurses at night")
    await desk.saving.save_now()
    assert machine.on_disk(path).text(WHO) == "Nurses at night"
    assert desk.status().text.startswith("saved")
    await asyncio.to_thread(holder.close)


async def test_without_a_hand_over_the_session_stays_read_only(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "TAKE_OVER_SECONDS", 0.5)
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    await asyncio.gather(desk.handover.take_over(), desk.handover.take_over())
    assert machine.host.told == [f"Not handed over: {said(desk.handle.read_only)}"]
    theirs(holder, "still theirs")
    await machine.look(desk)
    assert desk.workshop.session.text(WHO) == "still theirs"
    assert len(machine.host.told) == 1
    await asyncio.to_thread(holder.close)


async def test_take_over_of_a_free_file_is_immediate(machine: Machine) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    theirs(holder, "last words")
    await asyncio.to_thread(holder.close)
    await machine.look(desk)
    await machine.look(desk)
    assert desk.status() == Status("READ-ONLY · nobody is editing now · <take_over> ask", alarm=True)
    await desk.handover.take_over()
    assert desk.workshop.read_only is None
    assert desk.workshop.session.text(WHO) == "last words"


async def test_a_take_over_keeps_the_time_of_the_last_change(machine: Machine) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    theirs(holder, "last words")
    await asyncio.to_thread(holder.close)
    machine.later(minutes=5)
    await desk.handover.take_over()
    assert desk.workshop.session.text(WHO) == "last words"
    assert desk.workshop.session.updated == machine.on_disk(path).updated == NOON


async def written_twice_and_given_away(machine: Machine) -> Desk:
    """Return a session with an open conflict that another program has requested, got and closed again."""
    desk = await machine.open()
    write(desk, "Parents")
    machine.write_outside(desk.handle.path, WHO, "Nurses")
    await machine.look(desk)
    assert desk.status().text == "CONFLICT · 1 answer · <resolve> choose"
    other = machine.other_program(desk.handle.path)
    asking = asyncio.create_task(asyncio.to_thread(take_over, other, 20))
    while not desk.handle.asked_by:
        await machine.look(desk)
    machine.host.answers = [True]
    await desk.handover.give_up()
    taken = await asking
    assert taken is not None
    await asyncio.to_thread(taken.close)
    await until(machine, desk, "nobody is editing now")
    return desk


async def test_a_take_over_clears_old_conflicts(machine: Machine) -> None:
    desk = await written_twice_and_given_away(machine)
    assert desk.conflicts.status
    await desk.handover.take_over()
    assert desk.conflicts.open == ()
    assert desk.status() == Status("all saved", alarm=False)


async def test_a_take_over_clears_the_file_error(machine: Machine) -> None:
    desk = await written_twice_and_given_away(machine)
    path = desk.handle.path
    before = path.read_text()
    path.write_text("[[[")
    await machine.look(desk)
    assert desk.external.error
    path.write_text(before)
    await desk.handover.take_over()
    assert desk.external.error is None
    assert desk.status() == Status("all saved", alarm=False)


async def test_a_poll_from_before_the_take_over_is_ignored(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    look, seen, go_on = desk.handle.look, threading.Event(), threading.Event()

    def slow() -> ExternalChange | None:
        found = look()
        seen.set()
        assert go_on.wait(20)
        return found

    monkeypatch.setattr(desk.handle, "look", slow)
    theirs(holder, "Nurses")
    desk.external.look()
    assert await asyncio.to_thread(seen.wait, 20)
    theirs(holder, "last words")
    await asyncio.to_thread(holder.close)
    await desk.handover.take_over()
    go_on.set()
    await machine.host.settle()
    assert desk.workshop.session.text(WHO) == "last words"
    assert desk.conflicts.open == ()
    assert machine.host.told == ["You are editing now."]


async def test_closing_during_a_request_takes_nothing_over(machine: Machine) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    asking = asyncio.create_task(desk.handover.take_over())
    while not desk.handover.asking:
        await asyncio.sleep(0.01)
    machine.opened.remove(desk)
    await desk.close()
    await asyncio.to_thread(holder.close)
    await asking
    assert peek(path) is None
    assert machine.host.told == []


async def test_the_holder_sees_the_request_and_hands_over(machine: Machine) -> None:
    desk = await machine.open()
    path = desk.handle.path
    write(desk, "mine")
    other = machine.other_program(path)
    asking = asyncio.create_task(asyncio.to_thread(take_over, other, 20))
    await until(machine, desk, " wants to edit · <give_up> hand over")
    assert desk.status().alarm
    machine.host.answers = [False]
    await desk.handover.give_up()
    assert machine.host.question.title == "Hand over?"
    assert machine.host.question.text.endswith(
        " wants to edit. Everything is saved first. You stay as a reader; <take_over> asks to edit again."
    )
    assert desk.workshop.read_only is None
    write(desk, "mine until now")
    machine.host.answers = [True]
    await desk.handover.give_up()
    taken = await asking
    assert taken is not None
    assert taken.found.text(WHO) == "mine until now"
    await until(machine, desk, "is editing · <take_over> ask")
    assert desk.workshop.read_only
    theirs(taken, "theirs now")
    await machine.look(desk)
    assert desk.workshop.session.text(WHO) == "theirs now"
    await asyncio.to_thread(taken.close)
    await until(machine, desk, "nobody is editing now")
    await desk.handover.take_over()
    write(desk, "mine again")
    await desk.saving.save_now()
    assert machine.on_disk(path).text(WHO) == "mine again"


async def test_only_the_loop_changes_the_handle_while_a_session_is_handed_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await machine.open()
    other = machine.other_program(desk.handle.path)
    asking = asyncio.create_task(asyncio.to_thread(take_over, other, 20))
    await until(machine, desk, " wants to edit · <give_up> hand over")
    loop, elsewhere, plain = threading.current_thread(), list[str](), SessionHandle.__setattr__

    def noted(handle: SessionHandle, name: str, value: object) -> None:
        if threading.current_thread() is not loop and handle is desk.handle:
            elsewhere.append(name)
        plain(handle, name, value)

    monkeypatch.setattr(SessionHandle, "__setattr__", noted, raising=False)
    machine.host.answers = [True]
    await desk.handover.give_up()
    assert desk.handle.held_by
    assert desk.workshop.read_only
    assert await asking
    assert elsewhere == []


async def test_hand_over_commands_explain_why_they_do_nothing(machine: Machine) -> None:
    desk = await machine.open()
    await desk.handover.give_up()
    await desk.handover.take_over()
    desk.handle.read_only = Problem("file.read_only")
    await desk.handover.take_over()
    assert machine.host.told == [
        "Nobody has asked to edit.",
        "Ask to edit: You are editing already.",
        "Ask to edit: This session cannot be edited: the file is read-only.",
    ]


async def test_an_unsaved_session_is_not_handed_over(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.full")

    desk = await machine.open()
    other = machine.other_program(desk.handle.path)
    asking = asyncio.create_task(asyncio.to_thread(take_over, other, 1.5))
    await until(machine, desk, "wants to edit")
    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "write", failing)
        write(desk, "precious")
        machine.host.answers = [True]
        await desk.handover.give_up()
        assert await asking is None
        await until(machine, desk, "NOT SAVED · the disk is full · <resolve> fix")
        assert desk.workshop.read_only is None
    write(desk, "precious!")
    await desk.saving.save_now()
    assert machine.on_disk(desk.handle.path).text(WHO) == "precious!"


async def test_a_failed_take_over_is_reported(machine: Machine) -> None:
    path = machine.add()
    holder = machine.other_program(path)
    desk = await machine.open(path)
    await asyncio.to_thread(holder.close)
    path.write_text("[[[")
    await desk.handover.take_over()
    assert machine.host.last.startswith("Still read-only: ")
    assert desk.handover.asking == ""
