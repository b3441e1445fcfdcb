"""What every screen has in common."""

from __future__ import annotations

from textual.reactive import Reactive
from textual.widget import Widget


class Calm:
    """A screen that is not drawn anew, from edge to edge, when the focus moves; Textual (8.2.8) does that."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
