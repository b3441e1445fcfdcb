"""Reading and rendering of session files: TOML to Session and back, with comments and unknown keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import tomli

from wbtui.core.errors import NewerFormatError, Problem, SaveError, SessionError
from wbtui.core.session import FORMAT
from wbtui.storage.session_file.damage import (
    RESTORE,
    decoded,
    ending_of,
    has_whole_head,
    head_of,
    too_deep,
)
from wbtui.storage.session_file.decode import format_of, session_from
from wbtui.storage.session_file.encode import count_answers, sections
from wbtui.storage.session_file.layout import Layout, laid_out
from wbtui.storage.session_file.layout_anew import laid_out_anew, skeleton
from wbtui.storage.session_file.layout_pieces import Section
from wbtui.storage.session_file.slices import reads_back_in_slices
from wbtui.storage.session_file.toml_text import line_of
from wbtui.storage.session_file.toml_words import toml_problem

if TYPE_CHECKING:
    from wbtui.core.session import Session

__all__ = (
    "Loaded",
    "checked",
    "has_whole_head",
    "read",
    "read_any",
    "read_head",
    "reads_back",
    "render",
    "verified",
)


class Loaded(NamedTuple):
    """A session with the layout of its file, and messages about the file."""

    session: Session
    layout: Layout
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
    body, gap, suspect = ending_of(text, count_answers(session), bool(newer))
    notes += [suspect] if suspect else []
    layout = Layout(body, document, _as_written(tuple(sections(session)), document), gap=gap)
    return Loaded(session, layout, tuple(notes), suspect, newer)


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


def render(session: Session, original: Layout | None = None) -> Layout:
    """Render a session as TOML, with the comments and unknown keys of its original file.

    Renders and checks only the pieces that changed; `verified` checks the whole. Raises SaveError.
    """
    return laid_out(tuple(sections(session)), original or Layout(), _ending(session))


def checked(session: Session, layout: Layout, original: Layout) -> Layout:
    """Return the layout after a check that its pieces, already checked one by one, form valid TOML together.

    This is cheaper than `verified`, which is the fallback in case of doubt. Raises SaveError.
    """
    if layout.shape == original.shape:
        return layout
    try:
        tomli.loads(skeleton(layout))
    except ValueError:
        return verified(session, layout, original)
    return layout


def verified(session: Session, layout: Layout, original: Layout | None = None) -> Layout:
    """Return the layout if its whole text reads back as the session, else the session in a new layout.

    A new layout is for files whose tables have a form that pieces cannot represent; it moves all comments to the
    top. Raises SaveError if the new layout does not read back either.
    """
    if reads_back_in_slices(session, layout) or reads_back(session, layout.text):
        return layout
    anew = laid_out_anew(tuple(sections(session)), original or Layout(), _ending(session))
    if not reads_back(session, anew.text):
        raise SaveError("session.unlike")
    return anew


def reads_back(session: Session, text: str) -> bool:
    """Return whether the text of a file reads back as an equal session."""
    try:
        return read(text.encode()).session == session
    except (SessionError, UnicodeEncodeError):
        return False


def _as_written(known: tuple[Section, ...], document: Mapping[str, object]) -> tuple[Section, ...]:
    """Return the sections, with `slot` under its old name `stage` if the file has that."""
    if "slot" in document or "stage" not in document:
        return known
    head = {"stage" if name == "slot" else name: value for name, value in known[0].values.items()}
    return (Section((), head), *known[1:])


def _ending(session: Session) -> str:
    count = count_answers(session)
    return f"# end: {count} {'answer' if count == 1 else 'answers'}\n"


def _parsed(text: str, where: str) -> Mapping[str, object]:
    try:
        if too_deep(text):
            raise RecursionError
        return tomli.loads(text)
    except (ValueError, RecursionError) as error:
        raise SessionError(toml_problem(error, text).in_file(where).also(RESTORE)) from error


def _with_line(error: SessionError, text: str) -> SessionError:
    """Return the error with the line of its key, if the text has that key."""
    where = error.problem.where
    return SessionError(error.problem._replace(where=where._replace(line=line_of(text, where.key))))
