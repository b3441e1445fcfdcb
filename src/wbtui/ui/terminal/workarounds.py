"""Work-arounds for faults of Textual 8.2.8, each with its upstream issue or a description to file as one.

tests/ui/test_upstream.py fails as soon as Textual no longer needs one of them. The others are elsewhere, because
they are inseparable from the class around them:

- `driver`: bytes that end the input thread (Textualize/textual#6456), a closed terminal (Textualize/textual#6690),
  pastes with escape sequences, and SIGCONT.
- `input_order`: keys of one burst lose their order (Textualize/textual#6605).
- `shutdown` and `app`: signals, a terminal that does not read, and tracebacks with the values of local variables.
- `own_bindings`: a keymap can neither add nor remove a key.
- `AnswerArea`: no-break spaces, the row of the caret after wrapping, and the flicker of a scroll bar.
- `Dialog.close`: a second `dismiss` raises InvalidStateError (Textualize/textual#4884).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual._styles_cache import StylesCache  # Private: see `release_drawn_lines`.
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget
from textual.widgets import TextArea

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.dom import DOMNode
    from textual.geometry import Region
    from textual.screen import Screen
    from textual.theme import Theme
    from textual.types import WatchCallbackType

WITHOUT_COLOURS, IN_GREYS = NoColor(), Monochrome()
REVERSED = Style(reverse=True)


class AppWorkarounds(App[int]):
    """The base of an app that can be clicked while widgets are removed, and is readable without colours."""

    ALLOW_SELECT = False
    """Nothing can be selected outside editors.

    Upstream: selecting in a widget that is just being removed asks its parent, None, for a region and ends the
    program (Textualize/textual#6643).
    """

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of colours; without colours, the one that is right for the present theme.

        Upstream: Textual chooses it for the theme of the start. That of a coloured theme makes the terminal's own
        colours black on black.
        """
        filters = super().get_line_filters()
        if not self.no_color:
            return filters
        rest = [each for each in filters if not isinstance(each, NoColor | Monochrome)]
        return [*rest, WITHOUT_COLOURS if self.native_ansi_color else IN_GREYS]


@contextmanager
def suspended(app: App[Any]) -> Iterator[None]:
    """Suspend the app, and resume it even if the block raises. Raises SuspendNotSupported.

    Upstream: `App.suspend` leaves the terminal to the other program for ever then (Textualize/textual#6692).
    """
    pause = app.suspend()
    pause.__enter__()
    try:
        yield
    finally:
        pause.__exit__(None, None, None)


def unfocus(screen: Screen[Any], widgets: Iterable[Widget]) -> None:
    """Take the focus from widgets that are about to be hidden or removed.

    Upstream: otherwise Textual focuses another widget, which scrolls. Textualize/textual#5630 calls this intended.
    """
    focused = screen.focused
    if focused and any(widget in focused.ancestors_with_self for widget in widgets):
        screen.set_focus(None)


def is_removed(widget: Widget) -> bool:
    """Return whether a widget that is to be drawn has been removed already, and has no styles any more.

    Upstream: a dialog that opens at that moment draws the screen below it, where the compositor still finds it.
    """
    return widget.parent is None


def part_style(widget: Widget, part: str) -> Style:
    """Return the style of a component class.

    Upstream: `Widget.get_visual_style` drops `reverse` from its `text-style`.
    """
    style = widget.get_visual_style(part)
    return style + REVERSED if widget.get_component_styles(part).text_style.reverse else style


class EagerScrollView(ScrollView):
    """A scroll view that obeys keys as soon as its text is long enough.

    Upstream: `Widget.allow_vertical_scroll` asks for the scroll bar, which appears with the next layout; a key
    before that is lost.
    """

    @property
    def allow_vertical_scroll(self) -> bool:
        """True if there is something to scroll to."""
        return self.max_scroll_y > 0


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

        Upstream: a placeholder cannot be wrapped at a width of 0.
        """
        if is_removed(self) or not self.size.width:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)


def release_drawn_lines() -> None:
    """Empty the cache of a method that holds the drawn lines of 1,024 widgets, mounted or not.

    It grows to 20 MB within an hour. Upstream: Textualize/textual#6665.
    """
    StylesCache.get_inner_outer.cache_clear()
