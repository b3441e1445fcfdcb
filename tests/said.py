"""The words of the program for a problem, for tests that compare sentences."""

from __future__ import annotations

from wbtui.core.errors import Problem
from wbtui.wording import sentence

HELD = Problem.of("held", name="ada")
"""The problem of a session that somebody else edits: `ada is editing`."""


def said(problem: Problem | None) -> str:
    """Return the whole message for a problem; empty without one."""
    return sentence(problem) if problem else ""
