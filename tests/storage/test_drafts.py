"""Tests of the drafts of dialogs."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.storage.drafts.dialogs import GROWTH_BYTES, Drafts

texts = st.dictionaries(st.text(max_size=9), st.text(max_size=40), max_size=3)


@pytest.mark.fault("XD1")
@given(st.dictionaries(st.text(max_size=9), texts, max_size=4))
def test_drafts_are_found_again_by_the_next_run(
    tmp_path_factory: pytest.TempPathFactory, dialogs: dict[str, dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    for name, draft in dialogs.items():
        Drafts(folder).keep(name, draft)
    again = Drafts(folder)
    assert {name: again.of(name) for name in again.names} == dialogs
    for name in dialogs:
        again.forget(name)
    assert Drafts(folder).names == ()


@pytest.mark.fault("XD1")
def test_a_key_in_a_dialog_appends_one_line_and_replaces_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, file = Drafts(tmp_path), tmp_path / "drafts.jsonl"
    monkeypatch.setattr("os.replace", lambda *_: pytest.fail("a key replaces the file"))
    for n in range(1, 4):
        drafts.keep("Title", {"title": "x" * n})
        assert Drafts(tmp_path).of("Title") == {"title": "x" * n}
        assert file.read_bytes().count(b"\n") == n
    drafts.forget("Title")
    assert not file.exists()


def test_a_long_draft_does_not_fill_the_disk(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("Other", {"line": "a"})
    for n in range(40):
        drafts.keep("Title", {"title": "x" * 100_000 + str(n)})
    assert (tmp_path / "drafts.jsonl").stat().st_size < 2 * GROWTH_BYTES
    assert Drafts(tmp_path).of("Title") == {"title": "x" * 100_000 + "39"}
    assert Drafts(tmp_path).of("Other") == {"line": "a"}
    assert [path.name for path in tmp_path.iterdir()] == ["drafts.jsonl"]


@pytest.mark.fault("XD1")
def test_a_full_disk_is_told_and_what_is_missing_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, written = Drafts(tmp_path), os.write
    drafts.keep("Title", {"title": "a"})

    def half(fd: int, data: bytes) -> int:
        written(fd, data[:6])
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as full:
        full.setattr("os.write", half)
        drafts.keep("Title", {"title": "ab"})
        assert drafts.error
        assert drafts.error.code == "disk.full"
        drafts.keep("Other", {"line": "b"})
    assert Drafts(tmp_path).of("Title") == {"title": "a"}
    drafts.keep("Other", {"line": "c"})
    assert drafts.error is None
    assert {name: Drafts(tmp_path).of(name) for name in Drafts(tmp_path).names} == {
        "Title": {"title": "ab"},
        "Other": {"line": "c"},
    }


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[]", b"{}", b'["a", 3]', b'["a", {"b": 3}]', b"\xff", b"[" * 99_999]
)
def test_a_damaged_file_counts_as_no_drafts(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "drafts.jsonl").write_bytes(content)
    assert not any(Drafts(tmp_path).of(name) for name in Drafts(tmp_path).names)
    Drafts(tmp_path).keep("Title", {"title": "x" * 200_000})
    assert Drafts(tmp_path).of("Title") == {"title": "x" * 200_000}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    drafts = Drafts(tmp_path / "file")
    drafts.keep("Title", {"title": "Clinic"})
    assert drafts.error
    assert drafts.of("Title") == {"title": "Clinic"}
