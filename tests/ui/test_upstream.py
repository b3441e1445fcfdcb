"""Tests that Textual still has the faults and the private parts that the work-arounds rely on.

If one fails after an update of Textual, check whether its work-around can be removed.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import io
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Self
from unittest.mock import MagicMock

import pytest
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingsMap, InvalidBinding
from textual.containers import VerticalScroll
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.filter import Monochrome
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static, TextArea

from wbtui.ui.terminal.workarounds import (
    AppWorkarounds,
    EagerScrollView,
    ScreenWorkarounds,
    part_style,
    suspended,
    unfocus,
)


class Host(App[None]):
    CSS = "TextArea { height: 3; border: none; padding: 0; }"

    def compose(self) -> ComposeResult:
        yield TextArea()


async def test_keys_in_one_burst_lose_their_order() -> None:
    """Work-arounds: ui/terminal/input_order.py and AnswerArea.on_key, for Textualize/textual#6605."""
    app = Host()
    async with app.run_test() as pilot:
        for key in ["a", "b", "backspace", "c"]:
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause(0.1)
        assert app.query_one(TextArea).text == "ab"


class Parts(Widget):
    """A widget with a reversed part."""

    COMPONENT_CLASSES = {"part"}
    DEFAULT_CSS = "Parts > .part { text-style: bold reverse; }"


async def test_the_style_of_a_part_forgets_that_it_is_reversed() -> None:
    """Work-around: part_style; not reported upstream yet."""
    app = App[None]()
    async with app.run_test():
        await app.mount(parts := Parts())
        style = parts.get_visual_style("part")
        assert (style.bold, style.reverse) == (True, None)
        style = part_style(parts, "part")
        assert (style.bold, style.reverse) == (True, True)


class Long(ScrollView):
    """A scroll view with more rows than any screen."""

    def render_line(self, y: int) -> Strip:
        return Strip.blank(y)


class EagerLong(EagerScrollView, Long):
    """A scroll view with more rows than any screen, with the work-around."""


@pytest.mark.parametrize(("view_type", "obeys"), [(Long, False), (EagerLong, True)])
async def test_a_scroll_view_ignores_keys_until_its_scroll_bar_is_laid_out(
    view_type: type[Long], obeys: bool
) -> None:
    """Work-around: EagerScrollView; not reported upstream yet."""
    app = App[None]()
    async with app.run_test() as pilot:
        await app.mount(view := view_type())
        await pilot.pause()
        view.virtual_size = Size(80, 1000)
        assert view.allow_vertical_scroll is obeys
        await pilot.pause()
        assert view.allow_vertical_scroll


class Pausing(App[None]):
    """An app that counts how often it was resumed; `suspend` does as Textual's, without a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.resumed = 0
        self._driver = MagicMock(can_suspend=True, resume_application_mode=self._resumed)

    def _resumed(self) -> None:
        self.resumed += 1


@pytest.mark.parametrize(("suspend", "times"), [(App.suspend, 0), (suspended, 1)])
def test_an_app_is_not_resumed_after_an_error_of_another_program(
    suspend: Callable[[App[Any]], AbstractContextManager[None]], times: int
) -> None:
    """Work-around: suspended, for Textualize/textual#6692."""
    app = Pausing()
    with pytest.raises(OSError, match="editor"), suspend(app):
        raise OSError("editor")
    assert app.resumed == times


class Fields(App[None]):
    """An app with three fields."""

    def compose(self) -> ComposeResult:
        for _ in range(3):
            yield TextArea()


@pytest.mark.parametrize("helped", [False, True])
async def test_the_focus_goes_to_another_widget_if_its_widget_is_hidden(helped: bool) -> None:
    """Work-around: unfocus, for Textualize/textual#5630, which calls this intended."""
    app = Fields()
    async with app.run_test() as pilot:
        first = app.query(TextArea).first()
        first.focus()
        await pilot.pause()
        if helped:
            unfocus(app.screen, [first])
        first.display = False
        await pilot.pause()
        assert (app.focused is None) is helped


async def test_a_click_on_a_removed_widget_ends_the_app_if_text_can_be_selected() -> None:
    """Work-around: AppWorkarounds.ALLOW_SELECT, for Textualize/textual#6643."""
    gone = Static("gone")

    class Stale(Screen[None]):
        def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
            return gone, Offset(0, 0)

    app = Host()
    async with app.run_test() as pilot:
        await app.push_screen(Stale())
        await app.screen.mount(gone)
        await gone.remove()
        with pytest.raises(AttributeError, match="region"):
            await pilot.mouse_down(offset=(3, 5))
    assert not AppWorkarounds.ALLOW_SELECT


class Drawn(Screen[None]):
    """A screen that counts its full repaints."""

    times = 0

    def compose(self) -> ComposeResult:
        yield TextArea()
        yield TextArea()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self.times += repaint and not regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class CalmDrawn(ScreenWorkarounds, Drawn):
    """A screen that counts its full repaints, with `ScreenWorkarounds`."""


@pytest.mark.parametrize(("screen_type", "times"), [(Drawn, 1), (CalmDrawn, 0)])
async def test_the_whole_screen_is_drawn_when_the_focus_moves(screen_type: type[Drawn], times: int) -> None:
    """Work-around: ScreenWorkarounds.focused."""
    app = Host()
    async with app.run_test() as pilot:
        screen = screen_type()
        await app.push_screen(screen)
        await pilot.pause()
        screen.times = 0
        screen.focus_next()
        await pilot.pause()
        assert screen.focused is not None
        assert screen.times == times


async def test_a_no_break_space_is_dropped() -> None:
    """Work-around: AnswerArea.on_key."""
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Key("no-break_space", "\u00a0"))
        await pilot.pause()
        assert app.query_one(TextArea).text == ""


async def test_a_word_that_wraps_to_a_new_last_row_is_hidden() -> None:
    """Work-around: AnswerArea.reveal_caret."""
    app = Host()
    async with app.run_test(size=(10, 10)) as pilot:
        await pilot.press(*"aaaa bbbb cccc dddd")
        seen = []
        for _ in range(10):
            await pilot.press("e")
            await pilot.pause()
            area = app.query_one(TextArea)
            seen.append(area.region.contains_point(area.cursor_screen_offset))
        assert not all(seen)


@pytest.mark.slow
async def test_a_scroll_bar_around_an_area_of_automatic_height_flickers() -> None:
    """Work-around: AnswerArea.get_content_height."""

    class Growing(Host):
        CSS = "TextArea { height: auto; border: none; padding: 0; }"

        def compose(self) -> ComposeResult:
            with VerticalScroll(can_focus=False):
                yield TextArea()

    app = Growing()
    layouts: list[object] = []
    async with app.run_test(size=(14, 6)) as pilot:
        for character in "alpha bravo charlie delta echo foxtrot golf hotel india":
            await pilot.press("space" if character == " " else character)
        for character in " juliet":
            app.post_message(Key("character", character))
        await pilot.pause(0.1)
        app.screen.screen_layout_refresh_signal.subscribe(app.query_one(TextArea), layouts.append, immediate=True)
        await asyncio.sleep(0.3)
    assert len(layouts) > 3


def test_a_paste_ends_at_the_first_escape() -> None:
    """Work-around: TerminalInput."""
    messages = list(XTermParser().feed("\x1b[200~a\x1b[1mb\x1b[201~"))
    assert [message.text for message in messages if isinstance(message, Paste)] != ["a\x1b[1mb"]


def test_the_parser_divides_by_0_pixels() -> None:
    """Work-around: TerminalInput."""
    with pytest.raises(ZeroDivisionError):
        list(XTermParser().feed("\x1b[48;10;40;0;0t\x1b[<0;1;1M"))


class Bare(LinuxDriver):
    """The input thread of the driver without the rest of it."""

    def __init__(self, fd: int) -> None:
        self.fileno = fd
        self._debug = False
        self.exit_event = threading.Event()
        self.messages: list[Message] = []

    def process_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(read)


def test_a_byte_that_is_not_utf_8_ends_the_input_thread(pipe: tuple[int, int]) -> None:
    """Work-around: HardenedDriver, for Textualize/textual#6456."""
    os.write(pipe[1], b"\xff")
    os.close(pipe[1])
    with pytest.raises(UnicodeDecodeError):
        Bare(pipe[0]).run_input_thread()


def test_the_input_thread_does_not_notice_the_end_of_its_input(pipe: tuple[int, int]) -> None:
    """Work-around: HardenedDriver, for Textualize/textual#6690."""
    os.close(pipe[1])
    driver = Bare(pipe[0])
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    driver.exit_event.set()
    thread.join(2)


def test_the_queue_of_the_writer_thread_is_limited() -> None:
    """Work-around: HardenedDriver.start_application_mode."""
    assert WriterThread(io.StringIO())._queue.maxsize > 0


def test_sigcont_starts_a_running_driver_again() -> None:
    """Work-around: HardenedDriver.resume_application_mode."""
    started: list[str] = []

    class Running(Bare):
        _auto_restart = True

        def start_application_mode(self) -> None:
            started.append("again")

    Running(0)._sigcont_application()
    assert started


def test_a_crash_prints_the_values_of_local_variables() -> None:
    """Work-around: TerminalApp._handle_exception, which Textual must still call with the error."""
    assert "show_locals=True" in inspect.getsource(App._fatal_error)
    assert list(inspect.signature(App._handle_exception).parameters) == ["self", "error"]


async def test_the_letter_under_the_mouse_is_looked_up_though_nothing_can_be_selected() -> None:
    """ScreenWorkarounds.get_widget_and_offset_at: the look draws the widget, which may be gone."""
    looked: list[tuple[int, int]] = []

    class Looking(Drawn):
        def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
            looked.append((x, y))
            return super().get_widget_and_offset_at(x, y)

    class Unselectable(Host):
        ALLOW_SELECT = False

    app = Unselectable()
    async with app.run_test() as pilot:
        await app.push_screen(Looking())
        await pilot.mouse_down(offset=(3, 5))
        assert looked == [(3, 5)]
    assert ScreenWorkarounds().get_widget_and_offset_at(3, 5) == (None, None)


async def test_a_text_area_that_is_taken_away_cannot_be_drawn() -> None:
    """ReleasedTextArea.render_lines, RowList.render_line: a dialog that opens then draws what is under it."""
    app = Host()
    async with app.run_test():
        area = app.query_one(TextArea)
        await area.remove()
        with pytest.raises(KeyError):
            area.render_lines(Region(0, 0, 10, 3))


@pytest.mark.usefixtures("quick_collection")
async def test_a_removed_text_area_stays_in_memory() -> None:
    """Work-arounds: ReleasedTextArea.watch and on_unmount, for Textualize/textual#6666."""
    app = Host()
    async with app.run_test():
        area = weakref.ref(app.query_one(TextArea))
        await app.query_one(TextArea).remove()
        gc.collect()
        assert area() is not None


@pytest.mark.usefixtures("quick_collection")
async def test_the_drawn_lines_of_a_removed_widget_stay_in_memory() -> None:
    """Work-around: release_drawn_lines, for Textualize/textual#6665."""
    app = Host()
    async with app.run_test() as pilot:
        label = Static("drawn")
        await app.mount(label)
        await pilot.pause()
        drawn = weakref.ref(label._styles_cache)
        await label.remove()
        await app.mount(Static("another"))
        await pilot.pause()
        del label
        gc.collect()
        assert drawn() is not None
        StylesCache.get_inner_outer.cache_clear()
        # A frame that is still to be drawn may hold the widget a little longer.
        for _ in range(20):
            gc.collect()
            if drawn() is None:
                break
            await pilot.pause(0.05)
        assert drawn() is None


def test_a_keymap_can_neither_give_a_key_nor_take_one_and_is_applied_at_every_key() -> None:
    """Work-around: ui/terminal/own_bindings.py, which replaces `DOMNode._bindings`."""
    with pytest.raises(InvalidBinding):
        BindingsMap([Binding("", "app.bell", id="bell")])
    bindings = BindingsMap([Binding("b", "app.bell", id="bell")])
    bindings.apply_keymap({"bell": ""})
    assert [key for key, _ in bindings] == ["b"]
    assert ".apply_keymap(" in inspect.getsource(Screen)
    assert isinstance(Widget()._bindings, BindingsMap)


def test_the_filter_of_colours_stays_that_of_the_theme_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work-around: TerminalApp.get_line_filters."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = Host()
    before = [type(each) for each in app.get_line_filters()]
    assert Monochrome in before
    app.theme = "ansi-dark"
    assert app.native_ansi_color
    assert Monochrome in [type(each) for each in app.get_line_filters()]
