"""Tests of quick notes: one key, one line, and back to the same caret."""

from __future__ import annotations

from datetime import date

import pytest
from tests.ui.driver import LARGE, SMALL, House

from wbtui.core.change import SetFact
from wbtui.core.place import Place
from wbtui.core.session import Person

KINDS = [
    (SMALL, "ctrl+l", "l", ".parking_lot", "item"),
    (LARGE, "ctrl+t", "a", ".actions", "action"),
    (SMALL, "ctrl+o", "d", "decision.decisions", "decision"),
]


async def test_a_note_is_kept_and_the_caret_is_back_in_its_place(house: House) -> None:
    async with house.room(at="problem") as room:
        for size, key, letter, place, part in KINDS:
            await room.pilot.resize_terminal(*size)
            await room.write("problem", "No bread\nafter six")
            await room.press("up", "left")
            caret = room.field("problem").caret
            await room.press(key, *"Ask [Ada]")
            assert room.sees("Ask [Ada]"), key
            await room.press("enter")
            assert (room.focused, room.field("problem").caret) == ("problem", caret), key
            await room.type("X")
            assert room.answer("problem.problem") == "No breaXd\nafter six", key
            await room.press("ctrl+g", letter, *"Second", "enter")
            assert [entry.text(part) for entry in room.entries(place)] == ["Ask [Ada]", "Second"]
            saved = await room.saved()
            saved = {**saved, **saved["stages"].get("decision", {})}
            assert [entry[part] for entry in saved[place.rpartition(".")[2]]] == ["Ask [Ada]", "Second"]


@pytest.mark.fault("NA5")
async def test_right_completes_the_name_of_somebody_who_is_here(house: House) -> None:
    async with house.room() as room:
        room.workshop.edit(SetFact("people", (Person("Aylin Demir", "decider"),)))
        await room.press("ctrl+t", *"Ask them @ayl")
        assert room.sees("Ask them @aylin Demir")
        assert room.session.entries(Place("", "actions"))[0].text("action") == "Ask them @ayl"
        await room.press("right", "enter")
        (action,) = room.session.entries(Place("", "actions"))
        assert action.values == {"action": "Ask them", "owner": "Aylin Demir"}


@pytest.mark.fault("NA5")
@pytest.mark.fault("NA6")
async def test_owner_and_day_are_understood_once_and_an_undo_gives_the_text_back(house: House) -> None:
    typed = "Ask the hospital @Ben by Friday"
    async with house.room(at="press_release") as room:
        await room.press("ctrl+t", *typed, "enter")
        (action,) = room.entries(".actions")
        assert action.values == {"action": "Ask the hospital", "owner": "Ben", "due": date(2026, 11, 27)}
        assert "Who: Ben · By: Friday 27 November 2026" in room.toasts[-1]
        await room.press("f6")
        assert room.entries(".actions")[0].values == {"action": typed}
        await room.into("date")
        await room.press(*"next Friday", "tab")
        assert room.session.answer(Place("press_release", "date")) == date(2026, 12, 4)
        assert "Launch date: Friday 4 December 2026" in room.toasts[-1]
        await room.press("f6", "shift+tab", "tab", "shift+tab")
        assert room.answer("press_release.date") == "next Friday"


async def test_an_empty_note_leaves_nothing(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        for key in ("escape", "enter", "ctrl+q"):
            await room.press("ctrl+l", key)
            assert not room.entries(".parking_lot")
            assert room.focused == "who"
        assert "parking_lot" not in await room.saved()


async def test_escape_discards_the_note_and_nothing_else(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+l", *"one", "enter", "ctrl+l", *"two", "escape")
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["one"]


async def test_a_note_is_in_the_session_while_it_is_typed(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+t", *"call")
        assert (await room.saved())["actions"][0]["action"] == "call"
        await room.press("up", "down", "tab", "f3", *"!")
        assert room.session.slot == "customer"
        await room.press("ctrl+q")
        assert room.entries(".actions")[0].text("action") == "call!"
        assert room.screen is room.stage


async def test_a_note_survives_an_older_copy_of_the_file(house: House) -> None:
    async with house.room() as room:
        await room.type("abc")
        await room.saved()
        older = room.path.read_bytes()
        await room.press("ctrl+l", *"Ask")
        await room.saved()
        room.path.write_bytes(older)
        room.desk.external.look()
        await room.until(lambda: "somebody else" in str(room.toasts))
        await room.press(*" Ada", "enter")
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["Ask Ada"]


async def test_a_note_can_be_written_on_the_big_clock_and_the_preview(house: House) -> None:
    async with house.room() as room:
        await room.press("f12", "ctrl+l", *"one", "enter", "escape", "f8", "ctrl+l", *"two", "enter", "escape")
        assert [entry.text("item") for entry in room.entries(".parking_lot")] == ["one", "two"]


async def test_a_note_shows_in_its_list(house: House) -> None:
    async with house.room(at="decision") as room:
        await room.section("Parking lot")
        await room.press("ctrl+l", *"later", "enter")
        assert room.row_texts[0][0].endswith("later")
