"""The frequent acts of a facilitator, with the number of keys that each takes in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from tests.ui.driver import LARGE, Counted, House, Room

from wbtui.ui.screens.big_clock import BigClockScreen
from wbtui.ui.screens.jump import JumpList
from wbtui.ui.screens.preview import PreviewScreen


async def jump(counter: Counted, title: str) -> None:
    """Press the jump key and the letter that leads to a title."""
    await counter.press("f7")
    targets = counter.room.screen.query_one(JumpList).targets
    await counter.press(next(key for key, target in targets if target.title.startswith(title)))


async def act(counter: Counted, most: int, change: Callable[[], Any], expected: object, *keys: str) -> None:
    """Press the keys of an act, and check its effect and that it took at most `most` keys."""
    await counter.press(*keys)
    await counter.room.until(lambda: change() == expected)
    assert counter.keys <= most, keys
    counter.keys = 0


async def test_no_act_takes_more_keys_than_it_should(house: House) -> None:
    """The rows of the table that need no list."""
    async with house.room(size=LARGE, agenda="90", at="press_release") as room:
        counter = Counted(room)

        def clock() -> bool:
            return room.session.clock.running_since is not None

        def planned() -> int:
            return room.minutes("press_release") - 20

        await room.write("headline", "Pocket Clinic puts a nurse")
        # 1 to 5, 21: the clock, the room and the step
        await act(counter, 1, clock, True, "f4")
        await act(counter, 1, clock, False, "f4")
        await act(counter, 1, planned, 1, "f5")
        await act(counter, 2, planned, 6, "ctrl+g", "f")
        await act(counter, 1, lambda: room.session.clock.step, 1, "f2")
        await act(counter, 1, lambda: room.session.slot, "customer_faq", "f3")
        await act(counter, 1, lambda: room.session.slot, "press_release", "f6")
        # 6 to 9: fields, sections and stages
        await jump(counter, "How to get started")
        await act(counter, 2, lambda: room.focused, "call_to_action")
        for title in ("Cost of failure", "Three reasons"):
            await counter.press("ctrl+g", "6")
            await jump(counter, title)
            await act(counter, 4, partial(sections_title, room, len(title)), title)
            await room.menu("w")
        await counter.press("ctrl+g", "5", "escape")
        await act(counter, 3, lambda: (room.looking, room.focused), ("press_release", "call_to_action"))
        # 16, 17: notes
        await room.press("ctrl+l", *"Twins")
        counter.keys = 1
        await act(counter, 2, lambda: [e.text("item") for e in room.entries(".parking_lot")], ["Twins"], "enter")
        await room.press("ctrl+t", *"Ask the hospital @Ben by Fri")
        counter.keys = 1
        promised = {"action": "Ask the hospital", "owner": "Ben", "due": date(2026, 11, 27)}
        await act(counter, 2, lambda: [dict(e.values) for e in room.entries(".actions")], [promised], "enter")
        # 18 to 20: the document and the clock
        await act(counter, 3, lambda: room.toasts[-1].startswith("Exported"), True, "ctrl+g", "x", "enter")
        await counter.press("f8")
        assert isinstance(room.screen, PreviewScreen)
        await act(counter, 2, lambda: room.screen is room.stage, True, "f8")
        await counter.press("f12")
        assert isinstance(room.screen, BigClockScreen)
        await act(counter, 2, lambda: room.screen is room.stage, True, "f12")


def sections_title(room: Room, letters: int) -> str:
    """Return the first letters of the title of the section on the screen."""
    return room.stage.outlook.sections[room.stage.outlook.section].title[:letters]
