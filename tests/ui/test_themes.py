"""Tests of the themes: what can be read, what a colour means, and which theme is chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.style import Style
from tests.ui import tour
from tests.ui.contrast import colours, palettes, ratio
from tests.ui.driver import BOTH, LARGE, SMALL, House, Room
from textual.geometry import Region

from wbtui.storage.state import Preferences, write_preferences
from wbtui.ui.themes import ANSI_DARK, ANSI_LIGHT, CONTRAST, DARK, LIGHT, THEMES
from wbtui.ui.widgets.big_digits import BigDigits
from wbtui.ui.widgets.time_bar import TimeBar

QUICK = (DARK.name, ANSI_LIGHT.name)
"""The themes looked at here; `python -m torture.contrast` looks at all."""
SOURCE = Path(__file__).parents[2]
in_every_theme = pytest.mark.parametrize("theme", THEMES)


def nothing(seen: dict[str, list[str]]) -> bool:
    """Return whether all can be read in all scenes, and that there were some."""
    assert {scene: found for scene, found in seen.items() if found} == {}
    return bool(seen)


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_everything_over_a_stage_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        await room.look_at("press_release")
        assert nothing({scene: tour.faults(room) async for scene in tour.over_the_stage(room)})


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_the_clock_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(size=size, at="press_release") as room:
        room.app.theme = theme
        assert nothing({scene: tour.faults(room) async for scene in tour.the_clock(room)})


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_fields_and_lists_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        stages = ("problem", "customer_faq")
        assert nothing({scene: tour.faults(room) async for scene in tour.the_stages(room, *stages)})


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("theme", QUICK)
async def test_the_sessions_can_be_read(house: House, theme: str, size: tuple[int, int]) -> None:
    tour.furnish(house)
    async with house.home(size) as room:
        room.app.theme = theme
        assert nothing({scene: tour.faults(room) async for scene in tour.the_sessions(room)})


@in_every_theme
async def test_a_stage_can_be_read_without_colours(
    house: House, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with house.room(tour.furnish(house), SMALL) as room:
        room.app.theme = theme
        assert nothing({scene: tour.faults(room) async for scene in tour.the_stages(room, "customer_faq")})


# What a colour means


@in_every_theme
@pytest.mark.parametrize("colours", [True, False])
async def test_what_is_not_saved_is_a_ground(
    house: House, theme: str, colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    write_preferences(house.state, Preferences(theme=theme))
    async with house.room(size=SMALL) as room:
        room.header.show_status(tour.ALARM)
        await room.settle()
        text, ground = seen(room, tour.ALARM.text)
        assert ground != seen(room, "1 of 8")[1]
        if not colours or theme in (ANSI_DARK.name, ANSI_LIGHT.name):
            assert (ground, text) == seen(room, "Who pays or decides")


@in_every_theme
@pytest.mark.parametrize("minutes", [8.5, 9.5, 11.0])
async def test_the_time_becomes_a_ground_when_it_is_short(house: House, theme: str, minutes: float) -> None:
    async with house.room(size=SMALL) as room:
        room.app.theme = theme
        await room.press("f4")
        await room.later(minutes=1)
        digits = room.stage.query_one("AgendaPanel Digits").region
        before = ground_at(room, digits)
        await room.later(minutes=minutes - 1)
        assert ground_at(room, digits) != before


@pytest.mark.parametrize(("minutes", "sign", "warned"), [(11, "+1", False), (12, "+2", False), (13, "+3", True)])
async def test_minutes_over_the_plan_have_a_sign(house: House, minutes: int, sign: str, warned: bool) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        await room.later(minutes=minutes)
        await room.next()
        await room.later(seconds=1)
        line = next(line for line in room.shown() if "  Customer" in line and "10 " in line)
        assert f"10  {sign} " in line
        assert (seen(room, sign)[1] == DARK.variables["warn"]) == warned


async def test_an_answer_that_is_too_long_is_a_warning_by_its_ground(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.paste(" ".join(["word"] * 18))
        assert seen(room, "3 over · 18/15 words")[1] == DARK.variables["warn"]


def test_no_style_says_with_the_colour_of_a_text_what_is_wrong() -> None:
    """Nor is any text dim, of which each terminal makes something else."""
    names = "warning|error|success|accent|primary"
    styles = re.compile(rf"""\$text-(?:{names})|["' ]dim["' ;]|\$(?:warning|error|success)\b""")
    files = [*SOURCE.glob("src/wbtui/ui/**/*.py"), *SOURCE.glob("styles/*.tcss")]
    code = {path.name: re.sub(r'""".*?"""|#.*|/\*.*?\*/', "", path.read_text(), flags=re.S) for path in files}
    code.pop("themes.py")
    assert len(code) > 50
    assert {name: styles.findall(text) for name, text in code.items() if styles.search(text)} == {}


@in_every_theme
async def test_the_chosen_row_differs_by_its_ground(house: House, theme: str) -> None:
    async with house.room(tour.furnish(house), SMALL) as room:
        room.app.theme = theme
        await room.look_at("customer_faq")
        rows = room.rows.region
        first, second = (ground_at(room, Region(rows.x, rows.y + y, 20, 1)) for y in (0, 2))
        assert first != second
        both = ground_at(room, Region(rows.x, rows.y + 1, 20, 1))
        assert both == first


# Placeholders


@in_every_theme
async def test_a_placeholder_never_looks_like_an_answer(house: House, theme: str) -> None:
    async with house.room(size=LARGE) as room:
        room.app.theme = theme
        await room.type("One kind of parent")
        answer, hint = style_of(room, "One kind of parent"), style_of(room, "[Where are they")
        assert (bool(answer.italic), hint.italic) == (False, True)
        assert seen(room, "One kind of parent")[0] != seen(room, "[Where are they")[0]


@in_every_theme
async def test_a_derived_text_never_looks_like_a_placeholder(house: House, theme: str) -> None:
    async with house.room(size=LARGE, at="problem") as room:
        room.app.theme = theme
        await room.section("Today statement")
        for part in ("today_customer", "today_problem", "today_situation"):
            await room.write(part, part)
        await room.write("today_need", "sleep")
        text = "= Today today_customer have to"
        assert not style_of(room, text).italic
        assert seen(room, text)[0] == seen(room, "sleep")[0]
        assert not room.sees("[Today")


@in_every_theme
@pytest.mark.parametrize("name", ["who", "situation", "today"])
async def test_the_caret_stands_before_a_placeholder(house: House, theme: str, name: str) -> None:
    async with house.room(size=LARGE) as room:
        room.app.theme = theme
        await room.into(name)
        area = room.field(name)
        x, y = area.content_region.offset
        row = room.shown()[y]
        assert row[x : x + 2] == " ["
        caret, first = (ground_at(room, Region(x + n, y, 1, 1)) for n in (0, 1))
        assert caret != first


# Dialogs


@pytest.mark.fault("S14")
@pytest.mark.fault("S15")
@in_every_theme
@pytest.mark.parametrize("keys", [["ctrl+l"], ["ctrl+t"], ["ctrl+g", "x"], ["ctrl+g", "K"]])
async def test_a_dialog_leaves_what_lies_below_as_it_is(house: House, theme: str, keys: list[str]) -> None:
    async with house.room(tour.furnish(house), LARGE) as room:
        room.app.theme = theme
        await room.look_at("press_release")
        before = drawn(room)
        await room.press(*keys)
        assert room.screen is not room.stage
        after = drawn(room)
        # The status at the right end may become "saved" meanwhile, which moves what stands before it.
        assert after[0][:20] == before[0][:20]
        assert room.sees("OVER 1:18")
        assert sum(one == other for one, other in zip(before, after, strict=True)) > 15


# The big clock


@pytest.mark.parametrize("size", [SMALL, (100, 30), LARGE, (200, 60), (300, 80)])
@pytest.mark.parametrize("stage", ["customer", "visuals"])
async def test_the_digits_keep_their_size_when_the_time_is_over(
    house: House, size: tuple[int, int], stage: str
) -> None:
    async with house.room(size=size, at=stage) as room:
        await room.press("f4", "f12")
        minutes = {"customer": 10, "visuals": 4}[stage]
        await room.later(seconds=minutes * 60 - 1)
        digits = room.screen.query_one(BigDigits)
        before, frame = digits.text, area(room, digits)
        assert not room.sees("OVER")
        await room.later(seconds=2)
        assert (before, digits.text) == ("00:01", "00:01")
        assert area(room, digits) == frame
        assert room.sees("OVER")


@in_every_theme
@pytest.mark.parametrize("colours", [True, False])
async def test_over_is_not_duller_than_running(
    house: House, theme: str, colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    write_preferences(house.state, Preferences(theme=theme))
    async with house.room(size=SMALL) as room:
        await room.press("f4", "f12")
        await room.later(minutes=1)
        running = strongest(room, room.screen.query_one(BigDigits).region)
        await room.later(minutes=12)
        assert strongest(room, room.screen.query_one(BigDigits).region) >= running
        bar = room.screen.query_one(TimeBar).region
        assert ground_at(room, Region(bar.x + 3, bar.y, 1, 1)) != ground_at(room, Region(0, bar.y, 1, 1))


# Choosing


@pytest.mark.fault("S7")
async def test_each_theme_is_shown_by_name_and_remembered(house: House) -> None:
    for expected in [*THEMES][1:] + [*THEMES][:1]:
        async with house.home() as room:
            await room.press("t")
            assert room.toasts == [f"Theme: {THEMES[expected]}"]
        async with house.home() as room:
            assert room.app.theme == expected
    assert not any("-" in name for name in THEMES.values())


TERMINALS = {
    "the Linux console": ({"TERM": "linux"}, ANSI_DARK),
    "a plain xterm": ({"TERM": "xterm"}, ANSI_DARK),
    "sixteen colours": ({"TERM": "xterm-16color"}, ANSI_DARK),
    "a dumb one": ({"TERM": "dumb"}, ANSI_DARK),
    "none": ({}, ANSI_DARK),
    "dark on white": ({"TERM": "rxvt", "COLORFGBG": "0;15"}, ANSI_LIGHT),
    "dark on light grey": ({"TERM": "rxvt", "COLORFGBG": "0;default;7"}, ANSI_LIGHT),
    "light on black": ({"TERM": "rxvt", "COLORFGBG": "15;0"}, ANSI_DARK),
    "no colours, please": ({"TERM": "xterm-256color", "NO_COLOR": ""}, ANSI_DARK),
    "256 colours": ({"TERM": "xterm-256color"}, DARK),
    "all colours": ({"TERM": "xterm", "COLORTERM": "truecolor"}, DARK),
    "all colours on white": ({"TERM": "xterm", "COLORTERM": "24bit", "COLORFGBG": "0;15"}, DARK),
}


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("chosen", ["", "no-such-theme", LIGHT.name, CONTRAST.name])
async def test_a_terminal_with_few_colours_gets_a_theme_of_its_own(
    house: House, terminal: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, usual = TERMINALS[terminal]
    for name in ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write_preferences(house.state, Preferences(theme=chosen))
    async with house.home() as room:
        assert room.app.theme == (chosen if chosen in THEMES else usual.name)
        assert room.toasts == []


# Frames


def style_of(room: Room, text: str) -> Style:
    """Return the style of a text that is drawn in one segment."""
    for strip in room.frame:
        for segment in strip:
            if text in segment.text and segment.style:
                return segment.style
    raise AssertionError(f"{text!r} is not in\n{room.screenshot}")


def seen(room: Room, text: str) -> tuple[str, str]:
    """Return the colours of a text and its ground."""
    return colours(style_of(room, text), palettes(room.app.theme)[0])


def in_region(room: Room, region: Region) -> list[tuple[str, str]]:
    """Return the colours of everything in a region."""
    rows = room.frame[region.y : region.bottom]
    palette = palettes(room.app.theme)[0]
    segments = [segment for row in rows for segment in row.crop(region.x, region.right)]
    return [colours(segment.style or Style.null(), palette) for segment in segments]


def ground_at(room: Room, region: Region) -> str:
    """Return the colour of the ground at the first cell of a region."""
    return in_region(room, region)[0][1]


def strongest(room: Room, region: Region) -> float:
    """Return the contrast between the darkest and the lightest ground in a region."""
    grounds = {ground for _, ground in in_region(room, region)}
    return max(ratio(one, other) for one in grounds for other in grounds)


def area(room: Room, digits: BigDigits) -> tuple[int, int]:
    """Return the width and the height that the large digits take."""
    lines = digits.render().split()
    return lines[0].cell_length, len(lines)


def drawn(room: Room) -> list[list[tuple[str, str, str]]]:
    """Return each cell of the screen with its colours; a blank has none but that of its ground."""
    palette = palettes(room.app.theme)[0]
    frame = []
    for strip in room.frame:
        pairs = [(segment.text, *colours(segment.style or Style.null(), palette)) for segment in strip]
        frame.append(
            [(sign, "" if sign == " " else text, ground) for said, text, ground in pairs for sign in said]
        )
    return frame
