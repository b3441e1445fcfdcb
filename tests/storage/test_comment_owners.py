"""Tests of comments in arrays and inline tables, each of which belongs to one member or to none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.session_edits import with_answer, with_entry, with_entry_moved, without_entry
from tests.storage.test_codec import FAQ, FOREIGN, WHO
from tests.storage.test_hand_edits import saved_as

from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.storage.session_file import codec, toml_lines, toml_patch

HEAD = FOREIGN[: FOREIGN.index("[clock]")]
ROWS = """\
[stages.faq]
questions = [ # all of them
  # above one
  { id = "q1", question = "One?" }, # about one
  # of nobody

  # above two
  # and more
  { id = "q2", question = "Two?" } # about two
  # at the end
]
"""
ADDED = '{ id = "q3", question = "Three?" }'


def array_after(rows: str, change: Callable[[Session], Session]) -> str:
    """Return the array after a change, from its opening bracket to its closing one."""
    loaded = codec.read(f"{HEAD}{rows}".encode())
    session = change(loaded.session)
    toml = codec.render(session, loaded.toml)
    assert codec.says(session, toml)
    assert not toml.is_rewritten
    text = toml.text
    return text[text.index("questions = ") + len("questions = ") : text.rindex("]") + 1]


def add(session: Session) -> Session:
    return with_entry(session, FAQ, Entry("q3", {"question": "Three?"}))


def drop(*ids: str) -> Callable[[Session], Session]:
    def change(session: Session) -> Session:
        for id_ in ids:
            session = without_entry(session, FAQ.at(entry=id_))
        return session

    return change


def swap(session: Session) -> Session:
    return with_entry_moved(session, FAQ.at(entry="q2"), -1)


ONE = '  # above one\n  { id = "q1", question = "One?" }'
TWO = '  # above two\n  # and more\n  { id = "q2", question = "Two?" }'
NOBODY = "  # of nobody\n\n"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (add, f"{ONE}, # about one\n{NOBODY}{TWO}, # about two\n  {ADDED}\n"),
        (drop("q1"), f"{NOBODY}{TWO} # about two\n"),
        (drop("q2"), f"{ONE} # about one\n{NOBODY}"),
        (drop("q1", "q2"), NOBODY),
        (swap, f"{TWO}, # about two\n{NOBODY}{ONE} # about one\n"),
        (lambda s: drop("q2")(add(s)), f"{ONE}, # about one\n  {ADDED}\n{NOBODY}"),
        (lambda s: with_entry_moved(add(s), FAQ.at(entry="q3"), -2), None),
        (
            lambda s: with_answer(s, FAQ.at(entry="q1", part="question"), "1"),
            f"{ONE}, # about one\n{NOBODY}{TWO} # about two\n".replace("One?", "1"),
        ),
    ],
    ids=["add", "delete first", "delete last", "delete both", "swap", "replace", "add on top", "change"],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_comment_in_an_array_goes_with_its_row(
    change: Callable[[Session], Session], wanted: str | None, eol: str
) -> None:
    wanted = wanted or f"  {ADDED},\n{ONE}, # about one\n{NOBODY}{TWO} # about two\n"
    whole = f"[ # all of them\n{wanted}  # at the end\n]"
    assert array_after(ROWS.replace("\n", eol), change).replace("\r\n", "\n") == whole


@pytest.mark.parametrize(
    ("written", "change", "wanted"),
    [
        ("[ # none yet\n  # todo\n]", add, f"[ # none yet\n  {ADDED}\n  # todo\n]"),
        ("[\n]", add, f"[\n  {ADDED}\n]"),
        ("[]", add, f"[{ADDED}]"),
        ("[ ]", add, f"[{ADDED}]"),
        ('[{ id = "q1" }]', add, f'[{{ id = "q1" }}, {ADDED}]'),
        ('[ { id = "q1" }, { id = "q2" }, ]', drop("q1"), '[ { id = "q2" }, ]'),
        ('[{ id = "q1" }, { id = "q2" }]', drop("q1", "q2"), "[]"),
        ('[ # all\n  { id = "q1" }]', drop("q1"), "[ # all\n]"),
        ('[ { id = "q1" },\n  # two\n  { id = "q2" } ]', swap, '[\n  # two\n  { id = "q2" },\n  { id = "q1" } ]'),
        ('[ { id = "q1" }, # one\n  { id = "q2" } ]', swap, '[ { id = "q2" },\n  { id = "q1" } # one\n]'),
        ('[ { id = "q1" } # one\n  , { id = "q2" } ]', swap, '[ { id = "q2" },\n   { id = "q1" } # one\n]'),
        ('[\n  # free\n\n  { id = "q1" }\n]', add, f'[\n  # free\n\n  {{ id = "q1" }},\n  {ADDED}\n]'),
    ],
)
def test_array_keeps_its_shape(written: str, change: Callable[[Session], Session], wanted: str) -> None:
    assert array_after(f"[stages.faq]\nquestions = {written}\n", change) == wanted


TABLE = """\
[stages]
customer = {
  who = "a", # tail of who
  # above where
  where = "b", # tail of where
}
"""
WHERE = Place("customer", "where")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda s: with_answer(s, WHERE, None), ["-  # above where", '-  where = "b", # tail of where']),
        (lambda s: with_answer(s, WHO, None), ['-  who = "a", # tail of who']),
        (lambda s: with_answer(s, Place("customer", "why"), "c"), ['+  why = "c",']),
        (lambda s: with_answer(s, WHO, "z"), ['-  who = "a", # tail of who', '+  who = "z", # tail of who']),
    ],
)
def test_comment_in_an_inline_table_goes_with_its_key(
    change: Callable[[Session], Session], wanted: list[str]
) -> None:
    assert saved_as(f"{HEAD}{TABLE}", change)[: len(wanted)] == wanted


def test_many_rows_of_one_array_are_patched_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Splitting a long array again for each changed row would take more than a second."""
    rows = "".join(f'  {{ id = "q{n}", question = "?" }},\n' for n in range(200))
    loaded = codec.read(f"{HEAD}[stages.faq]\nquestions = [\n{rows}]\n".encode())
    session = loaded.session
    for n in range(0, 200, 4):
        session = with_answer(session, FAQ.at(entry=f"q{n}", part="answer"), "yes")
    cut: list[int] = []

    def lines_of(text: str) -> Iterator[toml_lines.Line]:
        cut.append(len(text))
        return toml_lines.lines_of(text)

    monkeypatch.setattr(toml_patch, "lines_of", lines_of)
    toml = codec.render(session, loaded.toml)
    assert codec.says(session, toml)
    assert sum(size > 1000 for size in cut) < 10
