"""Tests of votes, of the order of a list, and of the acts of a list counted in keys."""

from __future__ import annotations

import pytest
from tests.said import HELD
from tests.ui.driver import LARGE, SMALL, Counted, House, Room, built_in
from tests.ui.test_lists import FAQ, questions

from wbtui.core.change import InsertEntry, SetFact
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person

LIST = Place("customer_faq", "questions")
FIVE_OTHERS = ("02", "08", "12", "21", "28")


async def fill(room: Room, count: int) -> None:
    """Put questions into the list without any key."""
    entries = [Entry(f"q{n:02}", {"question": f"question {n}"}) for n in range(count)]
    before = ["", *(entry.id for entry in entries)]
    room.workshop.edit(
        *(
            InsertEntry(LIST.at(entry=entry.id), entry, after)
            for entry, after in zip(entries, before, strict=False)
        )
    )
    await room.press("home")


def votes(room: Room) -> list[object]:
    return [entry.values.get("votes", 0) for entry in room.entries(FAQ)]


@pytest.mark.slow
async def test_the_acts_of_a_list_take_no_more_keys_than_they_should(house: House) -> None:
    """Rows 10 to 15 of the acts."""
    bank = built_in().bank("customer")
    assert bank
    given = [question.id for question in bank.questions if question.preselected]
    async with house.room(at="customer_faq") as room:
        room.workshop.edit(SetFact("people", tuple(Person(f"P{n}", "") for n in range(9))))
        eight = Counted(room)
        await eight.press("ctrl+r", "enter")
        assert ([entry.text("bank") for entry in room.entries(FAQ)], eight.keys) == (given, 2)
        five = Counted(room)
        await five.press("ctrl+r", *"".join(FIVE_OTHERS), "enter")
        assert [entry.text("bank") for entry in room.entries(FAQ)[8:]] == [f"C{n}" for n in FIVE_OTHERS]
        assert five.keys <= 15
        await room.press("delete")
        await room.press("down" if room.focused == "RowList" else "home", "end", "down")
        ten = Counted(room)
        for number in range(10):
            await ten.line(f"q{number}")
        assert (len(questions(room)), ten.keys) == (22, 10)
        await room.press("up", "home", "v")
        vote = Counted(room)
        for count in (0, 1, 5, 2, 4, 0, 3, 1, 6, 2, 1, 2):
            await vote.press(str(count), "down")
        assert (votes(room)[:12], vote.keys) == ([0, 1, 5, 2, 4, 0, 3, 1, 6, 2, 1, 2], 24)
        assert room.sees("cast 27 of 27")
        await room.press("escape")
        await room.press("s")
        assert votes(room)[:5] == [6, 5, 4, 3, 2]
        await room.press("enter")
        assert room.focused == "answer"


async def test_a_vote_is_undone_as_one_act_and_goes_on_where_it_was(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await fill(room, 3)
        await room.press(
            "plus", "v", *"9", "enter", "5", "down", "1", "2", "down", "plus", "plus", "minus", "escape"
        )
        assert votes(room) == [5, 12, 1]
        await room.press("f6")
        assert votes(room) == [1, 0, 0]
        await room.press("ctrl+y")
        assert votes(room) == [5, 12, 1]
        assert "Votes in Questions from customers" in room.toasts[-1]
        await room.press("v")
        assert room.sees("3 each · 9 people · 27 votes")
        assert room.sees("cast 18 of 27")


async def test_keys_of_the_list_do_nothing_in_a_vote_and_say_so(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await fill(room, 2)
        await room.press("v", "9", "enter")
        for key in ("y", "space", "delete", "tab", "shift+down", "ctrl+n", "ctrl+r", "insert"):
            said = len(room.toasts)
            await room.press(key)
            assert len(room.toasts) > said, key
            assert "vote" in room.toasts[-1]
        assert questions(room) == ["question 0", "question 1"]
        assert all(set(entry.values) == {"question"} for entry in room.entries(FAQ))
        await room.press("escape", "y")
        assert room.entries(FAQ)[0].text("kind") == "yes"
        # A session that becomes read-only in the middle of a vote ends it.
        await room.press("v", "2")
        room.workshop.read_only = HELD
        room.wait("3")
        await room.settle()
        assert not room.bench.voting
        assert votes(room) == [2, 0]


async def test_a_list_is_sorted_by_votes_and_put_back_with_one_key_each(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await fill(room, 4)
        await room.press("v", "5", "enter", "1", "down", "3", "down", "down", "3", "escape", "s")
        assert questions(room) == [f"question {n}" for n in (1, 3, 0, 2)]
        assert room.rows.highlighted == 0
        await room.press("s")
        assert questions(room) == [f"question {n}" for n in range(4)]
        await room.press("s", "f6")
        assert questions(room) == [f"question {n}" for n in range(4)]


async def test_todays_line_is_drawn_at_a_row_and_stays_between_its_entries(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await fill(room, 5)
        await room.press("down", "down", "l")
        rows = [line for line in room.shown() if "question " in line or "today" in line]
        assert "answer these 3 today" in rows[3]
        assert (await room.saved())["today_line"] == {"customer_faq.questions": 3}
        await room.press("down", "up", "home", "space", "space", "delete")
        assert questions(room) == ["question 2", "question 3", "question 4"]
        assert dict(room.session.today_lines) == {LIST: 1}
        assert room.toasts[-1] == "Deleted 2 entries"
        await room.press("f6")
        assert (len(questions(room)), dict(room.session.today_lines)) == (5, {LIST: 3})
        await room.press("home", "down", "down", "l")
        assert not room.session.today_lines
        assert not any("today" in line for line in room.shown()[3:10])


@pytest.mark.slow
async def test_several_entries_are_moved_together(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await fill(room, 5)
        await room.press("space", "space", "shift+down", "shift+down")
        assert questions(room) == [f"question {n}" for n in (2, 3, 0, 1, 4)]
        await room.press("escape", "home", "shift+down")
        assert questions(room) == [f"question {n}" for n in (3, 2, 0, 1, 4)]


@pytest.mark.fault("S13", "NB3")
@pytest.mark.parametrize(
    ("size", "least"),
    [
        (SMALL, 8),
        pytest.param(LARGE, 12, marks=pytest.mark.slow),
        pytest.param((200, 60), 12, marks=pytest.mark.slow),
    ],
)
async def test_a_list_uses_the_height_of_the_screen(house: House, size: tuple[int, int], least: int) -> None:
    async with house.room(size=size, at="customer_faq") as room:
        await fill(room, 12)
        assert sum("question " in line and "○ open" in line for line in room.shown()) >= least
        await room.press("v", "9", "enter")
        assert sum("question " in line and "○ open" in line for line in room.shown()) >= min(12, least + 1)


@pytest.mark.slow
async def test_twenty_questions_are_voted_on_sorted_and_answered_in_120_keys(house: House) -> None:
    """Twelve of them by nine people; today's line and three answers included, without the mouse."""
    async with house.room(at="customer_faq") as room:
        user = Counted(room)
        await user.press("down")
        for number in range(20):
            await user.line(f"What about {number}?")
        await user.press("up", "home", "v", "9", "enter")
        for count in (3, 0, 4, 1, 2, 5, 0, 1, 6, 2, 2, 1):
            await user.press(str(count), "down")
        await user.press("escape", "s", *["down"] * 7, "l", "home")
        for kind in ("y", "n", "1"):
            await user.press(kind, "enter")
            await room.press(*"So it is.")
            await user.press("shift+tab", "shift+tab", "shift+tab", "down")
        assert votes(room)[:12] == [6, 5, 4, 3, 2, 2, 2, 1, 1, 1, 0, 0]
        assert [entry.text("answer") for entry in room.entries(FAQ)[:4]] == ["So it is."] * 3 + [""]
        assert [entry.text("kind") for entry in room.entries(FAQ)[:3]] == ["yes", "no", "number"]
        assert dict(room.session.today_lines) == {LIST: 8}
        assert user.keys < 120
