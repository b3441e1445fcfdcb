"""Tests of opening foreign files: a clear message, a way back, and nothing that steers the terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import time

import pytest
from tests.hostile_files import EXAMPLES, MARK, NO_SESSIONS, STEERS, marked_session, marked_workbook
from tests.ui.driver import LARGE, House, Room

from wbtui.core.errors import SessionError
from wbtui.storage.library import Library
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.stage import StageScreen

NAME = MARK.replace("\x00", "")
OPENED = ("huge hex", "huge octal", "last moment", "first moment", "half", "utf-16", "dots", "loop", "9 MB")
MAX_OPEN_SECONDS = 10.0


async def look(room: Room) -> None:
    """Assert that nothing on the screen steers a terminal; what turns a line round is left to the driver."""
    await room.settle()
    shown = "\n".join(room.shown()).replace("\u202e", "").replace("\u2066", "")
    assert STEERS.findall(shown) == [], room.screen


@pytest.mark.fault("XC3")
@pytest.mark.fault("XC4")
@pytest.mark.parametrize("kind", OPENED)
async def test_the_program_starts_with_a_foreign_file_and_shows_why_it_is_not_opened(
    house: House, kind: str
) -> None:
    house.sessions.mkdir(parents=True)
    path = house.sessions / "strange.toml"
    NO_SESSIONS[kind](path)
    begun = time.monotonic()
    async with house.room(path, LARGE) as room:
        await room.until(lambda: not isinstance(room.screen, HomeScreen) or room.toasts)
        assert not isinstance(room.screen, StageScreen)
        assert room.sees("strange.toml")
        await look(room)
        await room.press("escape")
        assert isinstance(room.screen, HomeScreen)
        assert room.app.is_running
    assert time.monotonic() - begun < MAX_OPEN_SECONDS
    assert os.path.lexists(path)


@pytest.mark.fault("XM2")
async def test_home_lists_every_session_beside_foreign_files(house: House) -> None:
    titles = [house.add(f"Session {n}") and f"Session {n}" for n in range(5)]
    for n, make in enumerate(make for kind, make in NO_SESSIONS.items() if kind not in ("4 GB", "dots")):
        make(house.sessions / f"a{n:02}.toml")
    async with house.home(LARGE) as room:
        for _ in range(len(NO_SESSIONS) + len(titles)):
            await look(room)
            await room.press("down")
        assert room.header.middle == f"{len(Library(house.sessions).files())} sessions"
    found = {listed.title for listed in Library(house.sessions).sessions() if listed.head}
    assert set(titles) <= found


@pytest.mark.fault("XM3")
@pytest.mark.parametrize("why", ["file", "loop", "locked"])
async def test_home_says_that_the_folder_cannot_be_read(
    house: House, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.sessions.parent.mkdir(parents=True, exist_ok=True)
    if why == "file":
        house.sessions.write_text("")
    elif why == "loop":
        house.sessions.symlink_to(house.sessions)
    else:

        def locked(_: Library) -> list[object]:
            raise SessionError("disk.permission", where=str(house.sessions), next_step="choose_folder")

        monkeypatch.setattr(Library, "files", locked)
    async with house.home(LARGE) as room:
        said = {"file": "this is a file, not a folder", "loop": "in a circle", "locked": "permission denied"}[why]
        assert said in " ".join(room.screenshot.split()).casefold()
        assert "No sessions yet" not in room.screenshot
        # Commands that need the folder report it, too, and the program goes on.
        await room.press("u")
        await room.press("b")
        await look(room)
        assert room.app.is_running


@pytest.mark.fault("R13")
@pytest.mark.parametrize("name", ["night-trolley (Ada's conflicted copy).toml", "night-trolley (1).toml"])
async def test_home_tells_a_conflict_copy_from_the_original(house: House, name: str) -> None:
    house.sessions.mkdir(parents=True)
    for file in ("night-trolley.toml", name):
        shutil.copy(EXAMPLES / "night-trolley.toml", house.sessions / file)
    house.examples = None
    async with house.home(LARGE) as room:
        assert {row[1] for row in room.home_rows} == {f"conflict copy: {name}", "night-trolley.toml"}


@pytest.mark.fault("R19")
@pytest.mark.parametrize(("title", "typed"), [("Köln Café", "ko\u0308ln"), ("Ko\u0308ln Cafe\u0301", "CAFÉ")])
async def test_the_filter_finds_letters_however_they_are_composed(house: House, title: str, typed: str) -> None:
    house.add(title)
    house.add("Other")
    async with house.home() as room:
        await room.press("slash")
        await room.paste(typed)
        assert len(room.row_texts) == 1


@pytest.mark.fault("XI1")
@pytest.mark.fault("XI2")
async def test_a_hostile_workbook_and_hostile_names_in_the_program(house: House) -> None:
    house.sessions.mkdir(parents=True)
    (house.sessions / f"book{NAME}.toml").write_text(marked_workbook(), newline="")
    path = house.sessions / f"trolley{NAME}.toml"
    path.write_text(marked_session(f"book{NAME}.toml"), newline="")
    async with house.home(LARGE) as room:
        await look(room)
        await room.press("down")
        await look(room)
    async with house.room(path, LARGE) as room:
        for slot in [slot.id for slot in room.stage.outlook.slots]:
            await room.look_at(slot)
            await look(room)
        for letter in "v":
            await room.menu(letter)
            await look(room)
            await room.press("escape")
        for key in ("f8", "f1", "ctrl+g"):
            await room.press(key)
            await look(room)
            await room.press("escape")
        room.app.host.notify(f"{path} cannot be saved", title="Not saved")
        await look(room)
        await asyncio.to_thread(room.app.sessions.flush, 10)
        said = room.app.sessions.farewell()
    assert said.startswith("Saved in")
    assert "\n" not in said


@pytest.mark.fault("XM1")
async def test_a_session_that_was_not_saved_is_reported_at_the_end_and_in_the_status(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = house.add("First"), house.add("Second")
    async with house.home() as room:
        room.app.host.show(first)
        await room.until(lambda: room.app.desk)
        await room.settle()
        desk = room.app.desk
        assert desk

        async def unsaved(_seconds: float = 5) -> bool:
            return False

        with monkeypatch.context() as broken:
            broken.setattr(desk, "close", unsaved)
            await room.app.sessions.close()
        await desk.close()
        room.app.host.show(second)
        await room.until(lambda: room.app.desk and room.app.desk is not desk)
        await room.settle()
        assert not await asyncio.to_thread(room.app.sessions.flush, 10)
        lines = room.app.sessions.farewell().splitlines()
    assert lines[0].startswith(f"NOT SAVED in {first}")
    assert lines[1] == f"Saved in {second}"
