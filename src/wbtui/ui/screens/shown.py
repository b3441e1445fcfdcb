"""Protocols through which the app updates the screens of an open session."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from wbtui.core.place import Place

SLOT = Place("", "slot")
"""The place of the id of the current slot, where the room is."""


@runtime_checkable
class ShowsStatus(Protocol):
    """A screen that shows the status of saving and pending requests."""

    def show_status(self) -> None:
        """Show the present status."""


@runtime_checkable
class ShowsTime(Protocol):
    """A screen that shows the clock."""

    def show_time(self) -> None:
        """Show the present time."""
