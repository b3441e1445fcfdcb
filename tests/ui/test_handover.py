"""Tests of two programs with one file: watching, requesting the session and handing it over."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.said import HELD, said
from tests.session_edits import with_answer
from tests.storage.desk import NEVER, Seat
from tests.ui.driver import House, Room, other_program

from wbtui.core.change import SetAnswer
from wbtui.core.errors import SaveError
from wbtui.core.place import Place
from wbtui.core.session import Clock, Session
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.disk.lock import peek
from wbtui.storage.recovery.salvage import Restorable
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import take_over
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.toml_document import TomlDocument
from wbtui.storage.state import State
from wbtui.ui.controllers import handover
from wbtui.ui.controllers.questions import OfferRestore
from wbtui.ui.controllers.recovery import Recovery
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.restore import RestoreDialog
from wbtui.ui.widgets.agenda_panel import AgendaRows
from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.field_form import FieldForm

WHO = Place("customer", "who")
SITUATION = Place("customer", "situation")


def write(program: Seat, text: str, place: Place = WHO) -> None:
    program.workshop.edit(SetAnswer(place, text))
    assert program.handle.flush()


@contextmanager
def giving_up(holder: Seat) -> Iterator[None]:
    """Hand the session over in the other program as soon as it is requested."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set() and not holder.handle.read_only:
            holder.handle.look()
            if holder.handle.asked_by:
                for work in holder.handle.give_up(holder.session):
                    work()
            time.sleep(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def shows_a_form(room: Room, *, read_only: bool) -> bool:
    form = room.stage.form
    return form is not None and all(
        editor.read_only is read_only for editor in form.editors if isinstance(editor, AnswerArea)
    )


def is_free(path: Path) -> bool:
    return peek(path) is None


async def test_a_take_over_keeps_the_position_of_the_user(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    write(holder, "Nurses at night", SITUATION)
    holder.update(replace(holder.session, clock=Clock(started=house.now, running_since=house.now)))
    assert holder.handle.flush()
    async with house.room(path) as room:
        assert room.header.right.endswith("is editing · ^g O ask")
        await room.into("situation")
        await room.press("right", "right", "right")
        house.later(seconds=4)
        with giving_up(holder):
            await room.menu("O")
            await room.until(lambda: room.header.right.startswith("asked "))
            assert room.header.right.endswith("waiting up to 15 s")
            await room.until(lambda: not room.workshop.read_only)
        await room.until(lambda: room.toasts[-1] == "You are editing now.")
        assert (room.screen, room.focused) == (room.stage, "situation")
        assert room.session.clock.running_since == house.now
        await room.type("X")
        assert room.answer("customer.situation") == "NurXses at night"
        await room.saved()
        assert room.header.right.startswith("saved")
        assert not room.header.alarm
    await asyncio.to_thread(holder.handle.close)
    assert "NurXses" in path.read_text()


async def test_unsaved_work_is_offered_after_a_take_over(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        await asyncio.to_thread(holder.handle.close)
        loaded = codec.read(path.read_bytes())
        house.later(minutes=1)
        kept = replace(with_answer(loaded.session, WHO, "only here"), updated=house.now)
        atomic_file.put(
            State(house.state, atomic_file.real_path(path)).rescue, codec.render(kept, loaded.toml).text.encode()
        )
        await room.menu("O")
        await room.until(lambda: isinstance(room.screen, RestoreDialog))
        await room.settle()
        await room.press("enter")
        await room.until(lambda: room.answer("customer.who") == "only here")


async def test_no_offer_for_a_session_that_was_closed_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.add("Left")
    looked, found = asyncio.Event(), asyncio.Event()
    async with house.home() as room:

        async def better(_recovery: Recovery, handle: SessionHandle, session: Session) -> OfferRestore[Restorable]:
            restorable = Restorable(handle.keep_version(session), session, TomlDocument(), 0)
            looked.set()
            await found.wait()
            return OfferRestore("", "", "", "", "", "", iter([restorable]), house.now)

        monkeypatch.setattr(Recovery, "better_version", better)
        await room.press("enter")
        await room.until(looked.is_set)
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        found.set()
        await room.settle()
        assert isinstance(room.screen, HomeScreen)
        await room.press("enter")
        await room.until(lambda: isinstance(room.screen, RestoreDialog))
        await room.press("escape")


@pytest.mark.parametrize("click_first", [True, False])
async def test_a_hand_over_and_a_click_at_the_same_time(house: House, click_first: bool) -> None:
    """App and screen have separate queues; the form must be the one that shows the session."""
    async with house.room() as room:
        for why in (HELD, None):
            room.desk.handle.read_only = why
            if click_first:
                room.stage.query_one(AgendaRows).post_message(AgendaRows.Clicked("customer"))
            room.app.call_later(room.desk.handover.sync)
            room.stage.query_one(AgendaRows).post_message(AgendaRows.Clicked("customer"))
            await room.settle()
            await room.until(partial(shows_a_form, room, read_only=bool(why)))
            await room.settle()
            assert [form for form in room.stage.query(FieldForm) if form.display] == [room.stage.form]
        await room.type("abc")
        assert room.answer("customer.who") == "abc"


async def test_without_a_hand_over_the_session_stays_read_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "TAKE_OVER_SECONDS", 2.0)
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        before = len(room.toasts)
        await room.menu("O")
        await room.menu("O")
        await room.until(lambda: room.toasts[before:])
        assert room.toasts[before:] == [f"Not handed over: {said(room.desk.handle.read_only)}"]
        await room.until(lambda: room.header.right.endswith("is editing · ^g O ask"))
        await room.type("x")
        assert room.answer("customer.who") == ""
        write(holder, "still theirs")
        await room.until(lambda: room.answer("customer.who") == "still theirs")
        await room.settle()
        assert len(room.toasts) == before + 1
    await asyncio.to_thread(holder.handle.close)


async def test_take_over_from_a_dead_process_is_immediate(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.add("Taken")
    holder = other_program(house, path, NEVER)
    write(holder, "last")
    holder.workshop.edit(SetAnswer(WHO, "last words"))
    async with house.room(path) as room:
        assert holder.handle._lock
        assert holder.handle._lock._fd
        holder.handle._autosave._stop = True
        os.close(holder.handle._lock._fd)
        await room.until(lambda: room.header.right == "READ-ONLY · nobody is editing now · ^g O ask")
        monkeypatch.setattr(handover, "TAKE_OVER_SECONDS", 0.5)
        await room.menu("O")
        await room.until(lambda: not room.workshop.read_only)
        await room.settle()
        assert room.field("who").text.strip() == "last words"
        assert any(toast.startswith("Recovered 1 change") for toast in room.toasts)
        await room.press("ctrl+end")
        await room.type("!")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "last words!"


async def test_closing_during_a_request_takes_nothing_over(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.home() as room:
        await room.press("enter")
        await room.menu("O")
        await room.until(lambda: room.header.right.startswith("asked "))
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        await asyncio.to_thread(holder.handle.close)
        await asyncio.sleep(1.2)
        await room.until(lambda: is_free(path))
        await room.press("enter")
        await room.until(lambda: not room.workshop.read_only)
        await room.type("mine")
        await room.press("ctrl+q")
    assert "mine" in path.read_text()


async def test_the_holder_sees_the_request_and_hands_over(house: House) -> None:
    async with house.room() as room:
        path = room.path
        await room.type("mine")
        other = other_program(house, path)
        asking = asyncio.create_task(asyncio.to_thread(take_over, other.handle, 20))
        await room.until(lambda: room.header.right.endswith(" wants to edit · ^g G hand over"))
        assert room.sees("wants to edit · ^g G hand over")
        assert room.screen is room.stage
        await room.type(" until now")
        await room.menu("G")
        await room.until(lambda: isinstance(room.screen, Confirm))
        assert room.sees("Everything is saved first")
        await room.press("n")
        assert not room.workshop.read_only
        await room.menu("G")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("y")
        taken = await asking
        assert taken is not None
        assert taken.found.text(WHO).strip() == "mine until now"
        await room.until(lambda: room.header.right.endswith("is editing · ^g O ask"))
        await room.type("too late")
        assert room.answer("customer.who") == "mine until now"
        before = len(room.toasts)
        write(Seat(taken, lambda: house.now), "theirs now")
        await room.until(lambda: room.answer("customer.who") == "theirs now")
        assert room.field("who").text == "theirs now"
        assert len(room.toasts) == before
        await asyncio.to_thread(taken.close)
        await room.until(lambda: "nobody is editing now" in room.header.right)
        await room.menu("O")
        await room.until(lambda: not room.workshop.read_only)
        await room.press("ctrl+end")
        await room.type(", and mine again")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "theirs now, and mine again"
        await room.press("ctrl+q")
    assert is_free(path)


async def test_a_withdrawn_request_disappears(house: House) -> None:
    async with house.room() as room:
        other = other_program(house, room.path)
        asking = asyncio.create_task(asyncio.to_thread(take_over, other.handle, 1.5))
        await room.until(lambda: "wants to edit" in room.header.right)
        assert await asking is None
        await room.until(lambda: "wants to edit" not in room.header.right)
        assert await room.refused("G") == "Nobody has asked to edit."
        assert await room.refused("O") == "You are editing already."
        assert room.screen is room.stage


@pytest.mark.slow
async def test_an_unsaved_session_is_not_handed_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.full")

    async with house.room() as room:
        other = other_program(house, room.path)
        asking = asyncio.create_task(asyncio.to_thread(take_over, other.handle, 4))
        await room.until(lambda: "wants to edit" in room.header.right)
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "write", failing)
            await room.type("precious")
            await room.menu("G")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.press("y")
            assert await asking is None
            await room.until(lambda: not room.workshop.read_only and not room.workshop.read_only)
            await room.until(lambda: room.header.right == "NOT SAVED · the disk is full · ^g ! fix")
        await room.type("!")
        await room.press("ctrl+s")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "precious!"


async def test_quitting_during_a_request_does_not_wait(house: House) -> None:
    """The program ends at once although it is waiting for the other program."""
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        await room.menu("O")
        await room.until(lambda: room.header.right.startswith("asked "))
        began = time.monotonic()
        await room.press("ctrl+q")
    assert time.monotonic() - began < 5
    await asyncio.to_thread(holder.handle.close)
    assert is_free(path)
    while list(house.sessions.glob(".*.ask")):
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.05)
