"""The menu has every command in one place, and fits the smallest screen."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from tests.ui.driver import SMALL, House
from textual.content import Content
from textual.geometry import Offset

import wbtui
from wbtui.ui.commands.command import AnyCommand
from wbtui.ui.commands.keys import HOME, LIST_KEYS, MENU_KEY, WORKSHOP, Keys
from wbtui.ui.commands.workshop import FREE_KEYS
from wbtui.ui.controllers.command_ids import HomeId, WorkshopId
from wbtui.ui.widgets.answer_area import EDITING_KEYS
from wbtui.ui.widgets.columns import cell_at, drawn
from wbtui.ui.widgets.menu_strip import MORE_KEY, MenuStrip

BEFORE = """
back next take_back here pause plus_one minus_one plus_five big_clock section_next section_previous more look_next
look_previous preview coach coach_down coach_up parking_lot action decision entry_new bank vote_start sort
today_line mark vote unvote entry_up
entry_down entry_delete entry_undelete editor export details save settle take_over give_up versions earlier
keep_version theme help home
"""
"""The commands of a workshop when the menu had no groups."""
BEFORE_AT_HOME = "open new example filter summary_down summary_up export duplicate pivot trash untrash recover"
BEFORE_AT_HOME += " theme help quit"
NOW = {"take_back": "undo", "settle": "resolve", "entry_undelete": "undo"}
"""The commands that have another name now, or are part of another."""
GROUPS = {
    "Room": "snbr",
    "Clock": "p+-ftc!",
    "Go to": "jwv",
    "Note": "ladx=uh",
    "List": "igyoLm[]k",
    "Text": "eEA.U",
    "Session": "VKCOGq",
    "More": "NB><}{YWRIST?",
}
"""The letters of each group, in the order of the sketch."""


@pytest.mark.parametrize(("before", "now"), [(BEFORE, WORKSHOP), (BEFORE_AT_HOME, HOME)])
def test_every_earlier_command_still_exists(before: str, now: tuple[AnyCommand, ...]) -> None:
    there = {command.id for command in now}
    assert {NOW.get(id_, id_) for id_ in before.split()} <= there


def test_the_menu_has_the_groups_of_the_sketch() -> None:
    found: dict[str, str] = {}
    for command in WORKSHOP:
        found[command.group] = found.get(command.group, "") + command.letter
    assert found == GROUPS


def test_every_command_id_is_that_of_a_command() -> None:
    """The types have no id too many, and bindings, which no type checks, have none that does not exist."""
    assert set(get_args(WorkshopId)) == {command.id for command in WORKSHOP}
    assert set(get_args(HomeId)) == {command.id for command in HOME}
    files = (Path(wbtui.__file__).parent / "ui").rglob("*.py")
    bound = [id_ for file in files for id_ in re.findall(r"\bcommand\('(\w+)'", file.read_text(encoding="utf-8"))]
    assert {"preview", "big_clock", "open"} <= set(bound) <= {"menu", *get_args(WorkshopId), *get_args(HomeId)}


def test_no_key_has_two_commands_in_one_place() -> None:
    letters = Counter(command.letter for command in WORKSHOP)
    assert [letter for letter, times in letters.items() if times > 1 or letter in f"{MORE_KEY}/0123456789"] == []
    always = [MENU_KEY, *(command.key for command in WORKSHOP if command.key)]
    not_typing = [key for key, _, _ in LIST_KEYS] + [key for key, _ in FREE_KEYS]
    assert [key for key, times in Counter([*always, *not_typing]).items() if times > 1] == []
    select_all = "alt+a"
    assert [key for key in always if key in EDITING_KEYS and key != select_all] == []
    at_home = [command.key for command in HOME if command.key]
    assert len(set(at_home)) == len(at_home)


@pytest.mark.parametrize("width", [80, 120, 200, 300])
def test_a_command_is_near_its_key_in_every_column(width: int) -> None:
    for count in range(1, 6):
        columns = [["command"]] * count
        (row,) = drawn(columns, width, lambda cell, cells: Content(cell.ljust(cells - 4) + " F12"))
        assert row.cell_length <= width
        assert [len(part) for part in row.plain.split("command")[1:]] == [min(48, width // count) - 7] * count
        cells = {cell_at(Offset(x, 1), columns, width) for x in range(row.cell_length)}
        assert (cells, cell_at(Offset(row.cell_length, 1), columns, width)) == ({"command"}, None)


def test_f10_and_f11_are_bound_to_nothing() -> None:
    """Terminals open their own menus and windows with them."""
    bound = {MENU_KEY, *EDITING_KEYS, *(command.key for command in WORKSHOP), *(key for key, _, _ in LIST_KEYS)}
    bound |= {command.key for command in HOME}
    assert bound & {"f10", "f11"} == set()


def test_a_key_chosen_by_the_user_no_longer_undoes() -> None:
    voting = Keys(list_keys=(("z", "vote", "add a vote"),))
    assert "z" not in dict(voting.free)
    assert dict(voting.free)["u"] == "undo"


def test_the_menu_leaves_the_top_line_free_whichever_group_comes_first() -> None:
    top_bar, border, two_last_lines = 1, 1, 2
    rows = 24 - top_bar - border - two_last_lines
    found = {
        (first, width): MenuStrip(WORKSHOP, {}, 8, first).get_content_height(None, None, width)
        for first in ("", *GROUPS)
        for width in (80, 100, 120, 200)
    }
    assert {case: height for case, height in found.items() if height > rows} == {}


async def test_the_arrows_select_a_command_and_show_why_it_is_disabled(house: House) -> None:
    async with house.room(size=SMALL) as room:
        await room.press("ctrl+g")
        head, first = (line.split() for line in room.shown()[2:4])
        assert (head[0], first[0]) == ("Menu", "TEXT")
        await room.press("down", "down", "down", "down", "down")
        assert room.sees("Nothing to redo.")
        await room.press("right")
        assert not room.sees("Nothing to redo.")
        assert room.screen is not room.stage
        strip = room.screen.query_one(MenuStrip)
        while getattr(strip.chosen, "id", "") != "next":
            await room.press("up")
        await room.press("enter")
        assert room.session.slot == "problem"
