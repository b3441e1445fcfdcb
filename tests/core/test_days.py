"""Tests of reading days as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.random_sessions import EMPTY
from tests.session_edits import with_answer, with_entries

from wbtui.core.change import SetAnswer, apply
from wbtui.core.days import DayWords, days_in, read_day
from wbtui.core.place import Place
from wbtui.core.promise import Promise, matching, read_promise, rest_of_name, understood
from wbtui.core.session import Entry, Person, Scalar
from wbtui.storage.workbooks import DEFAULT_WORKBOOK, WorkbookLibrary
from wbtui.wording.labels import understood_label

TUESDAY = date(2026, 11, 24)
BUILT_IN = WorkbookLibrary(Path()).load(DEFAULT_WORKBOOK)
ENGLISH = BUILT_IN.days
GERMAN = DayWords(
    weekdays=tuple(
        (day, day[:2]) for day in ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
    ),
    months=tuple(
        (month,) for month in ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September")
    ),
    numbers=(("ein", "einem", "einer"), ("zwei",)),
    today=("heute",),
    by=("bis zum", "bis", "am"),
    next=("nächsten", "kommenden"),
    ahead=("in",),
    end=("Ende",),
    week=("Woche", "Wochen"),
    month=("Monat", "Monats"),
    fillers=("des", "dem"),
)
FRENCH = DayWords(
    weekdays=(("lundi",), ("mardi",), ("mercredi",)),
    months=(("janvier",), ("février",), ("mars",)),
    next=("prochain",),
    ordinals=("er",),
    fillers=("le",),
)
PEOPLE = ("Aylin Demir", "Ben", "Ines Castelo", "Inês Rocha", "Nguyen Thi Lan")


@pytest.mark.fault("NA6")
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-09-01", "2027-09-01"),
        ("2027/9/1", "2027-09-01"),
        ("1 September 2027", "2027-09-01"),
        ("1st of September, 2027", "2027-09-01"),
        ("September 1st, 2027", "2027-09-01"),
        ("1 sept. 2027", "2027-09-01"),
        ("1.9.2027", "2027-09-01"),
        ("01. 09. 27", "2027-09-01"),
        ("30 June 2027", "2027-06-30"),
        ("Fri 5 March 2027", "2027-03-05"),
        ("the 3rd of May", "2027-05-03"),
        ("24 November", "2026-11-24"),
        ("23 November", "2027-11-23"),
        ("29 February", "2028-02-29"),
        ("1.9.", "2027-09-01"),
        ("13/9/2027", "2027-09-13"),
        ("9/9/2027", "2027-09-09"),
        ("Friday", "2026-11-27"),
        ("by Friday.", "2026-11-27"),
        ("TUES", "2026-12-01"),
        ("this Friday", "2026-11-27"),
        ("next Wednesday", "2026-12-02"),
        ("next Friday", "2026-12-04"),
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("in two weeks", "2026-12-08"),
        ("in 3 days", "2026-11-27"),
        ("in a month", "2026-12-24"),
        ("in one year", "2027-11-24"),
        ("end of March", "2027-03-31"),
        ("the end of November", "2026-11-30"),
        ("by the end of next month", "2026-12-31"),
        ("end of the year", "2026-12-31"),
    ],
)
def test_day_is_understood_as_it_is_said(typed: str, day: str) -> None:
    assert read_day(typed, TUESDAY, ENGLISH) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    [
        *("1/9/2027", "12/11/27", "31 June 2027", "2027-02-29", "0.0.2027", "32.1.2027", "in 0 sheep"),
        *("next week", "soon", "this Monday", "Thu 5 March 2027", "1.9", "September", "2027", "1 September or 2"),
        *("Friday or Monday", "", " ", "by", "v1.9.2027.1", "x" * 100, "in 999999 years", "in 999 years or so"),
    ],
)
def test_what_could_be_two_days_or_none_is_not_guessed(typed: str) -> None:
    assert read_day(typed, TUESDAY, ENGLISH) is None


@pytest.mark.parametrize(
    ("typed", "words", "day"),
    [
        ("bis zum 1. September 2027", GERMAN, "2027-09-01"),
        ("nächsten Mittwoch", GERMAN, "2026-12-02"),
        ("na\u0308chsten Mi", GERMAN, "2026-12-02"),
        ("in zwei Wochen", GERMAN, "2026-12-08"),
        ("Ende des Monats", GERMAN, "2026-11-30"),
        ("Ende März", GERMAN, "2027-03-31"),
        ("mercredi prochain", FRENCH, "2026-12-02"),
        ("le 1er mars", FRENCH, "2027-03-01"),
        ("2027-09-01", DayWords(), "2027-09-01"),
        ("1.9.2027", DayWords(), "2027-09-01"),
    ],
)
def test_words_for_days_come_from_the_workbook(typed: str, words: DayWords, day: str) -> None:
    assert read_day(typed, TUESDAY, words) == date.fromisoformat(day)


def test_words_of_another_language_are_no_days() -> None:
    assert [read_day(text, TUESDAY, DayWords()) for text in ("Friday", "1 September 2027", "today")] == [None] * 3


@given(today=st.dates(date(1990, 1, 1), date(2990, 1, 1)), on=st.integers(0, 6))
def test_weekday_is_the_next_one_and_next_weekday_is_in_the_coming_week(today: date, on: int) -> None:
    name = ENGLISH.weekdays[on][0]
    day, later = read_day(name, today, ENGLISH), read_day(f"next {name}", today, ENGLISH)
    assert day
    assert later
    assert day.weekday() == later.weekday() == on
    assert 1 <= (day - today).days <= 7
    assert later.isocalendar()[:2] == (today + timedelta(days=7)).isocalendar()[:2]


@given(day=st.dates(date(1000, 1, 1), date(2990, 1, 1)), today=st.dates(date(1990, 1, 1), date(2990, 1, 1)))
def test_whole_date_means_the_same_on_every_day(day: date, today: date) -> None:
    month = ENGLISH.months[day.month - 1]
    for text in (day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day.day} {month[-1]} {day.year}"):
        assert read_day(text, today, ENGLISH) == day
    assert (
        read_day(f"{ENGLISH.weekdays[day.weekday()][0]}, {month[0]} {day.day}, {day.year}", today, ENGLISH) == day
    )


@given(st.text(max_size=80))
def test_days_of_a_text_are_parts_of_it_in_order(text: str) -> None:
    end = 0
    for said in days_in(text, TUESDAY, ENGLISH):
        assert end <= said.start < said.end <= len(text)
        end = said.end


@pytest.mark.fault("NA5")
@pytest.mark.parametrize(
    ("line", "text", "owner", "due"),
    [
        (
            "Get the readmission figures, Aylin, next Wednesday",
            "Get the readmission figures",
            "Aylin Demir",
            "2026-12-02",
        ),
        ("Ask the hospital @Ben by Friday", "Ask the hospital", "Ben", "2026-11-27"),
        ("@ben asks the hospital by 1 September 2027.", "asks the hospital", "Ben", "2027-09-01"),
        ("Call @Aylin Demir tomorrow", "Call", "Aylin Demir", "2026-11-25"),
        ("Call them @Castelo Friday", "Call them", "Ines Castelo", "2026-11-27"),
        ("Order 12 trolleys (by Friday) @Nguyen Thi Lan", "Order 12 trolleys", "Nguyen Thi Lan", "2026-11-27"),
        ("Next Monday, @Zoë: write to the six managers", "write to the six managers", "Zoë", "2026-11-30"),
        ("Ask @Ben about the price", "Ask Ben about the price", "Ben", None),
        ("Find a room, in two weeks, for twenty", "Find a room, for twenty", "", "2026-12-08"),
        ("Test it by the end of March", "Test it", "", "2027-03-31"),
        ("Ask Nguyen Thi Lan, by 1.12.2026!", "Ask Nguyen Thi Lan!", "", "2026-12-01"),
    ],
)
def test_line_says_who_and_by_when(line: str, text: str, owner: str, due: str | None) -> None:
    expected = Promise(text, owner, date.fromisoformat(due) if due else None)
    assert read_promise(line, TUESDAY, ENGLISH, PEOPLE) == expected


@pytest.mark.parametrize(
    "line",
    [
        "What does the market look like today",
        "Write to ben@example.com",
        "Meet at @10:00, price @4.50",
        "Ask them by 1/9/2027",
        "Send the draft by Friday and the rest by 1 December",
        "Test until Friday, then decide",
        "Ask three firms for a price for eight weeks from 12 April",
        "The pilot ends in two weeks",
        "Ask Ben, Aylin and Ines",
        "Compare Black Friday",
        "by Friday",
        "@Ben",
        "@Ben, by Friday",
        "Aylin",
        "",
    ],
)
def test_line_that_is_not_clear_stays_as_it_is(line: str) -> None:
    assert read_promise(line, TUESDAY, ENGLISH, PEOPLE) == Promise(line)


@given(st.text(alphabet="@Ben, byFriday.()1;", max_size=40))
def test_what_a_line_says_is_taken_from_the_line(line: str) -> None:
    read = read_promise(line, TUESDAY, ENGLISH, PEOPLE)
    letters = [sign for sign in read.text if sign.isalnum()]
    before = iter(line)
    assert all(letter in before for letter in letters)
    assert read.text or not line.strip()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ay", ["Aylin Demir"]),
        ("ine", ["Ines Castelo"]),
        ("in", ["Ines Castelo", "Inês Rocha"]),
        ("INE\u0302", ["Inês Rocha"]),
        ("thi l", ["Nguyen Thi Lan"]),
        ("ben", ["Ben"]),
        ("x", []),
    ],
)
def test_people_are_found_by_the_beginning_of_any_name(typed: str, names: list[str]) -> None:
    assert matching(typed, PEOPLE) == names


def test_person_called_exactly_so_comes_first() -> None:
    assert matching("ben", ("Benedikt", "Ada Bennett", "Ben")) == ["Ben", "Benedikt", "Ada Bennett"]


@pytest.mark.fault("NA5")
@pytest.mark.parametrize(
    ("part", "text", "rest"),
    [
        ("owner", "Ay", "lin Demir"),
        ("owner", "ay", "lin Demir"),
        ("owner", "ro", "cha"),
        ("owner", "Thi ", "Lan"),
        ("owner", "Ben", ""),
        ("owner", "Bo", ""),
        ("owner", "", ""),
        ("action", "Ask the hospital @Be", "n"),
        ("action", "@nguyen t", "hi Lan"),
        ("action", "Ask the hospital @", ""),
        ("action", "Write to ben@ay", ""),
        ("action", "Ay", ""),
        ("due", "Ay", ""),
    ],
)
def test_the_rest_of_a_name_is_offered(part: str, text: str, rest: str) -> None:
    session = replace(EMPTY, people=tuple(Person(name) for name in PEOPLE))
    place = Place("", "actions", "a1", part)
    assert rest_of_name(text, place, session, BUILT_IN) == rest
    assert rest_of_name(text, place, EMPTY, BUILT_IN) == ""
    assert rest_of_name(text, Place("customer", "who"), session, BUILT_IN) == ""


def test_name_that_two_people_have_is_not_completed() -> None:
    assert read_promise("Do it @Ines", TUESDAY, ENGLISH, ("Ines Castelo", "Ines Rocha")).owner == "Ines"


def acted(text: str, *people: str, **parts: Scalar) -> dict[str, object]:
    """Return the parts of an action after its first part was understood on a Tuesday."""
    place = Place("", "actions", "a1")
    entry = Entry("a1", {"action": text, **parts})
    session = with_entries(replace(EMPTY, people=tuple(map(Person, people))), place, (entry,))
    changes = understood(place.at(part="action"), session, BUILT_IN, TUESDAY)
    return dict(apply(session, changes).entries(place)[0].values)


def test_action_gets_owner_and_day_from_its_text() -> None:
    assert acted("Ask the hospital @Ben by Friday", "Ben Okri") == {
        "action": "Ask the hospital",
        "owner": "Ben Okri",
        "due": date(2026, 11, 27),
    }
    assert acted("Call the six managers tomorrow") == {
        "action": "Call the six managers",
        "due": date(2026, 11, 25),
    }


def test_action_with_an_owner_or_a_day_stays_as_it_is() -> None:
    for parts in ({"owner": "Ada"}, {"due": date(2026, 12, 1)}, {"due": "soon"}):
        said = "Ask the hospital @Ben by Friday"
        assert acted(said, "Ben", **parts) == {"action": said, **parts}


def test_question_of_a_customer_keeps_its_words() -> None:
    place = Place("customer_faq", "questions", "q1", "question")
    session = with_entries(EMPTY, place, (Entry("q1", {"question": "Can I have it by Friday"}),))
    assert understood(place, session, BUILT_IN, TUESDAY) == ()


@pytest.mark.parametrize(
    ("typed", "day"),
    [("1 September 2027", date(2027, 9, 1)), ("1/9/2027", None), (date(2027, 1, 1), None), ("", None)],
)
def test_date_field_gets_the_day_that_its_text_says(typed: Scalar, day: date | None) -> None:
    place = Place("press_release", "date")
    session = with_answer(EMPTY, place, typed)
    assert understood(place, session, BUILT_IN, TUESDAY) == ((SetAnswer(place, day),) if day else ())


def test_what_was_understood_is_told_with_the_labels_of_the_workbook() -> None:
    place = Place("", "actions", "a1")
    changes = [SetAnswer(place.at(part="action"), "Ask"), SetAnswer(place.at(part="owner"), "Ben")]
    changes.append(SetAnswer(place.at(part="due"), date(2026, 11, 27)))
    assert understood_label(changes, BUILT_IN) == "Who: Ben · By: Friday 27 November 2026"
    assert understood_label([SetAnswer(Place("press_release", "date"), date(2027, 9, 1))], BUILT_IN) == (
        "Launch date: Wednesday 1 September 2027"
    )
