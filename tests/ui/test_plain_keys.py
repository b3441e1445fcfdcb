"""Every act has a way that uses only Esc, Enter, Tab, arrows, letters and digits.

A multiplexer may take all keys with Ctrl, and a laptop the function keys.
"""

from __future__ import annotations

from tests.ui.driver import House, Room

from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.big_clock import BigClockScreen
from wbtui.ui.screens.jump import JumpList
from wbtui.ui.screens.preview import PreviewScreen
from wbtui.ui.widgets.menu_strip import MenuStrip

PLAIN = frozenset({"escape", "enter", "tab", "up", "down", "left", "right"})


async def press(room: Room, *keys: str) -> None:
    """Press keys, each of which every terminal passes on."""
    assert all(key in PLAIN or (key.isascii() and key.isalnum()) or key == " " for key in keys), keys
    await room.press(*keys)


async def menu(room: Room, letter: str = "") -> None:
    """Open the menu without any key that a terminal may take, and press a letter."""
    await press(room, "escape", "escape", *letter)


async def choose(room: Room, command: str) -> None:
    """Run a command whose letter is a sign, with the arrows."""
    await menu(room)
    strip = room.screen.query_one(MenuStrip)
    for _ in range(3):
        await press(room, "right")
        for _ in range(18):
            if getattr(strip.chosen, "id", "") == command:
                await press(room, "enter")
                return
            await press(room, "down")
    raise AssertionError(f"the arrows do not reach {command}")


async def jump(room: Room, title: str) -> None:
    """Jump to a place by its letter or digit."""
    await menu(room, "j")
    places = room.screen.query_one(JumpList).targets
    await press(room, next(key for key, target in places if target.title.startswith(title)))


async def test_every_act_of_a_workshop_can_be_done_with_plain_keys(house: House) -> None:
    async with house.room() as room:
        await menu(room, "p")
        assert room.session.clock.running_since is not None
        await choose(room, "plus_one")
        await menu(room, "f")
        assert room.minutes("customer") == 16
        await menu(room, "s")
        assert room.session.clock.step == 1
        await menu(room, "n")
        assert room.session.slot == "problem"
        await menu(room, "u")
        assert room.session.slot == "customer"
        await jump(room, "Who pays or decides")
        assert room.focused == "buyer"
        await press(room, *"Hotels", "tab", *"Nothing")
        assert (room.answer("customer.buyer"), room.answer("customer.today")) == ("Hotels", "Nothing")
        for section in ("Cost of failure", "Three reasons"):
            await menu(room, "6")
            await jump(room, section)
            assert room.stage.outlook.sections[room.stage.outlook.section].title.startswith(section)
            await menu(room, "w")
            assert room.looking == "customer"
        await menu(room, "l")
        await press(room, *"Twins", "enter")
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["Twins"]
        await menu(room, "a")
        await press(room, *"Ask Ada", "enter")
        assert len(room.entries(".actions")) == 1
        await menu(room, "v")
        assert isinstance(room.screen, PreviewScreen)
        await press(room, "escape")
        await menu(room, "c")
        assert isinstance(room.screen, BigClockScreen)
        await press(room, "escape")
        await menu(room, "x")
        assert isinstance(room.screen, AskLine)
        await press(room, "enter")
        await room.until(lambda: "Exported" in room.toasts[-1])
        await menu(room, "5")
        assert room.looking == "customer_faq"
        await press(room, "escape")
        assert (room.looking, room.focused) == ("customer", "today")


async def test_every_act_of_a_list_can_be_done_with_plain_keys(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        for text in ("one", "two"):
            await menu(room, "i")
            await press(room, *text)
        await menu(room, "g")
        await press(room, "enter")
        assert len(room.entries("customer_faq.questions")) == 10
        await menu(room, "g")
        await press(room, "right", "x", "x", "enter")
        assert len(room.entries("customer_faq.questions")) == 12
        room.rows.focus()
        await room.settle()
        await menu(room, "y")
        await menu(room, "y")
        await press(room, "enter")
        assert room.focused == "question"
        await press(room, "tab", "right")
        assert room.bench.entry
        assert room.bench.entry.values["votes"] == 2
        assert room.bench.entry.text("kind") == "yes"
