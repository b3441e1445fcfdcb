"""What was there before: a list, and beside it what the chosen one says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from wbtui.core.errors import WbtuiError
from wbtui.ui.screens.dialog import Dialog
from wbtui.ui.widgets.long_text import LongText
from wbtui.ui.widgets.row_list import RowList

T = TypeVar("T")
Answer = TypeVar("Answer")

REST = 0.15
"""Seconds on a row before it is read: nobody waits for what an arrow that is held passes."""
AT_A_TIME = 25
"""Paragraphs that are compared at a time; between two times it can be given up."""


class PastScreen(Dialog[Answer], Generic[T, Answer]):
    """Everything that takes long is done in a thread, for the row that somebody rests on."""

    BINDINGS = [Binding("enter", "choose", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    NOTHING = ""
    """What an empty list says."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[T, ...] = ()

    # What differs from screen to screen

    def look_up(self) -> Iterator[Sequence[T]]:
        """All there is, newest first, growing bit by bit; gone through in a thread."""
        raise NotImplementedError

    def draw_item(self, item: T) -> tuple[Content, ...]:
        """The two lines of a row."""
        raise NotImplementedError

    def say(self, item: T) -> tuple[str, Iterator[Content]]:
        """What to say about an item, in a thread: a line, and the paragraphs below it. Raises WbtuiError."""
        raise NotImplementedError

    def choose(self, item: T) -> None:
        """The person wants this one."""
        raise NotImplementedError

    def hint(self) -> str:
        """The keys."""
        raise NotImplementedError

    def heading(self) -> str:
        """What the whole list is."""
        raise NotImplementedError

    def where(self) -> str:
        """A line about the whole list, below it."""
        return ""

    # What does not

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -past"):
            yield Static(self.heading(), classes="dialog--title", markup=False)
            with Horizontal():
                yield RowList(2, "Reading …")
                with Vertical(classes="past--page"):
                    yield Static(classes="past--head", markup=False)
                    yield LongText()
            if where := self.where():
                yield Static(where, classes="past--where", markup=False)
            yield Static(self.hint(), classes="dialog--hint", markup=False)

    def on_mount(self) -> None:
        # What was said lies over the keys, and has led here as likely as not.
        self.app.clear_notifications()
        self.query_one(RowList).focus()
        self._read_list()

    @property
    def chosen(self) -> T | None:
        """The item of the highlighted row."""
        at = self.query_one(RowList).highlighted
        return self.items[at] if at < len(self.items) else None

    @property
    def page(self) -> LongText:
        """What is said about it."""
        return self.query_one(LongText)

    @property
    def _gone(self) -> bool:
        """Whether there is nothing left to show anything on."""
        return self._answered or not self.app.is_running

    @work(exclusive=True, group="list")
    async def _read_list(self) -> None:
        found = self.look_up()
        while (items := await asyncio.to_thread(_following, found)) is not None and not self._gone:
            self._show_items(tuple(items))
        if not self.items and not self._gone:
            self.query_one(RowList).empty = "Nothing here yet."
            self.query_one(RowList).refresh()
            self.page.add([Content(self.NOTHING)])

    def _show_items(self, items: tuple[T, ...]) -> None:
        chosen, rows = self.chosen, self.query_one(RowList)
        self.items = items
        at = items.index(chosen) if chosen in items else rows.highlighted
        rows.show(len(items), lambda row, _width: self.draw_item(self.items[row]), at)
        if self.chosen != chosen:
            self.tell_chosen()

    def tell_chosen(self) -> None:
        """Say what there is to say about the highlighted row, once somebody rests on it."""
        self.query_one(".past--head", Static).update("")
        self.page.show(())
        if (item := self.chosen) is not None:
            self._tell(item)

    @work(exclusive=True, group="text")
    async def _tell(self, item: T) -> None:
        await asyncio.sleep(REST)
        paragraphs: Iterator[Content]
        try:
            head, paragraphs = await asyncio.to_thread(self.say, item)
        except WbtuiError as error:
            head, paragraphs = "It cannot be read.", iter([Content(str(error))])
        if not self._gone:
            self.query_one(".past--head", Static).update(head)
        while (some := await asyncio.to_thread(_some, paragraphs)) and not self._gone:
            self.page.add(some)

    def on_descendant_focus(self) -> None:
        self.query_one(".past--page").set_class(self.page.has_focus, "-focused")

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if not isinstance(event, RowList.Chosen):  # Which is one, too.
            self.tell_chosen()

    @on(RowList.Chosen)
    def _row_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Enter, wherever the focus is."""
        if (item := self.chosen) is not None:
            self.choose(item)


def _following(found: Iterator[Sequence[T]]) -> Sequence[T] | None:
    return next(found, None)


def _some(paragraphs: Iterable[Content]) -> list[Content]:
    return list(islice(paragraphs, AT_A_TIME))
