"""A long text to scroll through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from wbtui.core.differences import Kind

MARKS = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
"""Around what is gone and what is new: colours alone say it to nobody on a bad projector."""
STYLES = {"same": "", "gone": "strike $text-error", "new": "bold $text-success"}


class LongText(Reader):
    """Paragraphs, one below the other; more may come at any time."""

    def __init__(self, paragraphs: Iterable[Content] = ()) -> None:
        super().__init__()
        self._paragraphs = _split(paragraphs)

    @property
    def text(self) -> str:
        """All of it, without its looks."""
        return "\n".join(paragraph.plain for paragraph in self._paragraphs)

    @property
    def pieces(self) -> int:
        return len(self._paragraphs)

    def rows_of(self, piece: int, width: int) -> list[Content]:
        return self._paragraphs[piece].wrap(width)

    def show(self, paragraphs: Iterable[Content]) -> None:
        """Begin anew, with these."""
        self._paragraphs = _split(paragraphs)
        self.scroll_home(animate=False)
        self.begin()

    def add(self, paragraphs: Iterable[Content]) -> None:
        """Go on with these."""
        self._paragraphs += _split(paragraphs)
        self.go_on()


def _split(paragraphs: Iterable[Content]) -> list[Content]:
    return [line for paragraph in paragraphs for line in paragraph.split(allow_blank=True)]


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
