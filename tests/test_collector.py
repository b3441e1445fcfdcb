"""Tests that the garbage collector is off during a start and on afterwards, however the start ends."""

from __future__ import annotations

import gc

import pytest

from wbtui.commands.interface import no_collection_before


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_collector_is_off_until_the_first_screen_or_the_end(
    monkeypatch: pytest.MonkeyPatch, is_shown: bool
) -> None:
    # Freezing would leave all objects of the other tests in the memory of this process.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    with no_collection_before() as shown:
        assert not gc.isenabled()
        if is_shown:
            shown()
        assert gc.isenabled() is is_shown
    assert gc.isenabled()
