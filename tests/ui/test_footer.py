"""Tests of the footer: it names the keys that work where the focus is, and a click on one acts like the key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ui.driver import BOTH, LARGE, SMALL, House, Room, other_program
from textual.app import RenderResult

import wbtui
from wbtui.ui.commands.footer import Focus, Footer, Hint, own, stage_footer
from wbtui.ui.commands.keys import Keys
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.widgets.bars import KeyBar
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.hints import fitted

WIDE = (180, 45)
LIST_KEYS_SHOWN = (
    "Enter answer  ^n new  ^r bank  v vote  s sort  l line  ⇧↑↓ move  Del delete  Space select  y n 1 ? w kind │"
)
PACKAGE = Path(wbtui.__file__).parent


def footer(room: Room) -> str:
    """The last line of the screen, without the space around it."""
    return room.shown()[-1].strip()


# Contents


async def test_the_footer_shows_the_start_key_before_the_clock_runs(house: House) -> None:
    async with house.room(size=LARGE) as room:
        assert footer(room) == "F4 START THE CLOCK   F3 next stage  F8 preview  ^g menu  F1 help"
        await room.press("f4")
        assert "START THE CLOCK" not in footer(room)


@pytest.mark.parametrize(
    ("stage", "name", "left"),
    [
        ("customer", "who", "Tab next  F7 jump  ^l park  ^t action │ F2 next step"),
        ("press_release", "headline", "Tab next  F7 jump  ^l park  ^t action │ F2 next step"),
        ("welcome", "", "F7 jump  F8 preview  F9 coach │ F2 next step"),
    ],
)
async def test_the_footer_names_the_keys_that_work_where_the_focus_is(
    house: House, stage: str, name: str, left: str
) -> None:
    async with house.room(size=LARGE, at=stage) as room:
        await room.press("f4")
        if name:
            await room.into(name)
        assert footer(room).startswith(left)


async def test_the_footer_follows_the_focus(house: House) -> None:
    async with house.room(size=WIDE, at="customer_faq") as room:
        await room.press("f4", "ctrl+r", "enter")
        assert footer(room).startswith(LIST_KEYS_SHOWN)
        await room.press("ctrl+n", "x")
        assert footer(room).startswith("Enter add  ↑ to the list  ^r bank  ^l park  ^t action │")
        await room.press("enter")
        await room.into("question")
        assert footer(room).startswith("Tab next  F7 jump")
        choice = next(field for field in room.fields if isinstance(field, Choice))
        choice.focus()
        await room.settle()
        assert footer(room).startswith("← → choose  ⌫ clear  Tab next │")


@pytest.mark.parametrize("stage", ["visuals", "decision"])
async def test_a_list_without_bank_or_votes_offers_neither(house: House, stage: str) -> None:
    async with house.room(size=WIDE, at=stage) as room:
        await room.press("f4")
        if stage == "decision":
            titles = [section.title for section in room.stage.outlook.sections]
            await room.stage.look_at_section(titles.index("Actions"))
        assert room.stage.bench
        room.stage.bench.rows.focus()
        await room.settle()
        assert footer(room).startswith("Enter answer  ^n new  l line  ⇧↑↓ move  Del delete  Space select │")


async def test_the_footer_shows_the_key_back_from_another_stage(house: House) -> None:
    async with house.room(size=LARGE, at="decision") as room:
        await room.press("f4", "ctrl+g", "5")
        assert footer(room).startswith("Esc back to Decision ^g r move the room here")
        await room.press("escape")
        assert "Esc back" not in footer(room)
        await room.press("ctrl+g", "5", "ctrl+g", "r")
        assert "Esc back" not in footer(room)


async def test_a_reader_sees_no_keys_of_the_clock(house: House) -> None:
    path = house.add("Pocket Clinic")
    writer = other_program(house, path)
    async with house.room(path, LARGE) as room:
        assert footer(room) == "^g O ask to edit  F8 preview │ ^g menu  F1 help"
        await room.press("f12")
        assert footer(room) == "^g menu  F1 help  Esc back"
    writer.handle.close()


async def test_the_pause_key_is_called_start_while_the_clock_is_paused(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        assert "F4 pause" in footer(room)
        await room.press("f4")
        assert "F4 start" in footer(room)


@pytest.mark.parametrize("size", BOTH)
async def test_clock_and_preview_show_their_keys_with_the_way_back_last(
    house: House, size: tuple[int, int]
) -> None:
    async with house.room(size=size) as room:
        await room.press("f4", "f12")
        assert footer(room) == "F2 next step  F3 next stage  F4 pause  F5 +1  ^g menu  F1 help  Esc back"
        await room.press("escape", "f8")
        assert footer(room) == ("↑ ↓ scroll  n next part  p previous │ ^g x export  ^g menu  F1 help  Esc back")


async def test_a_filter_at_home_offers_no_letters_that_would_be_typed(house: House) -> None:
    house.add("Pocket Clinic")
    async with house.home() as room:
        assert "n new" in footer(room)
        await room.press("slash")
        assert footer(room) == "Enter to the list  Esc show all │ F1 help  ^q quit"
        await room.press("escape")
        assert "n new" in footer(room)


# Little room


@pytest.mark.parametrize(
    "focus", [Focus("field"), Focus("list", bank=True, votes=True), Focus("choice", room="Decision"), Focus()]
)
def test_hints_on_the_left_are_dropped_first_and_menu_and_help_stay(focus: Focus) -> None:
    whole = stage_footer(Keys(), focus)
    for width in range(20, 200, 3):
        left, right = fitted(whole, width)

        assert [placed.hint for placed in left] == list(whole.left[: len(left)]), width
        assert [placed.hint.command for placed in right[-2:]] == ["menu", "help"], width
        assert not left or len(right) == len(whole.right), width
        assert len(right) <= 2 or right[-1].end <= width


def test_every_hint_of_the_footer_has_a_key_and_a_text() -> None:
    for focus in (Focus(kind) for kind in ("field", "list", "choice", "slot")):
        for hint in (*(footer := stage_footer(Keys(), focus)).left, *footer.right):
            assert hint.key
            assert hint.text
            assert bool(hint.command) != bool(hint.press)


# Clicks


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20)])
async def test_a_click_runs_the_command(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size) as room:
        await room.click("F4 START")
        assert "START" not in footer(room)
        await room.click("^g menu")
        assert isinstance(room.screen, MenuScreen)
        await room.press("escape")
        await room.click("F1 help")
        y = max(n for n, line in enumerate(room.shown()) if "Esc close" in line)
        await room.click_at(room.shown()[y].index("Esc close"), y)
        assert isinstance(room.screen, StageScreen)


async def test_a_click_presses_the_key_of_what_has_the_focus(house: House) -> None:
    async with house.room(size=WIDE, at="customer_faq") as room:
        await room.press("f4", "ctrl+n", "x", "enter", "up", "tab")
        before = room.app.focused
        await room.click("Tab next")
        assert room.app.focused is not before
        await room.press("escape", "f8")
        await room.click("n next part")
        await room.click("Esc back")
        assert isinstance(room.screen, StageScreen)


async def test_a_click_between_two_keys_does_nothing(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        y, line = len(room.shown()) - 1, room.shown()[-1]
        for mark in ("│", "  F3 next"):
            await room.click_at(line.index(mark), y)
        assert room.session.slot == "customer"
        assert isinstance(room.screen, StageScreen)


def test_hints_are_clickable_to_their_last_cell() -> None:
    footer = Footer((own("tab", "next"),), (Hint("F4", "START", command="pause", loud=True),))
    (tab,), (loud,) = fitted(footer, 80)
    assert (tab.start, tab.end) == (0, 8)
    assert (loud.start, loud.end) == (11, 11 + len(" F4 START "))


# Cost


async def test_typing_does_not_redraw_the_footer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        drawn: list[KeyBar] = []
        render = KeyBar.render

        def counted(bar: KeyBar) -> RenderResult:
            drawn.append(bar)
            return render(bar)

        monkeypatch.setattr(KeyBar, "render", counted)
        await room.type("Parents of children")
        assert drawn == []
        await room.press("tab", "ctrl+g", "escape")
        house.later(seconds=30)
        assert len(drawn) <= 4


# No key is named by hand

NAMED_KEY = re.compile(r"\bF[1-9][0-2]?\b|\^[A-Za-z!]|\bAlt\+[a-z↑↓]|⇧\w")
KEY_NAME = re.compile(r"(ctrl|alt|shift)\+[\w+]+|f\d+")
MAY_BIND = {
    "commands/workshop.py": "the list of commands",
    "commands/home.py": "the list of commands",
    "commands/keys.py": "the menu",
    "commands/command.py": "the names of keys",
    "commands/chosen_keys.py": "keys that move, copy or leave",
    "commands/footer.py": "keys of what has the focus",
    "widgets/answer_area.py": "the keys of an editor",
    "widgets/dialog_form.py": "the keys of a form",
    "widgets/field_form.py": "the keys of a form",
    "widgets/workbench.py": "the keys of a list",
    "widgets/past.py": "the keys of a list",
    "screens/bank.py": "the keys of a dialog",
    "screens/help.py": "the keys of a dialog",
    "screens/timetable.py": "the keys of the timetable",
}
"""The modules of the interface that may name keys, each with the reason."""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string in a module that is not a docstring."""
    tree = ast.parse(path.read_text())
    docs = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.lineno, node.value


def test_no_text_in_the_source_names_the_key_of_a_command() -> None:
    modules = [*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "wording").rglob("*.py")]
    named = [f"{path.name}:{n}: {text}" for path in modules for n, text in strings(path) if NAMED_KEY.search(text)]
    assert named == []


def test_keys_are_bound_only_in_the_lists_and_by_the_widgets_they_belong_to() -> None:
    ui = PACKAGE / "ui"
    found = {
        str(path.relative_to(ui)): text
        for path in ui.rglob("*.py")
        if path.parent.name != "terminal"
        for _, text in strings(path)
        if any(KEY_NAME.fullmatch(part) for part in text.split(","))
    }
    assert found.keys() <= MAY_BIND.keys(), found
