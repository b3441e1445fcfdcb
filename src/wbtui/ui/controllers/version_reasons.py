"""Describes in words why a version was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.core.versions import Version

REASONS = {
    "stage": "stage change",
    "minutes": "while you worked",
    "opened": "when opened",
    "closed": "when closed",
    "restore": "before a restore",
    "outside": "changed by someone else",
    "reload": "before someone else changed the file",
    "anew": "before its comments were moved to the top",
    "replaced": "before an answer replaced an unknown value",
    "choice": "before you chose between two texts",
    "takeover": "handed over",
    "recovered": "before text was recovered",
    "rescue": "not saved in the file",
    "kept": "saved by you",
    "named": "saved by you",
}
"""The words for each `Version.reason`."""


def reason(version: Version) -> str:
    """Return the reason of a version in words."""
    return REASONS.get(version.reason, version.reason)
