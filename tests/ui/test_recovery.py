"""Tests of sessions whose file is damaged, truncated, missing or of a newer format."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.hostile import HOSTILE
from tests.ui.driver import House, Room, other_program
from tests.ui.test_hostile_text import look
from textual.widgets import Button, Static

from wbtui.core.errors import SaveError
from wbtui.core.text import clean, clean_line
from wbtui.storage.disk import atomic_file
from wbtui.storage.disk.fingerprint import Fingerprint
from wbtui.storage.state import State
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.file_picker import FilePicker
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.restore import RestoreDialog
from wbtui.ui.screens.stage import StageScreen

WORDS = "Parents at night"
Damage = Callable[[bytes], bytes]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "cut off": (
        lambda data: data[: data.index(b"at night")],
        "the end of the file: a quote is not closed",
    ),
    "a merge": (
        lambda data: data.replace(b"[stages.", b"<<<<<<< HEAD\n=======\n>>>>>>> other\n[stages.", 1),
        "a merge was left unresolved",
    ),
    "a merge in a text": (
        lambda data: data.replace(b"Parents at night", b"\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"),
        "a merge was left unresolved",
    ),
    "not UTF-8": (lambda data: data.replace(b"night", b"n\xefght"), "is not UTF-8 text"),
    "a key twice": (
        lambda data: data.replace(b"title =", b'title = ""\ntitle =', 1),
        "this name appears twice",
    ),
    "a table twice": (
        lambda data: data.replace(b"[stages.customer]", b"[stages.customer]\n[stages.customer]"),
        "[stages.customer] appears twice",
    ),
    "a wrong type": (lambda data: data.replace(b'title = "Pocket Clinic"', b"title = 5"), "title must be text"),
    "no text": (lambda _data: bytes(range(256)) * 40, "damaged by a power cut"),
    "empty": (lambda _data: b"", "the file is empty"),
    "nested": (lambda data: data + b"x = " + b"[" * 100_000, "too many brackets"),
    "9 MB": (lambda data: data + b"# x\n" * 2_300_000, "the file is too large"),
    "9 MB of nothing": (lambda _data: b"x" * 9_000_000, "the file is too large"),
    "no session": (lambda _data: b"[project]\nname = 1\n", "so this is not a session"),
}


async def written(house: House, text: str = WORDS) -> Path:
    """Return the path of a closed session with one answer."""
    return await asyncio.to_thread(house.write, house.add("Pocket Clinic"), text)


async def offered(room: Room) -> str:
    """Return the text of the offer, once it has found a version."""
    await room.until(lambda: isinstance(room.screen, RestoreDialog))
    await room.settle()
    await room.until(lambda: all(worker.is_finished for worker in room.app.workers if worker.node is room.screen))
    await room.settle()
    parts = [static for static in room.screen.query(Static) if static.display]
    assert room.sees(str(parts[0].content)[:20])
    return " ".join(" ".join(str(part.content) for part in parts).split())


async def opened(room: Room) -> None:
    await room.until(lambda: isinstance(room.screen, StageScreen))
    await room.settle()


def files(house: House) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in house.sessions.iterdir() if not path.name.endswith(".lock")}


@pytest.mark.parametrize("name", DAMAGES)
async def test_a_version_is_offered_for_a_damaged_file(house: House, name: str) -> None:
    damage, said = DAMAGES[name]
    path = await written(house)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    async with house.home() as room:
        assert said.casefold() in room.summary.casefold()
        assert "Enter finds the last readable version" in room.summary
        await room.press("enter")
        text = await offered(room)
        assert f"{path.name} cannot be read" in text
        assert said.casefold() in text.casefold()
        assert "09:00 (just now), kept when the session was closed: 1 answer." in text
        assert "stays in the same folder" in text
        await room.press("enter")
        await opened(room)
        assert room.answer("customer.who") == WORDS
        broken = "pocket-clinic.broken-20261123-090000.toml"
        assert room.toasts == [f"The unreadable file is now {broken}."]
        await room.press("ctrl+q")
        assert room.titles == ["Pocket Clinic"]
    assert files(house)[broken] == damaged


async def test_a_version_that_is_not_wanted_changes_no_file(house: House) -> None:
    path = await written(house)
    path.write_bytes(damaged := path.read_bytes()[:-40])
    async with house.home() as room:
        for _ in range(2):
            await room.press("enter")
            await offered(room)
            await room.press("escape")
            assert isinstance(room.screen, HomeScreen)
            assert files(house) == {path.name: damaged}


async def test_a_damaged_file_from_the_command_line_is_offered(house: House) -> None:
    async with house.room() as room:
        await room.type(WORDS)
        await room.press("ctrl+q")
    path = room.path
    path.write_bytes(b"[")
    async with house.room(path) as room:
        text = await offered(room)
        assert "Line 1" in text
        await room.press("o", "escape")
        assert isinstance(room.screen, HomeScreen)
        await room.press("enter")
        await offered(room)
        await room.click("Open this version")
        await opened(room)
        assert room.answer("customer.who") == WORDS
        await room.press("ctrl+q")
    assert room.app.return_code == 0


async def test_an_older_version_with_changes_from_the_journal(house: House) -> None:
    async with house.room() as room:
        await room.type("first")
        await room.saved()
        house.later(minutes=2)
        room.desk.handle.keep_version(room.session, "lunch")
        await room.type(" and second")
        await room.saved()
        async with room.crash():
            path = room.path
    house.later(hours=26)
    path.write_bytes(b"<<<<<<< a\n=======\n>>>>>>> b\n")
    async with house.home() as room:
        await room.press("enter")
        text = await offered(room)
        assert "The newest readable version is from yesterday 09:02 (1 d ago), kept as “lunch”" in text
        assert "1 answer, with 1 change from the journal" in text
        await room.press("o")
        text = await offered(room)
        assert "An older version is from yesterday 09:00" in text
        await room.press("o")
        assert "The newest readable version" in await offered(room)
        await room.press("y")
        await opened(room)
        assert room.answer("customer.who") == "first and second"


async def test_without_a_version_the_offer_names_the_next_step(house: House) -> None:
    house.sessions.mkdir(parents=True)
    path = house.sessions / "[Q3] theirs.toml"
    path.write_text("title = \n")
    async with house.home() as room:
        await room.press("enter")
        text = await offered(room)
        assert "There is no version of this session on this computer. Fix it in an editor; until then" in text
        assert "Line 1: the value after = is not valid" in text
        assert "[Q3] theirs.toml" in text
        assert not room.screen.query_one("#take", Button).display
        await room.press("o", "y")
        assert isinstance(room.screen, RestoreDialog)
        await room.press("enter")
        assert isinstance(room.screen, HomeScreen)
        path.write_text("<<<<<<< a\n=======\n>>>>>>> b\n")
        await room.press("enter")
        assert "Choose a side in an editor and remove the markers; until then" in await offered(room)
    assert path.read_text() == "<<<<<<< a\n=======\n>>>>>>> b\n"


async def test_a_fast_second_enter_opens_no_second_offer(house: House) -> None:
    path = await written(house)
    path.write_bytes(b"[")
    async with house.home() as room:
        await room.press("enter", "enter", "enter")
        await room.until(lambda: len(room.app.screen_stack) > 1)
        await room.settle()
        assert sum(isinstance(screen, RestoreDialog) for screen in room.app.screen_stack) <= 1
        await room.press("escape")
        await room.until(lambda: not isinstance(room.screen, RestoreDialog))
    assert len(list(house.sessions.glob("*.broken-*"))) <= 1


async def test_a_file_open_in_another_program_is_not_replaced(house: House) -> None:
    path = await written(house)
    holder = other_program(house, path)
    path.write_bytes(b"[")
    try:
        async with house.home() as room:
            await room.press("enter")
            await offered(room)
            await room.press("enter")
            await room.until(lambda: room.toasts)
            assert "is editing" in room.toasts[0]
            assert isinstance(room.screen, HomeScreen)
    finally:
        await asyncio.to_thread(holder.handle.close)
    assert path.read_bytes() == b"["


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_file_without_read_permission_is_not_called_damaged(house: House) -> None:
    path = await written(house)
    path.chmod(0)
    async with house.home() as room:
        await room.press("enter")
        assert "permission denied" in room.toasts[0]


async def test_a_whole_version_is_offered_for_a_truncated_file_that_still_parses(house: House) -> None:
    async with house.room() as room:
        for name in ("who", "situation", "today"):
            await room.write(name, f"{name} is said")
        await room.press("ctrl+q")
    path = room.path
    whole = path.read_text()
    cut = whole[: whole.index("situation =")]
    path.write_text(cut)
    async with house.home() as room:
        assert "The last line of the file is missing" in room.summary
        await room.press("enter")
        text = await offered(room)
        assert "pocket-clinic.toml may be incomplete" in text
        assert "3 answers." in text
        await room.press("escape")
        assert isinstance(room.screen, StageScreen)
        assert room.answer("customer.situation") == ""
        await room.press("ctrl+q")
        assert path.read_text() == cut
        await room.press("enter")
        await offered(room)
        await room.press("enter")
        await room.until(lambda: room.app.desk and room.answer("customer.today"))
        await room.settle()
        assert room.field("situation").text.strip() == "situation is said"
        await room.saved()
    assert path.read_text().partition("[stages")[2] == whole.partition("[stages")[2]
    kept = [version.read_text() for version in State(house.state, path).versions.iterdir()]
    assert cut in kept


async def test_no_offer_if_only_the_end_mark_is_missing(house: House) -> None:
    path = await written(house)
    path.write_text(path.read_text().partition("# end")[0])
    async with house.room(path) as room:
        await room.until(lambda: room.toasts)
        await asyncio.sleep(0.1)
        await room.settle()
        assert isinstance(room.screen, StageScreen)


async def test_a_newer_format_is_read_only_and_can_be_exported(house: House) -> None:
    path = await written(house)
    text = path.read_text().replace("format = 1", "format = 9") + "[future]\nx = 1\n"
    path.write_text(text)
    async with house.home() as room:
        assert room.titles[0] == "Pocket Clinic"
        assert "Read-only: the file was written by a newer version of wbtui (format 9)." in room.summary
        assert "1/" in room.summary
        await room.press("x", "enter")
        await room.until(lambda: room.toasts)
        assert WORDS in (house.sessions / "pocket-clinic.md").read_text()
        await room.press("enter")
        await opened(room)
        assert room.header.right.startswith(
            "READ-ONLY · the file was written by a newer version of wbtui (format 9)"
        )
        assert room.field("who").text.strip() == WORDS
        await room.type("x")
        assert await room.refused("O") == (
            "This session cannot be edited: the file was written by a newer version of wbtui (format 9)."
        )
        path.write_text(text.replace("Parents", "Nurses"))
        await room.until(lambda: "Nurses" in room.answer("customer.who"))
        await room.press("ctrl+q")
    assert path.read_text() == text.replace("Parents", "Nurses")


# Missing files


async def gone(house: House, *titles: str) -> list[Path]:
    """Write sessions, delete their files outside the program, and return the paths."""
    paths = []
    for title in titles:
        path = await asyncio.to_thread(house.write, house.add(title), f"of {title}")
        path.unlink()
        paths.append(path)
    return paths


def line_about_lost(room: Room) -> str:
    """Return the line of home about missing files; empty if it is hidden."""
    line = next((s for s in room.app.screen_stack if isinstance(s, HomeScreen)), room.screen).query_one(
        "#lost", Static
    )
    return str(line.content) if line.display else ""


async def test_a_session_whose_file_is_missing_is_restored(house: House) -> None:
    (path,) = await gone(house, "Night bus")
    async with house.home() as room:
        await room.until(lambda: line_about_lost(room))
        assert line_about_lost(room) == "b Recover a missing session"
        await room.press("b")
        text = await offered(room)
        assert "Night bus is missing" in text
        assert str(path)[-30:] in text.replace(" ", "")
        await room.press("escape")
        assert not path.exists()
        await room.press("b")
        await offered(room)
        await room.press("enter")
        await opened(room)
        assert room.answer("customer.who") == "of Night bus"
        assert room.path == path
        await room.press("ctrl+q")
        await room.until(lambda: not line_about_lost(room))
        assert room.titles == ["Night bus"]


async def test_one_of_several_missing_sessions_is_chosen(house: House) -> None:
    await gone(house, "Alpha", "Beta")
    house.add("Gamma")
    async with house.home() as room:
        await room.until(lambda: line_about_lost(room).startswith("b Recover 2 missing sessions"))
        await room.press("b")
        await room.until(lambda: isinstance(room.screen, FilePicker))
        await room.settle()
        titles = room.titles
        assert sorted(titles) == ["Alpha", "Beta"]
        await room.press(*["down"] * titles.index("Alpha"), "enter")
        assert "Alpha is missing" in await offered(room)
        await room.press("y")
        await opened(room)
        assert room.answer("customer.who") == "of Alpha"


async def test_deliberately_removed_sessions_are_not_offered(house: House) -> None:
    """Neither trashed, renamed and empty sessions nor long deleted ones are offered."""
    trashed, renamed = await written(house), house.add("Renamed")
    async with house.room(renamed) as room:
        await room.type("x")
        await room.press("ctrl+q")
    house.add("Only looked at").unlink()
    async with house.home() as room:
        await room.press(*["down"] * room.titles.index("Pocket Clinic"), "delete")
        assert not trashed.exists()
        renamed.rename(house.sessions / "other name.toml")
        await room.press("b")
        await room.until(lambda: room.toasts[1:])
        assert room.toasts[-1] == "No session is missing from this folder."
        assert line_about_lost(room) == ""


async def test_home_stops_mentioning_a_missing_session_after_a_month(house: House) -> None:
    await gone(house, "Night bus")
    house.now += timedelta(days=31)
    async with house.home() as room:
        await room.press("b")
        await offered(room)
        await room.press("escape")
        assert line_about_lost(room) == ""


async def test_a_file_deleted_while_home_lists_it(house: House) -> None:
    path = await written(house)
    async with house.home() as room:
        path.unlink()
        await room.press("enter")
        assert "is missing" in await offered(room)
        await room.press("enter")
        await opened(room)
        assert room.answer("customer.who") == WORDS


# Not saved


@pytest.mark.parametrize("journal", [True, False])
async def test_unsaved_work_is_offered_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch, journal: bool
) -> None:
    path = await written(house, "saved")

    def failing(*_arguments: object, **_options: object) -> Fingerprint:
        raise SaveError("disk.full")

    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "write", failing)
        async with house.room(path) as room:
            await room.press("ctrl+end")
            await room.type(", only here")
            await room.press("ctrl+q")
            await room.until(lambda: isinstance(room.screen, Confirm))
            await room.press("y")
    state = State(house.state, path)
    assert state.rescue.exists()
    if not journal:
        for generation in state.folder.glob("journal-*"):
            generation.unlink()
    async with house.home() as room:
        assert room.home_rows[0][1] == "not all saved"
        assert "Open the session to recover it." in room.summary
        await room.press("enter")
        if journal:
            await opened(room)
            assert any(toast.startswith("Recovered 1 change") for toast in room.toasts)
        else:
            said = await offered(room)
            assert room.answer("customer.who").strip() == "saved"
            assert "could not be saved last time" in said
            assert "kept because the file could not be saved: 1 answer." in said
            await room.press("enter")
            await room.until(lambda: room.screen is room.stage)
            await room.settle()
        assert room.answer("customer.who").strip() == "saved, only here"
        await room.type("x")
        await room.saved()
        await room.press("ctrl+q")
        assert room.home_rows[0][1] != "not all saved"


async def test_a_failure_of_both_file_and_journal_is_reported(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the file nor the journal can be written."""
    async with house.room() as room:
        journal = room.desk.handle._writer.journal
        assert journal

        def failing(*_arguments: object, **_options: object) -> Fingerprint:
            raise SaveError("disk.full")

        def full(_data: bytes) -> None:
            raise OSError(28, "full")

        with monkeypatch.context() as broken:
            broken.setattr(journal, "_append", full)
            await room.type("a")
            await room.saved()
            await room.until(lambda: room.header.right.startswith("saved"))
            broken.setattr(atomic_file, "write", failing)
            await room.type("b")
            await room.until(lambda: room.header.alarm)
            assert room.header.right == "NOT SAVED · only on this screen · the disk is full · ^g ! fix"
            await room.press("ctrl+q")
            await room.until(lambda: room.screen is not room.stage)
            await room.settle()
            assert room.sees("nowhere else")
            await room.press("n")
        await room.press("ctrl+s")
        await room.until(lambda: not room.header.alarm)
        assert room.answer("customer.who") == "ab"


async def test_hostile_names_and_titles_are_cleaned_in_recovery(house: House) -> None:
    """Names of unreadable files and titles of missing sessions are cleaned."""
    (house.sessions).mkdir(parents=True)
    hostile = [text for text in HOSTILE if len(text) < 100]
    for n, text in enumerate(hostile):
        name = clean_line(text).replace("/", "-")
        (house.sessions / f"{n} {name}.toml").write_text(f'title = "{clean(text)}')
    lost = await gone(house, *[clean_line(text) for text in hostile[:4]])
    async with house.home() as room:
        for _ in range(room.rows.count):
            await look(room)
            await room.press("enter")
            await offered(room)
            await look(room)
            await room.press("escape", "down")
        await room.press("b")
        await room.until(lambda: isinstance(room.screen, FilePicker))
        await room.settle()
        assert room.rows.count == len(lost)
        await look(room)
        await room.press("enter")
        await offered(room)
        await look(room)
