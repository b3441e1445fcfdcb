"""A long text to scroll through, wrapped a little at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from wbtui.core.differences import Kind

ROWS = 300
"""Rows laid out at a time, so that a long text does not keep keys waiting."""
PAUSE = 0.01
"""Seconds for keys between two times."""

MARKS = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
"""Around what is gone and what is new: colours alone say it to nobody on a bad projector."""
STYLES = {"same": "", "gone": "strike $text-error", "new": "bold $text-success"}


class LongText(ScrollView, can_focus=True):
    """Paragraphs, one below the other; more may come at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: list[Content] = []
        self._done = 0
        """How many of the paragraphs are laid out."""
        self._wrapped: list[Content] = []
        self._wrap_at = 0
        self._waiting = False

    @property
    def text(self) -> str:
        """All of it, without its looks."""
        return "\n".join(paragraph.plain for paragraph in self._paragraphs)

    def clear(self) -> None:
        """Begin with nothing."""
        self._paragraphs, self._done, self._wrapped = [], 0, []
        self.virtual_size = Size(self._wrap_at, 0)
        self.scroll_home(animate=False)
        self.refresh()

    def add(self, paragraphs: Iterable[Content]) -> None:
        """Go on with these."""
        for paragraph in paragraphs:
            self._paragraphs += paragraph.split(allow_blank=True)
        self._go_on()

    def on_resize(self, _event: events.Resize) -> None:
        width = self.scrollable_content_region.width
        if width > 0 and width != self._wrap_at:
            self._wrap_at, self._done, self._wrapped = width, 0, []
            self._go_on()

    def _go_on(self) -> None:
        if not self._waiting and self._wrap_at:
            self._lay_out()

    def _lay_out(self) -> None:
        self._waiting = False
        most = len(self._wrapped) + ROWS
        while self._done < len(self._paragraphs) and len(self._wrapped) < most:
            self._wrapped += self._paragraphs[self._done].wrap(self._wrap_at)
            self._done += 1
        self.virtual_size = Size(self._wrap_at, len(self._wrapped))
        self.refresh()
        if self._done < len(self._paragraphs):
            self._waiting = True
            self.set_timer(PAUSE, self._lay_out)

    def render_line(self, y: int) -> Strip:
        row, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        content = self._wrapped[row] if row < len(self._wrapped) else Content("")
        strips = Visual.to_strips(
            self, content.truncate(width), width, 1, self.visual_style, apply_selection=False, pad=True
        )
        return strips[0] if strips else Strip.blank(width, self.visual_style.rich_style)


def with_marks(parts: Iterable[tuple[Kind, str]]) -> Content:
    """Two texts in one, with what is gone and what is new told by marks and by looks."""
    return Content("").join(_marked(kind, text) for kind, text in parts)


def _marked(kind: Kind, text: str) -> Content:
    after = ""
    if kind != "same" and not text.strip():
        # Nothing but line ends and spaces: it has to be seen, and what is gone breaks no line.
        after = "\n" if kind == "new" and "\n" in text else ""
        text = text.replace("\n", "↵")
    return Content.assemble(Content(MARKS[kind].format(text)).stylize(STYLES[kind]), after)
