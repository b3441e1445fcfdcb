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
            next_step = "Mend it in an editor"
            raise SessionError(f"format must be {wanted}", where=where, next_step=next_step)
        document = migrations[step](document)
    return {**document, "format": wanted}
