"""Tests that each input event waits for the effects of the previous one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input

from wbtui.ui.terminal.input_order import OrderedApp


class Ask(ModalScreen[str | None]):
    def compose(self) -> ComposeResult:
        yield Input(id="ask")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Vanishing(Widget, can_focus=True):
    """A widget that removes itself while it handles a key."""

    async def on_key(self, event: Key) -> None:
        event.stop()
        await self.remove()


class Host(OrderedApp):
    BINDINGS = [
        Binding("f2", "ask"),
        Binding("f3", "ask_in_worker"),
        Binding("f4", "next_stage"),
        Binding("f5", "next_stage_later"),
        Binding("f6", "vanish"),
        Binding("f7", "tell"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str | None] = []
        self.changed: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Input(id="one")
            yield Input(id="two")
            yield Button("Ask", id="button")

    def on_input_submitted(self) -> None:
        self.screen.focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.changed.append(event.value)

    def on_button_pressed(self) -> None:
        self.action_ask()

    def action_ask(self) -> None:
        self.push_screen(Ask(), self.told.append)

    @work
    async def action_ask_in_worker(self) -> None:
        self.told.append(await self.push_screen_wait(Ask()))

    def action_next_stage(self) -> None:
        stage = self.query_one(Vertical)
        stage.remove_children()
        stage.mount(Input(id="new"))
        self.call_after_refresh(lambda: self.query_one("#new").focus())

    def action_next_stage_later(self) -> None:
        self.query_one(Vertical).remove_children()
        self.set_timer(0.1, lambda: self.query_one(Vertical).mount(Input(id="new")))
        self.set_timer(0.15, lambda: self.query_one("#new").focus())

    def action_vanish(self) -> None:
        widget = Vanishing()
        self.query_one(Vertical).mount(widget)
        widget.focus()

    def action_tell(self) -> None:
        self.told.append("f7")

    def value(self, selector: str) -> str:
        return self.screen.query_one(selector, Input).value


def waiting(app: Host, *keys: str) -> None:
    """Post keys in one burst; a key that starts with `>` is a paste."""
    for key in keys:
        app.post_message(Paste(key[1:]) if key[0] == ">" else Key(key, key if len(key) == 1 else None))


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("keys", "selector", "value"),
    [
        (["a", "b", "backspace", "c"], "#one", "ac"),
        (["a", "b", "left", ">12", "c"], "#one", "a12cb"),
        (["a", "enter", "b", "left", "c"], "#two", "cb"),
        (["tab", "tab", "enter", "x", "left", "y"], "#ask", "yx"),
        (["f2", "x", "left", "y"], "#ask", "yx"),
        (["f3", "x", "left", "y"], "#ask", "yx"),
        # Enter in the dialog reaches the app, too, which moves the focus.
        (["f2", "x", "enter", "z", "left", "y"], "#two", "yz"),
        (["f4", "x", "left", "y"], "#new", "yx"),
        (["f5", "x", "left", "y"], "#new", "yx"),
    ],
)
async def test_keys_in_one_burst_are_handled_in_order(keys: list[str], selector: str, value: str) -> None:
    app = Host()
    async with app.run_test():
        waiting(app, *keys)
        await until(lambda: bool(app.screen.query(selector)) and app.value(selector) == value)


async def test_keys_before_the_first_screen_is_ready() -> None:
    class Slow(Host):
        def on_mount(self) -> None:
            waiting(self, "a", "b", "left", "c")
            self.push_screen(Ask())

    app = Slow()
    async with app.run_test():
        await until(lambda: bool(app.screen.query("#ask")) and app.value("#ask") == "acb")


async def test_a_change_is_handled_before_the_next_key_quits() -> None:
    app = Host()
    async with app.run_test():
        waiting(app, "a", "b", "ctrl+q")
        await until(lambda: not app.is_running)
    assert app.changed[-1] == "ab"


async def test_a_widget_removed_with_a_pending_key_does_not_block_later_keys() -> None:
    app = Host()
    async with app.run_test():
        waiting(app, "f6", "x", "f7")
        await until(lambda: app.told == ["f7"])
        assert not app.query(Vanishing)


async def test_a_handler_that_never_ends_does_not_block_later_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbtui.ui.terminal.input_order.LOST_PAUSE_SECONDS", 0.01)
    release = asyncio.Event()

    class Stuck(Widget, can_focus=True):
        async def on_key(self, event: Key) -> None:
            if event.key == "x":
                await release.wait()

    class Other(Host):
        def compose(self) -> ComposeResult:
            yield Stuck()

    app = Other()
    async with app.run_test() as pilot:
        app.query_one(Stuck).focus()
        await pilot.pause()
        waiting(app, "x", "enter", "ctrl+q")
        try:
            await until(lambda: not app.is_running)
        finally:
            release.set()
