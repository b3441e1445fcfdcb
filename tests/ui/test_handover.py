"""Two programs and one file: the second looks on and can ask for it, the first can give it up; nobody is asked."""

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
from tests.files.desk import NEVER
from tests.ui.driver import House, Room

from wbtui.core.errors import SaveError
from wbtui.core.session import Clock, Place
from wbtui.files import codec, store
from wbtui.files.layout import Layout
from wbtui.files.lock import peek
from wbtui.files.open import OpenSession
from wbtui.files.salvage import Good
from wbtui.files.saver import Pace
from wbtui.files.stamp import Stamp
from wbtui.files.state import State
from wbtui.ui import handover
from wbtui.ui.screens.dialog import Confirm
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.offer import Offer, OfferScreen
from wbtui.ui.widgets.agenda_panel import AgendaRows
from wbtui.ui.widgets.field_form import FieldForm

WHO = Place("customer", "who")
SITUATION = Place("customer", "situation")


def other_program(house: House, path: Path, pace: Pace | None = None) -> OpenSession:
    return OpenSession.open(
        path, state_dir=house.state, now=lambda: house.now, on_status=lambda _: None, pace=pace
    )


def write(opened: OpenSession, text: str, place: Place = WHO) -> None:
    opened.update(opened.session.with_answer(place, text))
    assert opened.flush()


@contextmanager
def giving_up(holder: OpenSession) -> Iterator[None]:
    """The other program gives it up as soon as it is asked."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set() and not holder.read_only:
            holder.look()
            if holder.asked_by:
                holder.give_up()
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
    return form is not None and form.read_only == read_only


def is_free(path: Path) -> bool:
    return peek(path) is None


async def test_what_is_given_up_goes_on_at_the_same_place(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    write(holder, "Nurses at night", SITUATION)
    holder.update(replace(holder.session, clock=Clock(started=house.now, running_since=house.now)))
    assert holder.flush()
    async with house.room(path) as room:
        assert room.header.right.endswith("has it open (^g O)")
        await room.into("situation")
        await room.press("right", "right", "right")
        house.later(seconds=4)
        with giving_up(holder):
            await room.menu("O")
            await room.until(lambda: room.header.right.startswith("asked "))
            assert room.header.right.endswith("waiting up to 15 s")
            await room.until(lambda: room.app.editable)
        await room.until(lambda: room.toasts[-1].startswith("Taken over"))
        assert (room.screen, room.focused) == (room.stage, "situation")
        assert room.session.clock.running_since == house.now
        await room.type("X")
        assert room.answer("customer.situation") == "NurXses at night"
        await room.saved()
        assert room.header.right.startswith("saved")
        assert not room.header.alarm
    await asyncio.to_thread(holder.close)
    assert "NurXses" in path.read_text()


async def test_what_could_not_be_saved_is_offered_to_who_takes_over(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        await asyncio.to_thread(holder.close)
        loaded = codec.read(path.read_bytes())
        house.later(minutes=1)
        kept = replace(loaded.session.with_answer(WHO, "only here"), updated=house.now)
        store.put(
            State(house.state, store.real_path(path)).rescue, codec.render(kept, loaded.layout).text.encode()
        )
        await room.menu("O")
        await room.until(lambda: isinstance(room.screen, OfferScreen))
        await room.settle()
        await room.press("enter")
        await room.until(lambda: room.answer("customer.who") == "only here")


async def test_nothing_is_offered_for_a_session_that_was_left_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = other_program(house, house.add("Left"))
    async with house.room() as room:

        async def better(opened: OpenSession) -> tuple[Offer, Iterator[Good]]:
            return Offer("", "", "", "", "", ""), iter([Good(opened.keep_version(), opened.session, Layout(), 0)])

        monkeypatch.setattr(room.app, "better_versions", better)
        await room.app.welcome(other)
        await room.settle()
        assert not isinstance(room.screen, OfferScreen)
        assert room.app._open
        await room.app.welcome(room.app._open)
        await room.settle()
        assert isinstance(room.screen, OfferScreen)
        await room.press("escape")
    other.close()


@pytest.mark.parametrize("click_first", [True, False])
async def test_a_hand_over_and_a_click_in_the_same_moment(house: House, click_first: bool) -> None:
    """The app and the screen have a queue each; the form is the one that the session is shown in."""
    async with house.room() as room:
        assert room.app._open
        for why in ("held", ""):
            room.app._open.read_only = why
            if click_first:
                room.stage.query_one(AgendaRows).post_message(AgendaRows.Clicked("customer"))
            room.app.call_later(room.app._agree)
            room.stage.query_one(AgendaRows).post_message(AgendaRows.Clicked("customer"))
            await room.settle()
            await room.until(partial(shows_a_form, room, read_only=bool(why)))
            await room.settle()
            assert [form for form in room.stage.query(FieldForm) if form.display] == [room.stage.form]
        await room.type("abc")
        assert room.answer("customer.who") == "abc"


async def test_what_is_not_given_up_stays_theirs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "TAKE_OVER_SECONDS", 2.0)
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        before = len(room.toasts)
        await room.menu("O")
        await room.menu("O")
        await room.until(lambda: room.toasts[before:])
        assert room.toasts[before:] == [
            f"Not given up: {room.app._open and room.app._open.read_only}. Ask again: ^g O."
        ]
        await room.until(lambda: room.header.right.endswith("has it open (^g O)"))
        await room.type("x")
        assert room.answer("customer.who") == ""
        write(holder, "still theirs")
        await room.until(lambda: room.answer("customer.who") == "still theirs")
        await room.settle()
        assert len(room.toasts) == before + 1
    await asyncio.to_thread(holder.close)


async def test_what_the_dead_had_is_taken_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.add("Taken")
    holder = other_program(house, path, NEVER)
    write(holder, "last")
    holder.update(holder.session.with_answer(WHO, "last words"))
    async with house.room(path) as room:
        assert holder._lock
        assert holder._lock._fd
        holder._saver._stop = True
        os.close(holder._lock._fd)
        await room.until(lambda: room.header.right == "READ-ONLY: nobody has it open any more (^g O)")
        monkeypatch.setattr(handover, "TAKE_OVER_SECONDS", 0.5)
        await room.menu("O")
        await room.until(lambda: room.app.editable)
        await room.settle()
        assert room.field("who").text.strip() == "last words"
        assert any(toast.startswith("Recovered 1 change") for toast in room.toasts)
        await room.press("ctrl+end")
        await room.type("!")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "last words!"


async def test_leaving_while_asking_takes_nothing(house: House) -> None:
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.home() as room:
        await room.press("enter")
        await room.menu("O")
        await room.until(lambda: room.header.right.startswith("asked "))
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        await asyncio.to_thread(holder.close)
        await asyncio.sleep(1.2)
        await room.until(lambda: is_free(path))
        await room.press("enter")
        await room.until(lambda: room.app.editable)
        await room.type("mine")
        await room.press("ctrl+q")
    assert "mine" in path.read_text()


async def test_the_holder_is_told_and_gives_it_up(house: House) -> None:
    async with house.room() as room:
        path = room.path
        await room.type("mine")
        other = other_program(house, path)
        asking = asyncio.create_task(asyncio.to_thread(other.take_over, 20))
        await room.until(lambda: room.header.right.endswith(" asks for it (^g G)"))
        assert room.sees("asks for it (^g G)")
        assert room.screen is room.stage
        await room.type(" until now")
        await room.menu("G")
        await room.until(lambda: isinstance(room.screen, Confirm))
        assert room.sees("All is saved first")
        await room.press("n")
        assert room.app.editable
        await room.menu("G")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("y")
        taken = await asking
        assert taken is not None
        assert taken.session.text(WHO).strip() == "mine until now"
        await room.until(lambda: room.header.right.endswith("has it open (^g O)"))
        await room.type("too late")
        assert room.answer("customer.who") == "mine until now"
        before = len(room.toasts)
        write(taken, "theirs now")
        await room.until(lambda: room.answer("customer.who") == "theirs now")
        assert room.field("who").text == "theirs now"
        assert len(room.toasts) == before
        await asyncio.to_thread(taken.close)
        await room.until(lambda: "nobody has it open any more" in room.header.right)
        await room.menu("O")
        await room.until(lambda: room.app.editable)
        await room.press("ctrl+end")
        await room.type(", and mine again")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "theirs now, and mine again"
        await room.press("ctrl+q")
    assert is_free(path)


async def test_a_question_that_is_withdrawn_is_gone(house: House) -> None:
    async with house.room() as room:
        other = other_program(house, room.path)
        asking = asyncio.create_task(asyncio.to_thread(other.take_over, 1.5))
        await room.until(lambda: "asks for it" in room.header.right)
        assert await asking is None
        await room.until(lambda: "asks for it" not in room.header.right)
        await room.menu("G")
        assert room.toasts[-1] == "Nobody asks for this session."
        assert room.screen is room.stage
        await room.menu("O")
        assert room.toasts[-1] == "Nothing to take over: You have it already."


async def test_what_cannot_be_saved_is_not_given_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> Stamp:
        raise SaveError("the disk is full")

    async with house.room() as room:
        other = other_program(house, room.path)
        asking = asyncio.create_task(asyncio.to_thread(other.take_over, 4))
        await room.until(lambda: "asks for it" in room.header.right)
        with monkeypatch.context() as broken:
            broken.setattr(store, "write", failing)
            await room.type("precious")
            await room.menu("G")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.press("y")
            assert await asking is None
            await room.until(lambda: room.app.editable and not room.stage.read_only)
            await room.until(lambda: room.header.right == "NOT SAVED: the disk is full (^g !)")
        await room.type("!")
        await room.press("ctrl+s")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "precious!"


async def test_a_room_that_asks_and_ends(house: House) -> None:
    """The program ends at once although somebody is being asked."""
    path = house.add("Taken")
    holder = other_program(house, path)
    async with house.room(path) as room:
        await room.menu("O")
        await room.until(lambda: room.header.right.startswith("asked "))
        began = time.monotonic()
        await room.press("ctrl+q")
    assert time.monotonic() - began < 5
    await asyncio.to_thread(holder.close)
    assert is_free(path)
    while list(house.sessions.glob(".*.ask")):
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.05)
