"""Tests of each kind of field: typing, the saved value, computed values."""

from __future__ import annotations

from datetime import date

import pytest
from tests.ui.driver import LARGE, House

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place


async def test_enter_leaves_a_line_but_breaks_a_text(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.into("headline")
        await room.type("One")
        await room.press("enter")
        assert room.focused == "subheading"
        await room.into("summary")
        await room.type("Two\nthree")
        assert room.answer("press_release.summary") == "Two\nthree"
        assert room.answer("press_release.headline") == "One"


async def test_up_and_down_go_from_field_to_field(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.press("down", "down")
        assert room.focused == "city"
        await room.press("up", "tab", "shift+tab", "up")
        assert room.focused == "headline"
        await room.press("up")
        assert room.focused == "headline"


NUMBERS = {
    "6": 6,
    "-12": -12,
    "4.5": 4.5,
    "": None,
    "007": "007",
    "1.50": "1.50",
    "1e5": "1e5",
    "nan": "nan",
    "six": "six",
    "٣": "٣",
    "9" * 40: "9" * 40,
    "[/oops]": "[/oops]",
    '"""': '"""',
}
DATES = {
    "2027-03-01": date(2027, 3, 1),
    "2027-02-30": "2027-02-30",
    "1 March": "1 March",
    "2027-03-01T10:00:00": "2027-03-01T10:00:00",
    "[@click=app.quit]x[/]": "[@click=app.quit]x[/]",
}


async def test_number_fields_keep_text_that_is_not_a_number(house: House) -> None:
    async with house.room(at="decision") as room:
        await room.section("Team")
        for typed, kept in NUMBERS.items():
            await room.write("size", typed)
            assert room.session.answer(Place("decision", "team.size")) == kept
            assert room.field("size").text == typed
            stages = (await room.saved()).get("stages", {})
            assert stages.get("decision", {}).get("team", {}).get("size") == kept


@pytest.mark.fault("R3")
@pytest.mark.fault("R22")
async def test_number_field_says_what_it_understood(house: House) -> None:
    async with house.room(at="decision") as room:
        await room.section("Team")
        for typed, note in (
            ("1,000", "= 1000 · people"),
            ("3,5", "= 3.5 · people"),
            ("12.500", "Write 12500 or 12.5"),
            ("1.000", "Write 1000 or 1"),
            ("fourteen", "Write a number"),
            ("5.50", "people"),
            ("+3", "people"),
        ):
            await room.write("size", typed)
            assert room.sees(f" {note}"), (typed, room.screenshot)
            assert (await room.saved())["stages"]["decision"]["team"]["size"] == typed


async def test_date_fields_keep_text_that_is_not_a_date(house: House) -> None:
    async with house.room(at="press_release") as room:
        for typed, kept in DATES.items():
            await room.write("date", typed)
            assert (await room.saved())["stages"]["press_release"]["date"] == kept
            assert room.field("date").text == typed


async def test_a_choice_is_made_with_keys(house: House) -> None:
    async with house.room(at="decision") as room:
        assert room.focused == "verdict.verdict"
        await room.press("right", "right")
        assert room.answer("decision.verdict.verdict") == "iterate"
        await room.press("left", "left")
        assert room.answer("decision.verdict.verdict") == "stop"
        await room.press("backspace")
        assert room.answer("decision.verdict.verdict") == ""
        await room.press("space", "down")
        assert room.focused == "verdict.why"
        await room.press("up")
        assert room.focused == "verdict.verdict"
        assert (await room.saved())["stages"]["decision"]["verdict"]["verdict"] == "go"


async def test_an_unknown_option_is_shown_as_it_is(house: House) -> None:
    async with house.room(at="decision") as room:
        room.workshop.edit(SetAnswer(Place("decision", "verdict.verdict"), "[/maybe]"))
        await room.settle()
        assert room.sees("● [/maybe] (not an option any more)")
        await room.press("right")
        assert room.answer("decision.verdict.verdict") == "go"


async def test_the_door_follows_from_the_answers_and_can_be_overruled(house: House) -> None:
    async with house.room(size=(120, 60), at="decision") as room:
        await room.section("Decisions")
        await room.press("ctrl+n", *"Buy the ovens", "enter", "up")
        await room.into("hard_to_undo")
        await room.press("right", "right")
        for part in ("undo_month", "undo_trust", "undo_commitment", "undo_rebuild", "undo_explain"):
            await room.into(part)
            await room.press("right")
        door = room.field("door")
        assert (door.value, door.computed) == ("", "two_way")
        assert room.sees("= Two-way door")
        for part in ("undo_month", "undo_trust", "undo_commitment", "undo_rebuild"):
            await room.into(part)
            await room.press("right")
        assert door.computed == "one_way"
        assert "One-way door" in room.row_texts[0][0]
        await room.into("door")
        chosen = [option.id for option in door.field.options].index("costly")
        await room.press(*["right"] * (chosen + 1))
        assert door.value == "costly"
        entry = room.entries("decision.decisions")[0]
        assert entry.values["door"] == "costly"
        assert "Costly" in room.row_texts[0][0]
        await room.press("backspace")
        assert "door" not in room.entries("decision.decisions")[0].values
        assert room.sees("= One-way door")


async def test_the_outcome_of_an_experiment_follows_from_its_numbers(house: House) -> None:
    async with house.room(size=(120, 60), at="decision") as room:
        await room.section("Experiments")
        await room.press("ctrl+n", *"Two weeks", "enter", "up")
        for part, value in (("scale_threshold", "40"), ("kill_threshold", "10"), ("observed", "25")):
            await room.write(part, value)
        assert room.field("outcome").computed == "pivot"
        await room.write("observed", "45")
        assert room.field("outcome").computed == "scale"
        await room.write("observed", "1.000")
        assert room.field("outcome").computed == ""
        await room.write("observed", "1,000")
        assert room.field("outcome").computed == "scale"
        await room.write("observed", "a few")
        assert room.field("outcome").computed == ""
        values = (await room.saved())["stages"]["decision"]["experiments"][0]
        assert (values["scale_threshold"], values["observed"]) == (40, "a few")


async def test_the_today_statement_writes_itself_and_can_be_written_by_hand(house: House) -> None:
    async with house.room(size=LARGE, at="problem") as room:
        await room.section("Today statement")
        for part, text in (
            ("today_customer", "parents [of two]"),
            ("today_problem", "wait"),
            ("today_situation", "a child is ill"),
            ("today_need", "an answer."),
        ):
            await room.write(part, text)
        statement = "Today parents [of two] have to wait when a child is ill. They need an answer."
        assert str(room.field("statement").placeholder) == f" = {statement}"
        assert "statement" not in (await room.saved())["stages"]["problem"]["today_statement"]
        await room.write("statement", "Our own words.")
        assert room.answer("problem.today_statement.statement") == "Our own words."
        await room.erase()
        assert room.answer("problem.today_statement.statement") == ""
        assert str(room.field("statement").placeholder) == f" = {statement}"


async def test_an_exceeded_word_limit_is_shown(house: House) -> None:
    async with house.room(at="press_release") as room:
        await room.paste(" ".join(["word"] * 18))
        assert room.sees("3 over · 18/15 words")


async def test_an_answer_that_is_too_long_is_refused_as_a_whole(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        await room.paste("x" * 40_000)
        assert room.answer("customer.who") == "abc"
        assert room.toasts == ["Too long: An answer can hold 40000 characters. Nothing was added."]
