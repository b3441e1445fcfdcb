"""Tests that a number which somebody wrote into the file without quotes means what it looks like."""

from __future__ import annotations

import pytest
from tests.said import said
from tests.session_edits import with_answer
from tests.storage.test_codec import EMPTY

from wbtui.core.method import outcome
from wbtui.core.place import Place
from wbtui.core.session import Scalar, Session
from wbtui.core.workbook.model import Field
from wbtui.storage.session_file import codec

LIMIT, SEEN, WHO = (Place("one", name) for name in ("limit", "seen", "who"))
NUMBER = Field("limit", "Limit", "number")


def loaded(lines: str) -> codec.Loaded:
    return codec.read(f"{codec.render(EMPTY).text.partition('# end')[0]}\n[stages.one]\n{lines}\n".encode())


def answered(session: Session, place: Place) -> Scalar | None:
    answer = session.answer(place)
    assert not isinstance(answer, tuple)
    return answer


@pytest.mark.fault("R3")
@pytest.mark.parametrize(
    ("bare", "english", "german"),
    [
        ("1.000", "write 1000 or 1", 1000),
        ("1.200", "write 1200 or 1.2", 1200),
        ("-12.500", "write -12500 or -12.5", -12500),
        ("+3.125", "write 3125 or 3.1250", 3125),
        ("1.125", "write 1125 or 1.1250", "write 1125 or 1,1250"),
        ("0.250", 0.25, 0.25),
        ("2.50", 2.5, 2.5),
        ("3.0", 3, 3),
        ("1_000", 1000, 1000),
        ("1_000.125", 1000.125, 1000.125),
        ("1e3", 1000, 1000),
        ("1.500e3", 1500, 1500),
        ("0x10", 16, 16),
        ("0b11", 3, 3),
        ("1234.567", 1234.567, 1234.567),
        ("0.12345678901234567", "write a number", "write a number"),
    ],
)
def test_a_bare_number_is_read_as_it_is_written_or_asked_about(
    bare: str, english: float | str, german: float | str
) -> None:
    session = loaded(f"limit = {bare}").session
    for language, meant in (("en", english), ("de", german)):
        here = session.with_fact("language", language)
        number = NUMBER.number(answered(here, LIMIT), here)
        problem = NUMBER.problem(answered(here, LIMIT), here)
        assert (said(problem) if problem else number.value) == meant


@pytest.mark.parametrize("bare", ["inf", "-inf", "nan", "+nan"])
def test_a_bare_value_that_is_no_number_is_no_answer_and_stays_in_the_file(bare: str) -> None:
    found = loaded(f"limit = {bare}")
    session = with_answer(found.session, WHO, "Parents")

    assert found.session.answer(LIMIT) is None
    assert f"limit = {bare}\n" in codec.verified(session, codec.render(session, found.toml)).text


@pytest.mark.fault("R3")
def test_no_outcome_is_computed_from_a_bare_number_that_may_be_a_thousand() -> None:
    session = loaded("limit = 1.000\nstop = 200\nseen = 500").session
    answers = [answered(session, Place("one", name)) for name in ("limit", "stop", "seen")]

    assert outcome(answers, "en") == ""
    assert outcome(answers, "de") == "pivot"


@pytest.mark.fault("R3")
@pytest.mark.parametrize("bare", ["1.000", "2.50", "+3.125", "1e3", "1_000.5", "0x10"])
def test_a_bare_number_keeps_its_spelling_in_the_file(bare: str) -> None:
    found = loaded(f"limit = {bare}\nstrange = [{bare}]\n\n[client]\nsize = {bare}")
    for session in (with_answer(found.session, WHO, "Parents"), with_answer(found.session, LIMIT, 7)):
        text = codec.verified(session, codec.render(session, found.toml)).text
        assert f"strange = [{bare}]\n\n[client]\nsize = {bare}\n" in text
        assert (f"limit = {bare}\n" in text) == (answered(session, LIMIT) != 7)
        assert codec.read(text.encode()).session == session


def test_a_clock_counts_with_numbers_however_they_are_spelled() -> None:
    head = codec.render(EMPTY).text.partition("# end")[0]
    clock = codec.read(f"{head}\n[clock.spent]\none = 90.500\ntwo = 1e2\n".encode()).session.clock
    assert clock.spent == {"one": 90.5, "two": 100}
