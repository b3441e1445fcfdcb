"""What the interface's tests start from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.driver import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Empty folders, nine in the morning."""
    return House(tmp_path / "house")
