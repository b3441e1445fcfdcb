"""The settings and hooks of all tests."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

# The same values in every run: a suite that fails by chance proves nothing. `make torture` draws others.
settings.register_profile("suite", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("search", max_examples=200, deadline=None, derandomize=False)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Exempt all existing objects from garbage collection: scanning them took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Collect garbage once, to find unclosed files; pytest does it five times, which took ten seconds."""
    gc.collect()
    gc.freeze()
