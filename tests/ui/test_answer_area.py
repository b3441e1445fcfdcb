"""Tests of the text editor: typing, pasting, showing, undo, layout."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.fake_workshop import Desk
from tests.session_edits import with_answer
from tests.storage.desk import SESSION, WORKBOOK
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key, Paste
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import TextArea

from wbtui.core.change import SetAnswer
from wbtui.core.place import Place
from wbtui.core.text import MAX_ANSWER_CHARS
from wbtui.ui.widgets.answer_area import Answer, AnswerArea
from wbtui.workshop import Batch

PLACE = Place("press_release", "summary")
FREE = ["f6", "f7", *(f"ctrl+{c}" for c in "gltonpsr"), "ctrl+pageup", "ctrl+pagedown"]


def area(text: str = "", **options: Any) -> AnswerArea:
    """Return an editor of an answer with this text."""
    desk = Desk(with_answer(SESSION, PLACE, text), WORKBOOK)
    found = WORKBOOK.find(PLACE)
    assert found
    return AnswerArea(answer=Answer(desk.workshop, found[1], PLACE), **options)


class Host(App[None]):
    """An app with one editor, which can also change its answer from elsewhere."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "AnswerArea { height: auto; border: none; padding: 0; }"
    BINDINGS = [(key, f"got('{key}')", "") for key in FREE]

    def __init__(self, area: AnswerArea) -> None:
        super().__init__()
        self.area = area
        self.seen: list[Message] = []
        self.taken: list[tuple[Place, str]] = []
        """The changed answers with their new texts."""
        self.got: list[str] = []
        if area.answer:
            area.answer.workshop.subscribe(self, self._changed)
            area.answer.workshop.subscribe(area, self._show)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.area

    def action_got(self, key: str) -> None:
        self.got.append(key)

    def _see(self, message: Message) -> None:
        self.seen.append(message)

    on_answer_area_submitted = _see
    on_answer_area_too_long = _see
    on_answer_area_leave_up = _see
    on_answer_area_leave_down = _see
    on_text_area_changed = _see

    on_answer_area_drafted = _see

    def _changed(self, batch: Batch) -> None:
        assert self.area.answer
        for change in batch.changes:
            assert isinstance(change, SetAnswer)
            self.taken.append((change.place, self.area.answer.workshop.session.text(change.place)))

    def _show(self, _batch: Batch) -> None:
        assert self.area.answer
        self.area.show(self.area.answer.text)

    def texts(self) -> list[str]:
        """The new texts of the changed answers."""
        return [text for _, text in self.taken]

    def kinds(self) -> list[type[Message]]:
        return [type(message) for message in self.seen]


@asynccontextmanager
async def hosted(area: AnswerArea, size: tuple[int, int] = (40, 10)) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host(area)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def type_text(app: Host, pilot: Pilot[None], text: str) -> None:
    for character in text:
        app.post_message(Key("character", character))
    await pilot.pause()


@pytest.mark.parametrize("text", ["a\u00a0b", "\u3000", "\u200c\u200d", "\u00ad", "\ue000", "👩\u200d🚒"])
async def test_invisible_characters_are_inserted(text: str) -> None:
    async with hosted(area()) as (app, pilot):
        await type_text(app, pilot, text)
        assert app.area.text == text


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\ud800", "\u2028"])
async def test_control_keys_insert_nothing(character: str) -> None:
    async with hosted(area()) as (app, pilot):
        app.post_message(Key("ctrl+x", character))
        await pilot.pause()
        assert app.area.text == ""


async def test_every_change_is_posted_in_order_with_its_place() -> None:
    async with hosted(area("x")) as (app, pilot):
        await pilot.press("end", "a", "b", "backspace", "enter", "c", "ctrl+z", "ctrl+y")
        # Typed within two seconds, so one act.
        assert app.texts() == ["xa", "xab", "xa", "xa\n", "xa\nc", "x", "xa\nc"]
        assert {place for place, _ in app.taken} == {PLACE}
        assert TextArea.Changed not in app.kinds()


async def test_editing_keys_in_one_burst_keep_their_order() -> None:
    """Keys reach the editor in order even in an app without our ordered input."""
    async with hosted(area()) as (app, pilot):
        for key in ["a", "b", "backspace", "c", "left", "d"]:
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert app.area.text == "adc"


@pytest.mark.parametrize("key", FREE)
async def test_keys_of_the_app_are_not_consumed(key: str) -> None:
    async with hosted(area("one\ntwo")) as (app, pilot):
        await pilot.press(key)
        assert app.got == [key]
        assert app.area.text == "one\ntwo"
        assert app.area.selection.is_empty


async def test_a_paste_is_cleaned_and_undone_in_one_step() -> None:
    async with hosted(area("ab")) as (app, pilot):
        app.area.caret = (0, 1)
        app.post_message(Paste("1\r\n\x1b[31m2\x07"))
        await pilot.pause()
        assert app.area.text == "a1\n2b"
        assert app.area.caret == (1, 1)
        await pilot.press("ctrl+z")
        assert app.area.text == "ab"


async def test_a_paste_in_the_middle_of_typing_is_an_act_of_its_own() -> None:
    async with hosted(area()) as (app, pilot):
        await pilot.press("a", "b")
        app.post_message(Paste("12"))
        await pilot.press("c", "d")
        assert app.area.text == "ab12cd"
        undone = []
        for _ in range(3):
            await pilot.press("ctrl+z")
            undone.append(app.area.text)
        assert undone == ["ab12", "ab", ""]


async def test_a_paste_replaces_the_selection() -> None:
    async with hosted(area("abc")) as (app, pilot):
        await pilot.press("shift+right", "shift+right")
        app.post_message(Paste("x"))
        await pilot.pause()
        assert app.area.text == "xc"


async def test_a_single_line_editor_never_gets_a_second_line() -> None:
    async with hosted(area("ab", single_line=True)) as (app, pilot):
        await pilot.press("end", "enter")
        assert app.kinds() == [AnswerArea.Submitted]
        app.post_message(Paste("c\nd\te"))
        await pilot.pause()
        assert app.area.text == "abc d e"
        app.copy_to_clipboard("\nf")
        await pilot.press("ctrl+v")
        assert app.area.text == "abc d e f"


async def test_a_too_long_insertion_is_refused_and_reported() -> None:
    async with hosted(area("abc", limit=5)) as (app, pilot):
        app.post_message(Paste("defg"))
        await pilot.pause()
        assert app.area.text == "abc"
        assert app.kinds() == [AnswerArea.TooLong]
        app.post_message(Paste("de"))
        await pilot.press("f", "enter", "backspace")
        assert app.area.text == "dabc"
        assert app.kinds().count(AnswerArea.TooLong) == 3


async def test_a_selection_makes_room_within_the_limit() -> None:
    async with hosted(area("abcde", limit=5)) as (app, pilot):
        await pilot.press("shift+right", "shift+right")
        app.post_message(Paste("xy"))
        await pilot.pause()
        assert app.area.text == "xycde"


async def test_the_longest_answer_can_be_pasted_and_typed_in() -> None:
    text = "word " * (MAX_ANSWER_CHARS // 5)
    async with hosted(area()) as (app, pilot):
        app.post_message(Paste(text))
        await pilot.pause()
        assert app.area.text == text
        await pilot.press("backspace", "x")
        assert app.area.text == text[:-1] + "x"


async def test_show_posts_no_edit_and_keeps_the_caret() -> None:
    async with hosted(area("one two")) as (app, pilot):
        app.area.caret = (0, 5)
        app.area.show("one\x1b[31m three\r\nfour")
        await pilot.pause()
        assert app.area.text == "one three\nfour"
        assert app.area.caret == (0, 5)
        assert app.seen == []


async def test_show_with_the_same_text_keeps_the_undo_history() -> None:
    async with hosted(area()) as (app, pilot):
        await pilot.press("a")
        app.area.show("a")
        await pilot.press("ctrl+z")
        assert app.area.text == ""


async def test_a_single_line_editor_does_not_change_a_longer_text_by_showing_it() -> None:
    async with hosted(area("a\nb", single_line=True)) as (app, _):
        assert app.area.text == "a\nb"


async def test_the_caret_is_clipped() -> None:
    async with hosted(area("one\ntwo")) as (app, _):
        app.area.caret = (7, 9)
        assert app.area.caret == (1, 3)


async def test_up_in_the_first_row_and_down_in_the_last_leave_the_editor() -> None:
    async with hosted(area("alpha bravo"), size=(8, 10)) as (app, pilot):
        await pilot.press("right", "down")
        assert app.seen == []
        await pilot.press("down", "up", "shift+up", "up")
        assert app.kinds() == [AnswerArea.LeaveDown, AnswerArea.LeaveUp]


@pytest.mark.parametrize("text", ["[/] [b]x[/b] [a=b:c", "[@click=app.quit]x"])
async def test_texts_and_placeholders_are_never_markup(text: str) -> None:
    async with hosted(area(text, placeholder=text)) as (app, pilot):
        app.area.show("")
        await pilot.pause()
        assert isinstance(app.area.placeholder, Content)
        assert app.area.placeholder.plain == f" [{text}]"
        app.area.show(text)
        await pilot.pause()
        assert app.area.text == text


async def test_the_height_follows_the_text_but_not_below_the_placeholder() -> None:
    async with hosted(area(placeholder="word " * 20), size=(40, 20)) as (app, pilot):

        async def becomes(height: int) -> None:
            deadline = time.monotonic() + 30
            while app.area.size.height != height:
                assert time.monotonic() < deadline, app.area.size
                await pilot.pause(0.01)

        await becomes(3)
        await pilot.press("a")
        await becomes(3)
        app.post_message(Paste("line\n" * 11))
        await becomes(12)
        app.area.show("")
        await becomes(3)


@pytest.mark.parametrize("height", ["auto", pytest.param("3", marks=pytest.mark.slow)])
async def test_the_row_of_the_caret_is_visible_after_each_key(height: str) -> None:
    async with hosted(area(), size=(14, 4)) as (app, pilot):
        app.area.styles.height = height
        await pilot.pause()
        for character in "alpha bravo charlie delta echo foxtrot":
            await pilot.press("space" if character == " " else character)
            await pilot.pause()
            window = app.area.region.intersection(app.screen.region)
            assert window.contains_point(app.area.cursor_screen_offset)
        await pilot.press(*["up"] * 9)
        await pilot.pause()
        assert app.area.region.intersection(app.screen.region).contains_point(app.area.cursor_screen_offset)


async def test_a_scroll_bar_around_the_editor_does_not_flicker() -> None:
    async with hosted(area(), size=(14, 6)) as (app, pilot):
        layouts: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.area, layouts.append, immediate=True)
        for rows in range(5, 9):
            app.area.show(" ".join(["word word"] * rows))
            await pilot.pause(0.1)
            layouts.clear()
            await pilot.pause(0.3)
            assert layouts == []
            assert app.area.size.height == app.area.wrapped_document.height


async def test_rewrapped_text_is_repainted() -> None:
    """The text is repainted even if the number of rows stays the same."""
    async with hosted(area("aaaa bbbbb cc"), size=(20, 6)) as (app, pilot):
        seen = set()
        for width in range(20, 8, -1):
            await pilot.resize_terminal(width, 6)
            await pilot.pause(0.1)
            drawn = [strip.text.strip("▌ ") for strip in app.area.render_lines(app.area.size.region)]
            assert drawn == [row.strip() for row in app.area.wrapped_document.lines[0]]
            seen.add(tuple(drawn))
        assert {("aaaa bbbbb", "cc"), ("aaaa", "bbbbb cc")} <= seen


async def test_a_read_only_area_can_be_read_but_not_changed() -> None:
    async with hosted(area("one\ntwo", read_only=True)) as (app, pilot):
        await pilot.press("down", "x", "enter", "backspace", "ctrl+k", "ctrl+v")
        app.post_message(Paste("paste"))
        await pilot.pause()
        assert app.area.text == "one\ntwo"
        assert app.area.caret == (1, 0)


async def test_copy_without_a_selection_is_left_to_the_app() -> None:
    async with hosted(area("one")) as (app, pilot):
        await pilot.press("ctrl+c")
        assert app.clipboard == ""
        await pilot.press("shift+right", "ctrl+c")
        assert app.clipboard == "o"


async def test_a_removed_editor_draws_blanks() -> None:
    gone = area("gone")
    async with hosted(gone):
        await gone.remove()
        strips = gone.render_lines(Region(0, 0, 10, 2))
        assert [strip.text for strip in strips] == [" " * 10] * 2


@pytest.mark.usefixtures("quick_collection")
async def test_a_removed_editor_is_garbage_collected() -> None:
    async with hosted(area()) as (app, pilot):
        another = area("gone")
        await app.mount(another)
        await another.remove()
        # The screen rebuilds its list of widgets only at the next layout.
        await app.mount(area())
        await pilot.pause()
        held = weakref.ref(another)
        del another
        gc.collect()
        assert held() is None


async def test_the_editor_follows_the_theme() -> None:
    async with hosted(area("text")) as (app, pilot):
        before = app.area.render_lines(Region(0, 0, 10, 1))
        app.theme = "textual-light"
        await pilot.pause()
        await pilot.pause()
        assert app.area.render_lines(Region(0, 0, 10, 1)) != before
