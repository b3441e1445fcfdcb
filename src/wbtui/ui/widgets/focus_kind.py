"""Tells which list of keys belongs to a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.ui.widgets.answer_area import AnswerArea
from wbtui.ui.widgets.choice import Choice
from wbtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widget import Widget

    from wbtui.ui.commands.footer import FocusKind


def kind_of(widget: Widget | None) -> FocusKind:
    """Return the kind of a widget that has the focus."""
    match widget:
        case AnswerArea(id="new-entry"):
            return "new"
        case AnswerArea():
            return "field"
        case Choice():
            return "choice"
        case RowList():
            return "list"
    return "slot"
