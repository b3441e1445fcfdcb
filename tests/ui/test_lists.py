"""Tests of lists of entries and the question bank."""

from __future__ import annotations

import pytest
from tests.ui.driver import LARGE, House, Room, built_in

from wbtui.ui.screens.bank import BankScreen

FAQ = "customer_faq.questions"


async def ask(room: Room, *questions: str) -> None:
    """Write questions one after another, and go to the row of the last one."""
    await room.press("ctrl+n")
    for question in questions:
        await room.press(*question, "enter")
    await room.press("up", "end")


def questions(room: Room) -> list[str]:
    return [entry.text("question") for entry in room.entries(FAQ)]


async def test_an_empty_list_says_the_next_step(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        assert room.focused == "new-entry"
        assert room.sees("^n Write one")
        assert room.sees("^r Add from the bank (32, 8 selected)")
        await room.press("up", "down", "enter", "up", "delete", "shift+up", "z", "home", "end", "pagedown")
        for letter in "ozk[]yLmYR":
            await room.menu(letter)
        assert questions(room) == []


async def test_a_new_entry_is_written_at_once(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n", *"What [is] it?")
        assert room.focused == "new-entry"
        assert questions(room) == ["What [is] it?"]
        await room.press("enter", "up")
        assert room.row_texts[0][0].split("  ")[:2] == ["1", "What [is] it?"]
        assert room.row_texts[0][0].endswith("○ open")
        assert room.sees("What [is] it?")
        await room.write("answer", "A cold room.")
        await room.into("kind")
        await room.press("right")
        await room.write("owner", "Ada")
        await room.write("due", "2027-01-31")
        saved = (await room.saved())["stages"]["customer_faq"]["questions"]
        assert len(saved) == 1
        assert saved[0]["question"] == "What [is] it?"
        assert saved[0]["answer"].strip() == "A cold room."
        assert saved[0]["due"].isoformat() == "2027-01-31"
        assert saved[0]["id"]
        assert room.row_texts[0][0].endswith("✓ Yes · Ada · 2027-01-31")


async def test_entries_are_added_one_after_another_without_leaving_the_line(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("down")
        for number in range(10):
            await room.press(*f"q{number}", "enter")
        assert questions(room) == [f"q{number}" for number in range(10)]
        assert room.focused == "new-entry"
        await room.press("f6")
        assert len(questions(room)) == 9
        await room.press("enter")
        assert room.focused == "RowList"
        # A letter that is taken back leaves no entry, and one that is left behind is kept.
        await room.press("end", "down", "x", "backspace", "up", "down", "y", "tab")
        assert questions(room)[-1] == "y"
        assert len(questions(room)) == 10


@pytest.mark.parametrize("in_the_list", [True, False])
async def test_a_moved_entry_stays_selected(house: House, in_the_list: bool) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one", "two", "three")
        up, down = (["shift+up"], ["shift+down"]) if in_the_list else (["ctrl+g", "["], ["ctrl+g", "]"])
        if not in_the_list:
            await room.into("question")
        await room.press(*up)
        assert questions(room) == ["one", "three", "two"]
        await room.press(*up, *up)
        assert questions(room) == ["three", "one", "two"]
        assert room.rows.highlighted == 0
        await room.press(*down, *down, *down)
        assert questions(room) == ["one", "two", "three"]
        assert room.field("question").text == "three"
        await room.into("question")
        await room.press("ctrl+end", "exclamation_mark") if in_the_list else await room.type("!")
        assert room.bench.entry
        assert room.bench.entry.id == room.entries(FAQ)[2].id


async def test_a_deleted_entry_can_be_restored(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one", "two", "three")
        before = room.entries(FAQ)
        await room.press("up", "delete")
        assert questions(room) == ["one", "three"]
        assert room.field("question").text == "three"
        await room.menu("k")
        assert questions(room) == ["one"]
        await room.press("delete")
        assert questions(room) == []
        assert room.sees("No questions yet")
        assert room.toasts == [f"Deleted “{name}”" for name in ("two", "three", "one")]
        await room.press("z")
        await room.menu("u")
        await room.press("u")
        assert room.entries(FAQ) == before


async def test_without_entries_nothing_can_be_typed_into(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one")
        await room.into("question")
        await room.menu("k")
        assert room.focused == "RowList"
        await room.press("up", "enter")
        assert room.focused == "RowList"


async def test_a_deleted_entry_comes_back_after_looking_elsewhere(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one", "two")
        await room.menu("k")
        await room.menu("1")
        await room.menu("5")
        await room.menu("u")
        assert questions(room) == ["one", "two"]


async def test_votes_are_added_and_removed(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one")
        await room.menu("Y")
        await room.menu("Y")
        assert room.entries(FAQ)[0].values["votes"] == 2
        assert "2 ●●········  one" in room.row_texts[0][0]
        await room.press("plus", "minus", "minus")
        assert "1 ●·" in room.row_texts[0][0]
        await room.press("minus", "minus")
        assert "votes" not in room.entries(FAQ)[0].values
        await room.menu("Y")
        assert (await room.saved())["stages"]["customer_faq"]["questions"][0]["votes"] == 1


@pytest.mark.fault("R3")
async def test_a_vote_adds_to_a_number_and_leaves_other_text_unchanged(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one")
        for typed, after in (("007", 8), ("1,000", 1001), ("", 1)):
            await room.write("votes", typed)
            await room.menu("Y")
            assert room.entries(FAQ)[0].values["votes"] == after, typed
        assert room.toasts == []
        for typed in ("many", "1.000", "5 or 6"):
            await room.write("votes", typed)
            await room.menu("Y")
            assert room.entries(FAQ)[0].values["votes"] == typed
            assert room.toasts[-1] == f"“{typed}” is not a number of votes. It was left as it is."
        assert len(room.toasts) == 3


@pytest.mark.fault("NA15")
async def test_optional_part_of_an_entry_says_so(house: House) -> None:
    async with house.room(size=(120, 60), at="customer") as room:
        await room.section("How do we know?")
        await room.press("ctrl+n", "x", "enter")
        assert "◐" not in room.row_texts[0][0]
        assert len(room.stage.form.items if room.stage.form else ()) == 6
        assert not any("· optional" in line for line in room.shown())
        assert room.sees("+ 4 optional fields · ^g .")
        await room.menu(".")
        assert sum("optional" in line for line in room.shown()) == 4


@pytest.mark.fault("NA8")
async def test_a_question_with_only_an_answer_is_ticked(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "Does it hurt?")
        assert room.row_texts[0][0].endswith("○ open")
        await room.write("answer", "No.")
        assert room.row_texts[0][0].endswith("✓ answered")
        await room.write("owner", "Ada")
        assert room.row_texts[0][0].endswith("✓ Ada")


async def test_list_keys_are_text_while_typing(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n", *"zvsl yn1?w+-[]i", "enter")
        assert questions(room) == ["zvsl yn1?w+-[]i"]
        await room.press("up")
        await room.into("question")
        await room.press("home", "delete")
        assert questions(room) == ["vsl yn1?w+-[]i"]


async def test_enter_in_a_row_goes_to_the_answer_and_arrows_go_back(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one", "two")
        await room.press("up")
        assert room.field("question").text == "one"
        await room.press("enter")
        assert room.focused == "answer"
        await room.type("Yes!")
        assert room.entries(FAQ)[0].text("answer") == "Yes!"
        await room.press("up", "up", "up")
        assert room.focused == "RowList"


async def test_the_undo_of_one_entry_does_not_reach_another(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one", "two")
        await room.press("up")
        await room.into("question")
        await room.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert questions(room) == ["one", "two"]


# The bank


async def test_the_preselected_questions_are_added_by_enter(house: House) -> None:
    bank = built_in().bank("customer")
    assert bank
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+r")
        assert room.sees("8 selected")
        await room.press("enter")
        assert questions(room) == [q.question for q in bank.questions if q.preselected]
        saved = (await room.saved())["stages"]["customer_faq"]["questions"]
        assert [entry["bank"] for entry in saved] == [q.id for q in bank.questions if q.preselected]
        await room.press("ctrl+r")
        assert room.sees("0 selected")
        assert sum(row[0].startswith("✓") for row in room.row_texts) == 8
        await room.press("a")
        assert room.sees("24 selected")
        await room.press("a")
        assert room.sees("0 selected")
        await room.press("enter")
        assert len(questions(room)) == 8


async def test_the_bank_shows_one_category_at_a_time(house: House) -> None:
    async with house.room(size=LARGE, at="internal_faq") as room:
        await room.press("ctrl+r", "right", "right")
        assert isinstance(room.screen, BankScreen)
        category = room.screen.categories[2]
        assert {question.category for question in room.screen.shown} == {category}
        count = len(room.row_texts)
        await room.press("a", "left", "space", "left")
        assert room.sees(f"{count + 1} selected")
        await room.press("enter")
        assert len(room.entries("internal_faq.questions")) == count + 1
        assert room.sees("A GOOD ANSWER CONTAINS")


async def test_escape_adds_no_questions(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, "one")
        await room.into("question")
        await room.press("end")
        await room.menu("g")
        await room.press("escape")
        await room.type("!")
        assert questions(room) == ["one!"]


async def test_a_list_without_a_bank(house: House) -> None:
    async with house.room(at="visuals") as room:
        await room.press("ctrl+r")
        assert room.screen is room.stage


async def test_the_selection_survives_looking_elsewhere_and_edits(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await ask(room, *(f"question {n}" for n in range(8)))
        await room.press(*["up"] * 3)
        assert room.rows.highlighted == 4
        await room.press("plus", "shift+up")
        assert room.rows.highlighted == 3
        assert room.field("question").text == "question 4"
        await room.write("answer", "yes")
        assert room.rows.highlighted == 3
        await room.press("f12", "escape", "ctrl+g", "escape")
        assert room.rows.highlighted == 3
        assert room.focused == "answer"


@pytest.mark.fault("NA19")
async def test_the_bank_shows_a_question_and_what_its_answer_contains_in_full(house: House) -> None:
    bank = built_in().bank("internal")
    assert bank
    longest = max(bank.questions, key=lambda question: len(question.question) + len(question.carries))
    async with house.room(at="internal_faq") as room:
        await room.press("ctrl+r", *f"{bank.questions.index(longest) + 1:02}")
        text = " ".join(" ".join(line.strip(" │▕") for line in room.shown()).split())
        assert longest.question in text
        assert f"A good answer contains: {longest.carries}" in text


async def test_the_filter_of_the_bank_finds_words_and_leaves_what_is_selected(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+r", "slash", *"c12", "enter", "space", "escape")
        assert room.sees("9 selected")
        await room.press("slash", *"no such words")
        assert room.sees("No match.")
        await room.press("escape", "enter")
        assert "C12" in [entry.text("bank") for entry in room.entries(FAQ)]
        assert len(questions(room)) == 9
