"""Tests that reading a file back in slices accepts no file that reading it at once would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.session_edits import with_answer, with_entry
from tests.storage.test_codec import EMPTY, FAQ, FOREIGN, WHO

from wbtui.core.errors import SaveError, SessionError
from wbtui.core.session import Entry
from wbtui.storage.session_file import codec, toml_document
from wbtui.storage.session_file.toml_document import TomlDocument

CONTRADICTIONS = [
    "[clock]\nstarted = 2026-11-23T12:00:00Z\n",
    '[stages.customer]\nwho = "else"\n',
    '[stages]\ncustomer = { who = "else" }\n',
    '[stages.customer.who]\nx = "a table"\n',
    '[[stages.faq.questions]]\nid = "q9"\n',
    '[stages.faq.questions.review]\nby = "Jo"\n',
    '[stages.faq]\nquestions = [{ id = "q1" }]\n',
    "[[people]]\nname = 'Anna'\n",
    'title = "Twice"\n',
    "",
]


@pytest.fixture(autouse=True)
def a_slice_for_every_table() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(toml_document, "SLICE_CHARS", 1)
        patch.setattr(toml_document, "REST_SECONDS", 0.0)
        yield


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reading_in_slices_never_accepts_more_than_reading_at_once(data: st.DataObject) -> None:
    """If a text reads back in slices, parsing the whole text gives the same values."""
    session = with_entry(with_answer(EMPTY, WHO, "parents"), FAQ, Entry("q1", {"question": "?"}))
    whole = codec.render(session)
    texts = [piece.text for piece in whole.pieces]
    others = texts + [piece.text for piece in codec.read(FOREIGN.encode()).toml.pieces][1:] + CONTRADICTIONS
    for text in data.draw(st.lists(st.sampled_from(others), min_size=1, max_size=3)):
        texts.insert(data.draw(st.integers(1, len(texts))), text)
    body = "".join(texts)
    try:
        said = codec.read(body.encode())
    except SessionError:
        said = codec.Loaded(session, whole)
    built = TomlDocument(body.rstrip("\n") + "\n", said.toml.data)
    assert not toml_document.reads_back(built) or codec.read(body.encode()).toml.data == said.toml.data


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_letter_that_is_wrong_is_found(data: st.DataObject) -> None:
    session = with_entry(with_answer(EMPTY, WHO, "parents"), FAQ, Entry("q1", {"question": "?", "answer": "A\nB"}))
    right = codec.render(session)
    at = data.draw(st.integers(0, len(right.body) - 1))
    letter = data.draw(st.sampled_from("x1\"'[]{}=#\n \\\x00."))
    body = right.body[:at] + letter + right.body[at + data.draw(st.integers(0, 1)) :]
    wrong = replace(right, body=body)
    if codec.says(session, wrong):
        assert codec.read(wrong.text.encode()).session == session


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs", "plain"])
def test_a_doubtful_document_is_read_at_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = with_answer(EMPTY, WHO, text)
    right = codec.render(session)
    monkeypatch.setattr(codec, "reads_back", lambda *_: False)
    assert codec.verified(session, right) is right
    wrong = replace(right, body=right.body.replace("Clinic", "Garden"))
    assert codec.verified(session, wrong).text.count("Pocket Clinic") == 1


def test_a_session_that_toml_cannot_hold_is_refused() -> None:
    session = replace(EMPTY, agenda="\ud800")
    broken = codec.render(session)
    assert not codec.says(session, broken)
    with pytest.raises(SaveError):
        codec.verified(session, broken)


def test_a_table_that_stands_apart_from_its_row_is_read_at_once() -> None:
    body = '[[parking_lot]]\nid = "p1"\n\n[[parking_lot]]\nid = "p2"\n\n[clock]\n[parking_lot.of]\nit = [1]\n'
    rows = [{"id": "p1", "of": {"it": [1]}}, {"id": "p2"}]
    assert not toml_document.reads_back(TomlDocument(body, {"parking_lot": rows, "clock": {}}))
