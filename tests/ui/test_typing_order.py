"""Tests that keys in one burst arrive in order and in the right field, on the real screens."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from tests.ui.driver import House
from textual.events import Paste

from wbtui.ui.terminal.input_order import MAX_WAITING_KEYS


async def test_a_whole_workshop_can_be_typed_blindly(house: House) -> None:
    async with house.room() as room:
        room.block(0.2)
        room.wait(*"who", "ctrl+g", "n", *"problem", "ctrl+l", *"later", "enter", *"!", "f12", "f4", "f12", *"?")
        room.wait("f3", "f3", *"Head", Paste("line"), "enter", *"Sub")
        room.wait(
            "f3", "ctrl+n", *"What", "ctrl+n", *"Why", "ctrl+g", "[", *"?", "f3", "ctrl+g", "N", *"lost", "ctrl+s"
        )
        await room.settle()
        assert room.answer("customer.who") == "who"
        assert room.answer("problem.problem") == "problem!?"
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["later"]
        assert room.session.clock.running_since == house.now
        assert room.answer("press_release.headline") == "Headline"
        assert room.answer("press_release.subheading") == "Sub"
        assert [entry.text("question") for entry in room.entries("customer_faq.questions")] == ["Why?", "What"]
        assert room.answer("internal_faq.cost_of_failure.looks_like") == "lost"


async def test_keys_typed_at_home_reach_the_first_field(house: House) -> None:
    async with house.home() as room:
        room.block(0.2)
        room.wait("n", *"Bus", "enter", "f3", *"Drivers")
        await room.settle()
        assert room.session.title == "Bus"
        assert room.answer("customer.who") == "Drivers"


async def test_leaving_at_once_keeps_what_was_typed(house: House) -> None:
    path = house.add("Bus")
    async with house.home() as room:
        room.wait("enter", *"Drivers", "ctrl+q", "enter", *"!", "ctrl+q")
        await room.settle()
    assert "Drivers" in path.read_text()
    assert "!" in path.read_text()


@pytest.mark.fault("XH5")
async def test_the_screen_can_be_drawn_during_a_burst_of_keys(house: House) -> None:
    """`tests/e2e/test_burst.py` looks at the frames."""
    async with house.room() as room:
        seen = set[int]()
        room.wait(*"x" * 200)
        while len(typed := room.answer("customer.who")) < 200:
            seen.add(len(typed))
            await asyncio.sleep(0)
        seen.add(200)
        assert max(two - one for one, two in pairwise(sorted(seen))) <= 2 * MAX_WAITING_KEYS


@pytest.mark.fault("XM4")
async def test_the_status_can_be_shown_during_a_burst_of_keys(house: House) -> None:
    async with house.room() as room:
        typed = list[int]()
        room.wait(*"x" * 200)
        room.app.host.in_loop(lambda: typed.append(len(room.answer("customer.who"))))
        await room.settle()
        assert room.answer("customer.who") == "x" * 200
        assert typed[0] < 100


async def test_an_error_in_a_call_from_another_thread_ends_the_program(house: House) -> None:
    async def fail() -> None:
        async with house.home() as room:
            room.app.host.in_loop(lambda: 1 / 0)
            await room.settle()

    with pytest.raises(ZeroDivisionError):
        await fail()
