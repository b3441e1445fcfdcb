"""Tests of keys that the user chooses: valid ones work everywhere, mistakes are reported with their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.driver import LARGE, House, text_of

from wbtui.core.errors import Problem
from wbtui.ui.commands.chosen_keys import normal_key, with_chosen
from wbtui.ui.commands.keys import HOME, LIST_KEYS, WORKSHOP, Keys, key_label
from wbtui.ui.controllers.command_ids import CommandId
from wbtui.ui.screens.big_clock import BigClockScreen
from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.jump import JumpScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.widgets.answer_area import EDITING_KEYS
from wbtui.ui.widgets.long_text import LongText
from wbtui.wording import located

IDS: list[CommandId] = sorted({command.id for commands in (WORKSHOP, HOME) for command in commands} | {"menu"})


def chosen(**keys: str) -> tuple[Keys, list[Problem]]:
    lines = [(command, key, number) for number, (command, key) in enumerate(keys.items(), start=2)]
    return with_chosen(lines, EDITING_KEYS)


def said(**keys: str) -> list[str]:
    return [located(problem) for problem in chosen(**keys)[1]]


def of(keys: Keys, command_id: CommandId) -> str:
    return keys.command(command_id).key


# One key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("F6", "f6"),
        ("f12", "f12"),
        ("^g", "ctrl+g"),
        ("Ctrl+G", "ctrl+g"),
        ("ctrl-g", "ctrl+g"),
        ("alt+Down", "alt+down"),
        ("Alt+7", "alt+7"),
        ("shift+alt+up", "alt+shift+up"),
        ("x", "x"),
        ("X", "X"),
        ("+", "plus"),
        ("/", "slash"),
        ("ß", "ß"),
        ("Insert", "insert"),
        ("Ins", "insert"),
        ("⇧↑", "shift+up"),
        ("^⇧←", "ctrl+shift+left"),
        (" F6 ", "f6"),
    ],
)
def test_a_key_can_be_written_as_people_write_it(written: str, key: str) -> None:
    assert normal_key(written) == key


@pytest.mark.parametrize(
    "written",
    [
        "F25",
        "F0",
        "ctrl",
        "ctrl+",
        "^1",
        "hyper+g",
        "ctrl+ctrl+g",
        "ctrl+i",
        "^m",
        "f1,f2",
        "gg",
        "\x1b",
        "[bold]",
        "ctrl+" * 9000,
        "  ",
        "\u0000",
        "shift+g",
        "\U0001f600\U0001f600",
    ],
)
def test_keys_that_no_terminal_sends_are_refused(written: str) -> None:
    assert normal_key(written) is None


def test_a_key_can_be_written_as_the_program_shows_it() -> None:
    used = [command.key for commands in (WORKSHOP, HOME) for command in commands if command.key]
    used += [key for key, _, _ in LIST_KEYS]
    used += [key for key in EDITING_KEYS if "super" not in key and key != "ctrl+shift+k"]
    assert len(used) > 60
    assert {key: normal_key(key_label(key)) for key in used} == {key: key for key in used}


# Many keys


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"nxt": "f6"}, ["line 2: there is no command “nxt”; did you mean next?"]),
        ({"": "f6"}, ["line 2: there is no command “”"]),
        ({"zzzzzz": ""}, ["line 2: there is no command “zzzzzz”"]),
        ({"next": "f77"}, ["line 2, key next: “f77” is not a key"]),
        ({"next": "enter"}, ["line 2, key next: Enter moves, types or leaves, and cannot do anything else"]),
        ({"open": "tab"}, ["line 2, key open: Tab moves, types or leaves, and cannot do anything else"]),
        ({"next": "n"}, ["line 2, key next: n is needed while typing"]),
        ({"menu": "^z"}, ["line 2, key menu: ^z is needed while typing"]),
        ({"next": "F4"}, ["line 2, key next: F4 belongs to pause"]),
        ({"next": "^g"}, ["line 2, key next: ^g belongs to menu"]),
        ({"new": "d"}, ["line 2, key new: d belongs to duplicate"]),
        ({"vote": "Del"}, ["line 2, key vote: Del belongs to entry_delete"]),
        ({"back": "F11", "redo": "F11"}, ["line 3, key redo: F11 belongs to back"]),
    ],
)
def test_an_invalid_key_is_reported_and_the_usual_one_stays(keys: dict[str, str], wrong: list[str]) -> None:
    found, problems = chosen(**keys)

    assert [located(problem) for problem in problems] == wrong
    first, usual = next(iter(keys)), Keys()
    if first in IDS and len(keys) == 1:
        assert found == usual


def test_every_command_can_have_another_key() -> None:
    for command in IDS:
        keys, problems = chosen(**{command: "F23"})
        assert problems == [], command
        assert (keys.menu if command == "menu" else of(keys, command)) == "f23", command


def test_two_commands_can_change_places() -> None:
    keys, problems = chosen(step="f3", next="f2")
    assert not problems
    assert (of(keys, "step"), of(keys, "next")) == ("f3", "f2")


def test_a_key_freed_only_by_an_invalid_line_stays_taken() -> None:
    keys, problems = chosen(step="f3", next="no key", back="f2")
    assert keys == Keys()
    assert [problem.code for problem in problems] == ["keys.taken", "keys.key", "keys.taken"]


def test_a_key_that_is_free_again_can_be_taken() -> None:
    keys, problems = chosen(big_clock="", preview="f12")
    assert not problems
    assert (of(keys, "big_clock"), of(keys, "preview")) == ("", "f12")
    assert keys.of("big_clock") == "^g c"


def test_a_letter_counts_at_home_and_in_lists_but_not_while_typing() -> None:
    keys, problems = chosen(export="y", vote="v", theme="f11")
    assert not problems
    assert (keys.at_home("export"), keys.command("export").key, keys.in_list("vote")) == ("y", "", "v")
    assert keys.at_home("theme") == keys.command("theme").key_label == "F11"


def test_a_key_with_a_modifier_leaves_the_one_in_the_list_alone() -> None:
    keys, _ = chosen(entry_up="alt+u")
    assert (keys.command("entry_up").key, keys.in_list("entry_up")) == ("alt+u", "⇧↑")
    assert chosen(entry_up="")[0].in_list("entry_up") == ""


@given(
    st.dictionaries(
        st.sampled_from(IDS) | st.text(max_size=8),
        st.sampled_from(["f1", "f2", "f6", "^l", "^g", "n", "x", "z", "+", "alt+x", "", "insert"])
        | st.text(max_size=9),
        max_size=12,
    )
)
def test_no_two_commands_share_a_key_and_each_line_is_applied_or_reported(keys: dict[str, str]) -> None:
    lines = [(command, key, number) for number, (command, key) in enumerate(keys.items())]
    found, problems = with_chosen(lines, EDITING_KEYS)

    workshop = [found.menu, *(command.key for command in found.workshop)]
    for used in (
        [key for key in workshop if key],
        [key for key in (*workshop, *(key for key, _, _ in found.list_keys)) if key],
        [command.key for command in found.home if command.key],
    ):
        assert len(set(used)) == len(used) or _only_its_own_twice(found, used)
    told = {problem.where.line for problem in problems}
    for command, key, number in lines:
        if number not in told and command in IDS and key:
            assert normal_key(key) in _keys_of(found, command)


def _keys_of(keys: Keys, command_id: str) -> set[str]:
    lists = [(each.id, each.key) for each in keys.workshop] + [(each.id, each.key) for each in keys.home]
    lists += [(id_, key) for key, id_, _ in keys.list_keys] + [("menu", keys.menu)]
    return {key for id_, key in lists if id_ == command_id}


def _only_its_own_twice(keys: Keys, used: list[str]) -> bool:
    """Return whether a key that is bound twice belongs to one command, directly and in a list."""
    twice = {key for key in used if used.count(key) > 1}
    owners = [
        (key, {c.id for c in keys.workshop if c.key == key} | {i for k, i, _ in keys.list_keys if k == key})
        for key in twice
    ]
    return all(len(ids) == 1 for _, ids in owners)


# In the program


async def test_own_keys_work_and_the_old_ones_do_not(house: House) -> None:
    house.set("[keys]\nnext = 'F6'\nundo = ''\nbig_clock = 'f11'\nredo = 'alt+y'\n")
    async with house.room(size=LARGE) as room:
        assert room.toasts == []
        await room.press("f3")
        assert room.session.slot == "customer"
        await room.press("f6")
        assert room.session.slot == "problem"
        await room.press("f11")
        assert isinstance(room.screen, BigClockScreen)
        await room.press("f6")
        assert room.session.slot == "benefit"
        await room.press("f11")
        assert isinstance(room.screen, StageScreen)
        await room.menu("u")
        assert room.session.slot == "problem"
        await room.press("alt+y")
        assert room.session.slot == "benefit"


async def test_footer_menu_and_help_show_the_chosen_keys(house: House) -> None:
    house.set("[keys]\nnext = 'F6'\nundo = ''\nhelp = 'f11'\nmenu = '^b'\njump = 'f10'\nkeep_version = ''\n")
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        footer = room.shown()[-1]
        assert [text for text in ("F6 next stage", "F11 help", "^b menu", "F10 jump") if text not in footer] == []
        await room.press("ctrl+g")
        assert isinstance(room.screen, StageScreen)
        await room.press("ctrl+b")
        assert isinstance(room.screen, MenuScreen)
        assert any("Next stage" in line and "F6" in line for line in room.shown())
        await room.press("ctrl+b")
        assert isinstance(room.screen, StageScreen)
        await room.press("f10")
        assert isinstance(room.screen, JumpScreen)
        await room.press("f10", "f11")
        assert isinstance(room.screen, HelpScreen)
        assert room.sees("^b n")
        await room.press("f11")
        assert isinstance(room.screen, StageScreen)


async def test_without_a_key_the_menu_opens_by_escape_twice(house: House) -> None:
    house.set("[keys]\nmenu = ''\n")
    async with house.room(size=LARGE) as room:
        assert "Esc Esc menu" in room.shown()[-1]
        await room.press("ctrl+g")
        assert isinstance(room.screen, StageScreen)
        await room.press("escape", "escape")
        assert isinstance(room.screen, MenuScreen)


async def test_own_letters_at_home_and_in_a_list(house: House) -> None:
    house.set("[keys]\nfilter = 'f'\nvote = 'v'\nentry_down = 'J'\n")
    house.add("Pocket Clinic")
    async with house.home() as room:
        assert "f filter" in room.shown()[-1]
        await room.press("slash")
        assert not room.screen.query_one("#filter").display
        await room.press("f")
        assert room.screen.query_one("#filter").display
    async with house.room(size=LARGE, at="customer_faq") as room:
        await room.press("f4", "ctrl+n")
        await room.type("vJ")
        bench = room.stage.bench
        assert bench
        bench.rows.focus()
        await room.press("v", "v", "plus")
        (entry,) = room.session.entries(bench.place)
        assert (entry.text("question"), entry.text("votes")) == ("vJ", "2")


async def test_mistakes_are_reported_with_their_lines_and_the_rest_holds(house: House) -> None:
    house.set("thme = 'dark'\n[keys]\nnxt = 'F6'\nnext = 'F6'\npause = 'F6'\n")
    async with house.room(size=LARGE) as room:
        assert room.toasts == ["Settings: 4 mistakes. Line 1: there is no setting “thme”; did you mean theme?"]
        assert room.shown()[-2].rstrip().endswith("did you mean theme?   F1 help")
        await room.press("f3")
        assert room.session.slot == "problem"
        await room.press("f1")
        said = text_of(room.screen.query_one(LongText))
        for told in (
            str(house.settings),
            "Line 1: there is no setting “thme”; did you mean theme?",
            "Line 3: there is no command “nxt”; did you mean next?",
            "Line 4, key next: F6 belongs to undo.",
            "Line 5, key pause: F6 belongs to undo.",
        ):
            assert told in said


@pytest.mark.parametrize("text", ["[keys\n", "keys = 3", "[keys]\nnext = 3", "[keys]\nnext = '\x1b[31m'"])
async def test_a_broken_file_is_reported_at_home_and_the_program_opens(house: House, text: str) -> None:
    house.root.mkdir()
    house.settings.write_text(text)
    house.add("Pocket Clinic")
    async with house.home() as room:
        assert len(room.toasts) == 1
        assert "\x1b" not in room.toasts[0]
        assert "F1 help" in room.shown()[-1]
