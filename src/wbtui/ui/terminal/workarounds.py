"""Work-arounds for faults of Textual 8.2.8, each with its upstream issue or a description.

tests/ui/test_upstream.py fails as soon as Textual no longer needs one of them. `driver` and `input_order` have
their own, and so has `AnswerArea` for scrolling, wrapping and keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._styles_cache import StylesCache  # Private: see `release_drawn_lines`.
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.geometry import Region
    from textual.theme import Theme
    from textual.types import WatchCallbackType


class ScreenWorkarounds:
    """A mix-in for screens.

    Upstream: `Screen.focused` is a reactive that repaints the screen from edge to edge, although the two widgets
    repaint themselves. And a mouse button that is pressed where a widget has just been removed draws that, which
    raises NoScreen and ends the program, although nothing can be selected (`App.ALLOW_SELECT`).
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Find nothing to select."""
        return None, None


class ReleasedTextArea(TextArea):
    """A text area that is neither referenced nor drawn after its removal."""

    def watch(self, obj: DOMNode, attribute_name: str, callback: WatchCallbackType, init: bool = True) -> None:
        """Follow the theme by a signal, because the app never forgets its watchers (Textualize/textual#6666)."""
        if obj is self.app and attribute_name == "theme":
            self.app.theme_changed_signal.subscribe(self, self._recolour)
        else:
            super().watch(obj, attribute_name, callback, init)

    def _recolour(self, _theme: Theme) -> None:
        self.theme = self.theme

    def on_mount(self) -> None:
        self._signals = (self.app.theme_changed_signal, self.screen.text_selection_started_signal)

    def on_unmount(self) -> None:
        # A signal, too, keeps its subscribers alive until it is published again.
        for signal in self._signals:
            signal.unsubscribe(self)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render blanks after the removal, and where there is no room for text.

        Upstream: a dialog that opens at that moment draws the screen below it, where the compositor still finds
        the widget, which has no styles any more. And a placeholder cannot be wrapped at a width of 0.
        """
        if self.parent is None or not self.size.width:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)


def release_drawn_lines() -> None:
    """Empty the cache of a method that holds the drawn lines of 1,024 widgets, mounted or not.

    It grows to 20 MB within an hour. Upstream: Textualize/textual#6665.
    """
    StylesCache.get_inner_outer.cache_clear()
