"""Tests of the state folder: values are read back, damaged files count as missing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbtui.core.place import Place
from wbtui.core.time.downtime import Heartbeat
from wbtui.core.view import View
from wbtui.storage.state import About, State

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEAT = Heartbeat(NOON, NOON, 123.5, "first")
VIEW = View("problem", "agenda", Place("customer_faq", "questions", "q1", "answer"), 3, 7, 12, "q1")


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state", tmp_path / "session.toml")


def test_state_is_read_back(state: State) -> None:
    assert state.view() == View()
    assert state.heartbeat() is None
    assert state.about() is None
    for view in (VIEW, View()):
        state.write_view(view)
        assert state.view() == view
    state.write_heartbeat(BEAT)
    assert state.heartbeat() == BEAT
    state.write_heartbeat(Heartbeat(NOON))
    assert state.heartbeat() == Heartbeat(NOON)
    state.write_about("abc", "old")
    assert state.about() == About(str(state.path), "abc", "old")
    assert state.path_of("abc") == state.path
    assert state.path_of("../../etc/passwd") is None


def test_view_of_an_earlier_version_is_read(state: State) -> None:
    state.write_view(VIEW, 7)
    path = state.folder / "view.json"
    path.write_text(path.read_text().replace('"slot"', '"stage"'))
    assert state.numbered_view() == (VIEW, 7)


def test_state_folder_is_private(state: State) -> None:
    state.write_view(VIEW)
    for path in (state.root, *state.root.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0
    assert [name for name in os.listdir(state.folder) if name.startswith(".~")] == []


def test_each_session_has_its_own_state_folder(tmp_path: Path) -> None:
    folders = {State(tmp_path, tmp_path / name).folder for name in ("a.toml", "A.toml", "b/a.toml", "\udcff.toml")}
    assert len(folders) == 4


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"stage": 3}', b"[" * 100_000, b'{"at": "yesterday"}', b"9" * 5000],
)
def test_damaged_state_files_count_as_missing(state: State, content: bytes) -> None:
    state.folder.mkdir(parents=True)
    for name in ("view", "heartbeat", "about"):
        (state.folder / f"{name}.json").write_bytes(content)
    assert state.view() == View()
    assert state.heartbeat() is None
    assert state.about() is None


def test_unwritable_state_folder_raises_nothing(state: State) -> None:
    state.root.write_text("in the way")
    state.write_view(VIEW)
    state.write_heartbeat(BEAT)
    state.write_about("a", "b")
    assert state.view() == View()
