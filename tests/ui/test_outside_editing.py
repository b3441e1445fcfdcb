"""Tests of the user's own editor: its text becomes the answer, or is kept and offered."""

from __future__ import annotations

import shutil
import sys
from contextlib import nullcontext
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from tests.ui.driver import WHO, House, Room

from wbtui.core.place import Place
from wbtui.core.text import MAX_ANSWER_CHARS
from wbtui.storage.disk.atomic_file import real_path
from wbtui.storage.drafts.editor_files import EditorFiles
from wbtui.storage.state import State
from wbtui.ui.app import WorkbookApp
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.terminal.external_editor import run

TOO_LONG = f"The text has more than {MAX_ANSWER_CHARS} characters."


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkbookApp, "suspend", lambda _app: nullcontext())


def editor(data: str, end: str = "") -> str:
    """Return an editor that writes these bytes, whatever its input, and then does `end`."""
    return f"{sys.executable} -c \"import os, sys; open(sys.argv[1], 'wb').write({data}); {end}\""


def kept(room: Room) -> list[bytes]:
    folder = State(room.house.state, real_path(room.path)).folder / "edited"
    return [path.read_bytes() for path in folder.glob("*.md")]


async def edited(room: Room, command: str) -> None:
    room.house.edit = partial(run, command=command)
    await room.menu("e")
    await room.settle()


async def test_the_text_from_the_editor_becomes_the_answer(house: House) -> None:
    async with house.room() as room:
        for data, want in (
            ("b'Neighbours\\n'", "Neighbours"),
            ("b'\\xef\\xbb\\xbfTwo\\r\\nlines'", "Two\nlines"),
            ("b'a\\x1b[1mb'", "ab"),
            ("b''", ""),
            ("'東京'.encode()", "東京"),
        ):
            await room.write("who", "Parents")
            await edited(room, editor(data))
            assert room.toasts == []
            assert room.field("who").text == room.answer("customer.who") == want
            assert kept(room) == [], data


@pytest.mark.fault("R17")
async def test_a_field_of_one_line_gets_one_line_from_the_editor(house: House) -> None:
    async with house.room(at="press_release") as room:
        for data in ("b'Line one\\nLine two\\n'", "b'Line one\\r\\nLine two'", "b'Line one\\tLine two'"):
            await room.write("headline", "")
            await edited(room, editor(data))
            assert room.answer("press_release.headline") == room.field("headline").text == "Line one Line two"


@pytest.mark.fault("R17")
async def test_a_text_is_the_same_from_the_editor_and_from_a_paste(house: House) -> None:
    async with house.room(at="press_release") as room:
        for name, text in product(
            ("headline", "summary"), ("One\nTwo", "One\tTwo", "One\u2028Two", "One\x1b[2J Two")
        ):
            await room.write(name, text)
            pasted = room.answer(f"press_release.{name}")
            assert pasted
            await room.erase()
            await edited(room, editor(f"{text!r}.encode()"))
            assert room.answer(f"press_release.{name}") == pasted


async def test_an_editor_that_writes_nothing_changes_nothing(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        written, told = "Parents", []
        for command, said in (
            ("false", "Editor: false ended with status 1. The answer is as it was"),
            ("/no/editor", "Editor: /no/editor could not be started. Set $VISUAL or $EDITOR"),
            ("rm", "Editor: the editor removed the file. The answer is as it was"),
            ("'", "Editor: ' could not be started. Set $VISUAL or $EDITOR"),
        ):
            await edited(room, command)
            told.append(said)
            assert room.toasts == told
            await room.type("!")
            written += "!"
            assert room.answer("customer.who") == written
            assert kept(room) == [], command


REFUSED = [
    (editor("'caf\\xe9'.encode('latin-1')"), "café"),
    (editor("'café'.encode('utf-16')"), "café"),
    (editor("b'An hour of work'", "sys.exit(3)"), "An hour of work"),
    (editor("b'An hour of work'", "os.kill(os.getpid(), 9)"), "An hour of work"),
    (editor("b'\\x81 \\xff'"), "ÿ"),
]


@pytest.mark.fault("R8")
@pytest.mark.fault("XD3")
async def test_a_text_that_needs_a_decision_is_kept_and_offered(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        for command, text in REFUSED:
            said = len(room.toasts)
            await edited(room, command)
            assert isinstance(room.screen, Confirm), command
            assert room.answer("customer.who") == "Parents"
            assert len(kept(room)) == 1, command
            await room.press("n")
            (told,) = room.toasts[said:]
            file = Path(told.rpartition("kept in ")[2])
            assert file.read_bytes() == kept(room)[0]
            await edited(room, command)
            await room.press("y")
            assert room.answer("customer.who").strip() == room.field("who").text.strip()
            assert text in room.answer("customer.who")
            assert len(kept(room)) == 1, command
            await room.press("f6")
            assert room.answer("customer.who") == "Parents"
            file.unlink()


@pytest.mark.fault("R8")
@pytest.mark.fault("XD3")
async def test_a_text_that_is_too_long_is_kept_in_the_file_that_is_named(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await edited(room, editor(f"b'x' * {MAX_ANSWER_CHARS + 1}"))
        assert room.screen is room.stage
        (said,) = room.toasts
        assert said.startswith(f"Editor: {TOO_LONG} The text is kept in ")
        assert Path(said.rpartition("kept in ")[2]).stat().st_size == MAX_ANSWER_CHARS + 1
        assert room.answer("customer.who") == "Parents"


@pytest.mark.fault("XD3")
@pytest.mark.parametrize("answer", ["y", "n"])
async def test_text_from_an_editor_is_offered_after_the_program_was_killed(house: House, answer: str) -> None:
    async with house.room() as room:
        await room.type("Parents")
        await room.saved()
        files = EditorFiles(State(house.state, real_path(room.path)).folder / "edited")
        # This is like a kill: the editor lives on and writes, and nobody reads its file.
        files.begin(WHO, "Parents").path.write_text("Parents, and their parents\n")
        files.begin(Place("customer", "buyer"), "")
        async with room.crash():
            pass
    async with house.room(room.path) as again:
        await again.until(lambda: isinstance(again.screen, Confirm))
        await again.settle()
        assert again.sees("Parents, and their parents")
        await again.press(answer)
        taken = "Parents, and their parents" if answer == "y" else "Parents"
        assert again.answer("customer.who") == taken
        assert len([data for data in kept(again) if data]) == (answer == "n")
        await again.menu("q")
    async with house.room(room.path) as third:
        # A user who has declined is not asked again.
        assert third.screen is third.stage
        assert third.toasts == []


@pytest.mark.fault("XD3")
async def test_text_for_a_deleted_entry_is_reported(house: House) -> None:
    async with house.room(at="customer_faq") as room:
        await room.saved()
        files = EditorFiles(State(house.state, real_path(room.path)).folder / "edited")
        gone = Place("customer_faq", "questions", "gone", "answer")
        path = files.begin(gone, "").path
        path.write_text("An hour of work")
        await room.menu("q")
    async with house.room(room.path) as again:
        await again.until(lambda: again.toasts)
        assert again.toasts == [f"Editor: The field of this text is gone. The text is kept in {path}"]
        assert path.read_text() == "An hour of work"


@pytest.mark.fault("XD3")
async def test_a_state_folder_that_cannot_be_written_loses_nothing(house: House) -> None:
    async with house.room() as room:
        await room.saved()
        (State(house.state, real_path(room.path)).folder / "edited").write_text("in the way")
        await edited(room, editor("b'An hour of work'", "sys.exit(3)"))
        assert isinstance(room.screen, Confirm)
        await room.press("n")
        path = Path(room.toasts[-1].rpartition("kept in ")[2])
        assert path.read_text() == "An hour of work"
        path.unlink()
        await edited(room, editor("b'An hour of work'"))
        assert room.answer("customer.who") == "An hour of work"
        shutil.rmtree(house.state, ignore_errors=True)
