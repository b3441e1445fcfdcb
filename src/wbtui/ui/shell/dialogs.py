"""Maps each question to the dialog that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from wbtui.ui import screens

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import Question
    from wbtui.ui.screens.dialog import Dialog

T = TypeVar("T")


def dialog_for(question: Question[T]) -> Dialog[Any]:
    """Return a new dialog that asks the question and is dismissed with its answer. Raises TypeError."""
    from wbtui.ui.controllers import questions as q

    match question:
        case q.YesOrNo():
            return screens.confirm.Confirm(question.title, question.text, question.yes, question.no)
        case q.OneLine():
            return screens.ask_line.AskLine(question.title, question.text, question.verb, question.usual)
        case q.OneOf():
            return screens.file_picker.FilePicker(question.title, question.choices, question.verb)
        case q.WhichSide():
            return screens.conflict.ConflictScreen(question)
        case q.OfferRestore():
            return screens.restore.RestoreDialog(question)
        case q.NewSession():
            return screens.new.NewScreen(question.workbook, question.now)
        case q.HowToClose():
            return screens.closing.ClosingScreen(question)
        case q.WhichDetails():
            return screens.details.DetailsScreen(question.session, question.workbook)
        case q.WhichOfBank():
            return screens.bank.BankScreen(question.bank, question.taken)
        case q.Note():
            return screens.quick_note.QuickNote(question)
        case q.WhichVersion():
            return screens.versions.VersionsScreen(question)
        case q.WhichText():
            return screens.earlier.EarlierScreen(question)
    raise TypeError(f"there is no dialog for {type(question).__name__}")
