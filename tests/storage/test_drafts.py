"""Tests of the drafts of dialogs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.storage.drafts.dialogs import Drafts

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


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b'{"a": 3}', b'{"a": {"b": 3}}', b"\xff", b"[" * 99_999])
def test_a_damaged_file_counts_as_no_drafts(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "drafts.json").write_bytes(content)
    assert not any(Drafts(tmp_path).of(name) for name in Drafts(tmp_path).names)
    Drafts(tmp_path).keep("Title", {"title": "x" * 200_000})
    assert Drafts(tmp_path).of("Title") == {"title": "x" * 200_000}


def test_a_folder_that_cannot_be_made_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    drafts = Drafts(tmp_path / "file")
    drafts.keep("Title", {"title": "Clinic"})
    assert drafts.of("Title") == {"title": "Clinic"}
