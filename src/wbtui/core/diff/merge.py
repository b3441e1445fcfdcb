"""The three-way merge: our session with what somebody else did to the file meanwhile."""

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
    """What a merge does to our session."""

    came_in: tuple[Change, ...]
    """The changes of the other side to apply to ours."""
    conflicts: tuple[Conflict, ...]
    updated: datetime
    """The later time of the last change of either side."""


def merge(base: Session, ours: Session, theirs: Session) -> Merge:
    """Return what they changed since `base`, less what we changed as well.

    Running and spent time, and the order of a list that both changed, stay ours without a conflict.
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
    """Return whether we did the very same."""
    return any(type(own) is type(change) and own == change for own in ours)


def _against(change: Change, ours: Sequence[Change]) -> Change | None:
    """Return what we did to the same, if anything."""
    return next((own for own in ours if _meet(change, own)), None)


def _meet(change: Change, own: Change) -> bool:
    """Return whether two changes are to the same answer, entry, order of a list, or running time.

    An entry that one side removed meets whatever the other did to it, and a single answer meets a list.
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
    """Return whether two changes that meet lead to something else. To remove an entry is not to unset a part."""
    return side_of(change) != side_of(own) or isinstance(change, RemoveEntry) != isinstance(own, RemoveEntry)


def _conflict(change: Change, against: Change, theirs: Session) -> Conflict:
    """Return the conflict about one answer; about the whole entry where we removed it."""
    if isinstance(against, RemoveEntry):
        return Conflict(against.place, theirs.entry(against.place))
    return Conflict(change.place, side_of(change), theirs.entry(change.place))
