"""A file that someone else changed while we have it open: what came in, and where both sides wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from wbtui.core.changes import apply, changes
from wbtui.core.disputes import CLOCK, PEOPLE, Dispute

if TYPE_CHECKING:
    from wbtui.core.changes import Change
    from wbtui.core.session import Session
    from wbtui.files.layout import Layout
    from wbtui.files.stamp import Stamp


@dataclass(frozen=True)
class OnDisk:
    """A version of the file, and what it says."""

    stamp: Stamp | None
    """None for a file that is to be made anew."""
    layout: Layout
    session: Session


class Outside(NamedTuple):
    """What someone else made of the file that we had."""

    before: OnDisk
    now: OnDisk


class Merged(NamedTuple):
    """Our session with what someone else did to the file."""

    session: Session
    came_in: tuple[Change, ...]
    disputes: tuple[Dispute, ...]


def merged(base: Session, ours: Session, theirs: Session) -> Merged:
    """Ours, with what they changed since `base`, less what we changed as well.

    The clock, and the order of a list that both changed, stay ours without dispute.
    """
    our_changes = changes(base, ours)
    came_in: list[Change] = []
    disputes: list[Dispute] = []
    for change in changes(base, theirs):
        against = _against(change, our_changes)
        if against is None:
            came_in.append(change)
        elif change.value != against.value and not is_quiet(change):
            dispute = _dispute(change, against, theirs)
            disputes += [dispute] if dispute not in disputes else []
    whole = apply(ours, came_in) if our_changes else theirs
    whole = replace(whole, id=ours.id, updated=max(ours.updated, theirs.updated))
    return Merged(whole, tuple(came_in), tuple(disputes))


def _against(change: Change, ours: Iterable[Change]) -> Change | None:
    """What we did to the same place, or to an entry that they removed, or removed where they wrote."""
    place = change.place
    for own in ours:
        if own.place == place:
            return own
        same_entry = place.entry and replace(own.place, part="") == replace(place, part="")
        if same_entry and (not place.part or not own.place.part):
            return own
    return None


def _dispute(change: Change, against: Change, theirs: Session) -> Dispute:
    """About one answer; about the whole entry where we removed it, since a part alone cannot come back."""
    removed = against.place.entry and not against.place.part
    return Dispute(against.place, theirs.entry(against.place)) if removed else Dispute(change.place, change.value)


def is_quiet(change: Change) -> bool:
    """Whether nobody need be asked: about the clock, and about the order of a list."""
    return change.place == CLOCK or (isinstance(change.value, tuple) and change.place != PEOPLE)
