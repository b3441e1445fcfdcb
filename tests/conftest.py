"""What all tests have in common."""

from __future__ import annotations

from hypothesis import settings

# The suite runs in about two minutes on two cores; `make torture` looks longer.
settings.register_profile("suite", max_examples=40, deadline=None)
settings.load_profile("suite")
