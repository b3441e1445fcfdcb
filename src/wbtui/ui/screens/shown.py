"""What screens of an open session have in common, as the app sees it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from wbtui.core.place import Place

SLOT = Place("", "slot")
"""The place of the slot where the room is."""


@runtime_checkable
class ShowsStatus(Protocol):
    """A screen that says how saving stands, and what the program asks for."""

    def show_status(self) -> None:
        """Show the status of this moment."""


@runtime_checkable
class ShowsTime(Protocol):
    """A screen that shows the clock."""

    def show_time(self) -> None:
        """Show the time of this moment."""
