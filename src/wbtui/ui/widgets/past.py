"""The widget of the history dialogs: a list, and the difference of the selected item beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from wbtui.core.errors import WbtuiError
from wbtui.ui.widgets.long_text import LongText, Paragraphs
from wbtui.ui.widgets.row_list import RowList
from wbtui.wording import sentence

T = TypeVar("T")

READ_DELAY_SECONDS = 0.15
"""Delay before a row is read: a held arrow key passes many rows."""
PARAGRAPHS_PER_CALL = 25
"""Number of paragraphs compared in one thread call; reading can be abandoned between two calls."""


class Source(Protocol[T]):
    """The items of a history dialog."""

    def look_up(self) -> Iterator[Sequence[T]]:
        """Yield all items found so far, newest first, until no more are found; called in a thread."""

    def draw_item(self, item: T) -> tuple[Content, ...]:
        """Return the two lines of a row."""

    def say(self, item: T) -> tuple[str, Iterator[Content]]:
        """Return a heading for an item and the paragraphs below it; called in a thread. Raises WbtuiError."""

    @property
    def nothing(self) -> str:
        """The message of an empty list."""


class Past(Horizontal, Generic[T]):
    """Shows a source; slow work runs in threads, and only for a row that the user stays on."""

    class Chosen(Message):
        """The user pressed Enter or double-clicked on a row."""

    def __init__(self, source: Source[T]) -> None:
        super().__init__()
        self._source = source
        self.items: tuple[T, ...] = ()

    def compose(self) -> ComposeResult:
        yield RowList(2, "Reading …")
        with Vertical(classes="past--page"):
            yield Static(classes="past--head", markup=False)
            yield LongText()

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self._read_list()

    @property
    def chosen(self) -> T | None:
        """The item of the highlighted row; None in an empty list."""
        at = self.query_one(RowList).highlighted
        return self.items[at] if at < len(self.items) else None

    @property
    def _is_shown(self) -> bool:
        # The children are removed before this widget is.
        return self.app.is_running and bool(self.query(RowList)) and bool(self.query(LongText))

    @work(exclusive=True, group="list")
    async def _read_list(self) -> None:
        found = self._source.look_up()
        while (items := await asyncio.to_thread(_following, found)) is not None and self._is_shown:
            self._show_items(tuple(items))
        if not self.items and self._is_shown:
            self.query_one(RowList).empty = "Nothing yet."
            self.query_one(RowList).refresh()
            self.query_one(LongText).show(Paragraphs([Content(self._source.nothing)]))

    def _show_items(self, items: tuple[T, ...]) -> None:
        chosen, rows = self.chosen, self.query_one(RowList)
        self.items = items
        at = items.index(chosen) if chosen in items else rows.highlighted
        rows.show(len(items), lambda row, _width: self._source.draw_item(self.items[row]), at)
        if self.chosen != chosen:
            self.tell_chosen()

    def tell_chosen(self) -> None:
        """Clear the text, and show that of the highlighted row after a short delay."""
        self.query_one(".past--head", Static).update("")
        self.query_one(LongText).show(Paragraphs())
        if (item := self.chosen) is not None:
            self._tell(item)

    @work(exclusive=True, group="text")
    async def _tell(self, item: T) -> None:
        await asyncio.sleep(READ_DELAY_SECONDS)
        paragraphs: Iterator[Content]
        try:
            head, paragraphs = await asyncio.to_thread(self._source.say, item)
        except WbtuiError as error:
            head, paragraphs = "This cannot be read.", iter([Content(sentence(error.problem))])
        said = Paragraphs()
        if self._is_shown:
            self.query_one(".past--head", Static).update(head)
            self.query_one(LongText).show(said)
        while (some := await asyncio.to_thread(_some, paragraphs)) and self._is_shown:
            said.add(some)
            self.query_one(LongText).show_more()

    def on_descendant_focus(self) -> None:
        self.query_one(".past--page").set_class(self.query_one(LongText).has_focus, "-focused")

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.tell_chosen()

    @on(RowList.Chosen)
    def _row_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.post_message(self.Chosen())


def _following(found: Iterator[Sequence[T]]) -> Sequence[T] | None:
    return next(found, None)


def _some(paragraphs: Iterable[Content]) -> list[Content]:
    return list(islice(paragraphs, PARAGRAPHS_PER_CALL))
