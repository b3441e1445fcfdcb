"""A session from TOML and back: what the file says, what it must not say, and what is kept for others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from wbtui.core.errors import SaveError, SessionError
from wbtui.core.session import Session
from wbtui.files.from_toml import session_from
from wbtui.files.layout import Layout, laid_out, laid_out_anew
from wbtui.files.to_toml import sections
from wbtui.files.workbooks import toml_problem

_END = re.compile(r"\n?# end: (\d+) answers?\s*\Z")
_STAGES = re.compile(rb"^\[\[?\s*(?:stages|parking_lot|actions)\b", re.MULTILINE)
_MERGE = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)
_DEEP = re.compile(r"^[^#\"'=\n]*(?:\.[^#\"'=\n.]*){64}", re.MULTILINE)
_RESTORE = "Open an earlier version, or mend the file in an editor"


@dataclass(frozen=True)
class Loaded:
    """A session with the layout of the file it was read from, and what a person should know about it."""

    session: Session
    layout: Layout
    notes: tuple[str, ...] = ()


def read(data: bytes, where: str = "") -> Loaded:
    """Read a whole session file.

    Raises SessionError with the line or the key where there is one, NewerFormatError for a later format.
    """
    text = _decoded(data, where)
    document = _parsed(text, where)
    session, meddled = session_from(document, where)
    end = _END.search(text)
    notes = [] if end else ["The last line of the file is missing, so its end may be missing too."]
    if meddled:
        notes.append(f"Control characters were removed from {meddled} {'text' if meddled == 1 else 'texts'}.")
    body = text[: end.start() + 1] if end else text
    return Loaded(session, Layout(body, document, tuple(sections(session))), tuple(notes))


def read_head(data: bytes, where: str = "") -> Session:
    """Read what stands before the first stage: a session without answers. `data` may be cut off after that.

    Raises SessionError.
    """
    first = _STAGES.search(data)
    text = _decoded(data[: first.start()] if first else data, where)
    return session_from(_parsed(text, where), where)[0]


def has_whole_head(data: bytes) -> bool:
    """Whether the beginning of a file reaches to its first stage."""
    return _STAGES.search(data) is not None


def render(session: Session, original: Layout | None = None) -> Layout:
    """The session as a file, with the comments and unknown keys of the file it came from.

    Only the pieces that changed are rendered and checked anew; `verified` checks the whole. Raises SaveError.
    """
    return laid_out(tuple(sections(session)), original or Layout(), _ending(session))


def verified(session: Session, layout: Layout, original: Layout | None = None) -> Layout:
    """The layout, if its whole text reads back as the session; else the session laid out anew.

    The second is for files whose tables were written in a way that pieces cannot follow; their comments are
    lost, their unknown keys are not. Raises SaveError if neither reads back.
    """
    if _reads_back(session, layout):
        return layout
    anew = laid_out_anew(tuple(sections(session)), original or Layout(), _ending(session))
    if not _reads_back(session, anew):
        raise SaveError("the file would not say what the session says")
    return anew


def _reads_back(session: Session, layout: Layout) -> bool:
    try:
        return read(layout.text.encode()).session == session
    except (SessionError, UnicodeEncodeError):
        return False


def _ending(session: Session) -> str:
    count = sum(1 for _ in session.places())
    return f"\n# end: {count} {'answer' if count == 1 else 'answers'}\n"


def _decoded(data: bytes, where: str) -> str:
    if not data.strip():
        raise SessionError("the file is empty", where=where, next_step=_RESTORE)
    if b"\x00" in data:
        raise SessionError(
            "the file was damaged, by a power cut or a sync program", where=where, next_step=_RESTORE
        )
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SessionError(f"line {line} is not UTF-8 text", where=where, next_step=_RESTORE) from error
    if (merge := _MERGE.search(text)) and len(_MERGE.findall(text)) > 1:
        line = text[: merge.start()].count("\n") + 1
        step = "Choose a side in an editor and remove the markers"
        raise SessionError(f"an unresolved merge at line {line}", where=where, next_step=step)
    return text


def _parsed(text: str, where: str) -> Mapping[str, object]:
    try:
        if _DEEP.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SessionError(f"not valid TOML: {toml_problem(error)}", where=where, next_step=_RESTORE) from error
