"""The message at the end of the program: whether the session is saved, kept elsewhere, or lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wbtui.core.errors import MissingError
from wbtui.core.text import clean_line
from wbtui.wording import located

if TYPE_CHECKING:
    from wbtui.core.errors import WbtuiError
    from wbtui.storage.session.handle import SessionHandle


def last_words(handle: SessionHandle, saved: bool, error: WbtuiError | None) -> str:
    """Return where the work is; `saved` is the result of the last save, `error` the last trouble with the file."""
    path = clean_line(str(handle.path))
    if handle.read_only:
        return f"{path} was open read-only; nothing was written"
    if saved and (isinstance(error, MissingError) or not os.path.isfile(handle.path)):
        return f"{path} is missing: somebody has moved or deleted it. Home can recover the session"
    if saved:
        return f"Saved in {path}"
    why = located(error.problem) if error else "saving is slow"
    if is_kept(handle):
        kept = f"Your words are safe on this computer, in {clean_line(str(handle.state.folder))}"
        return f"NOT SAVED in {path}: {why}. {kept}, and will be there when you reopen the session"
    since = handle.status.saved_at
    then = f"what you wrote after {since:%H:%M:%S}" if since else "what you wrote"
    return f"NOT SAVED in {path}: {why}. It could not be kept on this computer either: {then} is lost"


def is_kept(handle: SessionHandle) -> bool:
    """Return whether the journal or a rescue copy has what the file lacks."""
    error = handle.status.error
    return handle.journal_error is None or (error is not None and "copy" in error.problem.next_step)
