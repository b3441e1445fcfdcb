"""Manages the subscriptions of a screen or a widget to the workshop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.workshop import Batch, Workshop


class Subscriptions:
    """The subscriptions of one owner, which it ends when it is unmounted or shows something else."""

    def __init__(self, workshop: Workshop, owner: object) -> None:
        """`owner` is not notified of its own edits."""
        self._workshop = workshop
        self._owner = owner
        self._ends: list[Callable[[], None]] = []

    def add(self, callback: Callable[[Batch], None], *places: Place) -> None:
        """Call `callback` after each edit at one of the places, or after every edit without places."""
        self._ends.append(self._workshop.subscribe(self._owner, callback, *places))

    def end(self) -> None:
        """End all subscriptions."""
        for end in self._ends:
            end()
        self._ends.clear()
