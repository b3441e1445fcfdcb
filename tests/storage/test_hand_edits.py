"""Tests that comments, spaces and keys written by hand survive a save."""

from __future__ import annotations

import difflib
import random
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.storage.test_codec import EMPTY, FAQ, FOREIGN, INLINE, WHO, scalars, sessions

from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Session
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.layout import Layout
from wbtui.storage.session_file.layout_pieces import Piece
from wbtui.storage.session_file.toml_text import comments, taken_apart


def statements(piece: Piece) -> dict[str, str]:
    """Return the text of each assignment of a piece, comment included, by key."""
    _, found = taken_apart(piece.text, bool(piece.section.path))
    return {statement.key[0]: piece.text[statement.start : statement.end] for statement in found}


def scribbled(layout: Layout, chance: random.Random) -> str:
    """Return the text of a file with random comments, spaces and unknown keys added."""
    parts = []
    for n, piece in enumerate(layout.pieces):
        text = piece.text
        start, found = taken_apart(text, bool(piece.section.path))
        for m, statement in enumerate(reversed(found)):
            line = text[statement.start : statement.end].rstrip("\n")
            line += f'  # behind {n}.{m}, it\'s "quoted"' * chance.randint(0, 1)
            line = line.replace(" = ", chance.choice([" = ", "=", "  =\t"]), 1)
            above = f"# above {n}.{m} [[x]]\n" * chance.randint(0, 1) + "\n" * chance.randint(0, 1)
            text = text[: statement.start] + above + line + "\n" + text[statement.end :]
        if chance.random() < 0.3 and piece.section.path[:1] != ("clock",):
            text = text[:start] + f"x-{n} = [1, # inside {n}\n  2]\n" + text[start:]
        text += f"# below {n}\n" * chance.randint(0, 1) + f"\n# alone {n}\n\n" * chance.randint(0, 1)
        parts.append(text)
    return "".join(parts) + chance.choice(["", "\n", "\n\n"]) + layout.ending.lstrip("\n")


@st.composite
def edited(draw: st.DrawFn, session: Session) -> Session:
    """Draw a session with one to three edits."""
    for n in range(draw(st.integers(1, 3))):
        places = [place for place, _ in session.places()]
        lists = [
            Place(stage, name)
            for stage, fields in session.answers.items()
            for name, answer in fields.items()
            if isinstance(answer, tuple)
        ]
        kind = draw(st.sampled_from(["set", "unset", "new", "add", "remove", "move", "head", "people"]))
        if kind in ("set", "unset") and places:
            value = draw(scalars) if kind == "set" else None
            session = session.with_answer(draw(st.sampled_from(places)), value)
        elif kind == "new":
            session = session.with_answer(Place("fresh", draw(st.sampled_from(["a", "b.c"]))), draw(scalars))
        elif kind == "add" and lists:
            session = session.with_entry(draw(st.sampled_from(lists)), Entry(f"new--{n}", {"x": draw(scalars)}))
        elif kind in ("remove", "move") and lists:
            list_ = draw(st.sampled_from(lists))
            for entry in session.entries(list_)[:1]:
                place = list_.at(entry=entry.id)
                session = session.without_entry(place) if kind == "remove" else session.with_entry_moved(place, 1)
        elif kind == "head":
            session = replace(session, slot="problem")
        elif kind == "people":
            session = replace(session, people=(Person("First"), *session.people[1:]))
    return session


@settings(max_examples=60, deadline=None)
@given(st.data(), sessions(), st.randoms(use_true_random=False))
def test_edit_keeps_comments_and_changes_only_its_lines(
    data: st.DataObject, session: Session, chance: random.Random
) -> None:
    text = scribbled(codec.render(session), chance)
    loaded = codec.read(text.encode())
    assert loaded.session == session
    new = data.draw(edited(session))
    layout = codec.render(new, loaded.layout)
    assert codec.reads_back(new, layout.text), "without the way round that loses the places of comments"
    now = {(piece.section.path, piece.section.item): piece for piece in layout.pieces}
    for old in loaded.layout.pieces:
        piece = now.get((old.section.path, old.section.item))
        if piece is None:
            assert old.section.item is not None or not comments(old.text)
            continue
        assert set(comments(old.text).splitlines()) <= set(comments(piece.text).splitlines())
        after = statements(piece)
        for name, line in statements(old).items():
            values = (old.section.values.get(name), piece.section.values.get(name))
            if values[0] == values[1]:
                assert after[name] == line
    if new == session:
        assert layout.text == text


def test_edit_replaces_only_the_value() -> None:
    text = FOREIGN.replace('who = "parents"', '# since May\nwho   = "parents"   # asked 9').replace(
        'question = "When?"', "question = 'When?' # Jo's"
    )
    loaded = codec.read(text.encode())
    session = loaded.session.with_answer(WHO, "nurses").with_answer(Place("customer", "size"), 3)
    session = session.with_answer(Place("faq", "questions", "q2", "answer"), "two\nlines")
    diff = difflib.unified_diff(text.splitlines(), codec.render(session, loaded.layout).text.splitlines(), n=0)
    assert [line for line in diff if line[:2] not in ("--", "++", "@@")] == [
        '-who   = "parents"   # asked 9',
        '+who   = "nurses"   # asked 9',
        "+size = 3",
        '+answer = """',
        "+two",
        '+lines"""',
        "-# end: 3 answers",
        "+# end: 5 answers",
    ]


def test_comments_of_a_removed_answer_stay() -> None:
    text = FOREIGN.replace('who = "parents"', 'who = "parents" # asked 9').replace("confidence = [0.5, 1.0]\n", "")
    loaded = codec.read(text.encode())
    empty = codec.render(loaded.session.with_answer(WHO, None), loaded.layout)
    assert "# What we know of them\n[stages.customer]\n# asked 9\n" in empty.text
    assert "[stages.customer]\n# asked 9\nwho" not in empty.text
    assert codec.reads_back(loaded.session.with_answer(WHO, None), empty.text)
    again = codec.render(loaded.session, empty)
    assert codec.reads_back(loaded.session, again.text)


def test_tables_written_inline_lose_no_comment() -> None:
    text = "# top\n" + INLINE.replace("]\nparking_lot", "] # odd\nparking_lot").replace(
        'people = [{ name = "Anna", pronoun = "she" }]',
        'people = [ # who\n  { name = "Anna", pronoun = "she" },\n] # all',
    )
    loaded = codec.read(text.encode())
    session = loaded.session.with_answer(WHO, "nurses")
    layout = codec.render(session, loaded.layout)
    layout = codec.verified(session, layout, loaded.layout)
    assert set(comments(text).splitlines()) <= set(comments(layout.text).splitlines())
    document = tomllib.loads(layout.text)
    assert document["stages"]["gone"] == {"only": [True]}
    assert document["people"] == [{"name": "Anna", "role": "", "pronoun": "she"}]
    assert document["clock"]["zone"] == "x"


def test_unknown_keys_follow_their_person() -> None:
    people = 'people]]\nname = "Anna"\npronoun = "she"\n\n[[people]]\nname = "Bo" # left\npronoun = "he"\n'
    text = FOREIGN.replace('people]]\nname = "Anna"\npronoun = "she"\n', people)
    loaded = codec.read(text.encode())
    for there, wanted in [
        ((Person("Bo"),), [("Bo", "he")]),
        ((Person("Bo"), Person("Anna")), [("Bo", "he"), ("Anna", "she")]),
        ((Person("Cy"), Person("Anna"), Person("Bo")), [("Cy", None), ("Anna", "she"), ("Bo", "he")]),
        ((Person("Anne"), Person("Bo")), [("Anne", "she"), ("Bo", "he")]),
    ]:
        session = replace(loaded.session, people=there)
        rows = tomllib.loads(codec.render(session, loaded.layout).text)["people"]
        assert [(row["name"], row.get("pronoun")) for row in rows] == wanted


def test_entry_without_an_id_gets_one_with_the_first_change() -> None:
    loaded = codec.read(FOREIGN.replace('id = "q1"\n', "").encode())
    (first, second) = loaded.session.entries(FAQ)
    session = loaded.session.with_entry_moved(FAQ.at(entry=first.id), 1)
    layout = codec.render(session, loaded.layout)
    assert codec.reads_back(session, layout.text)
    assert [entry.id for entry in codec.read(layout.text.encode()).session.entries(FAQ)] == [second.id, first.id]


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs",
        ">>>>>>> quoted seven times\n<<<<<<<\n=======",
        "Chapter one " + "." * 90 + " 7",
        "a.b." * 40 + "\nx = 1",
        "# end: 9 answers\n[stages.a]",
        "# end: 9 answers",
    ],
)
def test_text_that_resembles_damage_is_accepted(text: str) -> None:
    session = EMPTY.with_answer(WHO, text)
    assert codec.read(codec.render(session).text.encode()).session == session


BLANK = FOREIGN.replace("-23T12", "-23 12").replace(
    'zone = "Europe/Paris"', "started = 2026-11-23 12:05:00+01:00\nseen = [2026-11-23 12:06:00]"
)


def test_times_are_written_with_t_and_read_with_t_or_space() -> None:
    loaded = codec.read(BLANK.encode())
    assert loaded.session.created == codec.read(FOREIGN.encode()).session.created
    text = codec.render(loaded.session).text
    for line in ("created = 2026-11-23T12:00:00+01:00", "started = 2026-11-23T12:05:00+01:00"):
        assert line in text
    assert codec.read(text.encode()).session == loaded.session


def test_unchanged_time_keeps_its_notation() -> None:
    loaded = codec.read(BLANK.encode())
    later = loaded.session.updated + timedelta(minutes=5)
    text = codec.render(replace(loaded.session, updated=later), loaded.layout).text
    expected = BLANK.replace("updated = 2026-11-23 12:00:00", "updated = 2026-11-23T12:05:00")
    times = [[line for line in whole.splitlines() if "2026" in line] for whole in (text, expected)]
    assert times[0] == times[1]
    assert len(times[0]) == 4


def test_time_inside_a_text_is_left_alone() -> None:
    session = EMPTY.with_answer(WHO, "updated = 2026-11-23 12:00:00+01:00\n2026-11-23 12:00:00")
    assert codec.read(codec.render(session).text.encode()).session.text(WHO) == session.text(WHO)


@pytest.mark.parametrize(
    "written", ["strange = nan\n", "strange = [{ x = [nan] }]\n", '[[people]]\nname = "Anna"\nstrange = nan\n']
)
@pytest.mark.parametrize(
    "changed",
    [lambda s: replace(s, title="New"), lambda s: s.with_answer(WHO, "x"), lambda s: replace(s, people=())],
)
def test_nan_in_an_unknown_key_does_not_block_saving(written: str, changed: Callable[[Session], Session]) -> None:
    """TOML has NaN, which is not equal to itself."""
    head = codec.render(EMPTY).text.partition("\n[")[0]
    loaded = codec.read(f"{head}\n{written}".encode())
    session = changed(loaded.session)
    layout = codec.verified(session, codec.render(session, loaded.layout), loaded.layout)
    assert codec.reads_back(session, layout.text)
    assert ("nan" in layout.text) == (bool(session.people) or "people" not in written)
