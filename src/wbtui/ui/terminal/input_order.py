"""Keys, pastes and clicks take effect strictly one after another, in the order in which they were made.

Textual (8.2.8) sends a key through the queues of the focused widget and all its parents before a binding of
the app runs, while the next key may already be in the focused widget: `ab<backspace>c` waiting together gives
`ab` (Textualize/textual#6605), and what is typed while a screen is being mounted goes nowhere. Here an input
event waits in the app until the one before it, and what that one set off, has been dealt with. Only public parts
of Textual are used.
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

ROUNDS = 3
"""A key may lead to a message (a row is chosen) and that one to another (its session is wanted), each one round
behind what caused it."""
MORE_ROUNDS = 6
"""For focus or screens that change, and messages that lead to messages."""
FOCUS_LOOKS = 15
FOCUS_PAUSE = 0.02
"""How often and how long to wait for a new focus when a key has taken the old one away."""
LOST_LOOKS = 20
LOST_PAUSE = 0.1
"""After so many looks a key is given up. Looks, not a deadline: one long stall must not use them all up."""


@runtime_checkable
class Keeper(Protocol):
    """A widget that deals with some keys all by itself, such as an editor with text."""

    def keeps(self, event: Key) -> bool:
        """Whether a key does all it does in there: it neither moves the focus nor asks anything of the app."""


class Behind(Message, bubble=True, verbose=True):
    """Follows an input event through the same queues; once it has come up to the app, the event is dealt with."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn


@dataclass(eq=False)
class Turn:
    """One input event that is being dealt with."""

    asked: Widget
    """Where the last `Behind` was sent."""
    rounds: int = 0
    looks: int = 0
    alarm: asyncio.TimerHandle | None = None


class OrderedApp(App[int]):
    """An app whose input events wait for each other."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._typeahead: deque[Event] = deque()
        self._turn: Turn | None = None
        self._stream: Widget | None = None
        """Where keys have gone that nothing has waited for yet."""

    async def on_event(self, event: Event) -> None:
        if not isinstance(event, InputEvent | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, MouseMove) and self._typeahead and isinstance(self._typeahead[-1], MouseMove):
            self._typeahead.pop()
        self._typeahead.append(event)
        await self._go_on()

    async def _go_on(self) -> None:
        # The app has no screen left while it ends.
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
        """The editor that deals with a key by itself, so that the next one need not wait for it."""
        area = self.focused
        if area and isinstance(event, Key) and isinstance(area, Keeper) and self._stream in (None, area):
            return area if area.keeps(event) else None
        return None

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
        """Start the turn; nothing else is taken until `Behind` has come back from `first`."""
        self._turn = Turn(first, looks=0 if before is self.screen else FOCUS_LOOKS)
        self._ask(self._turn, first)

    def _ask(self, turn: Turn, widget: Widget) -> None:
        if turn is not self._turn:
            return
        turn.asked = widget
        turn.rounds += 1
        self._watch_for(turn, LOST_LOOKS)
        if not widget.post_message(Behind(turn)):
            self.post_message(Behind(turn))

    def _watch_for(self, turn: Turn, looks: int) -> None:
        """A widget that goes away takes its queue with it: then the turn ends without an answer."""
        if turn is not self._turn:
            return
        if turn.alarm:
            turn.alarm.cancel()
        if looks and turn.asked.is_attached:
            loop = asyncio.get_running_loop()
            turn.alarm = loop.call_later(LOST_PAUSE, self._watch_for, turn, looks - 1)
        else:
            if not looks:
                turn.rounds, turn.looks = MORE_ROUNDS, 0
            self.post_message(Behind(turn))

    @on(Behind)
    async def _came_through(self, message: Behind) -> None:
        turn = self._turn
        if turn is None or message.turn is not turn or not self.screen_stack:
            return
        now = self._receiver
        unsettled = turn.rounds < ROUNDS or now is not turn.asked or _is_busy(now)
        if unsettled and turn.rounds < MORE_ROUNDS:
            self._ask(turn, now)
        elif now is self.screen and turn.looks:
            turn.looks -= 1
            asyncio.get_running_loop().call_later(FOCUS_PAUSE, self._ask, turn, now)
        else:
            await self._end(turn)

    async def _end(self, turn: Turn) -> None:
        if turn.alarm:
            turn.alarm.cancel()
        self._turn = None
        await self._go_on()


def _is_busy(widget: Widget) -> bool:
    """Whether messages wait in the widget or around it."""
    return any(node.message_queue_size for node in widget.ancestors_with_self if isinstance(node, Widget))
