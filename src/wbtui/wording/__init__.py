"""The sentences for the codes of problems, which the rest of the program passes around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wbtui.core.errors import Moment, Problem

if TYPE_CHECKING:
    from wbtui.core.errors import Parameter

PHRASES: Mapping[str, str] = {
    # The disk
    "disk.full": "the disk is full",
    "disk.quota": "the disk quota is used up",
    "disk.too_large": "the file would be larger than this account may write",
    "disk.read_only": "the disk is read-only",
    "disk.permission": "permission denied",
    "disk.folder_gone": "the folder is gone",
    "disk.network_gone": "the network folder is gone",
    "disk.broken": "the disk reports an error",
    "disk.name_too_long": "the name is too long",
    "disk.too_many_files": "too many files are open",
    "disk.folder_in_the_way": "a folder with this name is in the way",
    "disk.busy": "the file cannot be replaced",
    "disk.loop": "the links lead in a circle",
    "disk.other": "{reason}",
    "folder.read_only": "the folder is read-only",
    "folder.is_file": "this is a file, not a folder",
    "folder.none": "there is no such folder",
    # A file
    "file.read_only": "the file is read-only",
    "file.foreign": "the file belongs to another user",
    "file.links": "the file has several names",
    "file.changed": "somebody else has changed the file",
    "file.gone": "the file was deleted or moved",
    "file.missing": "there is no such file",
    "file.lost_link": "this is a link to {target}, which is missing",
    "file.taken": "there is already a file with this name",
    "file.name_taken": "another file has this name now",
    "file.no_free_name": "no free name is left",
    "file.is_session": "a session is never overwritten",
    "file.may_be_session": "this may be a session, which is never overwritten",
    "file.would_be_too_large": "the session would have more than {most} MB, and could not be opened again",
    "file.is_folder": "this is a folder, not a file",
    "file.not_regular": "this is not a regular file",
    "file.no_path": "this cannot be a path",
    "file.too_large": "the file is too large",
    "file.empty": "the file is empty",
    "file.utf16": "the file is UTF-16 text",
    "file.not_utf8": "this is not UTF-8 text",
    "file.not_text": "the file is not text, or was damaged by a power cut or a sync program",
    "file.unmerged": "a merge was left unresolved",
    # TOML
    "toml.quote": "a quote is not closed",
    "toml.character": "a quote is not closed, or a character TOML does not allow",
    "toml.name_twice": "this name appears twice",
    "toml.heading_twice": "[{heading}] appears twice",
    "toml.no_equals": "there is no = after a name",
    "toml.bracket": "a heading is not closed with a bracket",
    "toml.value": "the value after = is not valid (quotes missing?)",
    "toml.date": "there is no such date",
    "toml.statement": "neither [heading] nor name = value",
    "toml.newline": "unexpected text after the value",
    "toml.list": "a list is not closed with a bracket",
    "toml.backslash": "a \\ in quotes must be written as \\\\",
    "toml.digits": "a number has too many digits",
    "toml.long": "{key} has more than {most:character}",
    "toml.deep": "too many brackets or dots inside each other",
    "toml.other": "this is not valid TOML ({complaint})",
    # The values of a file
    "key.missing": "{key} is missing",
    "key.unknown": "{key} is not a known key",
    "key.unknown_but": "{key} is not a known key; did you mean {close}?",
    "key.text": "{key} must be text, in quotes",
    "key.whole": "{key} must be a whole number",
    "key.number": "{key} must be a number, zero or more",
    "key.negative": "{key} cannot be negative",
    "key.large": "{key} cannot be more than {most}",
    "key.time_of_day": "{key} must be a time of day, such as 12:30",
    "key.flag": "{key} must be true or false",
    "key.list": "{key} must be a list",
    "key.count": "{key} must be a whole number from 1",
    "key.length": "{key} must be a list of {length} texts",
    "key.spellings": "{key} has more than {most} spellings",
    "key.table": "{key} must be a table",
    "key.tables": "{key} must be a list of tables, [[{key}]]",
    "key.one_answer": "{key} must be one answer, not a list",
    "key.time": "{key} must be a date and time with a zone, e.g. 2026-11-23T09:00:00+01:00",
    "key.wall_time": "{key} must be a date and time of the wall clock, e.g. 2026-11-23T09:00:00",
    "key.year": "{key} is in a year that no clock can count",
    # The head of a session
    "head.status": "the status “{value}” is not known, so it counts as draft",
    "head.zone": "the zone “{value}” is not known, so the start is by the clock of this machine",
    "head.agenda": "the workbook has no agenda “{value}”, so each stage is a slot",
    "head.slot": "the agenda has no slot “{value}”",
    "head.language": "the language “{value}” is no code such as en or de-CH, so it says nothing about numbers",
    # A session file
    "session.no_format": "`format = {format}` is missing, so this is not a session",
    "session.not_shown": "neither text, nor a number, nor a day, and so not shown: {keys}",
    "session.newer": "the file was written by a newer version of wbtui (format {format})",
    "session.last_line": "the last line of the file is missing, so more of its end may be missing",
    "session.answers": "the last line promises {promised:answer}, but the file has {found}",
    "session.cleaned": "control characters were removed from {count:text}",
    "session.recovered": "recovered {count:change} from {at}",
    "session.recovered_beside": (
        "recovered {count:change} from {at}; somebody else changed the file meanwhile, and their text is a version"
    ),
    "session.rewritten": "comments moved to the top",
    "session.replaced": "the old value of {key} is in Versions",
    "session.unlike": "what would be written does not match the session",
    "session.twice": "the file would have {key} twice, as a table and as a value",
    "session.none": "there is no session “{name}”",
    "session.several": "{count:session} have the title “{name}”",
    "session.no_title": "a session needs a title",
    "session.closing": "the session is closing",
    "session.no_locks": "this folder cannot lock files: two people editing at once will only notice afterwards",
    "save.late": "the session could not be saved in time",
    "save.mistake": "a mistake in wbtui ({kind})",
    "undo.changed": "somebody else has changed this since, so it was left as it is",
    # Who edits a session
    "user": "{user}",
    "user.on": "{user} on {host}",
    "user.unknown": "somebody",
    "held": "{name} is editing",
    "held.since": "{name} is editing (process {pid}, since {since})",
    "held.free": "nobody is editing now",
    "held.given_up": "handed over",
    "held.given_up_to": "handed over to {name}",
    # Versions
    "version.none": "there is no version “{name}”",
    "version.several": "{count:version} begin with “{name}”",
    "version.unreadable": "this version cannot be read either",
    # A workbook
    "workbook.none": "there is no workbook “{name}”",
    "workbook.format": "format {format} is not known, only {known}",
    "workbook.id": "an id has only letters, digits, - and _",
    "workbook.id_twice": "the id {id} is used {count} times",
    "workbook.no_stage": "a workbook needs a stage",
    "workbook.no_agenda": "a workbook needs an agenda",
    "workbook.no_slot": "an agenda needs a slot",
    "workbook.no_fields": "entries need fields",
    "workbook.agenda": "there is no such agenda",
    "workbook.list": "there is no such list of entries",
    "workbook.stage": "there is no stage {name}",
    "workbook.group": "there is no group {name}",
    "workbook.bank": "there is no bank {name}",
    "workbook.part": "there is no {name} in this workbook",
    "workbook.part_of_kind": "{key} names no part of kind {kind} behind the first: {name}",
    "workbook.beside": "there is no field {name} beside it",
    "workbook.condition": "there is no choice {name} beside it with an option {option}",
    "workbook.day_beside": "there is no date {name} beside it",
    "workbook.only_optional": "only an optional field waits for a day",
    "workbook.answer": "there is no field {name} with one answer",
    "workbook.only_text": "only a text can take in other answers",
    "workbook.row_apart": "the fields of row {name} must stand next to each other, in one group",
    "workbook.row_length": "row {name} needs two fields, and has at most {most:field}",
    "workbook.row_kind": "a text or a list needs a row of its own, and cannot be in row {name}",
    "workbook.step_title": "the title of a step has at most {most:character}",
    "workbook.step_section": "the stage has no section “{name}”",
    "workbook.slot_min": "a slot of {minutes:minute} cannot have a minimum above that",
    "workbook.slot_must": "a slot that must be finished cannot be one that may go",
    "workbook.no_step_title": "either every step of a script has a title, or none",
    "workbook.slot_id": "a slot without a stage cannot have the id of a stage",
    "workbook.group_and_field": "{name} is a group and a field",
    "workbook.shared": "this name is reserved for a list of the session",
    "workbook.one_of": "{key} must be one of {allowed}",
    "workbook.options": "a choice needs options, and only a choice has them",
    "workbook.sources": "{derivation} needs {count} fields",
    "workbook.only_entries": "only entries have fields and a bank",
    "workbook.first_field": "the first field of an entry must be a line, which the list shows",
    "workbook.entries_in_group": "a list of entries cannot be in a group",
    "workbook.entries_in_entry": "an entry cannot have entries, or a field called id",
    # The user's settings
    "settings.unknown": "there is no setting “{name}”",
    "settings.unknown_but": "there is no setting “{name}”; did you mean {close}?",
    "settings.theme": "there is no theme “{name}”; there are {allowed}",
    "settings.theme_place": "the line of the theme cannot be changed here",
    "keys.command": "there is no command “{command}”",
    "keys.command_but": "there is no command “{command}”; did you mean {close}?",
    "keys.key": "“{pressed}” is not a key",
    "keys.needed": "{pressed} moves, types or leaves, and cannot do anything else",
    "keys.typed": "{pressed} is needed while typing",
    "keys.taken": "{pressed} belongs to {other}",
    # Input of the user
    "typed.number": "write a number",
    "typed.other_unit": "write it in {unit}",
    "typed.two_numbers": "write {one} or {other}",
    "typed.date": "write a date, e.g. 2027-03-31",
    "typed.time": "“{text}” is not a time",
    "typed.agenda": "there is no agenda “{name}”",
    # The user's external editor
    "editor.start": "{command} could not be started",
    "editor.status": "{command} ended with status {status}",
    "editor.not_utf8": "the editor saved something that is not UTF-8 text",
    "editor.too_long": "the text has more than {most:character}",
    "editor.removed": "the editor removed the file",
    "editor.no_file": "no file can be written for the editor",
    "editor.interrupted": "wbtui ended while the editor was open",
    "editor.gone": "the field of this text is gone",
    # The setting or rule that determined the folder of the sessions
    "paths.option": "--sessions",
    "paths.environment": "$WBTUI_SESSIONS",
    "paths.here": "./sessions has a session in it",
    "paths.data": "your data folder",
    "paths.none": "there is no home folder",
}
"""The sentences that say what is wrong, without a full stop.

`{count:change}` is a number with its noun, and `{key}` is the key of the location.
"""

NEXT_STEPS: Mapping[str, str] = {
    "allow_access": "Change its permissions",
    "allow_writing": "Allow writing to it",
    "choose_agenda": "Choose one of {known}",
    "choose_folder": "Allow reading it, or name another folder with --sessions",
    "choose_name": "Choose another name",
    "choose_side": "Choose a side in an editor and remove the markers",
    "choose_shorter_name": "Choose a shorter name",
    "close_programs": "Close some other programs",
    "close_there": "Close it there first",
    "copy": "A copy is in {copy}",
    "create_folder": "Create it, or name another folder",
    "fix_in_editor": "Fix it in an editor",
    "give_title": "Give it one: `wbtui new TITLE`",
    "force": "Use --force to replace it, or -o to name another file",
    "free_space": "Free some space",
    "list_mistakes": "`wbtui workbook check FILE` lists every mistake in it",
    "list_more_mistakes": "`wbtui workbook check FILE` lists this mistake and {more} more",
    "list_sessions": "`wbtui list` shows the sessions in {folder}",
    "list_versions": "`wbtui history SESSION` lists them",
    "list_workbooks": "`wbtui workbook list` shows those that there are",
    "name_sessions": "Name a folder for the sessions with --sessions or $WBTUI_SESSIONS",
    "name_file": "Name the file: {files}",
    "name_file_in_folder": "Name a file in it",
    "open_earlier": "Open an earlier version, or fix the file in an editor",
    "reconnect": "Connect to it again",
    "remove_links": "Saving would separate them: remove its other hard links",
    "rename_other": "Rename the other file first",
    "restore_folder": "Put the folder back in its place",
    "save_as_utf8": "Save it as UTF-8 in an editor",
    "shorten": "Shorten an answer",
    "set_editor": "Set $VISUAL or $EDITOR",
    "try_again": "Try again",
    "unchanged": "The answer is as it was",
    "use_dash": "`-o -` writes to standard output",
    "use_copy": "Use a copy of it",
    "update_to_edit": "Update wbtui to edit it",
    "update_to_read": "Update wbtui to read it",
    "write_time": "Write it like 18:00",
}
"""The sentences that say what to do about it, without a full stop."""

USUAL_STEPS: Mapping[str, str] = {
    "disk.full": "free_space",
    "disk.quota": "free_space",
    "disk.read_only": "allow_writing",
    "disk.permission": "allow_access",
    "disk.folder_gone": "restore_folder",
    "disk.network_gone": "reconnect",
    "disk.name_too_long": "choose_shorter_name",
    "disk.too_many_files": "close_programs",
    "disk.folder_in_the_way": "choose_name",
    "disk.busy": "close_programs",
    "folder.read_only": "allow_writing",
    "folder.none": "create_folder",
    "file.foreign": "use_copy",
    "file.name_taken": "rename_other",
    "file.no_free_name": "choose_name",
    "session.no_title": "give_title",
    "save.late": "try_again",
    "version.unreadable": "list_versions",
}
"""The next step for a problem that names none of its own, by the code of the problem."""


class _Counted(int):
    """A number whose format is a noun: `{count:change}` becomes `1 change` or `2 changes`."""

    def __format__(self, noun: str) -> str:
        return f"{int(self)} {noun}{'' if self == 1 else 's'}" if noun else str(int(self))


def phrase(problem: Problem) -> str:
    """Return only what is wrong: `the disk is full`."""
    return _filled(PHRASES[problem.code], problem)


def located(problem: Problem) -> str:
    """Return what is wrong and where in the file: `line 3: title must be text, in quotes`."""
    place = _place(problem)
    return f"{place}: {phrase(problem)}" if place else phrase(problem)


def statement(problem: Problem) -> str:
    """Return the text of `located` as a sentence, with a capital letter and a full stop."""
    text = located(problem)
    end = "" if text.endswith("?") else "."
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}{end}"


def next_step(problem: Problem) -> str:
    """Return what to do about it, without the last full stop; empty if the problem has no next step."""
    steps = problem.next_step
    # The path of a copy is no advice: what to do comes before it.
    if steps in ((), ("copy",)) and (usual := USUAL_STEPS.get(problem.code)):
        steps = (usual, *steps)
    return ". ".join(_filled(NEXT_STEPS[step], problem) for step in steps)


def sentence(problem: Problem) -> str:
    """Return the whole message, without the last full stop: the file, the location, what is wrong, what to do."""
    file = problem.where.file
    said = f"{file}: {located(problem)}" if file else located(problem)
    return f"{said}. {step}" if (step := next_step(problem)) else said


def _filled(template: str, problem: Problem) -> str:
    values = {**problem.parameters, "key": problem.where.key}
    return template.format_map({name: _worded(value) for name, value in values.items()})


def _worded(value: Parameter) -> object:
    match value:
        case int():
            return _Counted(value)
        case Problem():
            return phrase(value)
        case Moment():
            # Import here: few messages have a time, and the command line reads this module at its start.
            from wbtui.wording.times import day_and_time

            return day_and_time(value.at, value.now)
    return value


def _place(problem: Problem) -> str:
    where = problem.where
    line = f"line {where.line}" if where.line else ""
    end = "the end of the file" if where.at_end else ""
    key = f"key {where.key}" if where.key and "{key}" not in PHRASES[problem.code] else ""
    return ", ".join(part for part in (line, end, key) if part)
