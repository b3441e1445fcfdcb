"""The program ends at any single call of a save, and what was typed before and meanwhile is there afterwards."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from tests.files.desk import NEED, Desk, write
from tests.files.faults import Disk, Killed, failing

from wbtui.core.errors import SaveError
from wbtui.files import journal
from wbtui.files.keeper import Draft
from wbtui.files.open import OpenSession

CALLS = 300
"""More than a save has."""


def about_to_save(folder: Path, several_names: bool) -> tuple[Desk, OpenSession, Draft]:
    """A session that was saved once and edited again, and the draft that its saver would get."""
    desk = Desk(folder)
    if several_names:
        os.link(desk.path, desk.path.with_name("other.toml"))
    opened = desk.open()
    write(opened, "first " * 400)
    assert opened.flush()
    write(opened, "second " * 300)
    journal = opened._keeper.journal
    assert journal is not None
    return desk, opened, Draft(opened.session, journal._number)


@pytest.mark.parametrize("several_names", [False, True])
@pytest.mark.parametrize("large", [0, journal.LARGE])
def test_killed_at_every_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, several_names: bool, large: int
) -> None:
    monkeypatch.setattr(journal, "LARGE", large)
    for n in range(1, CALLS):
        desk, opened, draft = about_to_save(tmp_path / str(n), several_names)
        write(opened, "third")
        write(opened, "while it is saved", NEED)
        disk = Disk(n, Killed, short=n % 2 == 0)
        with failing(monkeypatch, disk):
            try:
                opened._keeper.save(draft)
            except Killed:
                assert disk.failed
        session = opened.session
        desk.crash(opened)
        again = desk.open()
        assert again.session == session, (n, disk.failed)
        assert "elsewhere" not in again.recovered, "it is our own file"
        assert again.close()
        assert desk.on_disk() == session
        shutil.rmtree(tmp_path / str(n))
        if not disk.failed:
            assert n > 20
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("several_names", [False, True])
def test_failed_at_every_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, several_names: bool
) -> None:
    """A save that fails anywhere is told or made up for, and the next one succeeds."""
    for n in range(1, CALLS):
        desk, opened, draft = about_to_save(tmp_path / str(n), several_names)
        said = False
        with failing(monkeypatch, Disk(n, code, short=n % 2 == 0)) as disk:
            try:
                opened._keeper.save(draft)
            except SaveError:
                said = True
        assert said or desk.on_disk() == opened.session, (n, disk.failed)
        write(opened, "afterwards")
        assert opened.flush(), (n, disk.failed, opened.status.error)
        assert desk.on_disk() == opened.session
        assert opened.close()
        shutil.rmtree(tmp_path / str(n))
        if not disk.failed:
            return
    raise AssertionError("it never ends")
