"""Makes keys, pastes and clicks take effect strictly one after another, in the order of input.

Textual (8.2.8) sends a key through the queues of the focused widget and all its parents before a binding of the
app runs, while the next key may already be in the focused widget: `ab<backspace>c` in one burst becomes `ab`
(Textualize/textual#6605), and keys typed while a screen is being mounted are lost. Here each input event waits in
the app until the previous one, and the messages that it caused, have been handled. Only public parts of Textual
are used.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual import on
from textual.app import App
from textual.driver import Driver
from textual.events import Event, InputEvent, Key, MouseDown, MouseMove, MouseUp, Paste
from textual.message import Message
from textual.widget import Widget

from wbtui.ui.terminal.streak import Streak

MAX_WAITING_KEYS = 40
"""The number of keys that may wait in an editor; no frame is drawn until it has handled them."""
MIN_MARKER_ROUNDS = 3
"""Minimum number of rounds of `QueueMarker` for each event.

A key may cause a message (a row is chosen), and that one another (open its session), each one round later.
"""
MAX_MARKER_ROUNDS = 6
"""Maximum number of rounds, if the focus or the screen changes or messages cause further messages."""
MAX_FOCUS_CHECKS = 15
FOCUS_PAUSE_SECONDS = 0.02
"""The number of checks for a new focus after a key has removed the old one, and seconds between them."""
MAX_LOST_CHECKS = 20
LOST_PAUSE_SECONDS = 0.1
"""Seconds between two checks for a lost event, which is given up after `MAX_LOST_CHECKS` of them.

Checks are counted because one long stall would use up a deadline.
"""


@runtime_checkable
class KeyConsumer(Protocol):
    """A widget that handles some keys entirely by itself, such as an editor."""

    def consumes(self, event: Key) -> bool:
        """Return whether a key acts only inside the widget: it moves no focus and posts nothing to the app."""


class QueueMarker(Message, bubble=True, verbose=True):
    """A message that follows an input event through the same queues; the event is handled once it arrives."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn


@dataclass(eq=False)
class Turn:
    """The input event that is being handled."""

    asked: Widget
    """The widget that the last `QueueMarker` was posted to."""
    rounds: int = 0
    looks: int = 0
    alarm: asyncio.TimerHandle | None = None


class OrderedApp(App[int]):
    """An app that handles its input events one at a time."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.streak = Streak()
        self._typeahead: deque[Event] = deque()
        self._turn: Turn | None = None
        self._stream: Widget | None = None
        """The editor that has received keys without waiting, for which no `QueueMarker` has been posted yet."""

    async def on_event(self, event: Event) -> None:
        if not isinstance(event, InputEvent | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, Key):
            event = _as_meant(event)
            self.streak.pressed(event)
        if isinstance(event, MouseMove) and self._typeahead and isinstance(self._typeahead[-1], MouseMove):
            self._typeahead.pop()
        self._typeahead.append(event)
        await self._go_on()

    async def _go_on(self) -> None:
        # The screen stack is empty while the app ends.
        while self._typeahead and self._turn is None and self.screen_stack:
            if area := self._flows_into(self._typeahead[0]):
                self._stream = area
                await super().on_event(self._typeahead.popleft())
            elif self._stream is not None:
                stream, self._stream = self._stream, None
                self._begin(stream, stream)
            elif self.screen.is_mounted:
                await self._take(self._typeahead.popleft())
            else:
                self._begin(self.screen, self.screen)

    def _flows_into(self, event: Event) -> Widget | None:
        """Return the editor that handles a key entirely by itself, so that the next key need not wait."""
        area = self.focused
        if not area or area.message_queue_size >= MAX_WAITING_KEYS or self._stream not in (None, area):
            return None
        takes = isinstance(event, Key) and isinstance(area, KeyConsumer) and area.consumes(event)
        return area if takes else None

    async def _take(self, event: Event) -> None:
        before = self._receiver
        await super().on_event(event)
        if isinstance(event, Key | Paste) and event.is_forwarded:
            self._begin(before, before)
        elif isinstance(event, Key | Paste | MouseDown | MouseUp):
            self._begin(before, self._receiver)

    @property
    def _receiver(self) -> Widget:
        return self.focused or self.screen

    def _begin(self, before: Widget, first: Widget) -> None:
        """Start a turn: no other event is handled until `QueueMarker` has come back from `first`."""
        self._turn = Turn(first, looks=0 if before is self.screen else MAX_FOCUS_CHECKS)
        self._ask(self._turn, first)

    def _ask(self, turn: Turn, widget: Widget) -> None:
        if turn is not self._turn:
            return
        turn.asked = widget
        turn.rounds += 1
        self._watch_for(turn, MAX_LOST_CHECKS)
        if not widget.post_message(QueueMarker(turn)):
            self.post_message(QueueMarker(turn))

    def _watch_for(self, turn: Turn, looks: int) -> None:
        """End the turn if its widget is removed, because `QueueMarker` is lost with the widget's queue."""
        if turn is not self._turn:
            return
        if turn.alarm:
            turn.alarm.cancel()
        if looks and turn.asked.is_attached:
            loop = asyncio.get_running_loop()
            turn.alarm = loop.call_later(LOST_PAUSE_SECONDS, self._watch_for, turn, looks - 1)
        else:
            if not looks:
                turn.rounds, turn.looks = MAX_MARKER_ROUNDS, 0
            self.post_message(QueueMarker(turn))

    @on(QueueMarker)
    async def _came_through(self, message: QueueMarker) -> None:
        turn = self._turn
        if turn is None or message.turn is not turn or not self.screen_stack:
            return
        now = self._receiver
        unsettled = turn.rounds < MIN_MARKER_ROUNDS or now is not turn.asked or _is_busy(now)
        if unsettled and turn.rounds < MAX_MARKER_ROUNDS:
            self._ask(turn, now)
        elif now is self.screen and turn.looks:
            turn.looks -= 1
            asyncio.get_running_loop().call_later(FOCUS_PAUSE_SECONDS, self._ask, turn, now)
        else:
            await self._end(turn)

    async def _end(self, turn: Turn) -> None:
        if turn.alarm:
            turn.alarm.cancel()
        self._turn = None
        await self._go_on()


def _as_meant(key: Key) -> Key:
    """Return a key in the form that the widgets get: Ctrl+J is Enter, and a key pressed with Alt types no text.

    A terminal sends Ctrl+J for a line end in a paste without marks.
    """
    if key.key == "ctrl+j":
        return Key("enter", "\r")
    if key.key.startswith("alt+") and key.character:
        return Key(key.key, None)
    return key


def _is_busy(widget: Widget) -> bool:
    """Return whether the widget or one of its ancestors has queued messages."""
    return any(node.message_queue_size for node in widget.ancestors_with_self if isinstance(node, Widget))
