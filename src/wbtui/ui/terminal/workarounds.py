"""Work-arounds for faults of Textual 8.2.8, each with its upstream issue or the text of one.

tests/ui/test_upstream.py fails as soon as Textual no longer needs one of them. Those of the driver are in
`driver`, those of the order of input in `input_order`, those of the editor in `AnswerArea`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._styles_cache import StylesCache  # Private: see `release_drawn_lines`.
from textual.notifications import Notification
from textual.reactive import Reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen

MIN_SECONDS = 0.01


class Toast(Notification):
    """A notification whose remaining time is never negative.

    Upstream: Textual waits for what is left of a notification's time. If that runs out while it is put on the
    screen, the wait is negative, and a timer with such an interval spins for ever.
    """

    @property
    def time_left(self) -> float:
        """Seconds, at least `MIN_SECONDS`."""
        return max(MIN_SECONDS, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0


class NoRepaintOnFocus:
    """A mix-in for screens, which else are drawn anew from edge to edge whenever the focus moves.

    Upstream: `Screen.focused` is a reactive that repaints the screen, although the two widgets repaint themselves.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


def release_drawn_lines() -> None:
    """Empty the cache of a method that holds the lines of 1,024 widgets, whether they are there or gone.

    It grows to 20 MB within an hour. Upstream: Textualize/textual#6665.
    """
    StylesCache.get_inner_outer.cache_clear()


def release_toasts(screens: Iterable[Screen[object]]) -> None:
    """Remove the holders of toasts that are over, with all that they know of their toast.

    Upstream: `ToastRack.show` takes a stale toast out of its holder and leaves the holder there. A holder that is
    not mounted yet only waits for its toast.
    """
    for screen in screens:
        for holder in screen.query("ToastHolder:empty"):
            if holder.is_mounted:
                holder.remove()
