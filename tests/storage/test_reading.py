"""Tests of loading sessions for display and export."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.said import said

from wbtui.core.errors import SessionError
from wbtui.storage.session.reading import load_for_reading
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.wording.documents import words_in
from wbtui.writers import document_of
from wbtui.writers.markdown import render

FILE = """format = 1
id = "a1b2"
title = "Bread"
workbook = "{workbook}"
agenda = "240"
created = 2026-11-23T09:00:00+01:00
updated = 2026-11-23T09:30:00+01:00
{where}
status = "draft"

[stages.customer]
{answer}
# end: 1 answer
"""


@pytest.fixture
def workbooks(tmp_path: Path) -> WorkbookLibrary:
    return WorkbookLibrary(tmp_path / "workbooks")


def written(folder: Path, workbook: str = "working-backwards", answer: str = 'who = "Ada"') -> Path:
    path = folder / "bread.toml"
    path.write_text(FILE.format(workbook=workbook, answer=answer, where='slot = "customer"'), encoding="utf-8")
    return path


def test_answer_without_a_field_is_loaded(tmp_path: Path, workbooks: WorkbookLibrary) -> None:
    found = load_for_reading(written(tmp_path, answer='shoe_size = "forty-two"'), workbooks)
    assert "forty-two" in render(document_of(found.session, found.workbook, words_in))


def test_missing_workbook_is_replaced_by_fields_for_answers(tmp_path: Path, workbooks: WorkbookLibrary) -> None:
    found = load_for_reading(written(tmp_path, workbook="lost"), workbooks)
    assert found.missing
    assert "lost" in str(found.missing)
    assert "Ada" in render(document_of(found.session, found.workbook, words_in))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('agenda = "240"', 'agenda = "77"', "the workbook has no agenda “77”, so each stage is a slot"),
        ('slot = "customer"', 'slot = "lunch"', "the agenda has no slot “lunch”"),
        ('who = "Ada"', "who = 12:30:00", "not shown: stages.customer.who"),
    ],
)
def test_what_the_file_says_in_vain_is_told(
    tmp_path: Path, workbooks: WorkbookLibrary, old: str, new: str, told: str
) -> None:
    path = written(tmp_path)
    assert load_for_reading(path, workbooks).notes == ()
    path.write_text(path.read_text().replace(old, new))

    assert told in " ".join(map(said, load_for_reading(path, workbooks).notes))


def test_answer_of_another_kind_than_its_field_is_an_error(tmp_path: Path, workbooks: WorkbookLibrary) -> None:
    with pytest.raises(SessionError, match=r"key.one_answer"):
        load_for_reading(written(tmp_path, answer='[[stages.customer.who]]\nid = "x"'), workbooks)


def test_a_slot_under_its_old_name_is_read_and_written_under_the_new_one() -> None:
    where = 'stage = "evidence_check"   # where we stopped'
    loaded = codec.read(FILE.format(workbook="w", answer='who = "Ada"', where=where).encode())
    assert loaded.session.slot == "evidence_check"
    moved = codec.render(loaded.session.with_fact("slot", "decision"), loaded.toml)
    assert 'slot = "decision"' in moved.text
    assert 'stage = "' not in moved.text
    assert "# where we stopped" in moved.text
    untouched = codec.render(loaded.session, loaded.toml)
    assert codec.read(untouched.text.encode()).session == loaded.session
    assert 'stage = "' not in untouched.text
