"""The text editor for answers and for the lines of dialogs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.events import Blur, Focus, Key, MouseEvent, Paste, Resize
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from wbtui.core.change import SetAnswer
from wbtui.core.errors import ReadOnlyError, UndoError
from wbtui.core.place import Caret
from wbtui.core.promise import may_name, rest_of_name
from wbtui.core.text import MAX_ANSWER_CHARS, clean, clean_line, on_one_line, one_kind_of_line_end
from wbtui.ui.commands.command import key_label
from wbtui.ui.terminal.workarounds import ReleasedTextArea
from wbtui.ui.widgets.graphemes import cluster_after, cluster_around, cluster_before
from wbtui.ui.widgets.messages import StatusMessage
from wbtui.wording.labels import understood_label

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.undo import Undone
    from wbtui.core.workbook.model import Field
    from wbtui.workshop import Workshop

_NOT_OURS = ("f6", "f7")
_OURS = [b for b in TextArea.BINDINGS if isinstance(b, Binding) and b.key not in _NOT_OURS]
_OURS += [
    Binding("ctrl+home", "cursor_text(0)", "Start of the text", show=False),
    Binding("ctrl+end", "cursor_text(1)", "End of the text", show=False),
    Binding("ctrl+shift+home", "cursor_text(0, True)", "Select to the start of the text", show=False),
    Binding("ctrl+shift+end", "cursor_text(1, True)", "Select to the end of the text", show=False),
    Binding("alt+a,super+a", "select_all", "Select all", show=False),
]
_ACTIONS = {key: binding.action for binding in _OURS for key in binding.key.split(",")}
WORD = re.compile(r"\W*?\w+")
EDITING_KEYS = frozenset(_ACTIONS)
"""The keys that move, select or edit in a text."""
_EDITING = (
    ("undo in this field", "undo"),
    ("redo", "redo"),
    ("select all", "select_all"),
    ("select", "cursor_left(True)", "cursor_right(True)", "cursor_up(True)", "cursor_down(True)"),
    ("select by words", "cursor_word_left(True)", "cursor_word_right(True)"),
    ("select to the start or the end of the row", "cursor_line_start(True)", "cursor_line_end(True)"),
    ("select to the start or the end of the text", "cursor_text(0, True)", "cursor_text(1, True)"),
    ("cut", "cut"),
    ("copy", "copy"),
    ("paste", "paste"),
    ("delete the word before", "delete_word_left"),
    ("delete to the start of the row", "delete_to_start_of_line"),
    ("delete to the end of the row", "delete_to_end_of_line_or_delete_line"),
    ("go to the start or the end of the text", "cursor_text(0)", "cursor_text(1)"),
)
"""The explanations of the editing keys in the help, each with its actions."""
CLEANED_TEXT = "Control characters and escape sequences were removed from the new text."
_INVISIBLE_TEXT = frozenset({"Zs", "Cf", "Co"})


def editing_keys() -> list[tuple[str, str]]:
    """Return the keys that edit a text, as people write them, with what they do."""
    keys = {action: key_label(key) for key, action in reversed(_ACTIONS.items())}
    return [(" ".join(keys[action] for action in actions), does) for does, *actions in _EDITING]


def is_text(character: str | None) -> bool:
    """Return whether a typed character belongs in a text.

    `str.isprintable` alone rejects no-break and ideographic spaces, joiners, soft hyphens and private use.
    """
    if not character:
        return False
    return character.isprintable() or (len(character) == 1 and unicodedata.category(character) in _INVISIBLE_TEXT)


class Answer(NamedTuple):
    """Connects an editor with one answer of a workshop, which it edits directly."""

    workshop: Workshop
    field: Field
    place: Place
    origin: object = None
    """The subscriber that the workshop does not notify, because the editor does: the form around it."""

    @property
    def text(self) -> str:
        """The present text of the answer."""
        return self.workshop.session.text(self.place)

    @property
    def may_name(self) -> bool:
        """True if the answer can name a person of the session."""
        return may_name(self.place, self.workshop.workbook)

    def rest_of_name(self, text: str) -> str:
        """Return what completes the name of a person at the end of a text; empty if it ends with no name."""
        return rest_of_name(text, self.place, self.workshop.session, self.workshop.workbook)


class AnswerArea(ReleasedTextArea, inherit_bindings=False):
    """An editor for one answer, or for a draft in a dialog; with `height: auto` it grows with its text.

    An answer is in the session before the handler of the key returns, and is undone by the workshop. A draft keeps
    its text and its undo history to itself.
    """

    BINDINGS = [*_OURS]

    brief = reactive(False)
    """True if the hint is cut to one row, because the editor is on the row of its label."""

    class _About(Message):
        def __init__(self, area: AnswerArea) -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> AnswerArea:
            return self.area

    class Submitted(_About):
        """The user pressed Enter in a single-line editor."""

    class LeaveUp(_About):
        """The user pressed Up in the first row."""

    class LeaveDown(_About):
        """The user pressed Down in the last row."""

    class Edited(_About):
        """The user changed the text; an answer is in the session already."""

    class Refused(Message):
        """The last act on an answer could not be undone or redone."""

        def __init__(self, error: UndoError) -> None:
            super().__init__()
            self.error = error

    class TooLong(Message):
        """A text was not inserted at all, because the result would exceed the limit."""

        def __init__(self, limit: int) -> None:
            super().__init__()
            self.limit = limit

    def __init__(
        self,
        text: str = "",
        *,
        answer: Answer | None = None,
        single_line: bool = False,
        placeholder: str = "",
        limit: int = MAX_ANSWER_CHARS,
        read_only: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(
            answer.text if answer else clean_line(text) if single_line else clean(text),
            id=id,
            classes=classes,
            read_only=read_only,
            highlight_cursor_line=False,
        )
        self.show_hint(placeholder)
        self.set_reactive(TextArea.cursor_blink, False)
        # The widget grows instead; a scroll bar would reduce the width that its height depends on.
        self.styles.scrollbar_size_vertical = 0
        self._clipped_caret = ((0, 0), (0, 0))
        """The caret after the last text from elsewhere, and where it would be without the end of that text."""
        self.answer = answer
        self._may_name = answer is not None and answer.may_name
        self.single_line = single_line
        self.limit = limit
        self._typed = False
        """True once the user has typed since the editor got the focus."""

    @property
    def caret(self) -> tuple[int, int]:
        """Row and column of the caret; a new value is clipped to the text and scrolled to."""
        return self.cursor_location

    @caret.setter
    def caret(self, location: tuple[int, int]) -> None:
        row, column = location
        self.move_cursor((clamp(row, 0, self.document.line_count - 1), column))

    def show(self, text: str) -> None:
        """Show a text that was changed elsewhere; the caret stays where it is, clipped to the text.

        If the next such text has room for it again, the caret goes back, unless the user has moved it meanwhile.
        """
        text = clean(text)
        if text != self.text:
            clipped, wanted = self._clipped_caret
            wanted = wanted if self.caret == clipped else self.caret
            self._load(text)
            self.caret = wanted
            self._clipped_caret = (self.caret, wanted)

    def show_hint(self, prompt: str, derived: str = "") -> None:
        """Show what to write while the text is empty, or else the text that is derived from other answers.

        The caret is drawn on the first cell, which is blank: on a letter it would look like a selection.
        """
        hint = f"= {derived}" if derived else f"[{prompt}]" if prompt else ""
        self._hint = f" {clean(hint)}" if hint else ""
        self._fit_hint()
        self.set_class(bool(derived), "-derived")

    def watch_brief(self) -> None:
        self._fit_hint()

    def _fit_hint(self) -> None:
        # A plain str would be parsed as markup.
        hint = Content(self._hint)
        if self.brief and self.content_size.width > 1:
            hint = hint.truncate(self.content_size.width - 1, ellipsis=True)
        if self.placeholder != hint:
            self.placeholder = hint

    def rebind(self, answer: Answer) -> None:
        """Edit another answer."""
        self.answer, self._may_name = answer, answer.may_name
        self._clipped_caret = ((0, 0), (0, 0))
        self._load(answer.text)

    def _load(self, text: str) -> None:
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        # load_text repaints only if the caret or the number of rows changes.
        self.refresh(layout=True)

    def type_in(self, text: str) -> bool:
        """Insert a text at the caret as if the user had typed it; return False if it is too long."""
        cleaned = clean(text)
        if cleaned is not text and cleaned != one_kind_of_line_end(text):
            self.post_message(StatusMessage(CLEANED_TEXT, "cleaned"))
        if self.single_line:
            cleaned = on_one_line(cleaned)
        if len(self.text) - len(self.selected_text) + len(cleaned) > self.limit:
            self.post_message(self.TooLong(self.limit))
            return False
        self.replace(cleaned, *self.selection, maintain_selection_offset=False)
        return True

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not self.read_only and (key == "enter" or is_text(character))

    def consumes(self, event: Key) -> bool:
        """Return whether a key acts only inside the editor: it moves no focus and posts nothing to the app."""
        if event.key in _ACTIONS:
            return _ACTIONS[event.key] not in ("cursor_up", "cursor_down")
        if self.read_only:
            return False
        return not self.single_line if event.key == "enter" else is_text(event.character)

    async def on_key(self, event: Key) -> None:
        """Edit at once: a binding would bubble to the app first, and the next key could overtake it."""
        action = _ACTIONS.get(event.key)
        if action:
            handled = await self.app.run_action(action, self)
        else:
            handled = not self.read_only and self._insert_key(event)
        if handled:
            event.stop()
            event.prevent_default()

    def _insert_key(self, event: Key) -> bool:
        if event.key == "enter":
            if self.single_line:
                self.post_message(self.Submitted(self))
            else:
                self.type_in("\n")
            return True
        if event.character is not None and is_text(event.character):
            self.type_in(event.character)
            return True
        return False

    def insert_text(self, text: str) -> None:
        """Insert a text that is ready, as an act of its own."""
        if text and not self.read_only:
            self._paste(text)

    def on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if not self.read_only:
            self._paste(event.text)

    def action_paste(self) -> None:
        if not self.read_only:
            self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        """Insert a text as a separate act of the undo history."""
        self._end_burst()
        self.type_in(text)
        self._end_burst()

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self._row == 0:
            self.post_message(self.LeaveUp(self))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self._row == self.wrapped_document.height - 1:
            self.post_message(self.LeaveDown(self))
        else:
            super().action_cursor_down(select)

    def action_cursor_text(self, end: int, select: bool = False) -> None:
        """Move the caret to the start (0) or the end (1) of the text."""
        self.move_cursor(self.document.end if end else (0, 0), select=select)

    @property
    def _row(self) -> int:
        """The row of the caret after wrapping."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    # The caret goes by what a reader takes for one character, and TextArea by code point.

    def get_cursor_left_location(self) -> tuple[int, int]:
        row, column = self.cursor_location
        return (row, cluster_before(self.document[row], column)) if column else super().get_cursor_left_location()

    def get_cursor_right_location(self) -> tuple[int, int]:
        row, column = self.cursor_location
        line = self.document[row]
        return (row, cluster_after(line, column)) if column < len(line) else super().get_cursor_right_location()

    def get_cursor_word_left_location(self) -> tuple[int, int]:
        return self._begin_of(super().get_cursor_word_left_location())

    def get_cursor_word_right_location(self) -> tuple[int, int]:
        return self._end_of(super().get_cursor_word_right_location())

    def get_cursor_up_location(self) -> tuple[int, int]:
        return self._begin_of(super().get_cursor_up_location())

    def get_cursor_down_location(self) -> tuple[int, int]:
        return self._begin_of(super().get_cursor_down_location())

    def get_target_document_location(self, event: MouseEvent) -> tuple[int, int]:
        return self._begin_of(super().get_target_document_location(event))

    def action_delete_word_right(self) -> None:
        row, column = self.cursor_location
        line = self.document[row]
        word = WORD.match(line, column)
        if self.selection.is_empty and word and not self.read_only:
            self.delete((row, column), self._end_of((row, word.end())), maintain_selection_offset=False)
        else:
            super().action_delete_word_right()

    def _begin_of(self, location: tuple[int, int]) -> tuple[int, int]:
        row, column = location
        return row, cluster_around(self.document[row], column)

    def _end_of(self, location: tuple[int, int]) -> tuple[int, int]:
        row, column = self._begin_of(location)
        return location if column == location[1] else (row, cluster_after(self.document[row], column))

    def edit(self, edit: Edit) -> EditResult:
        if not self.selection.is_empty:
            # Typing over a selection is a separate act: undoing it restores the selected text.
            self._end_burst()
        with self.prevent(TextArea.Changed):
            result = super().edit(edit)
        if answer := self.answer:
            self.history.clear()
            text = self.text
            value = answer.field.value(text) if answer.field.kind in ("number", "date") else text
            caret = Caret(answer.place, *self.cursor_location)
            try:
                answer.workshop.edit(SetAnswer(answer.place, value), origin=answer.origin, caret=caret)
            except ReadOnlyError:
                self.show(answer.text)
        self._typed = True
        self.post_message(self.Edited(self))
        return result

    def undo(self) -> None:
        if self.answer:
            self._turn_back(self.answer, self.answer.workshop.undo, "undo")
        else:
            super().undo()
            self.post_message(self.Edited(self))

    def redo(self) -> None:
        if self.answer:
            self._turn_back(self.answer, self.answer.workshop.redo, "redo")
        else:
            super().redo()
            self.post_message(self.Edited(self))

    def _turn_back(
        self, answer: Answer, turn: Callable[[Place], Undone | None], name: Literal["undo", "redo"]
    ) -> None:
        if self.read_only:
            return
        try:
            undone = turn(answer.place)
        except ReadOnlyError:
            return
        except UndoError as error:
            self.post_message(self.Refused(error))
            return
        if undone is None:
            self.post_message(StatusMessage(f"Nothing to {name} in this field", "act", command=name))
            return
        self.show(answer.text)
        if undone.caret:
            self.caret = (undone.caret.row, undone.caret.column)

    def on_blur(self, _event: Blur) -> None:
        self._end_burst()
        if self._typed and (answer := self.answer):
            # Once only: an undo gives the typed text back, and it stays.
            self._typed = False
            if changes := answer.workshop.understand(answer.place):
                self.post_message(
                    StatusMessage(understood_label(changes, answer.workshop.workbook), "act", command="undo")
                )

    def _end_burst(self) -> None:
        if self.answer:
            self.answer.workshop.end_burst()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self.reveal_caret()
        if self._may_name and self.answer:
            # The rest of the name of a person; Right inserts it.
            at_end = self.cursor_location == self.document.end
            self.suggestion = self.answer.rest_of_name(self.text) if at_end else ""

    def on_focus(self, _event: Focus) -> None:
        self.call_after_refresh(self.reveal_caret)

    def on_resize(self, _event: Resize) -> None:
        # TextArea wraps the text now, after it was drawn, and repaints only if the number of rows changes.
        self.refresh()
        self._fit_hint()
        self.call_next(self._wrapped_anew)

    def _wrapped_anew(self) -> None:
        """Adjust the height to the present width, which the layout did not know yet."""
        if self.get_content_height(self.size, self.size, self.size.width) != self.size.height:
            self.refresh(layout=True)
        self.reveal_caret()

    def reveal_caret(self) -> None:
        """Scroll this widget and its ancestors until the row of the caret is visible.

        TextArea scrolls before it knows the new number of rows: a word that wraps to a new last row would stay
        hidden until the next key.
        """
        if not self.has_focus:
            return
        self.scroll_cursor_visible()
        if self.styles.is_docked:
            return
        row = self.cursor_screen_offset.y
        for node in self.ancestors:
            if isinstance(node, Widget) and node.max_scroll_y:
                window = node.scrollable_content_region
                if node is self.parent:
                    window = window.shrink(self.dock_gutter)
                by = min(0, row - window.y) or max(0, row - window.bottom + 1)
                if by:
                    row -= by
                    node.scroll_relative(y=by, animate=False, immediate=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of rows, but at least the placeholder's, so that nothing jumps at the first key."""
        rows = self._rows_at(width)
        if self.brief or not isinstance(self.placeholder, Content):
            return rows
        return max(rows, self.placeholder.get_height({}, max(1, width)))

    @property
    def rows_below(self) -> int:
        """The number of rows for which the editor is too low."""
        return max(0, self.get_content_height(self.size, self.size, self.size.width) - self.size.height)

    def _rows_at(self, width: int) -> int:
        """Return the number of rows at a width that need not be the present one.

        TextArea answers for its present width, and a scroll bar of a container, which reduces that width, would
        appear and disappear for ever, with 50 layouts a second.
        """
        column_for_caret = 1
        wrapped_at = max(0, width - column_for_caret)
        if wrapped_at == self.wrap_width:
            return self.wrapped_document.height
        return type(self.wrapped_document)(self.document, wrapped_at, self.indent_width).height
