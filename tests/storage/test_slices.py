"""Tests that reading a file back in slices accepts nothing that reading it as a whole rejects."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.storage.test_codec import EMPTY, FAQ, FOREIGN, WHO, sessions
from tests.storage.test_hand_edits import edited, scribbled

from wbtui.core.errors import SaveError, SessionError
from wbtui.core.session import Entry, Session
from wbtui.storage.session_file import codec, slices
from wbtui.storage.session_file.layout import Layout
from wbtui.storage.session_file.layout_pieces import Piece, Section, at_path
from wbtui.storage.session_file.toml_pieces import table_starts

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


def strange(text: str) -> Piece:
    """Return a piece for a table that a person added to the file."""
    path, array = next(((start.path, start.array) for start in table_starts(text) if start.path), ((), False))
    extra = at_path(tomli.loads(text), path, 0)
    assert isinstance(extra, dict)
    return Piece(Section(path, {}, "0" if array else None), text, extra, foreign=True)


@pytest.fixture(autouse=True)
def a_slice_for_every_table() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SLICE", 1)
        patch.setattr(slices, "REST", 0.0)
        yield


@settings(max_examples=50, deadline=None)
@given(st.data(), sessions(), st.randoms(use_true_random=False))
def test_edited_file_reads_back_as_its_session_and_no_other(
    data: st.DataObject, session: Session, chance: random.Random
) -> None:
    original = codec.read(scribbled(codec.render(session), chance).encode()).layout
    new = data.draw(edited(session))
    layout = codec.render(new, original)
    assert slices.reads_back_in_slices(new, layout)
    assert slices.reads_back_in_slices(session, layout) == (new == session)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_session_accepted_in_slices_is_accepted_as_a_whole(data: st.DataObject) -> None:
    session = EMPTY.with_answer(WHO, "parents").with_entry(FAQ, Entry("q1", {"question": "?"}))
    pieces = list(codec.render(session).pieces)
    foreign = list(codec.read(FOREIGN.encode()).layout.pieces)[1:]
    others = pieces + foreign + [strange(text) for text in CONTRADICTIONS]
    for piece in data.draw(st.lists(st.sampled_from(others), min_size=1, max_size=3)):
        pieces.insert(data.draw(st.integers(1, len(pieces))), piece)
    layout = Layout("".join(piece.text for piece in pieces), rendered=tuple(pieces))
    try:
        said = codec.read(layout.text.encode()).session
    except SessionError:
        said = session
    assert not slices.reads_back_in_slices(said, layout) or codec.reads_back(said, layout.text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_single_wrong_character_is_found(data: st.DataObject) -> None:
    session = EMPTY.with_answer(WHO, "parents").with_entry(FAQ, Entry("q1", {"question": "?", "answer": "A\nB"}))
    layout = codec.render(session)
    at = data.draw(st.integers(0, len(layout.body) - 1))
    letter = data.draw(st.sampled_from("x1\"'[]{}=#\n \\\x00."))
    body = layout.body[:at] + letter + layout.body[at + data.draw(st.integers(0, 1)) :]
    wrong = replace(layout, body=body)
    assert not slices.reads_back_in_slices(session, wrong) or codec.reads_back(session, wrong.text)


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs", "plain"])
def test_whole_text_is_read_if_slices_do_not_match(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = EMPTY.with_answer(WHO, text)
    layout = codec.render(session)
    monkeypatch.setattr(codec, "reads_back_in_slices", lambda *_: False)
    assert codec.verified(session, layout) is layout
    wrong = replace(layout, body=layout.body.replace("Clinic", "Garden"))
    assert codec.verified(session, wrong).text.count("Pocket Clinic") == 1


def test_session_that_is_not_valid_unicode_is_not_saved() -> None:
    session = replace(EMPTY, agenda="\ud800")
    layout = codec.render(session)
    assert not slices.reads_back_in_slices(session, layout)
    with pytest.raises(SaveError):
        codec.verified(session, layout)
