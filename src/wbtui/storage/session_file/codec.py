"""Reading and rendering of session files: TOML to Session and back, with comments and unknown keys."""

from __future__ import annotations

import contextlib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.errors import NewerFormatError, Problem, SaveError, SessionError
from wbtui.core.session import FORMAT
from wbtui.storage.session_file.damage import (
    RESTORE_STEP,
    decoded,
    has_whole_head,
    head_of,
    may_be_merged,
)
from wbtui.storage.session_file.decode import doubts, format_of, session_from
from wbtui.storage.session_file.encode import count_answers, known_tables
from wbtui.storage.session_file.last_line import last_line, sign_of_loss, split
from wbtui.storage.session_file.tables import KnownTable, at_path, by_path, same
from wbtui.storage.session_file.toml_document import TomlDocument, reads_back, rewritten
from wbtui.storage.session_file.toml_lines import line_of
from wbtui.storage.session_file.toml_problems import parsed

if TYPE_CHECKING:
    from wbtui.core.session import Session

__all__ = (
    "Loaded",
    "has_whole_head",
    "read",
    "read_any",
    "read_head",
    "render",
    "says",
    "verified",
)

_OLD_SLOT = "stage"
"""The name that `slot` has in older files."""


class Loaded(NamedTuple):
    """A session with the TOML of its file, and messages about the file."""

    session: Session
    toml: TomlDocument
    notes: tuple[Problem, ...] = ()
    suspect: Problem | None = None
    """A sign that part of the file is missing; None without one."""
    newer: Problem | None = None
    """The reason not to write the file if its format is newer than this version knows; else None."""


def read(data: bytes, where: str = "") -> Loaded:
    """Read a whole session file.

    Raises SessionError, with the line or the key if known, and NewerFormatError for a newer format.
    """
    loaded = read_any(data, where)
    if loaded.newer:
        raise NewerFormatError(loaded.newer.in_file(where).also("update_to_edit"))
    return loaded


def read_any(data: bytes, where: str = "") -> Loaded:
    """Read a session file for display or export; of a newer format, the parts that this version understands.

    Raises SessionError, with the line or the key if known.
    """
    text = decoded(data, where)
    document = _parsed(text, where)
    number = format_of(document, where)
    newer = Problem.of("session.newer", format=number) if number > FORMAT else None
    if number < FORMAT:
        raise SessionError("session.no_format", where=where, next_step="fix_in_editor", format=FORMAT)
    try:
        session, meddled = session_from(document, where, lenient=bool(newer))
    except SessionError as error:
        raise _with_line(error, text) from error
    if newer and not (session.id and session.title):
        raise NewerFormatError(newer.in_file(where).also("update_to_read"))
    notes = [Problem.of("session.cleaned", count=meddled)] if meddled else []
    toml, promised = _toml(data, text, document, session)
    # Of the answers in a newer format, this version may not know all.
    suspect = sign_of_loss(promised, (promised or 0) if newer else count_answers(session))
    notes += [*doubts(document), *([suspect] if suspect else [])]
    return Loaded(session, toml, tuple(notes), suspect, newer)


def read_head(data: bytes, where: str = "") -> Session:
    """Read the part before the first stage, as a session without answers. `data` may end after that part.

    Raises SessionError.
    """
    text = decoded(head_of(data), where)
    document = _parsed(text, where)
    newer = (number := format_of(document, where)) > FORMAT
    head = session_from(document, where, lenient=newer)[0]
    if newer and not (head.id and head.title):
        raise NewerFormatError("session.newer", where=where, next_step="update_to_read", format=number)
    return head


def render(session: Session, original: TomlDocument | None = None) -> TomlDocument:
    """Render a session as TOML, with the comments and unknown keys of its original file.

    Only the tables that changed are read back; `verified` checks the whole, and must if the document needs it.
    Raises SaveError.
    """
    # Import here: whoever only reads does not need it.
    from wbtui.storage.session_file.toml_update import updated, with_renamed_key

    original = original or TomlDocument()
    if _OLD_SLOT in original.known.get((), {}).get(None, {}):
        original = with_renamed_key(original, _OLD_SLOT, "slot")
    return updated(by_path(known_tables(session)), original, last_line(count_answers(session)))


def verified(session: Session, toml: TomlDocument) -> TomlDocument:
    """Return the document if its whole text reads back as the session and all unknown values, else rewrite it.

    Raises SaveError if that does not read back either.
    """
    # A key of hundreds of parts, which nobody types, is deeper than Python compares.
    with contextlib.suppress(RecursionError):
        if says(session, toml):
            return toml
        new = rewritten(toml)
        if says(session, new):
            return new
    raise SaveError("session.unlike")


def says(session: Session, toml: TomlDocument) -> bool:
    """Return whether a document reads back as a session and as its own data."""
    try:
        text = toml.text.encode().decode("utf-8-sig")
        if may_be_merged(text) or not reads_back(toml):
            found = read(toml.text.encode())
            return found.session == session and same(found.toml.data, toml.data)
        return format_of(toml.data, "") == FORMAT and session_from(toml.data, "")[0] == session
    except (SessionError, UnicodeEncodeError):
        return False


def _toml(
    data: bytes, text: str, document: Mapping[str, object], session: Session
) -> tuple[TomlDocument, int | None]:
    """Return the document of a file, and the number of answers that its last line promises.

    `text` is the decoded file with LF line ends.
    """
    if b"\r\n" in data:
        text = data.decode("utf-8-sig")
    eol = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    body, gap, promised = split(text, eol)
    known = by_path(_as_written(known_tables(session), document))
    return TomlDocument(body, document, known, gap=gap, eol=eol, mark=mark), promised


def _as_written(known: Iterator[KnownTable], document: Mapping[str, object]) -> Iterator[KnownTable]:
    """Yield the tables without what the file lacks: made-up ids, and `slot` if it has the old `stage`."""
    counts = Counter[tuple[str, ...]]()
    for table in known:
        values = table.values
        if not table.path and "slot" not in document and _OLD_SLOT in document:
            values = {_OLD_SLOT if name == "slot" else name: value for name, value in values.items()}
        elif table.item is not None and "id" in values:
            row = at_path(document, table.path, counts[table.path])
            counts[table.path] += 1
            if isinstance(row, dict) and row.get("id") != values["id"]:
                # The id was generated from the position while reading.
                values = {name: value for name, value in values.items() if name != "id"}
        yield KnownTable(table.path, values, table.item)


def _parsed(text: str, where: str) -> Mapping[str, object]:
    try:
        return parsed(text)
    except SessionError as error:
        raise SessionError(error.problem.in_file(where).also(RESTORE_STEP)) from error


def _with_line(error: SessionError, text: str) -> SessionError:
    """Return the error with the line of its key, if the text has that key."""
    where = error.problem.where
    return SessionError(error.problem._replace(where=where._replace(line=line_of(text, where.key))))
