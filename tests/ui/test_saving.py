"""Tests of the status of saving, and of sessions that are open elsewhere."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import pytest
from tests.ui.driver import LARGE, House, other_program
from textual.events import Paste

from wbtui.core.change import SetFact
from wbtui.core.errors import SaveError
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.state import State
from wbtui.ui.commands.keys import WORKSHOP
from wbtui.ui.controllers.questions import YesOrNo
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.help import HelpScreen
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.stage import StageScreen


async def test_the_header_says_when_it_was_saved(house: House) -> None:
    async with house.room() as room:
        assert room.header.right == "all saved"
        house.later(minutes=4, seconds=5)
        await room.type("abc")
        await room.saved()
        await room.until(lambda: room.header.right == "saved 09:04:05")
        await room.settle()
        assert room.shown()[0].rstrip().endswith("saved 09:04:05")
        assert not room.header.alarm


async def test_a_failed_save_is_reported_and_retried(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = True
    write = atomic_file.write

    def failing(path: Path, data: bytes, expect: Fingerprint | None) -> Fingerprint:
        if broken:
            raise SaveError(
                "disk.other", where="/somewhere", next_step="free_space", reason="the disk is full [/oops]"
            )
        return write(path, data, expect)

    monkeypatch.setattr(atomic_file, "write", failing)
    async with house.room() as room:
        await room.type("abc")
        await room.until(lambda: room.header.alarm)
        await room.settle()
        assert room.header.right == "NOT SAVED · the disk is full [/oops] · ^g ! fix"
        assert room.shown()[0].rstrip().endswith("NOT SAVED · the disk is full [/oops] · ^g ! fix")
        await room.type("def")
        assert room.answer("customer.who") == "abcdef"
        await room.press("f3")
        assert room.header.alarm
        broken = False
        await room.press("ctrl+s")
        await room.until(lambda: not room.header.alarm)
        assert room.header.right.startswith("saved")
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "abcdef"


async def test_an_unexpected_error_is_in_the_crash_log(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise LookupError("nobody thought of this")

    async with house.room() as room:
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "write", failing)
            await room.type("abc")
            await room.until(lambda: room.header.alarm)
        assert room.header.right == "NOT SAVED · a mistake in wbtui (LookupError) · ^g ! fix"
        assert room.app.crash_log is not None
        log = room.app.crash_log.read_text(encoding="utf-8")
        assert "in failing" in log
        assert "LookupError: nobody thought of this" in log
        await room.press("ctrl+s")
        await room.until(lambda: not room.header.alarm)
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "abc"


async def test_a_file_that_must_not_be_replaced_is_reported_with_a_copy(house: House) -> None:
    path = house.add("Linked")
    other = house.root / "other.toml"
    os.link(path, other)
    async with house.room(path, size=LARGE) as room:
        await room.type("abc")
        await room.until(lambda: room.header.alarm)
        assert room.header.right == "NOT SAVED · the file has several names · ^g ! fix"
        await room.menu("!")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.settle()
        shown = "".join(line.split("│")[1].strip() for line in room.shown() if line.count("│") == 2)
        assert "remove its other hard links" in shown
        assert str(State(house.state, path).rescue) in shown
        other.unlink()
        await room.press("y")
        await room.until(lambda: not room.header.alarm)
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "abc"


async def test_a_failure_to_save_a_version_is_reported(house: House) -> None:
    versions = State(house.state, house.add("Kept")).versions
    async with house.home() as room:
        await room.press("enter")
        versions.write_text("in the way")
        await room.type("abc")
        await room.saved()
        await room.until(lambda: room.header.right == "VERSION NOT SAVED · the folder is gone")
        assert room.header.alarm
        versions.unlink()
        await room.type("def")
        await room.until(lambda: room.header.right.startswith("saved"))
        versions.rename(versions.with_name("aside"))
        versions.write_text("in the way")
        await room.press("ctrl+q")
        why = "Some versions could not be saved: the folder is gone."
        await room.until(lambda: any(why in toast for toast in room.toasts))


async def test_a_deleted_folder_loses_no_text(house: House) -> None:
    aside = house.root / "aside"
    async with house.room() as room:
        house.sessions.rename(aside)
        house.sessions.write_text("in the way")
        await room.type("abc")
        await room.press("ctrl+s")
        await room.until(lambda: room.header.alarm)
        assert room.header.right.startswith("NOT SAVED · ")
        house.sessions.unlink()
        aside.rename(house.sessions)
        await room.type("def")
        await room.press("ctrl+s")
        await room.until(lambda: not room.header.alarm)
        assert (await room.saved())["stages"]["customer"]["who"].strip() == "abcdef"


async def test_leaving_while_nothing_can_be_saved_keeps_every_word(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.full")

    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "write", failing)
        async with house.room() as room:
            await room.type("abc")
            await room.press("ctrl+q")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.press("n")
            assert room.screen is room.stage
            await room.type("def")
            await room.press("ctrl+q")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.press("y")
    async with house.room(room.path) as again:
        assert again.answer("customer.who") == "abcdef"
        assert any("Recovered" in toast for toast in again.toasts)
        assert (await again.saved())["stages"]["customer"]["who"].strip() == "abcdef"


async def test_a_key_while_a_session_is_slowly_being_closed_leaves_home(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.add("Pocket Clinic")
    close, go_on = SessionHandle.close, threading.Event()

    def slow(self: SessionHandle, timeout: float) -> bool:
        go_on.wait(20)
        return close(self, timeout)

    async with house.home() as room:
        await room.press("enter")
        await room.until(lambda: isinstance(room.screen, StageScreen))
        await room.type("abc")
        monkeypatch.setattr(SessionHandle, "flush", lambda *_arguments: False)
        await room.press("ctrl+q")
        await room.until(lambda: isinstance(room.screen, Confirm))
        monkeypatch.setattr(SessionHandle, "close", slow)
        await room.press("y")
        await room.until(lambda: room.app.sessions.closing)
        await room.press("f1", "ctrl+q")
        assert isinstance(room.screen, StageScreen)
        # The program itself may still open a dialog.
        asked = room.app.host.ask(YesOrNo("Count it?", "", "Yes", "No"))
        question = asyncio.create_task(asked)
        await room.until(lambda: isinstance(room.screen, Confirm))
        go_on.set()
        await room.until(lambda: isinstance(room.screen, HomeScreen))
        assert await question is None
        await room.press("f1")
        assert isinstance(room.screen, HelpScreen)


async def test_a_session_open_in_another_program_is_read_only(house: House) -> None:
    path = house.add("Taken", at="customer_faq")
    other = other_program(house, path)
    before = path.read_bytes()
    try:
        async with house.room(path) as room:
            assert room.header.right.startswith("READ-ONLY · ")
            assert "is editing" in room.header.right
            assert "READ-ONLY" in room.shown()[0]
            assert any("Read-only" in toast and "is editing" in toast for toast in room.toasts)
            session = room.session
            for command in WORKSHOP:
                if command.id == "home":
                    continue
                await room.press("ctrl+g", command.letter)
                if room.screen is not room.stage:
                    await room.press("x", "escape")
                await room.until(lambda: room.screen is room.stage)
                assert room.session == session, command.id
            for stage in range(1, 9):
                await room.menu(str(stage))
                for _ in range(len(room.stage.outlook.sections)):
                    room.wait(*"a b", "enter", "backspace", "delete", "right", "space", "insert", "plus", "z")
                    room.wait(Paste("pasted"), "ctrl+v", "ctrl+x", "ctrl+k", "tab", "x", "right")
                    await room.menu("N")
            assert room.session == session
            await room.press("ctrl+q")
    finally:
        await asyncio.to_thread(other.handle.close)
    assert path.read_bytes() == before


async def test_without_its_workbook_a_session_is_read_only(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents [Q3]")
        await room.press("ctrl+q")
    text = room.path.read_text().replace('workbook = "working-backwards"', 'workbook = "gone"')
    room.path.write_text(text)
    async with house.room(room.path, LARGE) as again:
        assert again.header.right.startswith("READ-ONLY · ")
        assert again.sees("Parents [Q3]")
        await again.type("x")
        await again.press("f3", "ctrl+g", "b", "ctrl+g", "N", "f8", "escape", "f12", "escape", "ctrl+l", "ctrl+o")
        assert again.answer("customer.who").strip() == "Parents [Q3]"
    assert room.path.read_text() == text


@pytest.mark.parametrize("key", ["f12", "f8", "ctrl+l", "f1"])
async def test_an_alarm_is_shown_on_every_screen(house: House, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm that starts or ends while the screen is open is followed, too."""
    news = "NOT SAVED · the disk is full [/oops] · ^g ! fix"

    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.other", reason="the disk is full [/oops]")

    async with house.room() as room:
        await room.press(key)
        assert not room.sees("NOT SAVED")
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "write", failing)
            room.workshop.edit(SetFact("title", "Another"))
            await room.until(lambda: room.shown()[0].rstrip().endswith(news))
            await room.settle()
            await room.press("escape")
            assert room.screen is room.stage
            await room.press(key)
            assert room.shown()[0].rstrip().endswith(news), room.screenshot
        assert await asyncio.to_thread(room.app.sessions.flush, 5)
        await room.until(lambda: not room.sees("NOT SAVED"))
