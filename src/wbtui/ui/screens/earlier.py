"""What one field said before, and the way to have it say that again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from wbtui.core.clock_face import age, moment
from wbtui.core.differences import marked
from wbtui.core.telling import readable
from wbtui.core.text import one_line
from wbtui.files.earlier import Earlier
from wbtui.ui.screens.past import PastScreen
from wbtui.ui.widgets.long_text import with_marks

if TYPE_CHECKING:
    from wbtui.files.open import OpenSession
    from wbtui.ui.widgets.field_form import Item


class EarlierScreen(PastScreen[Earlier, str]):
    """Gives the text that is to be there again."""

    NOTHING = "This field has said nothing else so far."

    def __init__(
        self, opened: OpenSession, item: Item, label: str, now: Callable[[], datetime], *, read_only: bool
    ) -> None:
        super().__init__()
        self._label = label
        self._opened = opened
        self._item = item
        self._now = now
        self._read_only = read_only

    def heading(self) -> str:
        return f"Earlier texts: {self._label}"

    def look_up(self) -> Iterator[Sequence[Earlier]]:
        return self._opened.earlier(self._item.place)

    def draw_item(self, item: Earlier) -> tuple[Content, ...]:
        now = self._now()
        ago = age((now - item.at).total_seconds())
        first = one_line(readable(item.text, self._item.field)) or "(blank)"
        return Content(f" {first}"), Content.assemble(" ", (f"{moment(item.at, now)} · {ago}", "dim"))

    def say(self, item: Earlier) -> tuple[str, Iterator[Content]]:
        then, now = (
            readable(text, self._item.field) for text in (item.text, self._opened.session.text(self._item.place))
        )
        head = "Beside what it says now:" if now else "It says nothing now; this is gone:"
        return head, iter([with_marks(marked(then, now))])

    def hint(self) -> str:
        keys = ["[-gone] [+new]", "Tab text"]
        keys += [] if self._read_only else ["Enter brings it back"]
        return " · ".join([*keys, "Esc"])

    def choose(self, item: Earlier) -> None:
        if not self._read_only:
            self.close(item.text)
