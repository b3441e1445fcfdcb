"""The three-way merge of our session with the changes that somebody else made to the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.change import MoveEntry, RemoveEntry, SetAnswer, SetMoment, SetSpent
from wbtui.core.diff.changes import changes
from wbtui.core.diff.conflicts import Conflict, is_quiet, side_of

if TYPE_CHECKING:
    from wbtui.core.change import Change
    from wbtui.core.session import Session


class Merge(NamedTuple):
    """The result of a merge."""

    came_in: tuple[Change, ...]
    """The changes of the other side to apply to our session."""
    conflicts: tuple[Conflict, ...]
    updated: datetime
    """The time of the last change on either side."""


def merge(base: Session, ours: Session, theirs: Session) -> Merge:
    """Merge the changes from `base` to `theirs` into `ours`.

    Their change to a place that we changed differently becomes a conflict. For running and spent time, and for the
    order of a list, ours wins without a conflict.
    """
    our_changes = changes(base, ours)
    came_in: list[Change] = []
    conflicts: list[Conflict] = []
    for change in changes(base, theirs):
        if _is_among(change, our_changes):
            continue
        against = _against(change, our_changes)
        if against is None:
            came_in.append(change)
        elif _differ(change, against) and not is_quiet(change) and not is_quiet(against):
            conflict = _conflict(change, against, theirs)
            conflicts += [conflict] if conflict not in conflicts else []
    return Merge(tuple(came_in), tuple(conflicts), max(ours.updated, theirs.updated))


def _is_among(change: Change, ours: Sequence[Change]) -> bool:
    """Return whether we made the same change."""
    return any(type(own) is type(change) and own == change for own in ours)


def _against(change: Change, ours: Sequence[Change]) -> Change | None:
    """Return the first of our changes that affects the same data, or None."""
    return next((own for own in ours if _meet(change, own)), None)


def _meet(change: Change, own: Change) -> bool:
    """Return whether two changes affect the same answer, entry, order of a list, or running time.

    Removing an entry meets any change to it but a move; a single answer meets any change to a list in its place.
    """
    one, other = change.place, own.place
    if isinstance(change, MoveEntry) or isinstance(own, MoveEntry):
        return isinstance(change, MoveEntry) and isinstance(own, MoveEntry) and one.list == other.list
    if isinstance(change, RemoveEntry) or isinstance(own, RemoveEntry):
        return one.at(part="") == other.at(part="")
    if isinstance(change, SetMoment | SetSpent) and isinstance(own, SetMoment | SetSpent):
        return True
    if _is_single(change) or _is_single(own):
        return one.list == other.list
    return one == other


def _is_single(change: Change) -> bool:
    return isinstance(change, SetAnswer) and not change.place.entry


def _differ(change: Change, own: Change) -> bool:
    """Return whether two changes that meet differ in effect. Removing an entry differs from unsetting a part."""
    return side_of(change) != side_of(own) or isinstance(change, RemoveEntry) != isinstance(own, RemoveEntry)


def _conflict(change: Change, against: Change, theirs: Session) -> Conflict:
    """Return the conflict about one answer, or about the whole entry if we removed it."""
    if isinstance(against, RemoveEntry):
        return Conflict(against.place, theirs.entry(against.place))
    return Conflict(change.place, side_of(change), theirs.entry(change.place))
