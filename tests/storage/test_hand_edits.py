"""Tests that whatever people write into a file by hand stays where they wrote it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.session_edits import with_answer, with_entry, with_entry_moved, without_entry
from tests.storage.test_codec import EMPTY, FAQ, FOREIGN, INLINE, WHO

from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Session
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.toml_lines import comments_in


def test_only_the_value_is_replaced() -> None:
    text = FOREIGN.replace('who = "parents"', '# since May\nwho   = "parents"   # asked 9').replace(
        'question = "When?"', "question = 'When?' # Jo's"
    )
    loaded = codec.read(text.encode())
    session = with_answer(with_answer(loaded.session, WHO, "nurses"), Place("customer", "size"), 3)
    session = with_answer(session, Place("faq", "questions", "q2", "answer"), "two\nlines")
    diff = difflib.unified_diff(text.splitlines(), codec.render(session, loaded.toml).text.splitlines(), n=0)
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


def test_the_comments_of_a_removed_answer_stay() -> None:
    text = FOREIGN.replace('who = "parents"', 'who = "parents" # asked 9').replace("confidence = [0.5, 1.0]\n", "")
    loaded = codec.read(text.encode())
    empty = codec.render(with_answer(loaded.session, WHO, None), loaded.toml)
    assert "# What we know of them\n[stages.customer]\n# asked 9\n" in empty.text
    assert "[stages.customer]\n# asked 9\nwho" not in empty.text
    assert codec.says(with_answer(loaded.session, WHO, None), empty)
    again = codec.render(loaded.session, empty)
    assert codec.says(loaded.session, again)


def test_tables_written_inline_lose_no_comment() -> None:
    text = "# top\n" + INLINE.replace("]\nparking_lot", "] # odd\nparking_lot").replace(
        'people = [{ name = "Anna", pronoun = "she" }]',
        'people = [ # who\n  { name = "Anna", pronoun = "she" },\n] # all',
    )
    loaded = codec.read(text.encode())
    session = with_answer(loaded.session, WHO, "nurses")
    toml = codec.render(session, loaded.toml)
    toml = codec.verified(session, toml)
    assert set(comments_in(text)) <= set(comments_in(toml.text))
    document = tomllib.loads(toml.text)
    assert document["stages"]["gone"] == {"only": [True]}
    assert document["people"] == [{"name": "Anna", "pronoun": "she"}]
    assert document["clock"]["zone"] == "x"


def test_unknown_keys_of_a_person_stay_with_that_person() -> None:
    people = 'people]]\nname = "Anna"\npronoun = "she"\n\n[[people]]\nname = "Bo" # left\npronoun = "he"\n'
    text = FOREIGN.replace('people]]\nname = "Anna"\npronoun = "she"\n', people)
    loaded = codec.read(text.encode())
    for there, wanted in [
        ((Person("Bo"),), [("Bo", "he")]),
        ((Person("Bo"), Person("Anna")), [("Bo", "he"), ("Anna", "she")]),
        ((Person("Cy"), Person("Anna"), Person("Bo")), [("Cy", None), ("Anna", "she"), ("Bo", "he")]),
        ((Person("Anne"), Person("Bo")), [("Anne", "she"), ("Bo", "he")]),
        ((Person("Anne", "scribe"), Person("Bo")), [("Anne", "she"), ("Bo", "he")]),
        ((Person("Anne"), Person("Bo"), Person("Cy")), [("Anne", "she"), ("Bo", "he"), ("Cy", None)]),
        ((Person("Anne"), Person("Beau")), [("Anne", "she"), ("Beau", "he")]),
        ((Person("Cy"),), [("Cy", None)]),
        ((Person("Bo"), Person("Cy")), [("Bo", "he"), ("Cy", None)]),
        ((Person("Cy"), Person("Di"), Person("Ed")), [("Cy", None), ("Di", None), ("Ed", None)]),
    ]:
        session = replace(loaded.session, people=there)
        rows = tomllib.loads(codec.render(session, loaded.toml).text)["people"]
        assert [(row["name"], row.get("pronoun")) for row in rows] == wanted


def test_person_with_another_role_is_not_a_renamed_one() -> None:
    loaded = codec.read(FOREIGN.replace('pronoun = "she"', 'role = "lead"\npronoun = "she"').encode())
    for person, pronoun in (
        (Person("Ann", "lead"), "she"),
        (Person("Ann"), "she"),
        (Person("Cy", "scribe"), None),
    ):
        (row,) = tomllib.loads(codec.render(replace(loaded.session, people=(person,)), loaded.toml).text)["people"]
        assert (row["name"], row.get("pronoun")) == (person.name, pronoun)


@pytest.mark.parametrize("written", ["stage = 'customer' # now", '"stage"\t=  "customer"', "  stage='customer'"])
def test_old_key_of_the_slot_is_renamed_where_it_stands(written: str) -> None:
    text = FOREIGN.replace('color = "blue"', f'# the room\n{written}\ncolor = "blue"')
    assert saved_as(text, lambda s: with_answer(s, WHO, "nurses")) == [
        f"-{written}",
        f"+{written.replace(chr(34) + 'stage' + chr(34), 'slot').replace('stage', 'slot')}",
        '-who = "parents"',
        '+who = "nurses"',
    ]
    moved = saved_as(text, lambda s: replace(s, slot="problem"))
    assert len(moved) == 2
    assert "problem" in moved[1]


def test_an_entry_without_an_id_is_given_one_with_the_first_change() -> None:
    loaded = codec.read(FOREIGN.replace('id = "q1"\n', "").encode())
    (first, second) = loaded.session.entries(FAQ)
    session = with_entry_moved(loaded.session, FAQ.at(entry=first.id), 1)
    toml = codec.render(session, loaded.toml)
    assert codec.says(session, toml)
    assert [entry.id for entry in codec.read(toml.text.encode()).session.entries(FAQ)] == [second.id, first.id]


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
def test_a_text_that_describes_damage_is_not_damage(text: str) -> None:
    session = with_answer(EMPTY, WHO, text)
    assert codec.read(codec.render(session).text.encode()).session == session


BLANK = FOREIGN.replace("-23T12", "-23 12").replace(
    'zone = "Europe/Paris"', "started = 2026-11-23 12:05:00+01:00\nseen = [2026-11-23 12:06:00]"
)


def test_times_are_written_with_a_t_and_read_either_way() -> None:
    loaded = codec.read(BLANK.encode())
    assert loaded.session.created == codec.read(FOREIGN.encode()).session.created
    text = codec.render(loaded.session).text
    for line in ("created = 2026-11-23T12:00:00+01:00", "started = 2026-11-23T12:05:00+01:00"):
        assert line in text
    assert codec.read(text.encode()).session == loaded.session


def test_a_time_that_stays_keeps_its_form() -> None:
    loaded = codec.read(BLANK.encode())
    later = loaded.session.updated + timedelta(minutes=5)
    text = codec.render(replace(loaded.session, updated=later), loaded.toml).text
    expected = BLANK.replace("updated = 2026-11-23 12:00:00", "updated = 2026-11-23T12:05:00")
    times = [[line for line in whole.splitlines() if "2026" in line] for whole in (text, expected)]
    assert times[0] == times[1]
    assert len(times[0]) == 4


def test_a_time_in_a_text_is_text() -> None:
    session = with_answer(EMPTY, WHO, "updated = 2026-11-23 12:00:00+01:00\n2026-11-23 12:00:00")
    assert codec.read(codec.render(session).text.encode()).session.text(WHO) == session.text(WHO)


@pytest.mark.parametrize(
    "written", ["strange = nan\n", "strange = [{ x = [nan] }]\n", '[[people]]\nname = "Anna"\nstrange = nan\n']
)
@pytest.mark.parametrize(
    "changed",
    [lambda s: replace(s, title="New"), lambda s: with_answer(s, WHO, "x"), lambda s: replace(s, people=())],
)
def test_nan_in_an_unknown_key_does_not_block_saving(written: str, changed: Callable[[Session], Session]) -> None:
    """`nan` is a value of TOML that does not equal itself."""
    head = codec.render(EMPTY).text.partition("\n[")[0]
    loaded = codec.read(f"{head}\n{written}".encode())
    session = changed(loaded.session)
    toml = codec.verified(session, codec.render(session, loaded.toml))
    assert codec.says(session, toml)
    assert ("nan" in toml.text) == (bool(session.people) or "people" not in written)


def diff(old: str, new: str) -> list[str]:
    """Return the removed and added lines, except the last line of the file."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0))[2:]
    return [line for line in lines if not line.startswith(("@@", "-# end", "+# end"))]


def saved_as(text: str, change: Callable[[Session], Session]) -> list[str]:
    """Return the effect of a change on a file, as removed and added lines."""
    loaded = codec.read(text.encode())
    session = change(loaded.session)
    toml = codec.render(session, loaded.toml)
    assert codec.says(session, toml)
    return diff(text, toml.text)


REVIEWED = """\
[[stages.faq.questions]]
id = "q1"
question = "Price?"
# below q1

# TODO Ada: ask finance
# and Bo
[[stages.faq.questions]]
id = "q2"
# since May
question = "When?"  # asked 9

# The problem
[stages.problem]
size = "large"

# end: 3 answers
"""
HEADED = FOREIGN[: FOREIGN.index("[clock]")] + REVIEWED


def test_the_comments_above_an_entry_go_with_it_and_no_others() -> None:
    second = FAQ.at(entry="q2")
    assert saved_as(HEADED, lambda s: without_entry(s, FAQ.at(entry="q1"))) == [
        "-[[stages.faq.questions]]",
        '-id = "q1"',
        '-question = "Price?"',
    ]
    assert saved_as(HEADED, lambda s: without_entry(s, second)) == [
        "-# TODO Ada: ask finance",
        "-# and Bo",
        "-[[stages.faq.questions]]",
        '-id = "q2"',
        "-# since May",
        '-question = "When?"  # asked 9',
        "-",
    ]
    loaded = codec.read(HEADED.encode())
    text = codec.render(with_entry_moved(loaded.session, second, -1), loaded.toml).text
    at = [text.index(part) for part in ("# TODO Ada: ask finance\n# and Bo\n[[", '"q2"', '"q1"', "# below q1\n\n")]
    assert at == sorted(at)
    assert "\n\n# The problem\n[stages.problem]\n" in text


def test_a_new_entry_comes_above_what_belongs_to_the_next_table() -> None:
    text = HEADED.replace("\n# The problem", "\n# --- Monday ---\n\n# The problem")

    def change(session: Session) -> Session:
        return with_entry(session, FAQ, Entry("q3", {"question": "Who?"}))

    assert saved_as(text, change) == ["+[[stages.faq.questions]]", '+id = "q3"', '+question = "Who?"', "+"]
    loaded = codec.read(text.encode())
    assert 'question = "Who?"\n\n# --- Monday ---\n' in codec.render(change(loaded.session), loaded.toml).text


def test_a_dotted_key_beside_a_table_of_its_own_stays() -> None:
    client = '[client]\ncontact.name = "X"\n\n[client.contact.address]\ncity = "E"\n\n'
    text = FOREIGN.replace("[clock]", f"{client}[clock]")
    assert saved_as(text, lambda s: with_answer(s, WHO, "nurses")) == ['-who = "parents"', '+who = "nurses"']


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf" + HEADED.replace("\n", "\r\n").encode()
    loaded = codec.read(data)
    session = with_entry(with_answer(loaded.session, WHO, "two\nlines"), FAQ, Entry("q3", {"question": "Who?"}))
    now = codec.render(session, loaded.toml).text.encode()
    assert now.startswith(b"\xef\xbb\xbf# Our own header\r\n")
    assert now.count(b"\n") == now.count(b"\r\n")
    assert codec.read(now).session == session


@pytest.mark.fault("R7")
def test_an_entry_that_is_moved_keeps_each_line_end_and_trailing_space() -> None:
    last = 'question = "When?"  # asked 9'
    data = HEADED.replace(f"{last}\n", f"{last}  \r\n")
    loaded = codec.read(data.encode())
    text = codec.render(with_entry_moved(loaded.session, FAQ.at(entry="q2"), -1), loaded.toml).text
    assert f"{last}  \r\n" in text


def test_tables_stay_inline_and_dotted() -> None:
    assert saved_as(f"{INLINE}# end: 4 answers\n", lambda s: with_answer(s, WHO, "nurses")) == [
        '-stages.customer.who = "parents"',
        '+stages.customer.who = "nurses"',
    ]
    rows = saved_as(INLINE, lambda s: with_entry(s, FAQ, Entry("q2", {"question": "When?"})))
    before, _, after = INLINE[INLINE.index("stages.faq") : INLINE.index("\nstages.gone")].partition("]\n")
    assert rows[1] == f'+{before[:-1]}, {{ id = "q2", question = "When?" }}]{after}'


def test_long_text_stays_a_block() -> None:
    text = FOREIGN.replace('"parents"', '"""\nparents\nand nurses"""')
    assert saved_as(text, lambda s: with_answer(s, WHO, "<<<<<<< nurses")) == [
        "-parents",
        '-and nurses"""',
        '+\\u003c<<<<<< nurses"""',
    ]


APART = """\
[[stages.faq.questions]]
id = "q1"
[stages.problem]
size = "large" # asked 9
# Jo's
[stages.faq.questions.review]
by = ["Jo"]
# end: 1 answer
"""


def test_a_file_that_cannot_be_patched_is_rewritten_with_every_comment() -> None:
    text = FOREIGN[: FOREIGN.index("[clock]")] + APART
    loaded = codec.read(text.encode())
    session = with_entry(loaded.session, FAQ, Entry("q2", {"question": "When?"}))
    toml = codec.verified(session, codec.render(session, loaded.toml))
    assert toml.is_rewritten
    assert toml.text.startswith("# Our own header\n# asked 9\n# Jo's\nformat = 1\n")
    assert tomllib.loads(toml.text)["stages"]["faq"]["questions"][0]["review"] == {"by": ["Jo"]}
    assert codec.read(toml.text.encode()).session == session
    assert not codec.render(with_answer(session, WHO, "nurses"), toml).is_rewritten
