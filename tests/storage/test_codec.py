from __future__ import annotations

import string
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile import HOSTILE
from tests.said import said
from tests.session_edits import with_answer, with_entry, with_entry_moved

from wbtui.core.change import SetTodayLine
from wbtui.core.errors import NewerFormatError, Problem, SaveError, SessionError
from wbtui.core.place import Place
from wbtui.core.session import Answer, Clock, Entry, Person, Session
from wbtui.core.text import clean, clean_line
from wbtui.storage.session_file import codec

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=1)))
EMPTY = Session(
    id="s1", title="Pocket Clinic", workbook="w", agenda="90", created=NOON, updated=NOON, slot="customer"
)
WHO = Place("customer", "who")
MONEY = Place("internal", "cost.money")
FAQ = Place("faq", "questions")


def saved(session: Session) -> Session:
    return codec.read(codec.render(session).text.encode()).session


# Texts and other values of every kind.
texts = st.one_of(
    st.text(), st.text(alphabet="\"'\\\n\r\t[]#= \x00\x1b\u2028\ud800é"), st.sampled_from(HOSTILE)
).map(clean)
lines = texts.map(clean_line)
names = st.text(alphabet=f"{string.ascii_letters}{string.digits}_-", min_size=1, max_size=12)
scalars = st.one_of(
    texts.filter(bool),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
)
parts = st.dictionaries(names.filter(lambda name: name != "id"), scalars, max_size=4)
entries = st.dictionaries(names, parts, max_size=4).map(
    lambda drawn: tuple(Entry(id_, values) for id_, values in drawn.items())
)
times = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(9997, 12, 31))
clocks = st.builds(
    Clock,
    started=st.none() | times,
    running_since=st.none() | times,
    planned=st.dictionaries(names, st.integers(0, 600), max_size=3),
    spent=st.dictionaries(names, st.floats(0, 1e6), max_size=3),
    step=st.integers(0, 9),
    step_since=st.floats(0, 1e6),
)


people = st.lists(st.builds(Person, lines, lines), max_size=2).map(tuple)
groups = st.dictionaries(names, scalars, max_size=2)
kinds: list[st.SearchStrategy[Any]] = [scalars, groups, entries]
fields_of_any_kind = st.dictionaries(names, st.sampled_from(kinds).flatmap(lambda kind: kind), max_size=4)
stages = st.dictionaries(names, fields_of_any_kind, max_size=3)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    answers: dict[str, dict[str, Answer]] = {}
    for stage, drawn in draw(stages).items():
        fields: dict[str, Answer] = {}
        for name, value in drawn.items():
            if isinstance(value, dict):
                fields |= {f"{name}.{part}": one for part, one in value.items()}
            elif value != ():
                fields[name] = value
        if fields:
            answers[stage] = fields
    if parked := draw(entries):
        answers[""] = {"parking_lot": parked}
    return replace(EMPTY, title=draw(lines), clock=draw(clocks), people=draw(people), answers=answers)


@settings(max_examples=90, deadline=None)
@given(sessions())
def test_saved_session_reads_back_equal(session: Session) -> None:
    assert saved(session) == session


@settings(max_examples=80, deadline=None)
@given(sessions(), sessions())
def test_any_session_can_replace_any_other_in_its_file(old: Session, new: Session) -> None:
    original = codec.read(codec.render(old).text.encode()).toml
    toml = codec.verified(new, codec.render(new, original))
    assert codec.read(toml.text.encode()).session == new


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
@pytest.mark.parametrize("place", [WHO, MONEY, Place("faq", "questions", "q1", "answer")], ids=str)
def test_hostile_text_survives_a_round_trip(place: Place, text: str) -> None:
    session = with_answer(with_entry(EMPTY, FAQ, Entry("q1", {"question": "?"})), place, text)
    assert saved(session).text(place) == clean(text)


FOREIGN = """\
# Our own header
format = 1
id = "s1"
title = "Pocket Clinic"
workbook = "w"
created = 2026-11-23T12:00:00+01:00
updated = 2026-11-23T12:00:00+01:00
color = "blue"
nested = { a = [1, 2], b = "x" }

[clock]
zone = "Europe/Paris"

[[people]]
name = "Anna"
pronoun = "she"

# What we know of them
[stages.customer]
who = "parents"
confidence = [0.5, 1.0]

[stages.customer.links]
tickets = ["A-1", "A-2"]

[[stages.faq.questions]]
id = "q1"
question = "Price?"
tags = ["money", "[[not a header]]"]
[stages.faq.questions.review]
by = "Jo"

[[stages.faq.questions]]
id = "q2"
question = "When?"

[[custom.rows]]
n = 1
# end: 3 answers
"""


def test_unchanged_file_is_rendered_identically() -> None:
    loaded = codec.read(FOREIGN.encode())
    assert codec.render(loaded.session, loaded.toml).text.replace("\n\n# end", "\n# end") == FOREIGN


def edited_everywhere(session: Session) -> Session:
    session = replace(session, title="New", people=(Person("Anna", "scribe"),))
    session = with_answer(with_answer(session, WHO, "nurses"), Place("faq", "questions", "q1", "answer"), "10 €")
    session = with_answer(session, Place("problem", "size"), "41 %")
    return with_entry_moved(session, Place("faq", "questions", "q1"), 1)


def test_unknown_keys_survive_edits_at_every_level() -> None:
    loaded = codec.read(FOREIGN.encode())
    session = edited_everywhere(loaded.session)
    text = codec.verified(session, codec.render(session, loaded.toml)).text
    document = tomllib.loads(text)
    assert document["color"] == "blue"
    assert document["nested"] == {"a": [1, 2], "b": "x"}
    assert document["clock"]["zone"] == "Europe/Paris"
    assert document["people"] == [{"name": "Anna", "role": "scribe", "pronoun": "she"}]
    assert document["stages"]["customer"]["confidence"] == [0.5, 1.0]
    assert document["stages"]["customer"]["links"]["tickets"] == ["A-1", "A-2"]
    second = document["stages"]["faq"]["questions"][1]
    assert (second["id"], second["answer"], second["tags"], second["review"]) == (
        "q1",
        "10 €",
        ["money", "[[not a header]]"],
        {"by": "Jo"},
    )
    assert document["custom"]["rows"] == [{"n": 1}]
    assert codec.read(text.encode()).session == session


INLINE = """\
format = 1
id = "s1"
title = "T"
workbook = "w"
created = 2026-11-23T12:00:00+01:00
updated = 2026-11-23T12:00:00+01:00
clock = { planned = { customer = 10 }, zone = "x" }
people = [{ name = "Anna", pronoun = "she" }]
stages.customer.who = "parents"
stages.customer.flags = [true]
stages.faq.questions = [{ id = "q1", question = "Price?", tags = ["a"] }]
stages.gone = { only = [true] }
parking_lot = [{ id = "p1", item = "later", colour = ["red"] }]
"""


def test_tables_written_inline_are_saved_without_loss() -> None:
    loaded = codec.read(INLINE.encode())
    session = with_answer(
        with_answer(loaded.session, WHO, "nurses"), Place("faq", "questions", "q1", "answer"), "10"
    )
    text = codec.verified(session, codec.render(session, loaded.toml)).text
    document = tomllib.loads(text)
    assert codec.read(text.encode()).session == session
    assert document["clock"]["zone"] == "x"
    assert document["people"][0]["pronoun"] == "she"
    assert document["stages"]["customer"]["flags"] == [True]
    assert document["stages"]["faq"]["questions"][0]["tags"] == ["a"]
    assert document["stages"]["gone"] == {"only": [True]}
    assert document["parking_lot"][0]["colour"] == ["red"]


def test_a_diff_shows_only_what_was_changed() -> None:
    loaded = codec.read(FOREIGN.encode())
    session = with_answer(loaded.session, Place("faq", "questions", "q2", "answer"), "In May")
    changed = codec.render(session, loaded.toml).text.splitlines()
    assert [line for line in changed if line and line not in FOREIGN.splitlines()] == [
        'answer = "In May"',
        "# end: 4 answers",
    ]


HEAD = FOREIGN[: FOREIGN.index("[clock]")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\xff\xfe[", "line 1: this is not UTF-8"),
        (HEAD.encode() + b"\xe9", "not UTF-8"),
        (HEAD.encode() + b"\x00\x00", "damaged"),
        (b"format = 1\nid = \n", "line 2"),
        (HEAD.encode() + b'[stages.a]\nx = """cut', "the end of the file"),
        (
            HEAD.encode() + b"<<<<<<< ours\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n",
            "line 11: a merge",
        ),
        (HEAD.encode() + b"[a]\n[a]\n", "line"),
        (HEAD.replace('"Pocket Clinic"', "3").encode(), "title must be text"),
        (HEAD.replace('id = "s1"\n', "").encode(), "id is missing"),
        (HEAD.replace("+01:00", "").encode(), "created must be a date and time with a zone"),
        (HEAD.replace("format = 1", 'format = "1"').encode(), "format must be a whole number"),
        (HEAD.encode() + b"people = 3", "people must be a list of tables, [[people]]"),
        (HEAD.encode() + b"[clock.spent]\nx = -1", "clock.spent.x must be a number"),
        (HEAD.encode() + b"[clock]\nstep = -1", "clock.step must be a number"),
        (HEAD.encode() + b"[clock]\nstep_since = 'x'", "clock.step_since must be a number"),
        (HEAD.encode() + b"[clock]\nspent = 4", "clock.spent must be a table"),
        (HEAD.encode() + b"x = " + b"[" * 4000, "too many brackets or dots inside each other"),
        (HEAD.encode() + b"a." * 20_000 + b"b = 1", "too many brackets or dots inside each other"),
        (HEAD.encode() + b"x = " + b"9" * 5000, "a number has too many digits"),
        (HEAD.encode("utf-16"), "the file is UTF-16 text. Save it as UTF-8"),
        (b"stages = 3\n" + HEAD.encode(), "stages must be a table"),
    ],
)
def test_error_of_a_damaged_file_names_the_damage(data: bytes, words: str) -> None:
    with pytest.raises(SessionError) as error:
        codec.read(data, "x.toml")
    assert words in said(error.value.problem)
    assert error.value.problem.where.file == "x.toml"
    assert error.value.problem.next_step


def test_a_key_too_deep_to_be_compared_is_told_when_the_session_is_saved() -> None:
    loaded = codec.read(HEAD.encode() + b"a." * 900 + b"b = 1")
    with pytest.raises(SaveError) as error:
        codec.verified(loaded.session, codec.render(loaded.session, loaded.toml))
    assert error.value.problem.code == "session.unlike"


def test_newer_format_is_read_as_far_as_possible() -> None:
    data = FOREIGN.replace("format = 1", "format = 2").replace('workbook = "w"', "workbook = 3").encode()
    with pytest.raises(NewerFormatError):
        codec.read(data)
    loaded = codec.read_any(data)
    assert "newer version of wbtui (format 2)" in said(loaded.newer)
    assert (loaded.session.title, loaded.session.workbook, loaded.session.text(WHO)) == (
        "Pocket Clinic",
        "",
        "parents",
    )


@pytest.mark.parametrize("text", ["", "clock = 3", "people = 3", "parking_lot = [3]", "stages = 3", "created = 3"])
def test_newer_format_may_have_other_types(text: str) -> None:
    assert codec.read_any(b'format = 9\nid = "a"\ntitle = "b"\n' + text.encode()).session.answers == {}
    with pytest.raises(NewerFormatError):
        codec.read_any(b"format = 9\n" + text.encode())


@pytest.mark.parametrize("number", [0, -1])
def test_format_below_one_is_refused(number: int) -> None:
    data = FOREIGN.replace("format = 1", f"format = {number}").encode()
    for read in (codec.read, codec.read_any):
        with pytest.raises(SessionError, match=r"session.no_format"):
            read(data)


def test_cut_off_file_that_still_parses_is_suspect() -> None:
    assert codec.read(FOREIGN.encode()).suspect is None
    assert "last line" in said(codec.read(FOREIGN.removesuffix("# end: 3 answers\n").encode()).suspect)
    cut = FOREIGN.replace('question = "When?"\n', "")
    assert said(codec.read(cut.encode()).suspect) == "the last line promises 3 answers, but the file has 2"
    assert codec.read(FOREIGN.replace("end: 3", "end: 2").encode()).suspect is None


@pytest.mark.parametrize("marks", ["<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs", "=======\nb\n>>>>>>> theirs"])
def test_an_unresolved_merge_inside_a_text_is_found(marks: str) -> None:
    text = FOREIGN.replace('"parents"', f'"""\n{marks}\n"""')
    with pytest.raises(SessionError, match=r"file.unmerged") as error:
        codec.read(text.encode())
    assert error.value.problem.where.line == 21


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Pocket Clinic"', "title = 3", "line 4: title must be text"),
        ('name = "Anna"', "name = 3", "line 15: people[0].name must be text"),
        ('zone = "Europe/Paris"', "starts = 3", "line 12: clock.starts must be a date"),
    ],
)
def test_error_of_a_wrong_type_has_its_line(old: str, new: str, words: str) -> None:
    with pytest.raises(SessionError) as error:
        codec.read(FOREIGN.replace(old, new).encode())
    assert words in said(error.value.problem)


def test_crlf_and_a_byte_order_mark_are_accepted() -> None:
    data = (
        b"\xef\xbb\xbf"
        + FOREIGN.replace('"parents"', '"""\nparents\nand nurses"""').replace("\n", "\r\n").encode()
    )
    assert codec.read(data).session.text(WHO) == "parents\nand nurses"


def test_control_characters_in_a_file_are_removed_and_reported() -> None:
    loaded = codec.read(FOREIGN.replace('"parents"', r'"par\u001b]52;c;eA==\u0007ents"').encode())
    assert loaded.session.text(WHO) == "parents"
    assert [said(note) for note in loaded.notes] == ["control characters were removed from 1 text"]


def test_a_file_without_its_last_line_is_reported() -> None:
    assert codec.read(FOREIGN.encode()).notes == ()
    assert codec.read(FOREIGN.removesuffix("# end: 3 answers\n").encode()).notes == (Problem("session.last_line"),)


def test_entries_without_an_id_get_a_stable_one() -> None:
    data = FOREIGN.replace('id = "q1"\n', "").replace('id = "q2"', 'id = "n001"')
    ids = [entry.id for entry in codec.read(data.encode()).session.entries(FAQ)]
    assert ids == [entry.id for entry in codec.read(data.encode()).session.entries(FAQ)]
    assert len(set(ids)) == 2


def test_dates_and_numbers_keep_their_types() -> None:
    session = with_answer(with_answer(EMPTY, WHO, date(2027, 3, 3)), MONEY, 41.5)
    assert saved(session).answer(WHO) == date(2027, 3, 3)
    assert "who = 2027-03-03" in codec.render(session).text


def test_the_head_is_read_without_the_stages() -> None:
    text = codec.render(with_answer(EMPTY, WHO, "x" * 100_000)).text.encode()
    head = codec.read_head(text[:500])
    assert (head.title, head.answers) == ("Pocket Clinic", {})
    assert codec.has_whole_head(text[:500])


@pytest.mark.parametrize("group", [Place("internal", "cost"), FAQ])
def test_session_that_toml_cannot_express_is_not_saved(group: Place) -> None:
    session = with_answer(EMPTY, Place(group.stage, f"{group.field}.part"), "in a group")
    session = (
        with_entry(session, FAQ, Entry("q1", {"x": "y"})) if group == FAQ else with_answer(session, group, "one")
    )
    with pytest.raises(SaveError, match=r"session.twice"):
        codec.verified(session, codec.render(session))


@pytest.mark.fault("R3")
def test_language_of_the_answers_is_kept_in_the_head() -> None:
    german = EMPTY.with_fact("language", "de")
    text = codec.render(german).text
    assert 'language = "de"' in text.partition("[")[0]
    assert codec.read(text.encode()).session == german
    assert codec.read_head(text.encode()).language == "de"
    assert "language" not in codec.render(EMPTY).text.partition("[")[0]


def test_todays_line_is_a_table_of_places_that_survives_an_edit() -> None:
    lines = {FAQ: 8, Place("one", "group.list"): 2, Place("", "actions"): 1}
    toml = codec.render(replace(EMPTY, today_lines=lines))
    assert '[today_line]\nactions = 1\n"faq.questions" = 8\n"one.group.list" = 2\n' in toml.text
    scribbled = codec.read(toml.text.replace("= 8", "= 8  # as the room said").encode())
    assert scribbled.session.today_lines == lines
    moved = SetTodayLine(Place("one", "group.list"), None).apply(scribbled.session)
    text = codec.render(moved, scribbled.toml).text
    assert "= 8  # as the room said" in text
    assert codec.read(text.encode()).session.today_lines == {FAQ: 8, Place("", "actions"): 1}


@pytest.mark.parametrize("value", ["0", "-1", '"eight"', "true", "8.5", "[8]"])
def test_todays_line_that_is_no_count_is_refused_with_its_key(value: str) -> None:
    text = codec.render(EMPTY).text.replace("\n# end", f'\n[today_line]\n"faq.questions" = {value}\n# end')
    with pytest.raises(SessionError) as refused:
        codec.read(text.encode())
    assert refused.value.problem.code == "key.count"
    assert "faq.questions" in refused.value.problem.where.key
