"""Tests of the coach: whose help it shows, and how it shows the lines to say."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

import pytest
from tests.ui.driver import EXAMPLES, LARGE, SMALL, House, Room, built_in

from wbtui.core.text import quoted
from wbtui.ui.widgets.coach import Advice, at_a_glance, coming, fitted, foot, whole


def expected(room: Room) -> str:
    """Return the prompt of the focused field, or else of the list on the screen."""
    stage = room.stage
    if stage.focused_field:
        return stage.focused_field[0].prompt
    section = stage.outlook.current
    return section.list.prompt if section and section.list else ""


def shown_helps(room: Room) -> list[str]:
    lines = room.coach.split("\n")
    return [lines[n + 1] for n, line in enumerate(lines[:-1]) if line == "Ask"]


def keeps_up(room: Room) -> bool:
    return shown_helps(room) == [text for text in [expected(room)] if text]


def example(house: House) -> Path:
    return house.library.duplicate(EXAMPLES / "village-bread-cabinet.toml", str, house.now)


@pytest.mark.slow
@pytest.mark.fault("S1")
async def test_the_coach_helps_with_the_field_on_the_screen(house: House) -> None:
    starts = ("customer", "problem", "press_release", "customer_faq", "decision")
    moves = (("ctrl+g", "5"), ("ctrl+g", "7"), ("ctrl+g", "2"), ("ctrl+pagedown",), ("f3",))
    wrong = []
    async with house.room(example(house), LARGE) as room:
        for move, start in product(moves, starts):
            await room.look_at(start)
            await room.press("tab")
            await room.press(*move)
            if not keeps_up(room):
                wrong.append((start, move, room.coach, room.focused))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.fault("S1")
async def test_the_coach_keeps_up_with_every_command_of_the_menu(house: House) -> None:
    wrong = []
    async with house.room(example(house), LARGE) as room:
        for letter, start in product("swNBm.,ri", ("internal_faq", "decision")):
            await room.look_at(start)
            await room.menu("N")
            await room.press("tab", "tab")
            await room.menu(letter)
            if not keeps_up(room):
                wrong.append((start, letter, room.coach, room.focused))
            while room.screen is not room.stage:
                await room.press("escape")
    assert wrong == []


def drawn(room: Room) -> str:
    """Return what the coach shows on the screen, on one line."""
    coach = room.stage.stand.coach.region
    rows = room.shown()[coach.y : coach.bottom]
    return " ".join(" ".join(row[coach.x : coach.right] for row in rows).split())


def help_in_sight(room: Room) -> bool:
    """Return whether the coach shows the help for what has the focus, or for the list on the screen."""
    stage = room.stage
    section = stage.outlook.current
    focused = stage.focused_field[0] if stage.focused_field else section.list if section else None
    good = focused.good[:20].rstrip() if focused else ""
    bench = stage.bench
    if bench and bench.entry and bench.entry.text("bank") and stage.stand.coach.at_foot:
        return "GOOD" in drawn(room)
    return f"GOOD {good}" in drawn(room) if good else "GOOD" not in drawn(room)


@pytest.mark.fault("S1")
@pytest.mark.parametrize("size", [SMALL, pytest.param(LARGE, marks=pytest.mark.slow)])
async def test_the_help_in_sight_belongs_to_what_has_the_focus(house: House, size: tuple[int, int]) -> None:
    """Check law 9 of the screens after every way of moving the focus."""
    wrong = []
    ways: tuple[tuple[str, ...], ...] = (
        ("tab",),
        ("down",),
        ("shift+tab",),
        ("enter",),
        ("f7", "c"),
        ("ctrl+g", "5"),
        ("down",),
        ("enter",),
        ("tab",),
        ("ctrl+n",),
        ("f6",),
        ("ctrl+g", "2"),
        ("ctrl+g", "N"),
        ("f7", "b"),
        ("ctrl+l", "escape"),
        ("f8", "f8"),
        ("ctrl+g", "B"),
        ("ctrl+pagedown",),
        ("escape",),
        ("ctrl+g", "b"),
        ("f6",),
    )
    async with house.room(example(house), size) as room:
        await room.look_at("press_release")
        for way in ways:
            await room.press(*way)
            if not help_in_sight(room):
                wrong.append((way, room.focused, drawn(room)))
        await room.look_at("customer")
        for _ in range(2):
            editor = room.fields[1].region
            await room.click_at(editor.x + 4, editor.y)
            assert room.focused == "situation"
            if not help_in_sight(room):
                wrong.append((("click",), room.focused, drawn(room)))
            await room.press("shift+tab")
    assert wrong == []


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("“This will not succeed, because …” We write", "“‘This will not succeed, because …’ We write”"),
        ("Begin with “yes, and”. Five minutes.", "“Begin with ‘yes, and’. Five minutes.”"),
        ("We know", "“We know”"),
        ("", "“”"),
        ("“”“”", "“‘’‘’”"),
    ],
)
def test_quotation_marks_are_never_doubled(text: str, want: str) -> None:
    assert quoted(text) == want


@pytest.mark.fault("S4")
def test_no_script_is_shown_with_doubled_quotation_marks() -> None:
    workbook = built_in()
    slots = [slot for agenda in workbook.agendas for slot in agenda.slots]
    for slot in slots:
        stage = workbook.stage(slot.stage)
        script = workbook.script(slot)
        for step in range(len(script)):
            pitfalls = stage.pitfalls if stage else ()
            text = whole(Advice(script, step, pitfalls=pitfalls)).plain
            assert not {"““", "””"} & {text[n : n + 2] for n in range(len(text))}


STAGES = built_in().stages
ADVICES = [
    Advice(stage.script, number, field, pitfalls=stage.pitfalls)
    for stage in STAGES
    for number, _ in enumerate(stage.script)
    for field in (None, *stage.fields[:2])
]


def glance(advice: Advice, width: int, rows: int) -> list[str]:
    lines = fitted(at_a_glance(advice), coming(advice, width), width, rows, "F9 F9")
    return [line.plain for line in lines]


def said(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize("width", [22, 38, 76])
@pytest.mark.parametrize("rows", [1, 2, 5, 12, 20, 35])
def test_a_glance_fits_and_counts_what_it_leaves_out(width: int, rows: int) -> None:
    for advice in ADVICES:
        everything, shown = said(glance(advice, width, 500)), glance(advice, width, rows)
        assert len(shown) <= rows
        assert all(len(line) <= width for line in shown)
        if len(said(shown)) < len(everything):
            sign = next(line for line in shown if line.startswith("… "))
            last = said([line.plain for line in coming(advice, width)])
            rest = len(everything) - len(last) - shown.index(sign) + shown[: shown.index(sign)].count("")
            assert sign.split()[1] == f"{rest}", (shown, everything)


def test_a_glance_begins_with_what_to_say_and_ends_with_the_next_step() -> None:
    field = next(field for field in STAGES[0].fields if field.good)
    advice = Advice(STAGES[0].script, 0, field, pitfalls=STAGES[0].pitfalls)
    shown = glance(advice, 38, 500)
    assert [line for line in shown if line.isupper()] == ["SAY", "DO", "GOOD", "WATCH FOR"]
    assert shown[0] == "SAY"
    assert shown[-1] == f"NEXT STEP  {advice.script[1].title} {advice.script[1].minutes} min"
    # Cut, the next step is still there.
    assert glance(advice, 38, 12)[-1] == shown[-1]
    assert not any("NEXT STEP" in line for line in glance(advice._replace(number=3), 38, 500))


def test_the_minutes_of_the_next_step_stay_beside_its_name() -> None:
    for width, advice in product((22, 24, 36), ADVICES):
        lines = [line.plain for line in coming(advice, width)]
        assert all(len(line) <= width for line in lines)
        if lines:
            step = advice.script[advice.number + 1]
            assert lines[-1].endswith(f" {step.minutes} min" if step.minutes else step.title)
            assert lines[-1].strip() != f"{step.minutes} min"


def test_the_prompt_of_an_empty_line_is_not_repeated() -> None:
    fields = [field for stage in STAGES for field in stage.fields if field.prompt]
    kinds: dict[str, list[bool]] = {field.kind: [] for field in fields}
    for field in fields:
        titles = [block.title for block in at_a_glance(Advice(field=field))]
        kinds[field.kind].append("ASK" in titles)
    assert (set(kinds["text"]), set(kinds["line"]), set(kinds["choice"])) == ({False}, {False, True}, {True})


@pytest.mark.parametrize("rows", [50, 60])
def test_from_50_rows_on_the_glance_is_complete(rows: int) -> None:
    """`screens.md`: at 50 rows and more, the coach has all that may go wrong."""
    above_and_below = 5
    for advice in ADVICES:
        assert not any("more row" in line for line in glance(advice, 46, rows - above_and_below))


@pytest.mark.parametrize("width", [40, 58, 78, 97])
def test_the_foot_says_what_to_say_and_what_is_good_in_two_rows(width: int) -> None:
    for advice in ADVICES:
        lines = [line.plain for line in foot(advice, width, "F9")]
        assert len(lines) == 2
        assert all(len(line) <= width for line in lines)
        assert lines[1].endswith(" F9 coach")
        assert lines[0].startswith("SAY ")
        assert lines[1].startswith("GOOD " if advice.field and advice.field.good else "WATCH ")
        if advice.field and advice.field.good:
            assert lines[1].startswith("GOOD ")
            shown = lines[1].removesuffix(" F9 coach").removeprefix("GOOD").strip()
            assert advice.field.good.startswith(shown.removesuffix("…"))


def test_four_rows_at_the_foot_are_room_for_nearly_everything_that_is_said() -> None:
    """The next thing to say is always in sight; the one text that is longer is cut in its last sentence."""
    cut = set()
    for advice in ADVICES:
        if advice.step and advice.step.say:
            said = " ".join(" ".join(line.plain for line in foot(advice, 78, "F9", 4)).split())
            cut |= set() if " ".join(quoted(advice.step.say).split()) in said else {advice.step.say}
    assert len(cut) <= 1


def test_more_rows_at_the_foot_are_for_all_that_is_said_and_then_for_what_to_do() -> None:
    for advice in ADVICES:
        lines = [line.plain for line in foot(advice, 78, "F9", 5)]
        assert len(lines) == 5
        assert all(len(line) <= 78 for line in lines)
        headed = [line.split()[0] for line in lines if line[:1].strip()]
        assert headed in (["SAY", "GOOD"], ["SAY", "WATCH"], ["SAY", "DO", "GOOD"], ["SAY", "DO", "WATCH"])
        said = " ".join(" ".join(lines).split())
        if "DO" in headed and advice.step:
            assert " ".join(quoted(advice.step.say).split()) in said


async def test_the_foot_has_the_rows_that_the_form_leaves_free(house: House) -> None:
    async with house.room(size=SMALL) as room:
        coach = room.stage.stand.coach
        await room.until(lambda: coach.size.height == 5)
        for slot, rows in (("press_release", 4), ("customer", 5)):
            await room.look_at(slot)
            await room.until(partial(lambda rows: coach.size.height == rows, rows))
        await room.look_at("customer_faq")
        await room.until(lambda: coach.size.height == 5)
        await room.press("ctrl+n", "x")
        await room.until(lambda: coach.size.height == 3)
        await room.look_at("customer")
        await room.pilot.resize_terminal(80, 20)
        await room.until(lambda: coach.size.height == 2)
        assert room.fields[3].region.bottom <= coach.region.y
        await room.pilot.resize_terminal(80, 24)
        await room.until(lambda: coach.size.height == 5)
        await room.type("Parents of children " * 20)
        assert coach.size.height == 5


def test_the_foot_has_room_for_a_coach_with_nothing_to_say() -> None:
    assert [line.plain.strip() for line in foot(Advice(), 78, "F9")] == ["", "F9 coach"]
