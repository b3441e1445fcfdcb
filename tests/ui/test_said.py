"""Tests of the texts on the screens: no raw ids, nothing out of date, no overlapping lines."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from tests.ui.driver import EXAMPLES, LARGE, House, built_in, text_of
from textual.content import Content

from wbtui.core.text import spelled_out
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.ui.commands.keys import HOME, WORKSHOP
from wbtui.ui.widgets.long_text import LongText
from wbtui.wording.times import duration


@pytest.mark.fault("S2")
async def test_the_help_of_home_is_about_home(house: House) -> None:
    async with house.home() as room:
        await room.press("f1")
        text = text_of(room.screen.query_one(LongText))
        assert "^g" not in text
        assert "Choose a session" in text
        for command in HOME:
            (line,) = [line for line in text.split("\n") if line.endswith(f"  {command.title}")]
            assert line.split("  ")[0:-1][-1].strip() == command.key_label
    async with house.room() as inside:
        await inside.press("f1")
        text = text_of(inside.screen.query_one(LongText))
        for each in WORKSHOP:
            pattern = rf"(?m)^ *{re.escape(each.key_label)} +\^g {re.escape(each.letter)} +"
            assert re.search(pattern + re.escape(each.title), text)


@pytest.mark.fault("S7")
async def test_home_shows_titles_of_stages_and_not_their_ids(house: House) -> None:
    path = house.add("Alpha", at="press_release")
    house.library.pivot(path, "Beta", WorkbookLibrary(house.workbooks), house.now + timedelta(minutes=1))
    async with house.home(LARGE) as room:
        assert {row[2] for row in room.home_rows} <= {"Press release", "Welcome", "Customer"}
        await room.press("down")
        await room.until(lambda: re.search("Pivot of +Alpha\n", room.summary))
        await room.press("e")
        assert all(row[1][0].isupper() and "_" not in row[1] for row in room.row_texts)
        assert len(room.row_texts) == 3


@pytest.mark.fault("S7")
@pytest.mark.parametrize(
    ("id_", "want"), [("press_release", "Press release"), ("faq", "Faq"), ("_a__b_", "A b"), ("", "")]
)
def test_an_id_is_spelled_out(id_: str, want: str) -> None:
    assert spelled_out(id_) == want


@pytest.mark.fault("S10")
@pytest.mark.slow
async def test_no_row_of_the_summary_wraps(house: House) -> None:
    spans = (11 * 60, 59 * 60, 3 * 3600 + 123, 20 * 3600)
    for number, seconds in enumerate(spans):
        path = house.library.duplicate(EXAMPLES / "night-trolley.toml", str, house.now)
        session = codec.read(path.read_bytes()).session
        clock = replace(session.clock, spent=dict.fromkeys([stage.id for stage in built_in().stages], seconds))
        updated = house.now - timedelta(days=number)
        path.write_text(codec.render(replace(session, clock=clock, updated=updated)).text, encoding="utf-8")
    async with house.home() as room:
        for size in ((80, 24), (84, 30), (100, 30), (120, 40), (60, 20)):
            await room.pilot.resize_terminal(*size)
            for number, seconds in enumerate(spans):
                await room.press("down" if number else "home")
                await room.until(partial(lambda shown: shown in room.summary, f"  {duration(seconds)}"))
                await room.settle()
                width = room.screen.query_one("#summary Static").content_size.width
                rows = [line for line in room.summary.split("\n") if "/" in line and duration(seconds) in line]
                assert len(rows) >= 7
                assert max(Content(row).cell_length for row in rows) <= width, (size, seconds)


@pytest.mark.fault("NA16")
def test_no_general_prompt_speaks_of_an_example() -> None:
    words = ("stall", "trolley", "trailer", "bread", "care home")
    for stage in built_in().stages:
        parts = [part for field in stage.fields for part in (field, *field.fields)]
        for field in parts:
            text = f"{field.label} {field.prompt} {field.unit}".casefold()
            assert not [word for word in words if word in text], field.id
