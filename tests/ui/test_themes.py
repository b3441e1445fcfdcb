"""Tests of the themes: contrast, the meaning of colours, and the choice of the theme."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from rich.style import Style
from tests.ui import tour
from tests.ui.contrast import colours, palettes, ratio
from tests.ui.driver import LARGE, SMALL, House, Room
from textual.color import Color
from textual.geometry import Region

from wbtui.storage.settings import ChosenTheme, Settings, read_settings
from wbtui.ui.shell.chosen import choices_in
from wbtui.ui.themes import (
    ANSI_DARK,
    ANSI_LIGHT,
    CONTRAST,
    DARK,
    LIGHT,
    SHORT_NAMES,
    THEMES,
    short_name,
    usual_theme,
)
from wbtui.ui.widgets.big_digits import BigDigits
from wbtui.ui.widgets.time_bar import TimeBar

QUICK_THEMES = (DARK.name, ANSI_LIGHT.name)
"""One theme with colours of its own and one with those of the terminal."""
SOURCE = Path(__file__).parents[2]
in_themes = pytest.mark.parametrize(
    "themes", [QUICK_THEMES, pytest.param(tuple(THEMES), marks=pytest.mark.slow)], ids=len
)
ANSI = (ANSI_LIGHT.name, ANSI_DARK.name)
COLOURED = tuple(theme for theme in THEMES if theme not in ANSI)
# Without colours, Textual draws as in the theme at the start, so themes of the two kinds need separate starts.
WITHOUT_COLOURS = [
    (False, (DARK.name,)),
    (False, (ANSI_LIGHT.name,)),
    pytest.param(False, COLOURED, marks=pytest.mark.slow),
    pytest.param(False, ANSI, marks=pytest.mark.slow),
]
in_colours_or_not = pytest.mark.parametrize(("colours", "themes"), [(True, tuple(THEMES)), *WITHOUT_COLOURS])
# `python -m torture.contrast` looks at all themes and sizes.
in_pairs = pytest.mark.parametrize(
    ("theme", "size"),
    [
        (DARK.name, SMALL),
        (ANSI_LIGHT.name, LARGE),
        pytest.param(DARK.name, LARGE, marks=pytest.mark.slow),
        pytest.param(ANSI_LIGHT.name, SMALL, marks=pytest.mark.slow),
    ],
)


def begin(house: House, monkeypatch: pytest.MonkeyPatch, colours: bool, themes: tuple[str, ...]) -> None:
    """Have the program start in the first of these themes, with colours or without."""
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    house.set(f'theme = "{short_name(themes[0])}"')


def nothing(seen: dict[str, list[str]]) -> bool:
    """Return whether everything can be read in all scenes; there must be at least one."""
    assert {scene: found for scene, found in seen.items() if found} == {}
    return bool(seen)


@in_pairs
async def test_every_screen_over_a_stage_is_readable(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        await room.look_at("press_release")
        assert nothing({scene: tour.faults(room) async for scene in tour.over_the_stage(room)})


@in_pairs
async def test_the_big_clock_is_readable(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(size=size, at="press_release") as room:
        room.app.theme = theme
        await room.settle()
        assert nothing({scene: tour.faults(room) async for scene in tour.the_clock(room)})


@in_pairs
async def test_fields_and_lists_are_readable(house: House, theme: str, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size) as room:
        room.app.theme = theme
        stages = ("problem", "customer_faq")
        assert nothing({scene: tour.faults(room) async for scene in tour.the_stages(room, *stages)})


@in_pairs
async def test_the_list_of_sessions_is_readable(house: House, theme: str, size: tuple[int, int]) -> None:
    tour.furnish(house)
    async with house.home(size) as room:
        room.app.theme = theme
        assert nothing({scene: tour.faults(room) async for scene in tour.the_sessions(room)})


@pytest.mark.parametrize(("colours", "themes"), WITHOUT_COLOURS)
async def test_a_stage_is_readable_without_colours(
    house: House, colours: bool, themes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(house, monkeypatch, colours, themes)
    async with house.room(tour.furnish(house), SMALL) as room:
        seen: dict[str, list[str]] = {}
        async for scene in tour.the_stages(room, "customer_faq"):
            async for theme in each_theme(room, themes):
                seen[f"{theme}, {scene}"] = tour.faults(room)
        assert nothing(seen)


# The meaning of colours


@pytest.mark.parametrize("colours", [True, False])
def test_every_theme_has_distinct_backgrounds_and_placeholders(
    house: House, colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests below look in a few themes at the places where the program draws these colours."""
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    app = house.app(None)
    wrong = []
    for theme in THEMES:
        app.theme = theme
        variables = app.get_css_variables()
        text, ground = meant(theme, variables["foreground"], variables["background"])
        grounds = {meant(theme, text, variables[name])[1] for name in ("background", "surface", "panel")}
        for name in ("warn", "alarm", "selected"):
            style = variables[f"{name}-style"]
            own = meant(theme, variables[f"{name}-text"], variables[name], style)
            if own[1] in grounds:
                wrong.append(f"{theme}: {name}")
            if not colours and name != "selected" and own != (ground, text):
                wrong.append(f"{theme}: {name} is not the reverse of a text")
        if meant(theme, variables["placeholder"], variables["background"])[0] == text:
            wrong.append(f"{theme}: placeholder")
    assert wrong == []


@in_colours_or_not
async def test_unsaved_work_is_shown_by_the_background(
    house: House, colours: bool, themes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(house, monkeypatch, colours, themes)
    wrong = []
    async with house.room(size=SMALL) as room:
        # From here on, since the program shows its status once a second.
        monkeypatch.setattr(room.stage, "status", lambda: tour.ALARM)
        room.stage.show_status()
        async for theme in each_theme(room, themes):
            text, ground = seen(room, tour.ALARM.text)
            if ground == seen(room, "1 of 8")[1]:
                wrong.append(f"{theme}: no ground")
            reversed_ = not colours or theme in (ANSI_DARK.name, ANSI_LIGHT.name)
            if reversed_ and (ground, text) != seen(room, "Who pays or decides"):
                wrong.append(f"{theme}: not the reverse of a text")
    assert wrong == []


@in_themes
async def test_a_short_time_left_changes_the_background(house: House, themes: tuple[str, ...]) -> None:
    async with house.room(size=SMALL) as room:
        await room.press("f4")
        await room.later(minutes=1)
        before = {theme: ground_of_time(room) async for theme in each_theme(room, themes)}
        wrong, now = [], 1.0
        for minutes in (8.5, 9.5, 11.0):
            await room.later(minutes=minutes - now)
            now = minutes
            async for theme in each_theme(room, themes):
                if ground_of_time(room) == before[theme]:
                    wrong.append(f"{theme} after {minutes} min")
    assert wrong == []


@pytest.mark.parametrize(("minutes", "sign", "warned"), [(11, "+1", False), (12, "+2", False), (13, "+3", True)])
async def test_minutes_over_the_plan_have_a_sign(house: House, minutes: int, sign: str, warned: bool) -> None:
    async with house.room(size=LARGE) as room:
        await room.press("f4")
        await room.later(minutes=minutes)
        await room.next()
        await room.later(seconds=1)
        line = next(line for line in room.shown() if " ◐ Customer " in line)
        assert f"10 {sign}" in line
        assert (seen(room, sign)[1] == DARK.variables["warn"]) == warned


async def test_an_answer_that_is_too_long_has_the_background_of_a_warning(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.paste(" ".join(["word"] * 18))
        assert seen(room, "3 over · 18/15 words")[1] == DARK.variables["warn"]


def test_no_style_shows_a_problem_by_the_text_colour_alone() -> None:
    """No text is dim either, because every terminal draws that differently."""
    names = "warning|error|success|accent|primary"
    styles = re.compile(rf"""\$text-(?:{names})|["' ]dim["' ;]|\$(?:warning|error|success)\b""")
    files = [*SOURCE.glob("src/wbtui/ui/**/*.py"), *SOURCE.glob("styles/*.tcss")]
    code = {path.name: re.sub(r'""".*?"""|#.*|/\*.*?\*/', "", path.read_text(), flags=re.S) for path in files}
    code.pop("themes.py")
    assert len(code) > 50
    assert {name: styles.findall(text) for name, text in code.items() if styles.search(text)} == {}


@in_themes
async def test_the_selected_row_has_a_background_of_its_own(house: House, themes: tuple[str, ...]) -> None:
    wrong = []
    async with house.room(tour.furnish(house), SMALL) as room:
        await room.look_at("customer_faq")
        rows = room.rows.region
        async for theme in each_theme(room, themes):
            first, second = (ground_at(room, Region(rows.x, rows.y + y, 20, 1)) for y in (0, 1))
            if first == second:
                wrong.append(f"{theme}: {first}, {second}")
    assert wrong == []


# Placeholders


@in_themes
async def test_a_placeholder_never_looks_like_an_answer(house: House, themes: tuple[str, ...]) -> None:
    wrong = []
    async with house.room(size=LARGE) as room:
        await room.type("One kind of parent")
        async for theme in each_theme(room, themes):
            answer, hint = style_of(room, "One kind of parent"), style_of(room, "[Where are they")
            if (bool(answer.italic), hint.italic) != (False, True):
                wrong.append(f"{theme}: slant")
            if seen(room, "One kind of parent")[0] == seen(room, "[Where are they")[0]:
                wrong.append(f"{theme}: colour")
    assert wrong == []


@in_themes
async def test_a_derived_text_never_looks_like_a_placeholder(house: House, themes: tuple[str, ...]) -> None:
    wrong = []
    async with house.room(size=LARGE, at="problem") as room:
        await room.section("Today statement")
        for part in ("today_customer", "today_problem", "today_situation"):
            await room.write(part, part)
        await room.write("today_need", "sleep")
        text = "= Today today_customer have to"
        async for theme in each_theme(room, themes):
            if style_of(room, text).italic:
                wrong.append(f"{theme}: slant")
            if seen(room, text)[0] != seen(room, "sleep")[0]:
                wrong.append(f"{theme}: colour")
            if room.sees("[Today"):
                wrong.append(f"{theme}: placeholder")
    assert wrong == []


@in_themes
async def test_the_caret_stands_before_a_placeholder(house: House, themes: tuple[str, ...]) -> None:
    wrong = []
    async with house.room(size=LARGE) as room:
        for name in ("who", "situation", "today"):
            await room.into(name)
            x, y = room.field(name).content_region.offset
            async for theme in each_theme(room, tuple(THEMES) if name == "who" else themes):
                caret, first = (ground_at(room, Region(x + n, y, 1, 1)) for n in (0, 1))
                if room.shown()[y][x : x + 2] != " [" or caret == first:
                    wrong.append(f"{theme}, {name}: {room.shown()[y][x : x + 2]!r}, {caret} beside {first}")
    assert wrong == []


# Dialogs


DIALOGS = (["ctrl+l"], ["ctrl+t"], ["ctrl+g", "x"], ["ctrl+g", "K"])


@pytest.mark.fault("S14")
@pytest.mark.fault("S15")
@in_themes
async def test_a_dialog_does_not_change_the_colours_of_the_screen_below(
    house: House, themes: tuple[str, ...]
) -> None:
    wrong = []
    async with house.room(tour.furnish(house), LARGE) as room:
        await room.look_at("press_release")
        async for theme in each_theme(room, themes):
            before = drawn(room)
            for keys in DIALOGS:
                await room.press(*keys)
                assert room.screen is not room.stage
                after = drawn(room)
                where = f"{theme}, {' '.join(keys)}"
                # The status at the right end may become "saved" meanwhile, which moves what stands before it.
                if after[0][:20] != before[0][:20] or not room.sees("OVER 1:18"):
                    wrong.append(f"{where}: the top")
                same = sum(one == other for one, other in zip(before, after, strict=True))
                if same <= 15:
                    wrong.append(f"{where}: only {same} rows are the same")
                await room.press("escape")
                assert room.screen is room.stage
    assert wrong == []


# The big clock


CLOCKS = [("customer", SMALL), ("visuals", LARGE), ("customer", (300, 80))]
SIZES = (SMALL, (100, 30), LARGE, (200, 60), (300, 80))
slow_clocks = [
    pytest.param(*case, marks=pytest.mark.slow)
    for case in product(("customer", "visuals"), SIZES)
    if case not in CLOCKS
]


@pytest.mark.parametrize(("stage", "size"), [*CLOCKS, *slow_clocks])
async def test_the_digits_keep_their_size_when_the_time_is_over(
    house: House, stage: str, size: tuple[int, int]
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
        room.desk.clock.add_minutes(-minutes)
        await room.press("f4")
        assert digits.text == f"{minutes:02}:01"
        assert area(room, digits) == frame
        assert room.sees("OVER · ❚❚ paused")


@in_colours_or_not
async def test_overtime_is_not_duller_than_the_running_time(
    house: House, colours: bool, themes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(house, monkeypatch, colours, themes)
    wrong = []
    async with house.room(size=SMALL) as room:
        await room.press("f4", "f12")
        await room.later(minutes=1)
        digits = room.screen.query_one(BigDigits)
        running = {theme: strongest(room, digits.region) async for theme in each_theme(room, themes)}
        await room.later(minutes=12)
        bar = room.screen.query_one(TimeBar).region
        async for theme in each_theme(room, themes):
            if strongest(room, digits.region) < running[theme]:
                wrong.append(f"{theme}: digits")
            if ground_at(room, Region(bar.x + 3, bar.y, 1, 1)) == ground_at(room, Region(0, bar.y, 1, 1)):
                wrong.append(f"{theme}: bar")
    assert wrong == []


# Choosing


def is_kept(house: House, theme: ChosenTheme) -> bool:
    """Return whether the settings name a theme."""
    return read_settings(house.settings).theme == theme


@pytest.mark.fault("S7")
async def test_each_theme_is_shown_by_name_and_remembered(house: House) -> None:
    names = [*THEMES]
    for some in (names[1:4], names[4:] + names[:1]):
        async with house.home() as room:
            for expected in some:
                await room.press("t")
                assert room.toasts[-1] == f"Theme: {THEMES[expected]}"
                assert room.app.theme == expected
                # Another thread writes it.
                await room.until(partial(is_kept, house, ChosenTheme(short_name(expected), 1)))
        async with house.home() as room:
            assert (room.app.theme, room.toasts) == (some[-1], [])
    assert not any("-" in name for name in THEMES.values())


async def test_without_colours_a_change_of_the_theme_leaves_no_black_on_black(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(house, monkeypatch, colours=False, themes=(DARK.name,))
    async with house.room() as room:
        for theme in (ANSI_DARK.name, LIGHT.name, ANSI_LIGHT.name):
            room.app.theme = theme
            await room.settle()
            text, ground = room.colours("Their situation")
            assert text is not None
            assert ground is not None
            assert text.is_default == ground.is_default == theme.startswith("ansi"), theme
            assert text.is_default or text != ground, theme


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


def put_before(monkeypatch: pytest.MonkeyPatch, terminal: str) -> str:
    """Set the environment of a terminal; return the theme that is usual there."""
    environment, usual = TERMINALS[terminal]
    for name in ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return usual.name


CHOSEN = {"": "", "no-such-theme": "", "light": LIGHT.name, "contrast": CONTRAST.name}
"""Names of themes in the settings, with the theme that each of them chooses."""


@pytest.mark.parametrize("terminal", TERMINALS)
def test_a_terminal_with_few_colours_gets_a_suitable_theme(monkeypatch: pytest.MonkeyPatch, terminal: str) -> None:
    usual = put_before(monkeypatch, terminal)
    assert usual_theme() == usual


def test_the_settings_name_every_theme_in_one_word() -> None:
    for name, theme in SHORT_NAMES.items():
        choices = choices_in(Settings(ChosenTheme(name, 1)))
        assert (choices.theme, choices.problems) == (theme, [])
        assert short_name(theme) == name
    assert [*SHORT_NAMES] == ["dark", "light", "projector", "contrast", "ansi-dark", "ansi-light"]


IN_THE_PROGRAM = {
    ("the Linux console", ""),
    ("dark on white", "no-such-theme"),
    ("no colours, please", "contrast"),
    ("256 colours", "light"),
}
"""One start for each kind of choice and for each usual theme; the slow tests start all combinations."""


@pytest.mark.parametrize(
    ("terminal", "chosen"),
    [
        pytest.param(*case, marks=() if case in IN_THE_PROGRAM else pytest.mark.slow)
        for case in product(TERMINALS, CHOSEN)
    ],
)
async def test_the_program_begins_in_the_theme_for_its_terminal(
    house: House, terminal: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = put_before(monkeypatch, terminal)
    house.set(f'theme = "{chosen}"')
    async with house.home() as room:
        assert room.app.theme == (CHOSEN[chosen] or usual)
        told = [f"Settings: Line 1: there is no theme “{chosen}”; there are {', '.join(SHORT_NAMES)}. · "]
        assert [toast.removesuffix(f"in {house.settings}") for toast in room.toasts] == (
            told if chosen.startswith("no") else []
        )


# Frames


async def each_theme(room: Room, themes: tuple[str, ...]) -> AsyncIterator[str]:
    """Draw the screen in each of these themes, one after the other."""
    for theme in themes:
        room.app.theme = theme
        await room.settle()
        yield theme


def style_of(room: Room, text: str) -> Style:
    """Return the style of a text that is drawn in one segment."""
    for strip in room.frame:
        for segment in strip:
            if text in segment.text and segment.style:
                return segment.style
    raise AssertionError(f"{text!r} is not in\n{room.screenshot}")


def meant(theme: str, text: str, ground: str, style: str = "") -> tuple[str, str]:
    """Return the text and background colours that the terminal shows for two colours of a stylesheet."""
    pair = (Color.parse(colour).rich_color for colour in (text, ground))
    return colours(Style.parse(style) + Style.from_color(*pair), palettes(theme)[0])


def seen(room: Room, text: str) -> tuple[str, str]:
    """Return the colours of a text and its background."""
    return colours(style_of(room, text), palettes(room.app.theme)[0])


def in_region(room: Room, region: Region) -> list[tuple[str, str]]:
    """Return the colours of everything in a region."""
    rows = room.frame[region.y : region.bottom]
    palette = palettes(room.app.theme)[0]
    segments = [segment for row in rows for segment in row.crop(region.x, region.right)]
    return [colours(segment.style or Style.null(), palette) for segment in segments]


def ground_of_time(room: Room) -> str:
    """Return the colour of the ground below the time in the top bar."""
    assert room.header.time
    return seen(room, room.header.time.text.strip())[1]


def ground_at(room: Room, region: Region) -> str:
    """Return the background colour of the first cell of a region."""
    return in_region(room, region)[0][1]


def strongest(room: Room, region: Region) -> float:
    """Return the contrast between the darkest and the lightest background in a region."""
    grounds = {ground for _, ground in in_region(room, region)}
    return max(ratio(one, other) for one in grounds for other in grounds)


def area(room: Room, digits: BigDigits) -> tuple[int, int]:
    """Return the width and the height that the large digits take."""
    lines = digits.render().split()
    return lines[0].cell_length, len(lines)


def drawn(room: Room) -> list[list[tuple[str, str, str]]]:
    """Return each cell of the screen with its colours; a blank has only a background."""
    palette = palettes(room.app.theme)[0]
    frame = []
    for strip in room.frame:
        pairs = [(segment.text, *colours(segment.style or Style.null(), palette)) for segment in strip]
        frame.append(
            [(sign, "" if sign == " " else text, ground) for said, text, ground in pairs for sign in said]
        )
    return frame
