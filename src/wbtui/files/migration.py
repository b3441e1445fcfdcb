"""Files of older formats, brought up to the present one step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wbtui.core.errors import SessionError

Document = Mapping[str, object]
Migrations = Mapping[int, Callable[[Document], Document]]

MIGRATIONS: Migrations = {}
"""For each older format, how its document becomes one of the next. Format 1 is the first."""


def migrated(document: Document, number: int, wanted: int, migrations: Migrations, where: str) -> Document:
    """The document in the wanted format. Raises SessionError for a format that never was."""
    for step in range(number, wanted):
        if step not in migrations:
            what = f"it does not say `format = {wanted}`, so it is no session"
            raise SessionError(what, where=where, next_step="Mend it in an editor")
        document = migrations[step](document)
    return {**document, "format": wanted}
