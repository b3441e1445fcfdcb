"""The frequent acts of a facilitator, with the number of keys that each takes in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.ui.driver import LARGE, House, Room

from wbtui.ui.screens.big_clock import BigClockScreen
from wbtui.ui.screens.jump import JumpList
from wbtui.ui.screens.preview import PreviewScreen


class Counter:
    """Presses the keys of acts; each act starts in the middle of the same sentence."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.room.press(*keys)

    async def jump(self, title: str) -> None:
        """Press the jump key and the letter that leads to a title."""
        await self.press("f7")
        targets = self.room.screen.query_one(JumpList).targets
        await self.press(next(key for key, target in targets if target.title.startswith(title)))

    async def act(self, most: int, change: Callable[[], Any], expected: object, *keys: str) -> None:
        """Press the keys of an act, and check its effect and that it took at most `most` keys."""
        await self.press(*keys)
        await self.room.until(lambda: change() == expected)
        assert self.keys <= most, keys
        self.keys = 0


async def test_no_act_takes_more_keys_than_it_should(house: House) -> None:
    """The rows of the table that need no list."""
    async with house.room(size=LARGE, agenda="90", at="press_release") as room:
        counter = Counter(room)

        def clock() -> bool:
            return room.session.clock.running_since is not None

        def planned() -> int:
            return room.minutes("press_release") - 20

        await room.write("headline", "Pocket Clinic puts a nurse")
        # 1 to 5, 21: the clock, the room and the step
        await counter.act(1, clock, True, "f4")
        await counter.act(1, clock, False, "f4")
        await counter.act(1, planned, 1, "f5")
        await counter.act(2, planned, 6, "ctrl+g", "f")
        await counter.act(1, lambda: room.session.clock.step, 1, "f2")
        await counter.act(1, lambda: room.session.slot, "customer_faq", "f3")
        await counter.act(1, lambda: room.session.slot, "press_release", "f6")
        # 6 to 9: fields, sections and stages
        await counter.jump("How to get started")
        await counter.act(2, lambda: room.focused, "call_to_action")
        for title in ("Cost of failure", "Three reasons"):
            await counter.press("ctrl+g", "6")
            await counter.jump(title)
            await counter.act(4, lambda: sections_title(room).startswith(title), True)  # noqa: B023
            await room.menu("w")
        await counter.press("ctrl+g", "5", "escape")
        await counter.act(3, lambda: (room.looking, room.focused), ("press_release", "call_to_action"))
        # 16, 17: notes
        await room.press("ctrl+l", *"Twins")
        counter.keys = 1
        await counter.act(2, lambda: [e.text("item") for e in room.entries(".parking_lot")], ["Twins"], "enter")
        await room.press("ctrl+t", *"Ask the hospital @Ben by Fri")
        counter.keys = 1
        promised = {"action": "Ask the hospital", "owner": "Ben", "due": date(2026, 11, 27)}
        await counter.act(2, lambda: [dict(e.values) for e in room.entries(".actions")], [promised], "enter")
        # 18 to 20: the document and the clock
        await counter.act(3, lambda: room.toasts[-1].startswith("Exported"), True, "ctrl+g", "x", "enter")
        await counter.press("f8")
        assert isinstance(room.screen, PreviewScreen)
        await counter.act(2, lambda: room.screen is room.stage, True, "f8")
        await counter.press("f12")
        assert isinstance(room.screen, BigClockScreen)
        await counter.act(2, lambda: room.screen is room.stage, True, "f12")


def sections_title(room: Room) -> str:
    """Return the title of the section on the screen."""
    return room.stage.outlook.sections[room.stage.outlook.section].title
