"""The words of a document that stand neither in the session nor in its workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Words(NamedTuple):
    """The words of documents in one language; `wbtui.wording.documents` has them."""

    appendix: str
    """The heading above the parts at the end."""
    unknown: str
    """The heading above the answers that the workbook has no field for."""
    date: Callable[[date], str]
    """Returns a date, written out."""
    open: Callable[[str, str], str]
    """Returns the line of an open question from who answers it and by when; either may be empty."""
