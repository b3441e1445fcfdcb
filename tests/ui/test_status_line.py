"""The line above the keys says what happened, on every screen and with any dialog open, and covers nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.ui.driver import LARGE, House, Room
from tests.ui.test_home import three

import wbtui
from wbtui.ui.screens.preview import PreviewScreen

PACKAGE = Path(wbtui.__file__).parent


def said(room: Room) -> str:
    """The second last line of the screen."""
    return room.shown()[-2].strip()


async def test_an_act_is_shown_with_a_key_that_can_be_clicked(house: House) -> None:
    async with house.room() as room:
        await room.press("f4", "ctrl+l")
        await room.type("What about [b]twins[/b]?")
        await room.press("enter")
        assert said(room) == "Parked “What about [b]twins[/b]?” · 1 in the parking lot  F6 undo"
        assert room.shown()[-1].strip().startswith("Tab next")
        await room.click("F6 undo")
        assert said(room).startswith("Undone: ")
        assert said(room).endswith("^g U redo")
        await room.press("f3")
        assert said(room) == "The room is in Problem  F6 undo"
        await room.later(seconds=9)
        room.app.host.news.pass_time()
        assert said(room) == "The room is in Problem  F6 undo"
        await room.later(seconds=2)
        room.app.host.news.pass_time()
        await room.settle()
        assert said(room) == ""
        await room.menu("+")
        assert said(room) == "Add 1 minute  next time: F5"
        await room.type("x")
        await room.menu("n")
        assert said(room) == "The room is in Benefit  F6 undo  next time: F3"


async def test_bad_news_is_shown_on_every_screen_and_under_every_dialog(house: House) -> None:
    """It is cut with an ellipsis, is no markup, and no toast is left."""
    async with house.room() as room:
        room.app.notify("[red]\x1b[31mNot exported[/]: " + "a long way " * 20, severity="error", title="Export")
        for keys in ("", "f8", "f12", "f1", "f7", "ctrl+l", "ctrl+g", "ctrl+g =", "ctrl+g V"):
            await room.press(*keys.split())
            assert said(room).startswith("Export: [red]Not exported[/]: a long way"), keys
            assert said(room).endswith("…"), keys
            assert not room.screen.query("Toast")
            await room.press("escape") if keys else None
        assert len(room.app._notifications) == 0


async def test_a_dialog_shows_only_keys_that_work_in_it(house: House) -> None:
    async with house.room() as room:
        await room.press("f3")
        assert "F6 undo" in said(room)
        await room.press("f8")
        assert isinstance(room.screen, PreviewScreen)
        await room.press("escape", "ctrl+l")
        assert "undo" not in said(room)


@pytest.mark.fault("S6")
async def test_at_home_outdated_news_disappears(house: House) -> None:
    three(house)
    async with house.home(LARGE) as room:
        await room.press("delete")
        assert said(room) == "Moved to trash  u restore"
        await room.press("u")
        assert said(room) == "Restored: “Gamma”"
        await room.press("t")
        assert said(room) == "Theme: Light"


def test_nothing_opens_a_toast() -> None:
    opens = re.compile(r"textual\.notifications|clear_notifications|\bToast\b|app\.notify\(")
    found = [path.name for path in PACKAGE.rglob("*.py") if opens.search(path.read_text(encoding="utf-8"))]
    parts = [*(PACKAGE / "ui" / "screens").glob("*.py"), *(PACKAGE / "ui" / "widgets").glob("*.py")]
    assert [*found, *(path.name for path in parts if "self.notify(" in path.read_text(encoding="utf-8"))] == []
