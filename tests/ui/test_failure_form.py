"""Tests of the forms of the built-in workbook: rows, conditions, the sentence at the foot, and earlier text."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.ui.driver import SMALL, House, Room, built_in

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.core.workbook.model import Field
from wbtui.ui.widgets.form_lines import Line, lines, names
from wbtui.ui.widgets.stage_head import StageHead

COST = "internal_faq.cost_of_failure"
MONEY = tuple(
    Field(f"money_{name}", f"Money {name}", kind, row="money")
    for name, kind in (("from", "number"), ("to", "number"), ("in", "line"))
)


def forms() -> list[tuple[str, tuple[Field, ...]]]:
    """Return the forms of the built-in workbook, of groups and of entries, by name."""
    found: dict[str, tuple[Field, ...]] = {}
    for stage, field, _ in built_in().places():
        if field.fields:
            found[f"{stage.id}.{field.id}"] = field.fields
        else:
            name = f"{stage.id}.{field.group}"
            found[name] = (*found.get(name, ()), field)
    return [*found.items()]


@pytest.mark.parametrize(("name", "fields"), [pytest.param(*form, id=form[0]) for form in forms()])
def test_no_two_labels_of_a_form_are_equal(name: str, fields: tuple[Field, ...]) -> None:
    labels = Counter(field.label.casefold() for field in fields)
    assert [label for label, times in labels.items() if times > 1] == [], name


@pytest.mark.parametrize(("name", "fields"), [pytest.param(*form, id=form[0]) for form in forms()])
@pytest.mark.parametrize("width", [60, 78, 88])
def test_the_answers_of_a_line_do_not_overlap(name: str, fields: tuple[Field, ...], width: int) -> None:
    found = lines(fields, width)
    assert sum(map(len, found)) == len(fields)
    for line in found:
        right = 0
        for cell in filter(None, line):
            assert cell.left >= right
            right = cell.left + max(cell.width, cell.column)
        assert right <= width, name


def answers_beside(line: Line) -> int:
    return sum(cell is not None for cell in line)


def test_a_row_stands_on_one_line_where_it_fits_and_else_below_each_other() -> None:
    assert [len(line) for line in lines(MONEY, 78)] == [3]
    assert [len(line) for line in lines(MONEY, 50)] == [1, 1, 1]
    assert names(MONEY) == ["Money from", "to", "in"]


def test_the_six_door_questions_are_compact_at_80_columns() -> None:
    decisions = next(field for _, field, _ in built_in().places() if str(field.id) == "decisions")
    questions = [part for part in decisions.fields if part.id.startswith("undo_")]
    assert len(questions) == 6
    assert all(map(answers_beside, lines(questions, 76)))


async def begin(room: Room) -> None:
    await room.section("Cost of failure")
    for name, text in (("money_from", "38,000"), ("money_to", "46,000"), ("money_in", "£")):
        await room.write(f"cost_of_failure.{name}", text)


async def test_the_sentence_grows_at_the_foot_and_can_be_worded_by_hand(house: House) -> None:
    async with house.room(size=(120, 40), at="internal_faq") as room:
        await begin(room)
        row = next(line for line in room.shown() if "Money from" in line)
        assert [part in row for part in ("38,000", " to ", "46,000", " in ", "£")] == [True] * 5
        assert room.sees("= If this fails, we have lost £38,000 to £46,000 and […]")
        await room.write("cost_of_failure.money_to", "1.000")
        await room.press("tab")
        assert room.sees("Money to: Write 1000 or 1.0000") or room.sees("Money to: ")
        assert room.sees("we have lost £38,000 to […] and")
        await room.into("cost_of_failure.sentence")
        await room.press("ctrl+r")
        assert room.answer(f"{COST}.sentence").startswith("If this fails, we have lost £38,000 to […]")
        await room.type("!")
        await room.press("ctrl+z", "ctrl+z")
        assert room.answer(f"{COST}.sentence") == ""


async def test_a_decision_begins_as_one_line_and_shows_six_questions_with_their_result(house: House) -> None:
    """NA9: the door is asked of the decisions that need it, and fits on a small screen with its result."""
    async with house.room(size=SMALL, at="decision") as room:
        await room.section("Decisions")
        await room.press("ctrl+n", *"Only Sankt Anna", "enter", "up")
        assert "1 of 3" in room.row_texts[0][0]
        assert not room.sees("within a month")
        await room.into("hard_to_undo")
        await room.press("left")
        for part in ("month", "trust", "commitment", "rebuild", "explain"):
            await room.into(f"undo_{part}")
            await room.press("right")
        shown = room.shown()
        questions = [y for y, line in enumerate(shown) if "we undo it" in line or "Could we" in line]
        assert questions == [*range(questions[0], questions[0] + 5)]
        assert any("= Two-way door" in line for line in shown[questions[-1] :])


async def test_the_today_statement_goes_along_and_the_problem_is_taken_in_as_one_act(house: House) -> None:
    """NB6, NA13: the statement is whole, and is not typed again."""
    parts = {"customer": "people over 75", "problem": "guess their pills", "need": "a list in large letters"}
    async with house.room(size=(120, 40), at="press_release") as room:
        for name, text in parts.items():
            room.workshop.edit(SetAnswer(Place("problem", f"today_statement.today_{name}"), text))
        room.workshop.edit(SetAnswer(Place("problem", "problem"), "Pills look alike."))
        room.workshop.edit(SetAnswer(Place("problem", "size"), "41 of 60 mix them up."))
        await room.settle()
        head = room.stage.query_one(StageHead)
        whole = "Today people over 75 have to guess their pills. They need a list in large letters."
        assert head.carried == whole
        assert room.sees("= Today people over 75")
        await room.menu("R")
        assert room.sees(whole)
        await room.press("escape")
        await room.into("problem")
        assert room.sees("^r take in 9 words from Problem")
        await room.press("ctrl+r")
        assert room.answer("press_release.problem") == "Pills look alike.\n\n41 of 60 mix them up."
        await room.menu("u")
        assert room.answer("press_release.problem") == ""


async def test_no_second_row_of_the_evidence_is_empty(house: House) -> None:
    """S13: every second row of the list was blank."""
    place = Place("customer", "evidence")
    async with house.room(size=SMALL, at="customer") as room:
        for n, values in enumerate(({"what": "A", "said_or_did": "did"}, {"what": "B"}, {})):
            room.workshop.edit(InsertEntry(place.at(entry=f"e{n}"), Entry(f"e{n}", values)))
        await room.section("How do we know?")
        assert len(room.row_texts) == 3
        assert all(line.strip() for lines_ in room.row_texts for line in lines_)


OLD = {
    "money": "about forty thousand, mostly linen",
    "time": "Six to eight team-months",
    "kill_metric": "Minutes on linen",
    "kill_threshold": "50 or above",
    "kill_date": date(2027, 3, 14),
    "who_stops": "Farah Siddiqui, alone",
    "doing_nothing": "£27,300 in twelve months",
}


async def test_what_an_old_session_says_is_shown_saved_and_printed(house: House, tmp_path: Path) -> None:
    """Answers whose place others have taken stay in the file, on the screen and in the document."""
    path = house.add("Night Trolley", at="internal_faq")
    values = {name: value if isinstance(value, date) else f'"{value}"' for name, value in OLD.items()}
    said = "\n".join(f"{name} = {value}" for name, value in values.items())
    text = path.read_text().partition("# end")[0]
    path.write_text(f"{text}\n[stages.{COST}]\n{said}\n")
    async with house.room(path, (120, 60)) as room:
        await room.section("Cost of failure")
        for answer in OLD.values():
            assert room.sees(str(answer))
        await room.into("cost_of_failure.kill_metric")
        await room.press("end")
        await room.type(" a night")
        saved = (await room.saved())["stages"]["internal_faq"]["cost_of_failure"]
        assert saved == OLD | {"kill_metric": "Minutes on linen a night"}
        await room.press("f8")
        for answer in ("about forty thousand, mostly linen", "50 or above", "14 March 2027", "alone"):
            await room.until(partial(room.sees, answer))
