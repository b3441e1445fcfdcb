"""Tests of the history dialogs: versions, named versions, earlier texts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.session_edits import with_entries
from tests.ui.driver import LARGE, House, Room, built_in, other_program, text_of
from textual.widgets import Static

from wbtui.core.change import SetAnswer
from wbtui.core.diff.words import Kind, marked
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.core.versions import EarlierText, Version
from wbtui.core.workbook.sections import sections
from wbtui.storage.history.versions import MAX_VERSIONS, History
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session_file import codec
from wbtui.storage.state import State
from wbtui.ui.screens.ask_line import AskLine
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.earlier import EarlierScreen
from wbtui.ui.screens.versions import VersionsScreen
from wbtui.ui.widgets.long_text import LongText
from wbtui.ui.widgets.marks import with_marks
from wbtui.ui.widgets.past import Past

QUESTIONS = Place("customer_faq", "questions")


def page(room: Room) -> str:
    """Return the text beside the list."""
    return text_of(room.screen.query_one(LongText))


def head(room: Room) -> str:
    return str(room.screen.query_one(".past--head", Static).content)


async def told(room: Room) -> str:
    """Return the text beside the list once the selected row has been read and compared."""
    # The heading comes first, the text a moment later.
    await room.until(lambda: head(room) and all(w.is_finished for w in room.app.workers if w.group == "text"))
    await room.settle()
    return page(room)


async def versions(room: Room) -> None:
    await room.menu("V")
    assert isinstance(room.screen, VersionsScreen)
    await room.until(lambda: room.rows.count)
    await told(room)


async def keep(room: Room, name: str) -> None:
    said = len(room.toasts)
    await room.menu("K")
    await room.paste(name)
    await room.press("enter")
    await room.until(lambda: len(room.toasts) > said)
    room.house.later(minutes=2)


async def test_a_version_is_compared_with_the_present(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents of [small] children")
        await keep(room, "before [lunch]")
        await room.write("who", "Parents of twins")
        await versions(room)
        assert room.row_texts[0] == ("◆ before [lunch]", "today 09:00:00 · 1 min ago")
        assert await told(room) == "Customer\nWho\nParents of [-[small] children][+twins]\n"
        assert head(room) == "1 change since then."
        assert room.sees("◆ before [lunch]")
        assert room.sees("[+twins]")
        await room.press("escape")
        assert room.screen is room.stage
        await room.type("!")
        assert room.answer("customer.who") == "Parents of twins!"


async def test_a_version_is_compared_with_the_one_before(house: House) -> None:
    async with house.room(size=LARGE) as room:
        for text in ("one", "two", "three"):
            await room.write("who", text)
            await keep(room, text)
        await versions(room)
        assert head(room) == "No changes since then."
        await room.press("a")
        assert "[-two][+three]" in await told(room)
        await room.press("down")
        assert "[-one][+two]" in await told(room)
        await room.press("end")
        await told(room)
        assert head(room) == "This is the first version."
        await room.press("a", "end", "up", "up")
        await told(room)
        assert head(room).endswith("since then.")


async def test_a_restore_can_be_reverted(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n")
        await room.paste("Why?")
        await keep(room, "one question")
        await room.look_at("problem")
        await room.write("problem", "No bread")
        await room.look_at("customer")
        await room.write("who", "Parents")
        await room.press("left")
        before = room.session.answers
        await versions(room)
        await room.press("enter")
        assert isinstance(room.screen, Confirm)
        assert room.sees("saved as a version first")
        await room.press("n")
        assert isinstance(room.screen, VersionsScreen)
        assert room.session.answers == before
        await room.press("enter", "y")
        await room.until(lambda: room.screen is room.stage)
        await room.settle()
        assert room.answer("customer.who") == ""
        assert [entry.text("question") for entry in room.entries("customer_faq.questions")] == ["Why?"]
        assert (room.looking, room.focused, room.session.slot) == ("customer", "who", "customer_faq")
        assert room.field("who").text == ""
        assert room.toasts[-1].startswith(
            "Restored: Back to the version of today 09:00:00. The state before is in Versions: “before"
        )
        assert "who" not in (await room.saved())["stages"].get("customer", {})
        await versions(room)
        at = next(n for n, row in enumerate(room.row_texts) if row[0] == "before a restore")
        await room.press("home", *["down"] * at, "enter", "y")
        await room.until(lambda: room.screen is room.stage)
        await room.settle()
        assert room.session.answers == before
        assert room.field("who").text == "Parents"
        await room.type("X")
        assert room.answer("customer.who").replace("X", "") == "Parents"


async def test_a_restored_answer_shows_its_optional_field(house: House) -> None:
    """An optional field is visible only while it has an answer."""
    stage, hidden = next(
        (stage, field)
        for stage in built_in().stages
        for field in sections(stage)[0].fields
        if field.optional and field.kind == "text"
    )
    place = stage.place(hidden)
    async with house.room(size=LARGE, at=stage.id) as room:
        room.workshop.edit(SetAnswer(place, "from before"))
        await keep(room, "with it")
        room.workshop.edit(SetAnswer(place, None))
        await room.look_at(stage.id)
        assert place not in [field.answer.place for field in room.fields if field.answer]
        await versions(room)
        await room.press("enter", "y")
        await room.until(lambda: room.screen is room.stage)
        await room.settle()
        assert room.field(hidden.key).text == "from before"


async def test_a_restored_entry_is_not_restored_again(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.press("ctrl+n")
        await room.paste("Why?")
        await keep(room, "with it")
        await room.menu("k")
        assert room.entries("customer_faq.questions") == ()
        await versions(room)
        await room.press("enter", "y")
        await room.until(lambda: room.screen is room.stage)
        await room.settle()
        await room.press("f6", "ctrl+g", "U")
        assert len(room.entries("customer_faq.questions")) == 1


async def test_a_restore_from_the_preview_returns_to_the_fields(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await keep(room, "then")
        await room.press("f8")
        await versions(room)
        await room.press("enter", "y")
        await room.until(lambda: room.screen is room.stage)


async def test_an_empty_version_list_says_when_versions_are_made(house: House) -> None:
    async with house.room() as room:
        await room.menu("V")
        await room.until(lambda: page(room))
        assert "when the stage changes" in page(room)
        assert "^g K" in page(room)
        await room.settle()
        assert room.sees("No versions yet.")
        await room.press("enter", "a", "down", "tab", "escape")
        assert room.screen is room.stage


async def test_an_unreadable_version_is_reported(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.type("Parents")
        await keep(room, "good")
        folder = State(house.state, room.path).versions
        bad = folder / "20261124T090000.000000Z-stage.toml"
        bad.write_text("[broken")
        before = room.session
        await versions(room)
        assert head(room) == "This cannot be read."
        assert str(bad) in page(room).replace("\n", "")
        said = len(room.toasts)
        await room.press("enter", "y")
        await room.until(lambda: len(room.toasts) > said)
        assert room.toasts[-1].startswith("Nothing was changed: ")
        assert room.session == before
        assert isinstance(room.screen, VersionsScreen)
        await room.press("down")
        await told(room)
        assert head(room) == "No changes since then."


async def test_versions_of_a_read_only_session_cannot_be_restored(house: House) -> None:
    path = house.add("Taken")
    other = other_program(house, path)
    try:
        other.workshop.edit(SetAnswer(Place("customer", "who"), "Parents"))
        other.handle.keep_version(other.session, "theirs")
        other.workshop.edit(SetAnswer(Place("customer", "who"), "Nurses on the night shift"))
        assert await asyncio.to_thread(other.handle.flush)
        async with house.room(path) as room:
            await versions(room)
            assert not room.sees("Enter restore")
            await room.press("enter")
            assert isinstance(room.screen, VersionsScreen)
            await room.press("escape")
            assert (await room.refused("K")).startswith("This session is read-only: ")
            await room.into("who")
            await room.menu("E")
            await room.until(lambda: room.rows.count)
            assert not room.sees("Enter restore")
            await room.press("enter")
            assert isinstance(room.screen, EarlierScreen)
    finally:
        await asyncio.to_thread(other.handle.close)


def many(path: Path, house: House, entries: int, count: int) -> None:
    """Add a session with many entries and many versions, each with another entry changed."""
    parts = {"answer": "Bread and soup for the night. " * 8}
    session = with_entries(
        codec.read(path.read_bytes()).session,
        QUESTIONS,
        tuple(Entry(f"q{n}", {"question": f"Number {n}?", **parts}) for n in range(entries)),
    )
    data = codec.render(session).text
    path.write_text(data)
    folder = State(house.state, path.resolve()).versions
    folder.mkdir(parents=True)
    for n in range(count):
        text = data.replace(f'"Number {n}?"', f'"Another {n}?"')
        (folder / f"20261122T{n // 60:02}{n % 60:02}00.000000Z-minutes.toml").write_text(text)


async def test_a_held_arrow_key_reads_no_versions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.add("Large")
    await asyncio.to_thread(many, path, house, 1000, MAX_VERSIONS)
    read: list[str] = []
    whole = SessionHandle.as_it_was

    def reading(handle: SessionHandle, version: Version) -> Session:
        read.append(threading.current_thread().name)
        return whole(handle, version)

    monkeypatch.setattr(SessionHandle, "as_it_was", reading)
    async with house.room(path, LARGE) as room:
        await versions(room)
        assert room.rows.count == MAX_VERSIONS
        before = len(read)
        room.wait(*["down"] * 200, "up")
        await room.until(lambda: room.rows.highlighted == 199)
        await told(room)
        assert "[-Another 200][+Number 200]?" in page(room) or "[-Another][+Number] 200?" in page(room)
        assert len(read) - before < 20, "only where somebody rests"
        assert threading.main_thread().name not in read


# Names


@pytest.mark.parametrize(("typed", "name"), [("before lunch", "before lunch"), ("", "Customer, 09:00")])
async def test_a_version_with_a_name(house: House, typed: str, name: str) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.menu("K")
        assert isinstance(room.screen, AskLine)
        if typed:
            await room.type(typed)
        else:
            assert room.sees("Customer, 09:00")
        await room.press("enter")
        await room.until(lambda: room.toasts)
        assert room.toasts == [f"Version saved: {name}"]
        kept = History(State(house.state, room.path).versions)
        assert kept.versions()[0].name == name
        assert codec.read(kept.read(kept.versions()[0])).session.text(Place("customer", "who")) == "Parents"
        assert room.focused == "who"


async def test_escape_in_the_name_dialog_saves_no_version(house: House) -> None:
    async with house.room() as room:
        await room.menu("K")
        await room.type("x")
        await room.press("escape")
        assert History(State(house.state, room.path).versions).versions() == ()
        assert room.toasts == []


async def test_a_failure_to_save_a_version_is_reported(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.saved()
        folder = State(house.state, room.path).versions
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("in the way")
        await keep(room, "lunch")
        assert room.toasts[-1].startswith("Version not saved: ")


# Earlier texts


async def test_an_earlier_text_of_a_field_is_restored(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents of children")
        house.later(seconds=9)
        await room.write("who", "Nurses on the night shift\nand porters")
        await room.menu("E")
        assert isinstance(room.screen, EarlierScreen)
        await room.until(lambda: room.rows.count)
        assert room.sees("Earlier texts: Customer · Who")
        assert [row[0] for row in room.row_texts] == ["Parents of children"]
        assert await told(room) == "[-Parents of children][+Nurses on the night shift\nand porters]"
        await room.press("enter")
        assert room.app.screen is room.stage
        assert (room.answer("customer.who"), room.field("who").text) == ("Parents of children",) * 2
        assert room.focused == "who"
        await room.menu("E")
        await room.until(lambda: room.rows.count)
        assert room.row_texts[0][0] == "Nurses on the night shift and porters"
        await room.press("enter")
        assert room.answer("customer.who") == "Nurses on the night shift\nand porters"
        saved = await room.saved()
        assert saved["stages"]["customer"]["who"].strip().endswith("and porters")


async def test_a_field_without_earlier_texts_says_so(house: House) -> None:
    async with house.room() as room:
        await room.menu("E")
        await room.until(lambda: page(room))
        assert page(room) == "No earlier text in this field."
        await room.press("enter", "down", "escape")
        assert room.screen is room.stage


async def test_a_part_of_an_entry_has_earlier_texts(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        assert await room.refused("E") == "Put the cursor in a field first."
        await room.press("ctrl+n")
        await room.paste("Why is it free of charge?")
        house.later(seconds=9)
        await room.write("question", "Why?")
        await room.menu("E")
        await room.until(lambda: room.rows.count)
        assert room.row_texts[0][0] == "Why is it free of charge?"
        await room.press("enter")
        assert room.entries("customer_faq.questions")[0].text("question") == "Why is it free of charge?"


async def test_texts_found_later_do_not_move_the_selection(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def found(_handle: SessionHandle, _place: Place, _text_now: str) -> Iterator[tuple[EarlierText, ...]]:
        first = tuple(EarlierText(house.now, text) for text in ("one", "two"))
        yield first
        assert go_on.wait(10)
        yield (EarlierText(house.now, "newer"), *first)

    monkeypatch.setattr(SessionHandle, "earlier", found)
    async with house.room() as room:
        await room.menu("E")
        await room.until(lambda: room.rows.count == 2)
        await room.press("down")
        go_on.set()
        await room.until(lambda: room.rows.count == 3)
        assert room.screen.query_one(Past).chosen == EarlierText(house.now, "two")
        await room.press("enter")
        assert room.answer("customer.who") == "two"


# Marks


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b", "a c", "a [-b][+c]"),
        ("a\n\nb", "a\nb", "a[-↵↵][+↵]\nb"),
        ("", "[red]", "[+[red]]"),
        ("one\ntwo", "", "[-one\ntwo]"),
    ],
)
def test_marks_do_not_need_colours(before: str, after: str, shown: str) -> None:
    assert with_marks(marked(before, after)).plain == shown


def test_differences_have_a_style_of_their_own() -> None:
    parts: list[tuple[Kind, str]] = [("same", "a"), ("gone", "b"), ("new", "c")]
    looks = {str(span.style) for span in with_marks(parts).spans}
    assert len(looks) == 2


async def test_a_long_text_is_laid_out_in_slices(house: House) -> None:
    async with house.room(size=LARGE) as room:
        await room.type("x")
        await keep(room, "short")
        many_lines = "\n".join(f"line {n}" for n in range(2_000))
        room.workshop.edit(SetAnswer(Place("customer", "who"), many_lines))
        await versions(room)
        await room.press("tab")
        assert room.focused == "LongText"
        text = room.screen.query_one(LongText)
        await room.until(lambda: text.virtual_size.height > 2_000)
        await room.press("end")
        await room.until(lambda: room.sees("line 1999]"))
        await room.press("home", "shift+tab")
        assert room.focused == "RowList"


@pytest.mark.slow
async def test_the_history_dialogs_can_be_closed_at_any_moment(house: House) -> None:
    """A thread that is still reading or comparing finds no widget to update."""
    path = house.add("Large")
    await asyncio.to_thread(many, path, house, 50, 40)
    async with house.room(path) as room:
        for text in ("Parents of children", "Nurses on the night shift", "Porters"):
            await room.write("who", text)
            house.later(seconds=9)
        for letter, n in product("VE", range(12)):
            room.wait("ctrl+g", letter, "down", "down")
            await asyncio.sleep(n * 0.03)
            room.wait("escape")
            await room.settle()
            assert room.screen is room.stage, (letter, n)
        assert room.answer("customer.who") == "Porters"
