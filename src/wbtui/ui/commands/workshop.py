"""The list of commands of a workshop, with the conditions under which they are enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.ui.commands.command import Command, group
from wbtui.wording import sentence

if TYPE_CHECKING:
    from wbtui.ui.commands.acts import InWorkshop
    from wbtui.ui.commands.command import Reason
    from wbtui.ui.controllers.command_ids import WorkshopId

MORE_GROUP = "More"
"""The group of the commands on the second page of the menu."""

# Conditions: each returns why a command is disabled, or an empty string


def _writable(at: InWorkshop) -> str:
    reason = at.desk.workshop.read_only
    return f"This session is read-only: {sentence(reason)}." if reason else ""


def _before(at: InWorkshop) -> str:
    return _writable(at) if at.clock.beyond(-1) else "This is the first stage."


def _step_after(at: InWorkshop) -> str:
    last = at.clock.next_step is None
    return _writable(at) or ("This is the last step of the stage." if last else "")


def _on_stage(at: InWorkshop) -> str:
    return "" if at.shown else "This works on a stage. Esc goes back to it."


def _elsewhere(at: InWorkshop) -> str:
    if at.shown and at.shown.looking == at.desk.workshop.session.slot:
        return "The room is here already."
    return _on_stage(at) or _writable(at)


def _away(at: InWorkshop) -> str:
    away = at.shown and at.shown.looking != at.desk.workshop.session.slot
    return _on_stage(at) or ("" if away else "The room is here already.")


def _sections(at: InWorkshop) -> str:
    return _on_stage(at) or ("" if at.shown and at.shown.section_count > 1 else "This stage has only one section.")


def _slot_beside(by: int) -> Reason[InWorkshop]:
    def reason(at: InWorkshop) -> str:
        if at.shown and not at.shown.can_look_beside(by):
            return "There is no stage after this one." if by > 0 else "There is no stage before this one."
        return _on_stage(at)

    return reason


def _coach(at: InWorkshop) -> str:
    # Do not show the coach here: the facilitator may have hidden it from the projector.
    shown = at.shown is None or at.shown.coach_shown
    return _on_stage(at) or ("" if shown else f"{at.key('coach')} shows the coach.")


def _in_list(at: InWorkshop) -> str:
    if at.list and at.list.voting:
        return "End the vote first; the counts stay."
    return _on_stage(at) or ("" if at.list else "There is no list here.") or _writable(at)


def _offered(at: InWorkshop) -> str:
    offered = at.shown and at.shown.offered
    return _on_stage(at) or ("" if offered else "There is nothing to take in here.") or _writable(at)


def _carried(at: InWorkshop) -> str:
    carries = at.shown is None or at.shown.carries
    return _on_stage(at) or ("" if carries else "No answer goes along to this stage.")


def _with_bank(at: InWorkshop) -> str:
    if at.shown and at.list is None and at.shown.offered:
        return _writable(at)
    bank = at.list is None or at.list.field.banks
    return _in_list(at) or ("" if bank else "There is no bank for this list.")


def _on_entry(at: InWorkshop) -> str:
    selected = at.list is None or at.list.selected
    return _in_list(at) or ("" if selected else "There is no entry here yet.")


def _with_votes(at: InWorkshop) -> str:
    votes = at.list is None or at.list.vote_field
    return _on_entry(at) or ("" if votes else "This list has no votes.")


def _decidable(at: InWorkshop) -> str:
    list_ = at.desk.workshop.workbook.capture_decision
    return _writable(at) or ("" if list_ else "This workbook has no list of decisions.")


def _in_text(at: InWorkshop) -> str:
    focused = at.stage.focused_field if at.shown else None
    if at.shown and (focused is None or focused[0].kind not in ("line", "text") or focused[0].foreign):
        return "Put the cursor in a text first."
    return _on_stage(at) or _writable(at)


def _in_field(at: InWorkshop) -> str:
    focused = at.stage.focused_field if at.shown else None
    return "" if focused else "Put the cursor in a field first."


def _at_text(at: InWorkshop) -> str:
    text = at.shown and (focused := at.shown.focused_field) and focused[0].kind != "choice"
    return _on_stage(at) or ("" if text else "Put the cursor in a text first.")


def _undoable(at: InWorkshop) -> str:
    return _writable(at) or ("" if at.desk.workshop.can_undo else "Nothing to undo.")


def _redoable(at: InWorkshop) -> str:
    return _writable(at) or ("" if at.desk.workshop.can_redo else "Nothing to redo.")


def _alert(at: InWorkshop) -> str:
    return at.desk.nothing_to_resolve or _writable(at)


def _held(at: InWorkshop) -> str:
    return at.desk.handover.nothing_to_take_over


def _asked(at: InWorkshop) -> str:
    return at.desk.handover.nobody_asks


# Actions too long for a lambda


def _close(at: InWorkshop) -> None:
    at.start(at.desk.closing.close(at.program.export))


def _stage_on(at: InWorkshop) -> None:
    """Move the room to the next slot; after the last one there is only the end."""
    if at.clock.beyond(1):
        at.clock.step(1)
    else:
        _close(at)


def _from_bank(at: InWorkshop) -> None:
    """Open the bank of a list; in a field, take in what is offered there."""
    if at.list is None:
        at.stage.take_in()
        return
    at.start(at.notes.from_bank(at.bench.place, at.bench.field))


def _step_on(at: InWorkshop) -> None:
    # The step bar is that of the slot on the screen.
    at.clock.step_on(tell=at.shown is None or at.shown.looking != at.desk.workshop.session.slot)


def _edit_elsewhere(at: InWorkshop) -> None:
    if at.field:
        at.program.edit_elsewhere(at.field[1])


def _earlier(at: InWorkshop) -> None:
    if at.field:
        at.start(at.history.earlier(at.field[1]))


WORKSHOP: tuple[Command[InWorkshop], ...] = (
    *group(
        "Room",
        Command("step", "s", "Next step", _step_on, "f2", "next step", _step_after, brief="step"),
        Command("next", "n", "Next stage", _stage_on, "f3", "next stage", _writable, brief="stage"),
        Command("back", "b", "Previous stage", lambda at: at.clock.step(-1), enabled=_before),
        Command(
            "here",
            "r",
            "Move the room here",
            lambda at: at.clock.go(at.stage.looking),
            footer="move the room here",
            enabled=_elsewhere,
        ),
    ),
    *group(
        "Clock",
        Command("pause", "p", "Start or pause", lambda at: at.clock.pause_or_start(), "f4", "pause", _writable),
        Command("plus_one", "+", "Add 1 minute", lambda at: at.clock.add_minutes(1), "f5", "+1", _writable),
        Command("minus_one", "-", "Take off 1 minute", lambda at: at.clock.add_minutes(-1), enabled=_writable),
        Command("plus_five", "f", "Add 5 minutes", lambda at: at.clock.add_minutes(5), enabled=_writable),
        Command("timetable", "t", "Timetable, catch up", lambda at: at.program.show_timetable()),
        Command("big_clock", "c", "Big clock", lambda at: at.program.show_big_clock(), "f12"),
        Command("resolve", "!", "Resolve the alert", lambda at: at.start(at.desk.resolve()), enabled=_alert),
    ),
    *group(
        "Go to",
        Command("jump", "j", "Jump to …", lambda at: at.program.show_jump(), "f7", "jump", _on_stage),
        Command("room", "w", "Where the room is", lambda at: at.stage.look_at_room(), enabled=_away),
        Command("preview", "v", "Preview", lambda at: at.program.show_preview(), "f8", "preview"),
    ),
    *group(
        "Note",
        Command(
            "parking_lot", "l", "Park a note", lambda at: at.start(at.notes.park()), "ctrl+l", "park", _writable
        ),
        Command(
            "action", "a", "Add an action", lambda at: at.start(at.notes.action()), "ctrl+t", "action", _writable
        ),
        Command(
            "decision",
            "d",
            "Record a decision",
            lambda at: at.start(at.notes.decision()),
            "ctrl+o",
            "",
            _decidable,
        ),
        Command("export", "x", "Export", lambda at: at.program.export(), footer="export"),
        Command("details", "=", "Title and people", lambda at: at.start(at.notes.details()), enabled=_writable),
        Command("undo", "u", "Undo", lambda at: at.desk.undo.undo(), "f6", enabled=_undoable),
        Command("coach", "h", "Coach", lambda at: at.stage.show_coach(), "f9", "coach", _on_stage),
    ),
    *group(
        "List",
        Command("entry_new", "i", "Add an entry", lambda at: at.bench.add_entry(), "ctrl+n", "new", _in_list),
        Command("bank", "g", "Question bank", _from_bank, "ctrl+r", "bank", _with_bank),
        Command(
            "vote_start", "y", "Start a vote", lambda at: at.bench.start_vote(), footer="vote", enabled=_with_votes
        ),
        Command("sort", "o", "Sort by votes", lambda at: at.bench.sort(), footer="sort", enabled=_with_votes),
        Command(
            "today_line",
            "L",
            "Today’s line here",
            lambda at: at.bench.draw_line(),
            footer="line",
            enabled=_on_entry,
        ),
        Command("mark", "m", "Select several", lambda at: at.bench.mark(), footer="select", enabled=_on_entry),
        Command("entry_up", "[", "Move up", lambda at: at.bench.move_entry(-1), enabled=_on_entry),
        Command(
            "entry_down", "]", "Move down", lambda at: at.bench.move_entry(1), footer="move", enabled=_on_entry
        ),
        Command(
            "entry_delete", "k", "Delete", lambda at: at.bench.delete_entry(), footer="delete", enabled=_on_entry
        ),
    ),
    *group(
        "Text",
        Command("editor", "e", "Open in your editor", _edit_elsewhere, enabled=_in_text),
        Command("earlier", "E", "Earlier texts", _earlier, enabled=_in_field),
        Command("select_all", "A", "Select all", lambda at: at.stage.select_all(), "alt+a", enabled=_at_text),
        Command("more", ".", "Optional fields", lambda at: at.stage.show_more(), enabled=_on_stage),
        Command("redo", "U", "Redo", lambda at: at.desk.undo.redo(), enabled=_redoable),
    ),
    *group(
        "Session",
        Command("versions", "V", "Versions", lambda at: at.start(at.program.restore_version())),
        Command(
            "keep_version",
            "K",
            "Save a named version",
            lambda at: at.start(at.history.keep_version()),
            enabled=_writable,
        ),
        Command("close", "C", "Close the workshop", _close, footer="close the workshop", enabled=_writable),
        Command(
            "take_over",
            "O",
            "Ask to edit",
            lambda at: at.start(at.desk.handover.take_over()),
            footer="ask to edit",
            enabled=_held,
        ),
        Command("give_up", "G", "Hand over", lambda at: at.start(at.desk.handover.give_up()), enabled=_asked),
        Command("home", "q", "Leave", lambda at: at.program.leave_session(), "ctrl+q"),
    ),
    *group(
        MORE_GROUP,
        Command("section_next", "N", "Next section", lambda at: at.stage.turn(1), enabled=_sections),
        Command("section_previous", "B", "Previous section", lambda at: at.stage.turn(-1), enabled=_sections),
        Command(
            "look_next",
            ">",
            "Look ahead",
            lambda at: at.stage.look_beside(1),
            "ctrl+pagedown",
            "",
            _slot_beside(1),
        ),
        Command(
            "look_previous",
            "<",
            "Look back",
            lambda at: at.stage.look_beside(-1),
            "ctrl+pageup",
            "",
            _slot_beside(-1),
        ),
        Command("coach_down", "}", "Coach down", lambda at: at.stage.scroll_coach(1), "alt+down", "", _coach),
        Command("coach_up", "{", "Coach up", lambda at: at.stage.scroll_coach(-1), "alt+up", "", _coach),
        Command("vote", "Y", "Add a vote", lambda at: at.bench.vote(1), enabled=_with_votes),
        Command("unvote", "W", "Remove a vote", lambda at: at.bench.vote(-1), enabled=_with_votes),
        Command("carried", "R", "Read the statement", lambda at: at.program.show_carried(), enabled=_carried),
        Command("take_in", "I", "Take in earlier text", lambda at: at.stage.take_in(), enabled=_offered),
        Command("save", "S", "Save now", lambda at: at.start(at.desk.saving.save_now()), "ctrl+s"),
        Command("theme", "T", "Change the theme", lambda at: at.program.next_theme()),
        Command("help", "?", "Help", lambda at: at.program.show_help(), "f1", "help"),
    ),
)
"""All commands of an open session, by group; the menu also takes digits, which show a stage."""

FREE_KEYS: tuple[tuple[str, WorkshopId], ...] = (
    ("ctrl+z", "undo"),
    ("z", "undo"),
    ("u", "undo"),
    ("ctrl+y", "redo"),
)
"""Keys that work where no text has the focus, unless the user has chosen them for other commands."""

LIST_KEYS: tuple[tuple[str, WorkshopId, str], ...] = (
    ("insert", "entry_new", "add an entry"),
    ("v", "vote_start", "start a vote"),
    ("s", "sort", "sort by votes"),
    ("l", "today_line", "today’s line here"),
    ("space", "mark", "select several"),
    ("plus", "vote", "add a vote"),
    ("minus", "unvote", "remove a vote"),
    ("shift+up", "entry_up", "move up"),
    ("shift+down", "entry_down", "move down"),
    ("delete", "entry_delete", "delete"),
)
"""Keys that work while a list has the focus, but not while the user types: key, command id, description."""
