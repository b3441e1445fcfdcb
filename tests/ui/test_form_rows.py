"""Tests of the rows of a form: short fields beside their label, signs, and the fields below the edge."""

from __future__ import annotations

import re

import pytest
from tests.ui import tour
from tests.ui.driver import LARGE, SMALL, House, Room

WIDTHS = (80, 100, 120, 200)


def row_of(rows: list[str], text: str) -> int:
    """Return the number of the row in which a text is."""
    return next(y for y, line in enumerate(rows) if text in line)


def row_with(room: Room, text: str) -> str:
    return next(line for line in room.shown() if text in line)


async def test_a_short_field_stands_on_the_row_of_its_label(house: House) -> None:
    """The hint is whole, the problem is beside the field, and the state is a sign."""
    async with house.room(at="press_release", size=LARGE) as room:
        rows = room.shown()
        city, date = (row_of(rows, f"○ {label} ") for label in ("City", "Launch date"))
        assert date == city + 1
        assert rows[city].index("▌") == rows[date].index("▌")
        assert "[Where do the first customers live?]" in rows[city]
        assert "[On which day is this in the paper?]" in rows[date]
        await room.into("city")
        await room.type("Bolzano")
        assert "▶ City " in row_with(room, "Bolzano")
        await room.press("tab", *"soon")
        assert "✓ City " in row_with(room, "Bolzano")
        assert "Write a date, e.g. 2027-03-31" in row_with(room, "soon")
        await room.press("tab")
        assert "! Launch date " in row_with(room, "soon")
        assert [line for line in room.shown()[city : city + 2] if "▌" in line] == room.shown()[city : city + 2]


async def test_a_short_field_keeps_all_of_a_long_text(house: House) -> None:
    async with house.room(at="press_release", size=LARGE) as room:
        await room.into("city")
        await room.paste("Llanfairpwllgwyngyllgogerychwyrndrobwll and a few other towns of the county")
        rows = room.shown()
        at, date = row_of(rows, "▶ City "), row_of(rows, "○ Launch date ")
        assert date - at == 3
        assert rows[at][: rows[at].index(" over")].endswith(" 5")
        assert "county" in "".join(rows[at:date])


@pytest.mark.parametrize("size", [(width, 40) for width in WIDTHS])
async def test_a_label_and_its_count_are_near_each_other(house: House, size: tuple[int, int]) -> None:
    async with house.room(tour.furnish(house), size, at="press_release") as room:
        await room.look_at("press_release")
        found = 0
        for line in room.shown():
            if match := re.search(r"[▶✓○] ([A-Z][^▌▶✓○]*[0-9]+/[0-9]+ words)", line):
                found += 1
                assert len(match[1]) <= 84 + 2
        assert found >= 5


async def test_fields_below_the_visible_ones_are_counted_and_named(house: House) -> None:
    async with house.room(at="press_release") as room:
        labels = [item.field.label for item in room.stage.form.items] if room.stage.form else []
        sign = row_with(room, " more: ")
        hidden = int(sign.split()[1])
        assert sign.startswith(f"  + {hidden} more: {labels[-hidden]}, ")
        assert sign.rstrip().endswith("↓ F7")
        seen = [label for label in labels if any(re.search(f"[▶○] {label} ", line) for line in room.shown())]
        assert seen == labels[:-hidden]
        await room.click(" more: ")
        await room.until(lambda: not room.sees(sign))
        assert 0 < int(row_with(room, "↓ F7").split()[1]) < hidden
        await room.into("call_to_action")
        await room.until(lambda: not room.sees("↓ F7"))


async def test_at_80_columns_most_rows_of_the_form_are_text(house: House) -> None:
    async with house.room(tour.furnish(house), SMALL) as room:
        await room.look_at("press_release")
        rows = [line for line in room.shown()[3:-6] if "▌" in line]
        assert len(rows) >= 7
        assert sum(len(line.partition("▌")[2].strip()) for line in rows) >= 420
