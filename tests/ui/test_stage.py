"""Tests of the stage screen: room, clock, navigation, coach, menu and commands."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.ui.contrast import ground_at, palettes
from tests.ui.driver import BOTH, LARGE, SMALL, House, Room, built_in, name_of
from textual.content import Content

from wbtui.cli import main
from wbtui.core.errors import Problem
from wbtui.core.workbook.model import Slot
from wbtui.core.workbook.sections import sections
from wbtui.ui.commands.keys import WORKSHOP
from wbtui.ui.commands.workshop import MORE_GROUP
from wbtui.ui.screens import menu, twice
from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.big_clock import BigClockScreen
from wbtui.ui.screens.closing import ClosingScreen
from wbtui.ui.screens.details import DetailsScreen
from wbtui.ui.screens.earlier import EarlierScreen
from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.jump import JumpScreen
from wbtui.ui.screens.menu import MenuScreen
from wbtui.ui.screens.preview import PreviewScreen
from wbtui.ui.screens.quick_note import QuickNote
from wbtui.ui.screens.stage import StageScreen
from wbtui.ui.screens.timetable import TimetableScreen
from wbtui.ui.screens.versions import VersionsScreen
from wbtui.ui.themes import THEMES
from wbtui.ui.widgets.agenda_panel import AgendaPanel
from wbtui.ui.widgets.big_digits import BigDigits
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.ui.widgets.menu_strip import MenuStrip


async def test_what_is_typed_is_in_the_session_and_in_the_file(house: House) -> None:
    async with house.room() as room:
        assert room.focused == "who"
        await room.type("Parents, at 2 [am]")
        assert room.answer("customer.who") == "Parents, at 2 [am]"
        assert room.sees("Parents, at 2 [am]")
        assert room.sees("4/40 words")
        saved = await room.saved()
        assert saved["stages"]["customer"]["who"].strip() == "Parents, at 2 [am]"


async def test_a_new_room_starts_at_the_first_slot_without_running(house: House) -> None:
    async with house.room(at="welcome") as room:
        assert room.looking == "welcome"
        assert room.sees("Name the decider")
        assert room.clock_note == ["not started", "90 min, until 10:30"]
        assert room.sees("F4 START THE CLOCK")
        assert room.sees("    F4  START THE CLOCK")
        await room.later(minutes=5)
        assert room.clock == "03:00"
        assert room.clock_note[-1] == "90 min, until 10:35"


async def test_the_room_moves_only_on_command_and_freely_back(house: House) -> None:
    async with house.room() as room:
        await room.press("f4")
        await room.later(minutes=60)
        assert room.session.slot == "customer"
        await room.next()
        assert (room.session.slot, room.looking, room.focused) == ("problem", "problem", "problem")
        await room.later(minutes=2)
        await room.menu("b")
        assert room.session.slot == "customer"
        await room.later(minutes=1)
        assert room.session.clock.spent == {"customer": 3600, "problem": 120}
        assert room.clock == "+51:00"
        await room.menu("b")
        assert await room.refused("b") == "This is the first stage."
        assert room.session.slot == "welcome"
        for _ in range(8):
            await room.next()
        assert room.session.slot == "decision"


async def test_the_countdown_the_overtime_and_the_pause(house: House) -> None:
    async with house.room() as room:
        assert room.clock == "10:00"
        await room.press("f4")
        await room.later(minutes=9, seconds=59)
        assert (room.clock, room.clock_note[0]) == ("00:01", "left")
        await room.later(seconds=1)
        assert room.clock == "00:00"
        await room.later(minutes=2, seconds=5)
        assert (room.clock, room.clock_note[0]) == ("+02:05", "over")
        assert room.sees("OVER 2:05")
        await room.press("f4")
        await room.later(minutes=30)
        assert (room.clock, room.clock_note[0]) == ("+02:05", "paused")
        await room.press("f4")
        await room.later(minutes=1)
        assert room.clock == "+03:05"
        assert room.session.slot == "customer"


async def test_minutes_can_be_added_and_taken_off(house: House) -> None:
    async with house.room(at="welcome") as room:
        await room.press("f5")
        assert room.clock == "04:00"
        await room.menu("f")
        assert room.clock == "09:00"
        await room.menu("-")
        assert room.clock == "08:00"
        await room.menu("+")
        assert room.clock == "09:00"
        await room.press(*["ctrl+g", "-"] * 11)
        assert room.clock == "00:00"
        saved = await room.saved()
        assert saved["slots"][0] == {"id": "welcome", "title": "Welcome and roles", "minutes": 0}
        # As it was promised.
        assert saved["clock"]["planned"]["welcome"] == 3


async def test_undo_of_an_accidental_next_restores_the_clock(house: House) -> None:
    async with house.room() as room:
        await room.press("f4")
        await room.later(minutes=3)
        await room.next()
        await room.next()
        await room.later(minutes=1)
        await room.press("f6")
        assert room.session.slot == "problem"
        await room.press("f6")
        assert (room.session.slot, room.looking) == ("customer", "customer")
        assert room.clock == "06:00"
        assert room.clock_note[0] == "left"
        await room.later(minutes=1)
        assert room.clock == "05:00"
        assert "problem" not in room.session.clock.spent
        await room.press("f6")
        assert room.session.slot == "customer"


@pytest.mark.fault("NA15")
async def test_planned_and_real_minutes_are_in_the_agenda(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        await room.later(minutes=12)
        await room.next()
        await room.later(minutes=6)
        # A tick means complete, and nothing has been written.
        assert agenda_lines(room)[:5] == [
            "                 done min  ± ",
            "   Welcome and roles    3    ",
            " ◐ Customer       0/5  10 +2 ",
            " ▶ Problem        0/9  12  ½ ",
            "   Benefit        0/4   7    ",
        ]
        assert room.clock_note == ["left", "1 min ahead", "ends 10:29"]
        await room.press("f4")
        await room.write("problem", "No bread")
        # Counted once it has stayed the same from one tick to the next.
        await room.look()
        await room.look()
        assert agenda_lines(room)[3] == " ▶ Problem        1/9  12  ½ "


def agenda_lines(room: Room) -> list[str]:
    """Return the text in the column of the agenda above the counts."""
    panel = room.stage.query_one(AgendaPanel).region
    return [row[panel.x : panel.right] for row in room.shown()[panel.y : panel.bottom - 1]]


@pytest.mark.fault("S8")
async def test_the_shown_row_is_as_wide_as_the_agenda(house: House) -> None:
    async with house.room(size=LARGE) as room:
        panel = room.stage.query_one(AgendaPanel).region
        assert panel.width == 29
        row = next(y for y, line in enumerate(room.shown()) if " ▶ Customer " in line)
        grounds = [ground_at(room.frame[row], x, palettes(room.app.theme)[0]) for x in range(panel.width + 1)]
        assert len(set(grounds[:-1])) == 1
        assert grounds[-1] != grounds[0]


@pytest.mark.fault("S12")
@pytest.mark.parametrize("size", [LARGE, (120, 16), SMALL])
async def test_the_agenda_shows_the_room_while_another_stage_is_shown(house: House, size: tuple[int, int]) -> None:
    def is_in_sight(slot: Slot) -> bool:
        """Return whether the agenda shows a slot, and the room exactly once."""
        if size == SMALL:
            signs = room.shown()[1].split()[0]
            here = [slot.id for slot in room.stage.outlook.slots].index("customer")
            return len(signs) == len(room.stage.outlook.slots) and signs.index("▶") == here
        lines = agenda_lines(room)
        rooms = [line for line in lines if line.startswith(" ▶ Customer ")]
        return len(rooms) == 1 and any(slot.title[:6] in line for line in lines)

    async with house.room(size=size, agenda="480") as room:
        slots = [slot for slot in room.stage.outlook.slots if size == SMALL or not is_list(room, slot)]
        for slot in [*slots, *reversed(slots)]:
            await room.look_at(slot.id)
            # The rows scroll once they are laid out, and the head follows them.
            await room.until(partial(is_in_sight, slot))
            assert room.stage.outlook.away is bool(re.search("room(:| is in) Customer ", room.shown()[0]))


def is_list(room: Room, slot: Slot) -> bool:
    """Return whether a slot begins with a list, which takes the place of the agenda at 120 columns."""
    stage = room.workshop.workbook.stage(slot.stage)
    return stage is not None and sections(stage)[0].list is not None


async def test_another_stage_is_readable_in_every_theme(house: House) -> None:
    async with house.room() as room:
        for theme in THEMES:
            room.app.theme = theme
            await room.look_at("benefit")
            style = room.header.visual_style
            assert style.reverse or style.foreground != style.background, theme
            await room.look_at("customer")


async def test_showing_another_stage_never_moves_the_room(house: House) -> None:
    async with house.room() as room:
        await room.press("f4", "ctrl+pagedown", "ctrl+pagedown")
        assert (room.looking, room.session.slot) == ("benefit", "customer")
        assert "Benefit" in room.header.middle
        assert "the room is in Customer" in room.header.middle
        await room.later(minutes=1)
        assert room.clock == "09:00"
        await room.type("Sleep")
        assert room.answer("benefit.benefit") == "Sleep"
        await room.press("f2")
        assert room.sees(f"Step of Customer: {room.desk.clock.script[1].title}  F6 undo")
        await room.press("f7")
        assert room.sees("STEPS OF CUSTOMER")
        await room.press("escape", "ctrl+pageup", "ctrl+pageup")
        assert room.header.middle == "1 of 8 · Customer"
        stages = [stage.id for stage in built_in().stages]
        for number, stage in enumerate(stages, start=1):
            await room.menu(str(number))
            assert (room.looking, room.session.slot) == (stage, "customer")
        await room.menu("9")
        assert room.looking == "decision"
        await room.menu("r")
        assert room.session.slot == "decision"
        assert room.header.middle == "8 of 8 · Decision"


async def test_a_slot_without_fields_shows_its_description(house: House) -> None:
    async with house.room(agenda="240") as room:
        await room.look_at("break_1")
        assert room.focused == "SlotView"
        assert room.sees("Break")
        await room.press("x", "enter", "ctrl+g", "N", "tab")
        await room.menu(".")
        assert await room.refused("e") == "Put the cursor in a text first."
        assert await room.refused("i") == "There is no list here."
        assert isinstance(room.screen, StageScreen)
        await room.look_at("evidence_check")
        assert room.focused == "who"


async def test_typing_in_a_slot_without_fields_shows_that_there_is_nothing_to_write(house: House) -> None:
    async with house.room(at="welcome") as room:
        assert room.sees("F3 Next: Customer")
        assert not room.sees("There is nothing to write on this screen")
        session = room.session
        await room.press("down", "up", "pagedown")
        assert not room.sees("There is nothing to write on this screen")
        await room.type("Parents")
        assert room.sees("There is nothing to write on this screen.")
        assert room.sees("F3 Next: Customer")
        assert room.session is session
        assert room.toasts == []
        await room.press("f3", "ctrl+pageup")
        assert room.sees("^PgDn Look ahead · ^PgUp Look back")


async def test_sections_can_be_walked_through(house: House) -> None:
    async with house.room(size=LARGE, at="internal_faq") as room:
        assert room.focused == "new-entry"
        await room.menu("N")
        assert room.focused == "cost_of_failure.looks_like"
        await room.menu("N")
        assert room.stage.outlook.section == 2
        await room.menu("N")
        assert room.focused == "top_reasons.reason_1"
        await room.press("down", "down")
        assert room.focused == "top_reasons.reason_3"
        await room.press("down")
        assert room.focused == "top_reasons.reason_3"
        await room.menu("B")
        await room.menu("B")
        assert room.stage.outlook.section == 1
        await room.press("up")
        assert room.stage.outlook.section == 0
        await room.menu("B")
        assert room.stage.outlook.section == 3


async def test_the_section_key_keeps_the_caret_if_there_is_one_section(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.into("city")
        await room.type("Oslo")
        await room.press("left", "ctrl+g", "N", "escape")
        assert room.focused == "city"
        assert room.field("city").caret == (0, 3)


async def test_optional_fields_can_be_shown_and_hidden(house: House) -> None:
    async with house.room(at="press_release") as room:
        names = [name_of(editor) for editor in room.fields]
        assert "about" not in names
        await room.into("city")
        await room.type("Oslo")
        await room.menu(".")
        assert (room.focused, room.field("city").caret) == ("city", (0, 4))
        await room.write("about", "A shop.")
        await room.menu(".")
        assert "about" in [name_of(editor) for editor in room.fields]
        await room.into("about")
        await room.erase()
        await room.menu(".")
        await room.menu(".")
        assert "about" not in [name_of(editor) for editor in room.fields]


# The coach


@pytest.mark.fault("NA18")
async def test_the_coach_is_hidden_and_stays_hidden_in_its_session_alone(house: House) -> None:
    path = house.add("One")
    async with house.room(path, LARGE) as room:
        assert room.coach_is_shown
        assert "Full script" in room.coach
        await room.press("f9")
        assert not room.coach_is_shown
        assert room.focused == "who"
        await room.menu("q")
    async with house.room(house.add("Two"), LARGE) as room:
        assert room.coach_is_shown
    async with house.room(path, LARGE) as room:
        assert not room.coach_is_shown
        await room.menu("h")
        assert room.coach_is_shown
        await room.menu("q")
    async with house.room(path, LARGE) as room:
        assert room.coach_is_shown


async def test_the_coach_covers_the_fields_on_a_narrow_terminal(house: House) -> None:
    async with house.room() as room:
        assert not room.coach_is_shown
        await room.press("f9")
        assert room.coach_is_shown
        assert room.sees("Say now")
        await room.type("still typing")
        assert room.answer("customer.who") == "still typing"
        await room.press("f9")
        assert not room.coach_is_shown


@pytest.mark.fault("S3")
@pytest.mark.parametrize("size", [SMALL, (60, 20), (99, 60)])
async def test_the_coach_covers_neither_time_and_question_nor_the_footer(
    house: House, size: tuple[int, int]
) -> None:
    async with house.room(size=size, at="press_release") as room:
        before = room.shown()
        await room.press("f9")
        after = room.shown()
        assert room.coach_is_shown
        assert (after[:3], after[-1]) == (before[:3], before[-1])
        assert "What will the press release say on launch day?" in after[2]
        assert after[3:-1] != before[3:-1]
        await room.press(*["alt+down"] * 30)
        assert room.coach.split()[-1] in "".join(room.shown()[3:-1])


async def test_the_coach_follows_the_field(house: House) -> None:
    async with house.room(size=LARGE) as room:
        before = room.coach
        await room.press("tab")
        assert room.focused == "situation"
        assert room.coach != before


# The menu


@pytest.mark.parametrize("size", BOTH)
async def test_the_menu_shows_every_command(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size) as room:
        await room.press("ctrl+g")
        for command in WORKSHOP:
            if command.group == MORE_GROUP and not room.sees(command.title):
                await room.press("~")
            assert room.sees(command.title[:20]), command.title


async def test_disabled_commands_are_dimmed_and_show_the_reason(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+g")
        assert room.colours("Start or pause") == room.colours("Previous stage") == room.colours("Versions")
        assert room.colours("Add an entry") == room.colours("Undo")
        assert room.colours("Add an entry") != room.colours("Start or pause")
        await room.press("i")
        assert room.sees("There is no list here.")
        await room.press("G")
        assert room.sees("Nobody has asked to edit.")
        assert not room.sees("There is no list here.")
        await room.click("Question bank")
        assert room.sees("There is no list here.")
        await room.type("/hand")
        assert not room.sees("There is no list here.")
        await room.press("enter")
        assert room.sees("Nobody has asked to edit.")
        assert room.toasts == []
        await room.press(*["backspace"] * 5)
        assert isinstance(room.screen, MenuScreen)
        await room.press("f")
        assert room.clock == "15:00"
        await room.press("ctrl+g")
        assert room.colours("Undo") == room.colours("Start or pause")


async def test_a_long_reason_does_not_shift_the_menu(house: House) -> None:
    async with house.room() as room:
        room.workshop.read_only = Problem.of("held", name="ada on a machine" + " of a long name" * 5)
        await room.press("ctrl+g")
        head = next(n for n, row in enumerate(room.shown()) if row.startswith("  Menu"))
        below = room.shown()[head + 1 :]
        await room.press("f")
        assert room.sees("This session is read-only: ada on a machine")
        assert room.shown()[head + 1 :] == below


async def test_the_menu_finds_by_name(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+g")
        await room.type("/minutes ADD")
        assert room.sees("Find: minutes ADD")
        await room.press("enter")
        assert room.clock == "15:00"
        await room.press("ctrl+g")
        await room.type("/minute")
        await room.press("down", "enter")
        assert room.clock == "14:00"
        await room.press("ctrl+g")
        await room.type("/zzz[")
        await room.press("enter", *["backspace"] * 5)
        assert isinstance(room.screen, MenuScreen)
        await room.press("f")
        assert room.clock == "19:00"


@pytest.mark.parametrize(("pause", "stays"), [(0.0, False), (60.0, True)])
async def test_a_third_escape_soon_after_two_does_not_close_the_menu(
    house: House, monkeypatch: pytest.MonkeyPatch, pause: float, stays: bool
) -> None:
    monkeypatch.setattr(twice, "SECOND_PRESS_SECONDS", 60.0)
    monkeypatch.setattr(menu, "SECOND_PRESS_SECONDS", pause)
    async with house.room() as room:
        await room.press("escape", "escape", "escape")
        assert isinstance(room.screen, MenuScreen) is stays
        await room.press("3")
        assert (room.looking, room.answer("customer.who")) == (("benefit", "") if stays else ("customer", "3"))


async def test_closing_the_menu_returns_the_focus(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        await room.press("left")
        for keys in (["escape"], ["ctrl+g"], ["/", "escape"], ["%", "escape"], ["ctrl+q"]):
            await room.press("ctrl+g", *keys)
            await room.type("X")
        assert room.answer("customer.who") == "abXXXXXc"


@pytest.mark.parametrize("by_key", [pytest.param(True, marks=pytest.mark.slow), False])
async def test_every_command_works_in_the_middle_of_a_sentence(house: House, by_key: bool) -> None:
    """Each command has its effect and no other, and types no letter."""
    async with house.room(at="problem") as room:
        await room.type("No bread")
        coach = room.stage.stand.script
        for command in WORKSHOP:
            if command.id == "home" or (by_key and not command.key):
                continue
            if (room.looking, room.focused) != ("problem", "problem"):
                await room.look_at("problem")
            if room.coach_is_shown:
                # The text is laid out in slices.
                await room.until(lambda: coach.show_vertical_scrollbar)
            before, start = state(room), coach.scroll_offset.y
            await room.press(*([command.key] if by_key else ["ctrl+g", command.letter]))
            does = dict(DOES.get(command.id, {}))
            if said := str(does.pop("said", "")):
                # Without the menu, one minute is all that can be added.
                assert room.toasts[-1] == (said.replace("+5 minutes", "+1 minute") if by_key else said)
                does["times said"] = before["times said"] + 1
            if reason := NOT_HERE.get(
                command.id, NO_LIST if command.group == "List" or command.id in ("vote", "unvote") else ""
            ):
                does = {"times said": before["times said"] + 1} if by_key else {"screen": MenuScreen}
                assert not by_key or room.toasts[-1] == reason
                if not by_key:
                    assert room.screen.query_one(MenuStrip).refused == reason
            if "scrolled" in does:
                # Textual scrolls after the next refresh.
                await room.until(partial(lambda start: coach.scroll_offset.y != start, start))
            changed = {what: now for what, now in state(room).items() if now != before[what]}
            assert changed == does, command
            if by_key and command.id == "next":
                await room.menu("b")
            if room.screen is not room.stage:
                await room.press("escape")
            await room.until(lambda: room.screen is room.stage)
            assert room.answer("problem.problem") == "No bread", command


def state(room: Room) -> dict[str, Any]:
    """Return the state that commands change."""
    session = room.session
    return {
        "screen": type(room.screen),
        "times said": len(room.toasts),
        "theme": room.app.theme,
        "room": session.slot,
        "step": session.clock.step,
        "running": session.clock.running_since is not None,
        "minutes": sum(room.minutes(slot.id) for slot in room.stage.outlook.slots),
        "notes": sum(len(room.entries(place)) for place in (".parking_lot", ".actions", "decision.decisions")),
        "looking": room.looking,
        "section": room.stage.outlook.section,
        "more": room.stage.outlook.more,
        "coach": room.coach_is_shown,
        "scrolled": room.stage.stand.script.scroll_offset.y > 0,
    }


DOES: dict[str, dict[str, object]] = {
    "step": {"step": 1},
    "next": {"room": "benefit", "looking": "benefit", "step": 0, "said": "The room is in Benefit"},
    "back": {"room": "problem", "said": "The room is in Problem"},
    "pause": {"running": True},
    "plus_one": {"minutes": 91},
    "minus_one": {"minutes": 90},
    "plus_five": {"minutes": 95},
    "timetable": {"screen": TimetableScreen},
    "big_clock": {"screen": BigClockScreen},
    "jump": {"screen": JumpScreen},
    "undo": {"minutes": 90, "said": "Undone: +5 minutes of Problem"},
    "redo": {"minutes": 95, "said": "Redone: +5 minutes of Problem"},
    "section_next": {"section": 1},
    "section_previous": {"section": 1},
    "more": {"more": True},
    "look_next": {"looking": "benefit"},
    "look_previous": {"looking": "customer"},
    "preview": {"screen": PreviewScreen},
    "coach": {"coach": True},
    "coach_down": {"scrolled": True},
    "coach_up": {"scrolled": False},
    "parking_lot": {"screen": QuickNote, "notes": 1},
    "action": {"screen": QuickNote, "notes": 1},
    "decision": {"screen": QuickNote, "notes": 1},
    "editor": {"said": "Not possible in this terminal."},
    "export": {"screen": AskLine},
    "details": {"screen": DetailsScreen},
    # No visible effect: the session would be saved a moment later anyway (tests/ui/test_saving.py), without a
    # question.
    "save": {},
    "versions": {"screen": VersionsScreen},
    "earlier": {"screen": EarlierScreen},
    "keep_version": {"screen": AskLine},
    "close": {"screen": ClosingScreen},
    "theme": {"said": "Theme: Light", "theme": "wbtui-light"},
    "help": {"screen": HelpScreen},
}
"""The effect of each command, run one after the other from the problem stage."""
NO_LIST = "There is no list here."
NOT_HERE = {
    "here": "The room is here already.",
    "room": "The room is here already.",
    "resolve": "Nothing to resolve.",
    "carried": "No answer goes along to this stage.",
    "take_in": "There is nothing to take in here.",
    "take_over": "You are editing already.",
    "give_up": "Nobody has asked to edit.",
}
"""The reasons of commands that are disabled here; tests/ui/test_lists.py runs the commands of a list."""


async def test_leaving_a_session_given_at_the_start_pauses_its_clock_and_ends_the_program(house: House) -> None:
    async with house.room() as room:
        await room.press("f4")
        await room.later(minutes=4)
        await room.type("abc")
        await room.menu("q")
    assert room.app.return_code == 0
    async with house.room(room.path) as again:
        assert again.answer("customer.who") == "abc"
        assert (again.clock, again.clock_note[0]) == ("06:00", "paused")
        assert again.screen is again.stage


# Over the stage


@pytest.mark.parametrize("size", BOTH)
async def test_the_big_clock_shows_the_time(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size) as room:
        await room.type("abc")
        await room.press("f4", "f12")
        digits = room.screen.query_one(BigDigits)
        assert digits.text == "10:00"
        await room.later(minutes=12)
        assert digits.text == "02:00"
        assert room.sees("Customer · over")
        await room.next()
        assert digits.text == "12:00"
        await room.press("f5", "f4")
        assert room.sees("paused")
        await room.press("f12")
        assert room.looking == "problem"
        await room.press("f12", "escape")
        assert room.screen is room.stage


async def test_the_preview_is_the_document(house: House) -> None:
    """Emphasis is shown as such, and markup of the terminal as text."""
    async with house.room(at="press_release") as room:
        await room.write("summary", "Bread *until* [five]")
        await room.write("headline", "Bread *at* [night]")
        await room.press("f8")
        await room.until(lambda: room.sees("Bread until [five]"))
        bar, *shown = [row.strip() for row in room.shown() if row.strip(" ─")]
        assert bar.split()[:7] == ["Pocket", "Clinic", "Preview", "20:00", "·", "not", "started"]
        assert shown == [
            "Pocket Clinic",
            "Draft · 23 November 2026",
            "Press release",
            "Bread at [night]",
            "Bread until [five]",
            "↑ ↓ scroll  n next part  p previous │ ^g x export  ^g menu  F1 help  Esc back",
        ]
        await room.press("n", "p", "end", "home", "space", "escape")
        assert room.screen is room.stage
        assert room.focused == "headline"


async def test_the_preview_scrolls_before_its_scroll_bar_is_drawn(house: House) -> None:
    async with house.room() as room:
        await room.press("f8")
        text = room.screen.query_one(LongText)
        text.show(Paragraphs([Content("\n".join(map(str, range(200))))]))
        assert not text.show_vertical_scrollbar
        text.action_page_down()
        page = text.scroll_offset.y
        text.action_page_down()
        assert text.scroll_offset.y == 2 * page > 0
        text.action_scroll_down()
        await room.settle()
        assert text.scroll_target_y == 2 * page + 1


async def test_the_preview_follows_an_undo(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.write("headline", "Bread")
        await room.press("f8")
        assert room.sees("Bread")
        await room.press("f6")
        await room.until(lambda: not room.sees("Bread"))
        assert isinstance(room.screen, PreviewScreen)


async def test_an_empty_document_can_be_previewed(house: House) -> None:
    async with house.room() as room:
        await room.press("f8")
        assert room.sees("Pocket Clinic")
        await room.press("f8")
        assert room.screen is room.stage


async def test_help_lists_every_key(house: House) -> None:
    async with house.room(size=(100, 130)) as room:
        await room.press("f1")
        for command in WORKSHOP:
            assert room.sees(command.title), command
        await room.press("f1")
        assert room.screen is room.stage


async def test_help_always_shows_the_key_that_closes_it(house: House) -> None:
    async with house.room(size=SMALL) as room:
        await room.press("f1")
        assert room.sees("Where you are")
        assert not room.sees("While you type")
        await room.press("end")
        await room.until(lambda: room.sees("delete the word before"))
        assert room.sees("Esc close")


async def test_the_document_is_exported_from_the_session(house: House) -> None:
    """The export contains the session as it is now, including the last letter typed."""
    path = house.add("Pocket Clinic")
    # The session is created on a Monday, and edited and exported on a Thursday.
    house.passes(72 * 3600)
    async with house.room(path) as room:
        await room.type("Parents *at* night")
        await room.next()
        await room.type("No bread")
        await room.press("ctrl+l")
        await room.type("Who bakes?")
        await room.press("enter")
        await room.look_at("press_release")
        await room.write("headline", "Bread *at* [night]")
        await room.write("summary", "Bread *until* [five]")
        await room.menu("x")
        target = room.line.text
        await room.press("enter")
        await room.until(lambda: "Exported" in room.toasts[-1])
        assert room.toasts == [
            "The room is in Problem",
            "Parked “Who bakes?” · 1 in the parking lot",
            f"Exported to: {target}",
        ]
    assert Path(target).parent == house.sessions
    heading, _, rest = Path(target).read_text(encoding="utf-8").partition("\n\n## ")
    assert heading.startswith("# Pocket Clinic\n\n*Draft · 26 November 2026")
    assert f"## {rest}" == EXPORTED


async def test_the_document_has_the_day_of_the_last_edit_wherever_it_is_exported(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.saved()
        # The clocks cannot tell a longer span from a machine that slept.
        house.later(hours=20)
        await room.type(" at night")
        house.later(hours=24)
        await room.menu("x")
        target = Path(room.line.text)
        await room.press("enter")
        await room.until(lambda: target.exists())
        await room.press("ctrl+q")
    inside = target.read_text(encoding="utf-8")
    assert inside.startswith("# Pocket Clinic\n\n*Draft · 24 November 2026*")
    assert main(["export", str(room.path), "-o", "-"]) == 0
    assert capsys.readouterr().out == inside


EXPORTED = r"""## Press release

### Bread *at* [night]

Bread *until* [five]

## Appendix

### Customer

**Who:** Parents *at* night

### Problem

**The problem or opportunity:** No bread

### Parking lot

- Who bakes?
"""


async def test_a_terminal_that_cannot_be_suspended_is_reported(house: House) -> None:
    async with house.room(size=SMALL) as room:
        await room.menu("e")
        assert room.toasts == ["Not possible in this terminal."]


@pytest.mark.parametrize("size", BOTH)
async def test_the_coach_is_scrolled_in_the_middle_of_a_sentence(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size, at="decision") as room:
        coach = room.stage.stand.script
        if size == SMALL:
            assert await room.refused("}") == "F9 shows the coach."
            await room.press("alt+down")
            assert room.toasts == ["F9 shows the coach."]
            await room.press("f9")
        else:
            await room.press("f9", "f9")
        await room.section("Decisions")
        first = room.shown()[6]
        for down, up in ((["alt+down"], ["alt+up"]), (["ctrl+g", "}"], ["ctrl+g", "{"])):
            await room.press(*down)
            below = coach.scroll_offset.y
            assert below > 0
            assert room.shown()[6] != first
            await scrolled_to_the_end(room, coach, down)
            assert coach.scroll_offset.y == coach.max_scroll_y
            await scrolled_to_the_end(room, coach, up)
            assert coach.scroll_offset.y == 0
            assert room.screen is room.stage


async def scrolled_to_the_end(room: Room, coach: LongText, keys: list[str]) -> None:
    """Press keys until they change nothing."""
    before = None
    while coach.scroll_offset.y != before:
        before = coach.scroll_offset.y
        await room.press(*keys)
