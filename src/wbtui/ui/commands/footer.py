"""Chooses the keys that the footer shows: those of the focused widget, then those that work everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from wbtui.ui.commands.command import MENU, key_label

if TYPE_CHECKING:
    from wbtui.ui.commands.keys import Keys
    from wbtui.ui.controllers.command_ids import CommandId, NoCommand
    from wbtui.ui.controllers.news import Shown


class Hint(NamedTuple):
    """A key with its effect in a word or two; a click on it has the same effect."""

    key: str
    """The key as people write it."""
    text: str
    brief: str = ""
    """A shorter text for where there is little room; empty if there is none."""
    command: CommandId | NoCommand = ""
    """The id of the command that the key runs; empty if the key belongs to the focused widget."""
    press: str = ""
    """The key to press instead, as Textual writes it."""
    loud: bool = False
    """True for the most important key, such as the one that starts the clock."""


class Footer(NamedTuple):
    """The two halves of a footer."""

    left: tuple[Hint, ...] = ()
    """The keys of the focused widget; where there is no room, the last ones are left out first."""
    right: tuple[Hint, ...] = ()
    kept: int = 2
    """The number of hints at the end of `right` that are shown at any width."""


class StatusLine(NamedTuple):
    """The contents of the line above a footer."""

    text: str = ""
    ground: Literal["", "warning", "alarm"] = ""
    """The background of the text; empty for good news."""
    hints: tuple[Hint, ...] = ()
    """The keys behind the text."""


FocusKind: TypeAlias = Literal["field", "choice", "list", "slot", "new", "vote", "number"]


class Focus(NamedTuple):
    """The state of the stage screen that decides which keys its footer shows."""

    kind: FocusKind = "slot"
    room: str = ""
    """The title of the slot where the room is, if another one is on the screen."""
    read_only: bool = False
    askable: bool = False
    """True if somebody else has the session and can be asked for it."""
    started: bool = True
    running: bool = True
    last: bool = False
    """True if the room is in the last slot, after which the workshop is closed."""
    bank: bool = False
    """True if there are ready-made questions for the list."""
    votes: bool = False
    """True if the list has votes."""
    marked: int = 0
    """The number of entries that are selected together."""
    options: str = ""
    """The keys of the options that can be chosen in the list, separated by spaces."""


def status_line(keys: Keys, shown: Shown) -> StatusLine:
    """Return the news as the line above a footer."""
    notice, waiting = shown
    if notice is None:
        return StatusLine()
    hints: list[Hint] = []
    if notice.command:
        command = keys.command(notice.command)
        does = command.footer or command.title.lower()
        hints.append(Hint(keys.of(notice.command), does, command=notice.command))
    if notice.next_time:
        key = keys.command(notice.next_time).key_label
        hints.append(Hint("", f"next time: {key}", command=notice.next_time))
    if waiting:
        hints.append(Hint("", f"{waiting} more"))
    ground: Literal["", "warning", "alarm"] = "alarm" if notice.severity == "error" else "warning"
    return StatusLine(notice.text, ground if notice.bad else "", tuple(hints))


def own(keys: str, text: str) -> Hint:
    """Return the hint for keys of the focused widget, separated by spaces; a click presses the last one."""
    names = keys.split(" ")
    return Hint(" ".join(map(key_label, names)), text, press=names[-1])


def note(text: str) -> Hint:
    """Return a text that is no key."""
    return Hint("", text)


DONE_KEY = "ctrl+s"
"""The key that does in every dialog what Enter does, also in a field where Enter starts a new line."""
ESCAPE_BACK = own("escape", "back")
_NEXT_FIELD = own("tab", "next")
_IN_FIELD: tuple[CommandId | Hint, ...] = (_NEXT_FIELD, "jump", "parking_lot", "action")
_IN_CHOICE = (own("left right", "choose"), own("backspace", "clear"), _NEXT_FIELD)
_IN_VOTE = (
    note("0–9 count"),
    own("up down", "go on"),
    own("escape", "end the vote"),
    own("s", "sort"),
    own("l", "line"),
    own("minus plus", "one"),
    own("e", "votes each"),
    own("p", "people"),
    own("r", "start again"),
)
_IN_SLOT: tuple[CommandId, ...] = ("jump", "preview", "coach")
_CLOCK: tuple[CommandId, ...] = ("step", "next", "pause", "plus_one")
_ALWAYS: tuple[CommandId, ...] = (MENU, "help")


def stage_footer(keys: Keys, focus: Focus) -> Footer:
    """Return the footer of the stage screen."""
    if focus.kind in ("vote", "number"):
        return Footer(
            where_footer(keys, focus), tuple(_running(keys, ("pause", *_ALWAYS), focus.running, focus.last))
        )
    back = (own("escape", f"back to {focus.room}"),) if focus.room else ()
    if focus.read_only:
        ask: tuple[CommandId, ...] = ("take_over",) if focus.askable else ()
        return Footer((*back, *_hints(keys, (*ask, "preview"))), (*_hints(keys, _ALWAYS),))
    # While entries are selected, Escape ends that first.
    here = (*back, *_hints(keys, ("here",))) if focus.room and not focus.marked else ()
    if not focus.started:
        right = (_loud(keys, "pause", "START THE CLOCK"), *_hints(keys, ("next", "preview", *_ALWAYS)))
        return Footer(here, right)
    everywhere = _running(keys, (*_CLOCK, *_ALWAYS), focus.running, focus.last)
    return Footer((*here, *_where(keys, focus)), tuple(everywhere))


def where_footer(keys: Keys, focus: Focus) -> tuple[Hint, ...]:
    """Return only the keys of the focused widget."""
    return tuple(_where(keys, focus))


def clock_footer(keys: Keys, running: bool, read_only: bool, last: bool) -> Footer:
    """Return the footer of the big clock; `last` is true in the last slot."""
    ids = () if read_only else _CLOCK
    hints = _running(keys, (*ids, *_ALWAYS), running, last)
    return Footer((), (*hints, ESCAPE_BACK), kept=3)


def preview_footer(keys: Keys) -> Footer:
    """Return the footer of the preview."""
    moves = (own("up down", "scroll"), own("n", "next part"), own("p", "previous"))
    return Footer(moves, (*_hints(keys, ("export", *_ALWAYS)), ESCAPE_BACK), kept=3)


def timetable_footer(keys: Keys) -> Footer:
    """Return the footer of the timetable."""
    left = (
        own("plus minus", "minutes"),
        own("b", "break"),
        own("k", "skip"),
        own("l", "fix a time"),
        own("shift+up shift+down", "move"),
        own("u", "undo"),
    )
    return Footer(left, (*_hints(keys, ("pause", *_ALWAYS)), ESCAPE_BACK), kept=3)


def home_footer(keys: Keys, *, filtering: bool = False, trash: bool = False) -> Footer:
    """Return the footer of the home screen; while the user types a filter, letters are not commands.

    `trash` is true if there is a session to restore.
    """
    shown = [each for each in keys.home if each.footer and each.key and (trash or each.id != "untrash")]
    if filtering:
        end = tuple(Hint(c.key_label, c.footer, command=c.id) for c in shown[-2:])
        return Footer((own("enter", "to the list"), own("escape", "show all")), end)
    return Footer((), tuple(Hint(command.key_label, command.footer, command=command.id) for command in shown))


def dialog_footer(*hints: Hint, escape: str = "cancel") -> Footer:
    """Return the footer of a dialog; it ends with the effect of Escape."""
    return Footer((), (*hints, own("escape", escape)), kept=2)


def form_footer(verb: str, long_field: str) -> Footer:
    """Return the footer of a form; in its field of several lines, Enter begins a new one."""
    done = own(DONE_KEY, f"{verb} (in {long_field})")
    return dialog_footer(own("enter", verb), own("tab", "next"), done)


def _where(keys: Keys, focus: Focus) -> Iterator[Hint]:
    match focus.kind:
        case "field":
            yield from _hints(keys, _IN_FIELD)
        case "choice":
            yield from _IN_CHOICE
        case "slot":
            yield from _hints(keys, _IN_SLOT)
        case "list":
            yield from _list(keys, focus)
        case "new":
            bank: tuple[CommandId, ...] = ("bank",) if focus.bank else ()
            yield from (own("enter", "add"), own("up", "to the list"))
            yield from _hints(keys, (*bank, "parking_lot", "action"))
        case "vote":
            yield from _IN_VOTE
        case "number":
            yield from (note("type a number"), own("enter", "go on"), own("escape", "back"))


def _list(keys: Keys, focus: Focus) -> Iterator[Hint]:
    if focus.marked:
        yield note(f"{focus.marked} selected")
        yield from _in_list(keys, "entry_up", "entry_down")
        yield from _in_list(keys, "entry_delete")
        yield from _in_list(keys, "mark")
        yield own("escape", "select none")
        return
    yield own("enter", "answer")
    yield from _hints(keys, ("entry_new", "bank") if focus.bank else ("entry_new",))
    yield from (*_in_list(keys, "vote_start"), *_in_list(keys, "sort")) if focus.votes else ()
    yield from _in_list(keys, "today_line")
    yield from _in_list(keys, "entry_up", "entry_down")
    yield from _in_list(keys, "entry_delete")
    yield from _in_list(keys, "mark")
    yield from (own(focus.options, "kind"),) if focus.options else ()


def _hints(keys: Keys, wanted: Iterable[CommandId | Hint]) -> Iterator[Hint]:
    for each in wanted:
        yield each if isinstance(each, Hint) else _hint(keys, each)


def _hint(keys: Keys, command_id: CommandId) -> Hint:
    if command_id == MENU:
        return Hint(keys.menu_label, "menu", command=MENU)
    command = keys.command(command_id)
    return Hint(keys.of(command_id), command.footer, command.brief, command=command_id)


def _in_list(keys: Keys, *command_ids: CommandId) -> Iterator[Hint]:
    """Yield the hint for commands that have keys of their own in a list; a click runs the last one."""
    pressed = [key for command_id in command_ids if (key := keys.in_list(command_id))]
    if pressed:
        first, rest = pressed[0], pressed[1:]
        # Of `⇧↑ ⇧↓`, the second arrow alone will do.
        label = first + "".join(key[1:] if key[:-1] == first[:-1] != "" else f" {key}" for key in rest)
        yield Hint(label, keys.command(command_ids[-1]).footer, command=command_ids[-1])


def _running(keys: Keys, command_ids: Iterable[CommandId], running: bool, last: bool) -> Iterator[Hint]:
    """Yield the hints for commands, with what the keys do while the clock stands, or in the last slot."""
    for hint in _hints(keys, command_ids):
        if hint.command == "pause" and not running:
            yield Hint(hint.key, "start", command=hint.command)
        elif hint.command == "next" and last:
            yield Hint(hint.key, "close the workshop", "close", hint.command)
        else:
            yield hint


def _loud(keys: Keys, command_id: CommandId, text: str) -> Hint:
    return Hint(keys.of(command_id), text, command=command_id, loud=True)
