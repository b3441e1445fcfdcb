"""Tests that no text is lost if the program is killed at, or an error occurs in, any call of a save."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from tests.said import said
from tests.storage.desk import NEED, Desk, Seat, write
from tests.storage.faults import Disk, Killed, failing

from wbtui.core.errors import SaveError
from wbtui.storage.journal import journal
from wbtui.storage.session.file_state import Snapshot

MAX_CALLS = 300
"""An upper limit for the calls of one save."""


def about_to_save(folder: Path) -> tuple[Desk, Seat, Snapshot]:
    """Return a session that was saved once and edited again, and the snapshot for the next save."""
    desk = Desk(folder)
    opened = desk.open()
    write(opened, "first " * 400)
    assert opened.handle.flush()
    write(opened, "second " * 300)
    journal = opened.handle._writer.journal
    assert journal is not None
    return desk, opened, Snapshot(opened.session, journal.number)


@pytest.mark.parametrize("large", [0, journal.MAX_GENERATION_BYTES])
def test_session_survives_a_kill_at_every_call_of_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(journal, "MAX_GENERATION_BYTES", large)
    for n in range(1, MAX_CALLS):
        desk, opened, snapshot = about_to_save(tmp_path / str(n))
        write(opened, "third")
        write(opened, "while it is saved", NEED)
        disk = Disk(n, Killed, short=n % 2 == 0)
        with failing(monkeypatch, disk):
            try:
                opened.handle._writer.save(snapshot)
            except Killed:
                assert disk.failed
        session = opened.session
        desk.crash(opened)
        again = desk.open()
        assert again.session == session, (n, disk.failed)
        assert "somebody else" not in said(again.handle.recovered), "it is our own file"
        assert again.handle.close()
        assert desk.on_disk() == session
        shutil.rmtree(tmp_path / str(n))
        if not disk.failed:
            assert n > 20
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES])
def test_save_recovers_from_an_error_in_every_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """A save with an error in any call raises or succeeds anyway, and the next save succeeds."""
    for n in range(1, MAX_CALLS):
        desk, opened, snapshot = about_to_save(tmp_path / str(n))
        said = False
        with failing(monkeypatch, Disk(n, code, short=n % 2 == 0)) as disk:
            try:
                opened.handle._writer.save(snapshot)
            except SaveError:
                said = True
        assert said or desk.on_disk() == opened.session, (n, disk.failed)
        write(opened, "afterwards")
        assert opened.handle.flush(), (n, disk.failed, opened.handle.status.error)
        assert desk.on_disk() == opened.session
        assert opened.handle.close()
        shutil.rmtree(tmp_path / str(n))
        if not disk.failed:
            return
    raise AssertionError("it never ends")
