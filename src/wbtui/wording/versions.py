"""The words for the reasons of versions."""

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
"""The words for each `Version.reason` in a list of versions."""

OCCASIONS = {
    "closed": "when the session was closed",
    "opened": "when the session was opened",
    "stage": "when the room moved on",
    "minutes": "while you worked",
    "named": "by you",
    "kept": "by you",
    "rescue": "because the file could not be saved",
    "outside": "after somebody else changed the file",
    "reload": "before somebody else changed the file",
    "anew": "before its comments were moved to the top",
    "replaced": "before an answer replaced an unknown value",
    "choice": "before you chose between two texts",
    "takeover": "at a handover",
    "recovered": "before text was recovered",
    "restore": "before an earlier version was restored",
}
"""The words for each `Version.reason` behind the word `kept`."""


def reason(version: Version) -> str:
    """Return the reason of a version in words."""
    return REASONS.get(version.reason, version.reason)


def occasion(version: Version) -> str:
    """Return on which occasion a version was kept, for a sentence; empty if unknown."""
    return OCCASIONS.get(version.reason, "")
