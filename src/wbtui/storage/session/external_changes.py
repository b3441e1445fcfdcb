"""A file that someone else changed while we have it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.core.session import Session
    from wbtui.storage.disk.fingerprint import Stamp
    from wbtui.storage.session_file.layout import Layout


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
