"""Tests of the dialogs for conflicts and failed saves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.session_edits import with_answer, with_entry
from tests.ui.driver import LARGE, SMALL, House, Room, other_program

from wbtui.core.change import RemoveEntry, SetFact
from wbtui.core.errors import SaveError
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.storage.disk import atomic_file
from wbtui.storage.history.versions import History
from wbtui.storage.session_file import codec
from wbtui.storage.state import State
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.conflict import ConflictScreen

WHO = Place("customer", "who")
LIST = Place("customer_faq", "questions")
TWICE = "CONFLICT · 1 answer · ^g ! choose"


def read(path: Path) -> Session:
    return codec.read(path.read_bytes()).session


def rewrite(path: Path, change: Callable[[Session], Session]) -> None:
    """Write a file as another program would."""
    path.write_text(codec.render(change(read(path))).text)


async def written_twice(room: Room, mine: str, theirs: Callable[[Session], Session]) -> None:
    """Type while the file is unreadable, then write another version of it, as another program would."""
    await room.saved()
    before = room.path.read_text()
    room.path.write_text(f"{before}\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    await room.until(lambda: "a merge was left unresolved" in room.header.right)
    await room.type(mine)
    room.path.write_text(before)
    rewrite(room.path, theirs)
    await room.until(lambda: room.header.right == TWICE)


async def asked(room: Room) -> None:
    await room.menu("!")
    await room.until(lambda: isinstance(room.screen, ConflictScreen))
    await room.settle()


def texts(house: House, path: Path) -> list[str]:
    history = History(State(house.state, atomic_file.real_path(path)).versions)
    return [codec.read(history.read(version)).session.text(WHO).strip() for version in history.versions()]


@pytest.mark.parametrize("size", [SMALL, pytest.param(LARGE, marks=pytest.mark.slow)])
async def test_the_conflict_dialog_marks_the_difference(house: House, size: tuple[int, int]) -> None:
    async with house.room(size=size) as room:
        await room.type("Parents of children")
        await written_twice(room, " at night", lambda s: with_answer(s, WHO, "Grandparents of children"))
        await asked(room)
        assert room.sees("Edited in two places: Customer · Who")
        assert room.sees("[-Parents][+Grandparents] of children[- at night]")
        assert room.sees("│  Parents of children at night  ")
        assert room.sees("│  Grandparents of children  ")
        assert room.sees("m keep mine  t use theirs  b keep both  Esc later")
        await room.press("escape")
        assert room.header.right == TWICE
        await room.type(", typed later")
        await asked(room)
        await room.press("b")
        await room.until(lambda: room.header.right != TWICE)
        both = "Parents of children at night, typed later\n\nGrandparents of children"
        assert room.answer("customer.who") == both
        assert (await room.saved())["stages"]["customer"]["who"].strip() == both


async def test_taking_theirs_saves_ours_as_a_version(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await written_twice(room, " at night", lambda s: with_answer(s, WHO, "Nurses"))
        await asked(room)
        await room.press("t")
        await room.until(lambda: room.answer("customer.who") == "Nurses")
        assert (await room.saved())["stages"]["customer"]["who"] == "Nurses"
        assert {"Parents at night", "Nurses", "Parents"} <= set(texts(house, room.path))


async def test_a_long_text_is_scrolled_with_the_keys(house: House) -> None:
    async with house.room(size=(80, 24)) as room:
        await room.type("Parents")
        long = "\n".join(f"Line {n} of the other text" for n in range(60))
        await written_twice(room, " at night", lambda s: with_answer(s, WHO, long))
        await asked(room)
        assert room.sees("m keep mine")
        assert not room.sees("Line 59")
        for _ in range(40):
            if not room.sees("Line 59 of the other text"):
                await room.press("pagedown")
        assert room.sees("Line 59 of the other text")
        assert room.sees("m keep mine")


async def test_taking_theirs_restores_an_entry_deleted_here(house: House) -> None:
    path = house.add("Clinic", at="customer_faq")
    entry = LIST.at(entry="q111")
    rewrite(path, lambda s: with_entry(s, LIST, Entry("q111", {"question": "What is it?", "answer": "A van"})))
    async with house.room(path) as room:
        before = path.read_text()
        path.write_text(f"{before}\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")
        await room.until(lambda: "a merge was left unresolved" in room.header.right)
        room.workshop.edit(RemoveEntry(entry))
        path.write_text(before)
        rewrite(path, lambda s: with_answer(s, entry.at(part="answer"), "A boat"))
        await room.until(lambda: room.header.right == TWICE)
        await asked(room)
        for words in ("What is it?", "A boat", "(nothing)"):
            assert room.sees(words)
        assert not room.sees("b keep both")
        await room.press("b")
        assert isinstance(room.screen, ConflictScreen)
        await room.press("t")
        await room.until(lambda: room.header.right != TWICE)
        assert room.session.text(entry.at(part="answer")) == "A boat"
        assert room.session.text(entry.at(part="question")) == "What is it?"


async def test_leaving_with_an_open_conflict_asks_first(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await written_twice(room, " at night", lambda s: with_answer(s, WHO, "Nurses"))
        await room.press("ctrl+q")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.settle()
        assert room.sees("1 answer was edited in two places.")
        await room.press("n")
        assert room.header.right == TWICE
        await room.press("ctrl+q")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("y")
    assert read(room.path).text(WHO).strip() == "Parents at night"
    assert "Nurses" in texts(house, room.path)


async def test_the_resolve_key_explains_a_failed_save(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> atomic_file.Fingerprint:
        raise SaveError("disk.full", where="/somewhere", next_step="free_space")

    async with house.room() as room:
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "write", failing)
            await room.type("abc")
            await room.until(lambda: room.header.alarm)
            await room.menu("!")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.settle()
            for words in (
                "/somewhere: the disk is full. Free some space.",
                "Your words are safe on this computer",
            ):
                assert room.sees(words), room.screenshot
        await room.press("y")
        await room.until(lambda: room.header.right.startswith("saved"))
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "abc"


async def test_a_read_only_screen_follows_the_room(house: House) -> None:
    path = house.add("Taken")
    other = other_program(house, path)
    try:
        async with house.room(path) as room:
            assert room.looking == "customer"
            other.workshop.edit(SetFact("slot", "problem"))
            await room.until(lambda: room.looking == "problem")
            await room.press("ctrl+pagedown")
            assert room.looking == "benefit"
            other.workshop.edit(SetFact("slot", "press_release"))
            await room.until(lambda: room.session.slot == "press_release")
            await room.settle()
            assert room.looking == "benefit"
    finally:
        other.handle.close()
