"""Which part of a session file says something about a place, found without reading the whole as TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.core.session import Place

HEADERS = (b"stages.", b"[stages.", b"clock]", b"clock.", b"[people]", b"[parking_lot]", b"[actions]")
"""How the tables begin that the program writes, without their first bracket."""


def part_about(data: bytes, place: Place) -> bytes:
    """The tables of a place's stage or list, and of these only those that name its entry.

    Where two files have the same part, the place says the same in both: reading one of them is enough. A line of
    an answer that looks like one of the headers cuts the part off there.
    """
    name = f"stages.{place.stage}" if place.stage else place.field
    ours = tuple(f"{bracket}{name}{end}".encode() for bracket in ("", "[") for end in ("]", "."))
    tables: list[bytes] = []
    inside = False
    for lines in (b"\n" + data).split(b"\n["):
        if lines.startswith(ours):
            tables.append(lines)
            inside = True
        elif lines.startswith(HEADERS):
            inside = False
        elif inside:
            # A line of an answer, or a table that the program does not know.
            tables[-1] += b"\n[" + lines
    entry = place.entry.encode()
    return b"\n[".join(table for table in tables if entry in table)
