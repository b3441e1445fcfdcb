"""Reading and rendering of session files: TOML to Session and back, with comments and unknown keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import tomli

from wbtui.core.errors import NewerFormatError, SaveError, SessionError
from wbtui.core.session import FORMAT
from wbtui.storage.session_file.damage import (
    RESTORE,
    decoded,
    deepest_line,
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
from wbtui.storage.session_file.toml_words import in_words
from wbtui.storage.workbooks import toml_problem

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

NEWER = "it was written by a newer version of wbtui (format {})"


class Loaded(NamedTuple):
    """A session with the layout of its file, and messages about the file."""

    session: Session
    layout: Layout
    notes: tuple[str, ...] = ()
    suspect: str = ""
    """A sign that part of the file is missing; empty without one."""
    newer: str = ""
    """The reason not to write the file if its format is newer than this version knows; else empty."""


def read(data: bytes, where: str = "") -> Loaded:
    """Read a whole session file.

    Raises SessionError, with the line or the key if known, and NewerFormatError for a newer format.
    """
    loaded = read_any(data, where)
    if loaded.newer:
        raise NewerFormatError(loaded.newer, where=where, next_step="Update wbtui to edit it")
    return loaded


def read_any(data: bytes, where: str = "") -> Loaded:
    """Read a session file for display or export; of a newer format, the parts that this version understands.

    Raises SessionError, with the line or the key if known.
    """
    text = decoded(data, where)
    document = _parsed(text, where)
    number = format_of(document, where)
    newer = NEWER.format(number) if number > FORMAT else ""
    if number < FORMAT:
        what = f"it does not say `format = {FORMAT}`, so it is no session"
        raise SessionError(what, where=where, next_step="Mend it in an editor")
    try:
        session, meddled = session_from(document, where, lenient=bool(newer))
    except SessionError as error:
        raise _with_line(error, text) from error
    if newer and not (session.id and session.title):
        raise NewerFormatError(newer, where=where, next_step="Update wbtui to read it")
    notes: list[str] = []
    if meddled:
        notes.append(f"Control characters were removed from {meddled} {'text' if meddled == 1 else 'texts'}.")
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
        raise NewerFormatError(NEWER.format(number), where=where, next_step="Update wbtui to read it")
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
        raise SaveError("the file would not say what the session says")
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
        problem = toml_problem(error)
        if isinstance(error, RecursionError):
            problem = problem._replace(line=deepest_line(text))
        what = in_words(problem, text.rstrip("\n").count("\n") + 1)
        raise SessionError(what, where=where, next_step=RESTORE) from error


def _with_line(error: SessionError, text: str) -> SessionError:
    """Return the error with the line of its key, if the text has that key."""
    line = line_of(text, error.what.split(" ")[0])
    if line:
        error.what = f"line {line}: {error.what}"
    return SessionError(error.what, where=error.where, next_step=error.next_step)
