"""Describes in words why a version was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.storage.history.versions import Version

REASONS = {
    "stage": "stage change",
    "minutes": "while you worked",
    "opened": "as it was opened",
    "closed": "as it was closed",
    "restore": "before a restore",
    "outside": "changed by someone else",
    "reload": "before someone else changed it",
    "choice": "before a choice of two texts",
    "takeover": "handed over",
    "recovered": "before words were recovered",
    "rescue": "what could not be saved",
    "kept": "kept by hand",
    "named": "kept by hand",
}
"""The words for each `Version.reason`."""


def reason(version: Version) -> str:
    """Return the reason of a version in words."""
    return REASONS.get(version.reason, version.reason)
