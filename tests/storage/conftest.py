"""Fixtures for the tests of storage: folders and sessions on disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.storage.desk import Desk
from tests.storage.faults import NOBODY


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder owned by an unprivileged user, who can also reach it."""
    folder = Path(tempfile.mkdtemp())
    try:
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(folder)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a Desk with one session; close all its handles afterwards."""
    desk = Desk(tmp_path)
    yield desk
    for opened in desk.opened:
        opened.handle.close(0.2)
