"""Two programs in two real terminals with one file, which changes hands and survives a kill."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from tests.e2e.test_workshop import Room

pytestmark = pytest.mark.terminal

WIDE = (160, 30)


@pytest.mark.slow
def test_a_session_changes_hands_twice(tmp_path: Path) -> None:
    room = Room(tmp_path)
    with room.terminal("new", "Linen at night", size=WIDE) as first:
        first.wait_for("Welcome")
        first.press("ctrl+g")
        first.send("1")
        first.wait_for("Their situation")
        first.send("Ten care homes")
        first.wait_for(lambda: "saved" in first.screen[0])
        with room.terminal("open", str(room.file), size=WIDE) as second:
            second.wait_for("READ-ONLY")
            second.press("ctrl+g")
            second.send("1")
            second.wait_for("Ten care homes")
            first.send(" in Leeds")
            second.wait_for("Ten care homes in Leeds")
            second.send("ignored")
            second.press("ctrl+g")
            second.send("O")
            second.wait_for("waiting up to")
            first.wait_for("wants to edit · ^g G hand over")
            first.press("ctrl+g")
            first.send("G")
            first.wait_for("Hand over?")
            first.send("y")
            second.wait_for("You are editing now")
            first.wait_for("READ-ONLY")
            first.send("ignored too")
            second.press("ctrl+end")
            second.send(", LAST WORDS")
            first.wait_for("Ten care homes in Leeds, LAST WORDS")
            second.send(" UNSAVED")
            second.wait_for("WORDS UNSAVED")
            second.signal(signal.SIGKILL)
            second.wait_exit()
        first.press("ctrl+g")
        first.send("O")
        first.wait_for("You are editing now")
        first.wait_for("Ten care homes in Leeds, LAST WORDS UNSAVED")
        first.press("ctrl+end")
        first.send("!")
        first.wait_for(lambda: "saved" in first.screen[0])
        first.press("ctrl+q")
        assert first.wait_exit() == 0
    assert room.read()["stages"]["customer"]["who"].strip() == "Ten care homes in Leeds, LAST WORDS UNSAVED!"
    assert [path.name for path in room.sessions.iterdir()] == [room.file.name]


def test_a_damaged_file_is_restored_from_the_shell(tmp_path: Path) -> None:
    room = Room(tmp_path)
    with room.terminal("new", "Linen at night", size=WIDE) as first:
        first.wait_for("Welcome")
        first.press("ctrl+g")
        first.send("1")
        first.wait_for("Their situation")
        first.send("Ten care homes")
        first.wait_for(lambda: "saved" in first.screen[0])
        first.press("ctrl+q")
        assert first.wait_exit() == 0
    file = room.file
    damaged = file.read_bytes() + b"# x\n" * 25_000_000
    file.write_bytes(damaged)
    with room.terminal("open", "linen-at-night") as again:
        again.wait_for("The file is too large")
        again.wait_for("Open this version")
        again.press("enter")
        again.wait_for("Ten care homes")
        again.press("ctrl+q")
        assert again.wait_exit() == 0
    (broken,) = room.sessions.glob("*.broken-*.toml")
    assert broken.stat().st_size == len(damaged)
    assert file.stat().st_size < 10_000
