"""What all tests have in common."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

# The same values in every run: a suite that fails by chance proves nothing. `make torture` draws others.
settings.register_profile("suite", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("search", max_examples=200, deadline=None, derandomize=False)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Nothing that is there by now goes away; looking through it again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Look for what was never closed once; pytest looks five times, which took ten seconds at the end."""
    gc.collect()
    gc.freeze()
