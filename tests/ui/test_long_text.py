"""Tests of a long text, which is laid out piecemeal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.ui.driver import BOTH, EXAMPLES, LARGE, PATIENCE_SECONDS, House, Room
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget

from wbtui.core.change import InsertEntry, SetAnswer
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.ui.widgets import long_text
from wbtui.ui.widgets.document_view import DocumentView
from wbtui.ui.widgets.long_text import LongText, Paragraphs

LAST = "the last line"
QUESTIONS = Place("customer_faq", "questions")
AT_ONCE, ONE_PIECE = 1e9, -1.0
"""Time slices in seconds: one that lays out everything in one turn, and one for a single piece per turn."""
SIZES = st.tuples(st.integers(1, 130), st.integers(1, 50))


class Reader(App[None]):
    CSS = "* { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; } LongText { height: 1fr; }"

    def __init__(self, paragraphs: Iterable[str]) -> None:
        super().__init__()
        self.animation_level = "none"
        self.shown = LongText(Paragraphs(map(Content, paragraphs)))

    def compose(self) -> ComposeResult:
        yield self.shown


@asynccontextmanager
async def reader(paragraphs: list[str], size: tuple[int, int]) -> AsyncIterator[tuple[LongText, Pilot[None]]]:
    app = Reader(paragraphs)
    async with app.run_test(size=size) as pilot:
        yield app.shown, pilot


async def at_rest(shown: LongText) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not shown.complete or shown.virtual_size.height != shown.laid_out:
        assert time.monotonic() < deadline, f"{shown.laid_out} rows laid out, and nobody goes on"
        await asyncio.sleep(0.002)


async def of_size(shown: LongText, size: tuple[int, int]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while shown.size != size:
        assert time.monotonic() < deadline, f"not {size}, but {shown.size}"
        await asyncio.sleep(0.001)


def rows_at(paragraphs: list[str], width: int) -> int:
    return sum(len(Content(paragraph).wrap(width)) for paragraph in paragraphs)


@pytest.mark.fault("R1")
@pytest.mark.parametrize("seconds", [AT_ONCE, ONE_PIECE])
def test_a_text_is_all_laid_out_after_any_sequence_of_sizes(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_text, "SLICE_SECONDS", seconds)
    monkeypatch.setattr(long_text, "PAUSE_SECONDS", 0.001)

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.lists(SIZES, min_size=1, max_size=5))
    @example([20] * 40, [(80, 24), (79, 24), (80, 24)])
    @example([9] * 24, [(80, 24)])
    @example([3] * 60, [(1, 1), (300, 100), (3, 50), (80, 24)])
    def law(lengths: list[int], sizes: list[tuple[int, int]]) -> None:
        asyncio.run(laid_out(["word " * length for length in lengths] + [LAST], sizes))

    law()


async def laid_out(paragraphs: list[str], sizes: list[tuple[int, int]]) -> None:
    async with reader(paragraphs, sizes[0]) as (shown, pilot):
        for size in sizes:
            shown.styles.width, shown.styles.height = size
            await of_size(shown, size)
        # The size is known before the message about it is handled.
        await pilot.pause(0)
        await at_rest(shown)
        assert shown.laid_out == rows_at(paragraphs, max(1, sizes[-1][0] - 2))
        shown.action_scroll_end()
        await pilot.pause(0)
        last_row = shown.scroll_offset.y + shown.size.height - 1
        assert last_row >= shown.laid_out - 1
        assert shown.render_line(shown.laid_out - 1 - shown.scroll_offset.y).text.strip() in LAST


@pytest.mark.fault("R1")
@pytest.mark.parametrize("seconds", [AT_ONCE, ONE_PIECE])
async def test_a_text_that_just_fills_the_window_shows_its_last_line(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scroll bar comes with the end of the layout, and must not undo it."""
    monkeypatch.setattr(long_text, "SLICE_SECONDS", seconds)
    for amount in (22, 23, 24, 25, 48):
        async with reader(["a" * 79] * amount + [LAST], (80, 24)) as (shown, pilot):
            await at_rest(shown)
            await pilot.press("end")
            await pilot.pause()
            assert shown.render_line(shown.laid_out - 1 - shown.scroll_offset.y).text.strip() == LAST


async def short_document(room: Room) -> None:
    """Write a headline, three paragraphs of 40 to 60 words and twelve questions of two rows."""
    release = {"headline": 1, "summary": 40, "problem": 60, "solution": 50}
    answers = [SetAnswer(Place("press_release", name), "Word " * words) for name, words in release.items()]
    entries = [Entry(f"q{n}", {"question": f"Why {n}?", "answer": "Because of the rain. " * 6}) for n in range(12)]
    room.workshop.edit(*answers, *(InsertEntry(QUESTIONS.at(entry=entry.id), entry, "") for entry in entries))
    last = Entry("last", {"question": "And then?", "answer": LAST})
    room.workshop.edit(InsertEntry(QUESTIONS.at(entry=last.id), last, entries[0].id))


@pytest.mark.fault("R1")
@pytest.mark.parametrize("seconds", [AT_ONCE, ONE_PIECE])
async def test_a_short_document_is_previewed_to_its_last_line(
    house: House, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_text, "SLICE_SECONDS", seconds)
    async with house.room() as room:
        await short_document(room)
        for size in ((80, 24), (100, 30), (120, 36), (120, 40), (160, 45)):
            await room.pilot.resize_terminal(*size)
            # Do not wait: the end is not laid out yet, perhaps not even read.
            await room.press("f8", "end")
            await room.until(lambda: room.sees(LAST))
            await room.press("escape")
            assert not room.sees(LAST), size


async def test_a_key_after_end_keeps_the_preview_from_scrolling_down_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_text, "SLICE_SECONDS", ONE_PIECE)
    async with house.room() as room:
        await short_document(room)
        room.wait("f8", "end", "home")
        await room.settle()
        shown = room.screen.query_one(LongText)
        await room.until(lambda: isinstance(shown.pieces, DocumentView) and shown.complete)
        await room.settle()
        assert shown.scroll_offset.y == 0


# The scroll bar


def bars(room: Room) -> list[tuple[int, int]]:
    """Return the cells of all visible scroll bars."""
    found = []
    for widget in room.screen.walk_children(Widget):
        if widget.show_vertical_scrollbar and (bar := widget.vertical_scrollbar).is_on_screen:
            region = bar.region.intersection(room.screen.region)
            cells = [(region.x, y) for y in range(region.y, region.bottom)]
            found += [(x, y) for x, y in cells if room.screen.get_widget_at(x, y)[0] is bar]
    return found


def touched(room: Room) -> list[str]:
    """Return each row with a character that touches a scroll bar, up to the bar."""
    lines = room.shown()
    before = [Content(lines[y]).truncate(x).plain for x, y in bars(room)]
    return [line for line in before if not line.endswith(" ")]


@pytest.mark.fault("S9")
@pytest.mark.parametrize("size", BOTH)
async def test_no_text_touches_a_scroll_bar_of_a_stage(house: House, size: tuple[int, int]) -> None:
    path = house.library.duplicate(EXAMPLES / "night-trolley.toml", str, house.now)
    async with house.room(path, size) as room:
        if size == LARGE:
            await room.press("f9", "f9")
        for slot in ("customer", "press_release", "customer_faq", "internal_faq", "decision"):
            await room.look_at(slot)
            if size[0] < 100:
                assert touched(room) == [], slot
                await room.press("f9")
            await room.until(lambda: room.stage.stand.script.show_vertical_scrollbar)
            await room.settle()
            for _ in range(6):
                assert touched(room) == [], slot
                await room.press("alt+down", "pagedown")
            if size[0] < 100:
                await room.press("f9")


@pytest.mark.fault("S9")
@pytest.mark.parametrize("size", [(80, 16), (120, 16)])
async def test_no_text_touches_a_scroll_bar_at_home(house: House, size: tuple[int, int]) -> None:
    for example_ in sorted(EXAMPLES.glob("*.toml")):
        house.library.duplicate(example_, str, house.now)
    for number in range(12):
        house.add("A title that is as long as the row is wide and longer " * 3 + str(number))
    async with house.home(size) as room:
        for opening in ([], ["f1"], ["n"]):
            await room.press(*opening)
            await room.until(lambda: bars(room))
            await room.settle()
            for _ in range(4):
                assert touched(room) == [], opening
                await room.press("alt+down", "pagedown")
            await room.press(*["escape"] * len(opening))


@pytest.mark.fault("S9")
@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 22), marks=pytest.mark.slow)])
async def test_no_text_touches_a_scroll_bar_of_what_opens(house: House, size: tuple[int, int]) -> None:
    path = house.library.duplicate(EXAMPLES / "night-trolley.toml", str, house.now)
    async with house.room(path, size) as room:
        await room.look_at("customer_faq")
        for opening in (["f8"], ["f1"], ["ctrl+r"], ["ctrl+g", "V"], ["ctrl+g", "="]):
            await room.press(*opening)
            await asyncio.sleep(0.1)
            await room.settle()
            for _ in range(4):
                assert touched(room) == [], opening
                await room.press("pagedown")
            await room.press("escape")
            assert room.screen is room.stage
