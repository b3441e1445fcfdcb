"""Whatever names a key can be clicked, on every screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from tests.ui.driver import LARGE, SMALL, House, Room, other_program
from tests.ui.test_home import three
from textual.events import Key
from textual.message import Message

from wbtui.core.diff.conflicts import Conflict
from wbtui.core.place import Place
from wbtui.ui.commands.keys import Keys
from wbtui.ui.screens.new import NewScreen
from wbtui.ui.widgets.below_line import BelowLine
from wbtui.ui.widgets.coach import Coach

KEY = re.compile(r"(?<!\S)(F\d\d?|\^[a-z](?: \S)?|Esc|Enter|Tab)(?= )")


OWN_MESSAGES = (Coach.Clicked, BelowLine.Clicked)
"""The messages for which no key exists: they ask for what a line has left out."""


class Clicks:
    """Records what clicks ask for, without doing it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.asked: list[str] = []
        app, post = room.app, room.app.post_message

        async def run(command_id: str, *, free: bool = False) -> None:
            self.asked.append(command_id)

        def posted(message: Message) -> bool:
            if isinstance(message, Key):
                self.asked.append(message.key)
                return True
            return post(message)

        self._patched: list[tuple[dict[str, Any], str, object]] = [
            (vars(app.dispatch), "run", run),
            (vars(app), "post_message", posted),
        ]
        for widget in (*room.screen.query(Coach), *room.screen.query(BelowLine)):
            self._patched.append((vars(widget), "post_message", partial(self._posted, widget.post_message)))

    def _posted(self, post: Callable[[Message], bool], message: Message) -> bool:
        if isinstance(message, OWN_MESSAGES):
            self.asked.append(type(message).__name__)
            return True
        return post(message)

    def __enter__(self) -> Clicks:
        for where, name, instead in self._patched:
            where[name] = instead
        return self

    def __exit__(self, *_: object) -> None:
        for where, name, _instead in self._patched:
            del where[name]


async def dead_keys(room: Room, rows: slice = slice(None)) -> list[str]:
    """Click on every key that these rows name, and return those that do nothing."""
    frame = room.shown()
    found = [(y, key) for y in range(len(frame))[rows] for key in KEY.finditer(frame[y])]
    assert found
    with Clicks(room) as clicks:
        for y, key in found:
            room.post_click(key.start(), y)
        await room.settle()
        if len(clicks.asked) == len(found):
            return []
        dead = []
        for y, key in found:
            before = len(clicks.asked)
            await room.click_at(key.start(), y)
            if len(clicks.asked) == before:
                dead.append(f"{key[0]} in {frame[y].strip()}")
        return dead


async def stages(room: Room) -> AsyncIterator[str]:
    """Go where a workshop names keys, and yield what is on the screen."""
    yield "before the start"
    await room.press("f4")
    yield "in a field"
    await room.menu("5")
    yield "an empty list elsewhere"
    await room.press("ctrl+n", "x", "escape", "f3")
    yield "after a move"
    await room.look_at("welcome")
    yield "a slot without fields, elsewhere"
    await room.menu("r")
    yield "a slot without fields"
    await room.look_at("press_release")
    room.stage.form.scroll_end(animate=False, immediate=True) if room.stage.form else None
    await room.settle()
    yield "optional fields"
    room.desk.conflicts.add([Conflict(Place("customer", "who"), "Nurses")])
    room.stage.show_status()
    yield "an alarm"
    await room.press("f12")
    yield "the big clock with an alarm"
    await room.press("escape", "f8")
    yield "the preview"


async def test_every_key_that_a_screen_names_can_be_clicked(house: House) -> None:
    dead = {}
    async with house.room(size=LARGE) as room:
        async for where in stages(room):
            await room.settle()
            if found := await dead_keys(room):
                dead[where] = found
    assert dead == {}


async def test_every_key_at_home_and_for_a_reader_can_be_clicked(house: House) -> None:
    async with house.home() as room:
        assert await dead_keys(room) == []
        await room.click("Enter  Start one")
        assert isinstance(room.screen, NewScreen)
        await room.press("escape")
    path, *_ = three(house)
    writer = other_program(house, path)
    async with house.room(path) as room:
        assert await dead_keys(room) == []
    writer.handle.close()


@pytest.mark.slow
async def test_every_key_of_a_dialog_can_be_clicked(house: House) -> None:
    dead = {}
    async with house.room(size=SMALL) as room:
        for keys in ("ctrl+g", "ctrl+g /", "f1", "f7", "ctrl+l", "ctrl+g x", "ctrl+g K", "ctrl+g V", "ctrl+g ="):
            await room.press(*keys.split())
            if found := await dead_keys(room, slice(-1, None)):
                dead[keys] = found
            await room.press("escape")
            assert room.screen is room.stage
    assert dead == {}


async def test_a_click_on_the_time_starts_and_pauses_the_clock(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.click("10:00 · not started")
        assert room.session.clock.running_since is not None
        await room.click("10:00 left")
        assert room.session.clock.running_since is None
        await room.press("f12")
        big = room.screen.query_one("BigDigits").region
        await room.click_at(big.x + 1, big.y + 1)
        assert room.session.clock.running_since is not None


def test_a_click_on_a_text_runs_the_key_named_before_it() -> None:
    keys = Keys()
    text = f"{keys.of('look_next')} Look ahead · {keys.of('look_previous')} Look back"
    assert keys.command_at(text, 0) == "look_next"
    assert keys.command_at(text, len(text)) == "look_previous"
    assert keys.command_at("CONFLICT · 1 answer · ^g ! choose", 0) == "resolve"
    assert keys.command_at("Nothing, n or F33 or ^gx", 5) == ""
    assert keys.command_at("n   Start one", 9, at_home=True) == "new"
