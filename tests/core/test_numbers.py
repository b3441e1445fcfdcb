"""Tests of reading numbers as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.said import said

from wbtui.core.numbers import MAX_NUMBER_DIGITS, as_written, comparable, read_number
from wbtui.core.session import Session
from wbtui.core.workbook.model import Field

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")


@pytest.mark.fault("R22")
@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("45", "en", 45),
        ("5.50", "en", 5.5),
        ("3.10", "en", 3.1),
        ("+3", "en", 3),
        ("007", "en", 7),
        ("1,000", "en", 1000),
        ("1.000", "de", 1000),
        ("  45 % ", "en", 45),
        ("45 per cent", "en", 45),
        ("45 Prozent", "de", 45),
        ("-3", "en", -3),
        ("−3", "en", -3),
        ("–3", "en", -3),
        ("7.", "en", 7),
        (".5", "en", 0.5),
        ("3,5", "en", 3.5),
        ("3.5", "de", 3.5),
        ("0,125", "en", 0.125),
        ("0.125", "de", 0.125),
        ("1234.567", "de", 1234.567),
        ("1,234,567.5", "de", 1234567.5),
        ("1.234.567,5", "en", 1234567.5),
        ("1,200", "ja", 1200),
        ("12,34,567", "en-IN", 1234567),
        ("1\u202f200 €", "fr", 1200),
        ("1\u00a0200", "pl", 1200),
        ("1’200", "de-CH", 1200),
        ("$1,200.50", "en", 1200.5),
        ("-€5", "de", -5),
        ("€-5", "de", -5),
        ("CHF 1'200", "de-CH", 1200),
        ("20 kr", "sv", 20),
        ("٣٫٥", "ar", 3.5),
        ("5,-", "de", 5),
        ("5,–", "en", 5),
        ("5.—", "de-CH", 5),
        ("€ 5,-", "nl", 5),
        ("1.200,-- EUR", "de", 1200),
        ("US$ 5", "en", 5),
        ("-US$5", "en", -5),
        ("A$1,200.50", "en-AU", 1200.5),
        ("5 R$", "pt-BR", 5),
        ("120 zł", "pl", 120),
        (",5", "en", 0.5),
        (",50 €", "de", 0.5),
        ("-,5", "de", -0.5),
        ("٫٥", "ar", 0.5),
        ("４５", "ja", 45),
        (1.5, "de", 1.5),
        (1e20, "en", 1e20),
        (7, "en", 7),
    ],
)
def test_number_is_understood_as_it_is_written(text: str | float, language: str, value: float) -> None:
    assert read_number(text, language).value == value


NO_NUMBERS = [
    "-",
    "many",
    "fourteen",
    "~5",
    "<5",
    "5+",
    "±5",
    "10-20",
    "5k",
    "2x",
    "1/2",
    "½",
    "5²",
    "1e5",
    "0x10",
]
NO_NUMBERS += ["1_000", "+-5", "(5)", "%5", "12.01.2027", "12:30", "1.2.3", "1,00,00", "1.00,000", "5%%", "5.5.."]
NO_NUMBERS += ["0,001,000", "nan", "inf", "٣٫٥٫٥"]
NO_NUMBERS += ["", "about 5", "3 days", "45 90", "96 of 120", "3 to 5", "5 million", "- 5", "−− 5", "€5 $", "1 00"]
NO_NUMBERS += ["1  000", "1\t000", "5\n6", "1.000 000", "1." * 500, "9" * 16, "9" * 5000]


@pytest.mark.fault("R3")
@pytest.mark.fault("NA15")
@pytest.mark.parametrize("text", NO_NUMBERS)
def test_ambiguous_text_has_no_numeric_value(text: str) -> None:
    assert [read_number(text, language).value for language in ("en", "de", "fr", "")] == [None] * 4


@pytest.mark.parametrize("answer", [None, date(2027, 1, 1), float("nan"), float("-inf"), 10**16])
def test_an_answer_that_is_no_usable_number_has_no_value(answer: float | date | None) -> None:
    assert read_number(answer, "en").value is None


@pytest.mark.fault("R3")
@pytest.mark.parametrize(
    ("answer", "language", "either"),
    [
        ("1.000", "en", ("1000", "1")),
        ("1,000", "de", ("1000", "1")),
        ("3.125", "en", ("3125", "3.1250")),
        ("3,125", "de", ("3125", "3,1250")),
        ("-12.500", "en-GB", ("-12500", "-12.5")),
        ("€1.000", "en", ("1000", "1")),
        ("1.000 %", "en", ("1000", "1")),
        ("1,000", "fr", ("1000", "1")),
        ("1.000", "", ("1000", "1")),
        ("1.000", "en-ZA", ("1000", "1")),
        ("1,0000", "en", ("10000", "1")),
        ("1000,000", "en", ("1000000", "1000")),
        ("1.0000", "de", ("10000", "1")),
        (1.125, "en", ("1125", "1.1250")),
        (1.125, "de", ("1125", "1,1250")),
    ],
)
def test_ambiguous_number_is_asked_about(answer: str | float, language: str, either: tuple[str, str]) -> None:
    found = read_number(answer, language)
    assert (found.value, found.either) == (None, either)
    one, other = (read_number(text, language) for text in either)
    assert one.value != other.value
    assert None not in (one.value, other.value)


SIZE = Field("n", "N", "number")


@pytest.mark.fault("R3")
@pytest.mark.fault("R22")
@pytest.mark.parametrize(
    ("typed", "unit", "is_asked"),
    [
        ("$5", "EUR", True),
        ("$1.000", "EUR", True),
        ("5 %", "EUR", True),
        ("€5", "%", True),
        ("€5", "people", True),
        ("£5", "€ a month", True),
        ("US$ 5", "CAD", True),
        ("5 SEK", "NOK", True),
        ("€5", "EUR", False),
        ("5 EUR", "€ a month", False),
        ("5,- €", "EUR/month", False),
        ("$5", "USD", False),
        ("US$ 5", "$", False),
        ("5 kr", "SEK", False),
        ("45 per cent", "%", False),
        ("5 %", "% of users", False),
        ("5", "EUR", False),
        ("€5", "", False),
    ],
)
def test_a_number_in_another_unit_than_that_of_its_field_is_asked_about(
    typed: str, unit: str, is_asked: bool
) -> None:
    field = Field("n", "N", "number", unit=unit)

    problem = field.problem(field.value(typed), SESSION)

    assert (said(problem) if problem else "") == (f"write it in {unit}" if is_asked else "")
    assert (field.number(typed, SESSION).value is None) is is_asked
    assert not is_asked or not field.understood(typed, SESSION)


@pytest.mark.fault("R22")
@pytest.mark.parametrize(
    ("typed", "language", "note"),
    [
        ("42", "en", ""),
        ("5.50", "en", ""),
        ("+3", "en", ""),
        ("45 %", "en", ""),
        ("€1.50", "en", ""),
        ("1,000", "en", "1000"),
        ("3,5", "en", "3.5"),
        ("3.5", "de", "3,5"),
        ("1.000.000", "de", "1 000 000"),
        ("–5", "en", "-5"),
        ("1.000", "en", ""),
        ("many", "en", ""),
        ("", "en", ""),
    ],
)
def test_field_tells_what_it_understood_unless_that_is_what_was_typed(
    typed: str, language: str, note: str
) -> None:
    field = (
        SIZE._replace(language=language)
        if hasattr(SIZE, "_replace")
        else Field("n", "N", "number", language=language)
    )
    assert field.understood(field.value(typed), SESSION) == note


@pytest.mark.fault("R3")
def test_session_can_be_in_another_language_than_its_workbook() -> None:
    german = SESSION.with_fact("language", "de")
    assert SIZE.number("1.000", SESSION).value is None
    assert SIZE.number("1.000", german).value == 1000
    assert said(SIZE.problem("1.000", SESSION)) == "write 1000 or 1"
    assert SIZE.problem("1.000", german) is None
    assert said(SIZE.problem("fourteen", german)) == "write a number"


# Laws

LANGUAGES = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "de-CH": ("’", "."), "sv": ("\u00a0", ",")}


@st.composite
def written(draw: st.DrawFn, most_decimals: int) -> tuple[str, float, str]:
    """Draw a number: its text as somebody writes it, its value, and the language of the writer."""
    language = draw(st.sampled_from(sorted(LANGUAGES)))
    thousands, decimal = LANGUAGES[language]
    whole = draw(st.integers(0, 10**9))
    fraction = draw(st.text("0123456789", max_size=most_decimals))
    grouped = f"{whole:,}".replace(",", thousands) if draw(st.booleans()) else str(whole)
    sign = draw(st.sampled_from(["", "+", "-", "−"]))
    before, after = draw(st.sampled_from([("", ""), ("€", ""), ("", " €"), ("", "%"), ("", " %"), ("USD ", "")]))
    value = float(f"{'-' if sign in '-−' and sign else ''}{whole}.{fraction or 0}")
    return f"{sign}{before}{grouped}{decimal if fraction else ''}{fraction}{after}", value, language


@pytest.mark.fault("R3")
@given(written(6))
@example(("1,0010", 1.001, "de"))
def test_a_number_is_read_as_its_writer_meant_or_not_at_all(number: tuple[str, float, str]) -> None:
    text, value, language = number
    found = read_number(text, language)
    assert found.value in (value, None)
    if found.value is None:
        assert found.either or sum(map(str.isdecimal, text)) > MAX_NUMBER_DIGITS
    else:
        assert read_number(found.written, language).value == value


@pytest.mark.fault("R3")
@given(written(2), st.sampled_from(sorted(LANGUAGES)))
def test_a_number_in_another_language_is_read_as_meant_or_not_at_all(
    number: tuple[str, float, str], language: str
) -> None:
    text, value, _ = number
    assert read_number(text, language).value in (value, None)


@given(st.text(), st.sampled_from(sorted(LANGUAGES)))
def test_reading_any_text_as_a_number_raises_nothing(text: str, language: str) -> None:
    found = read_number(text, language)
    assert found.value is None or found.written
    assert found.value is None or not found.either


@given(st.integers(-(10**16), 10**16) | st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str))
def test_file_holds_a_number_only_if_it_reads_back_and_means_the_same_everywhere(number: int | str) -> None:
    value = as_written(str(number))
    if value is not None:
        assert str(value) == str(number)
        assert {read_number(str(number), language).value for language in LANGUAGES} == {value}


def test_numbers_up_to_the_limit_are_distinguished() -> None:
    most = "9" * MAX_NUMBER_DIGITS
    near = most[:-1] + "8"
    assert read_number(most, "en").value != read_number(near, "en").value
    assert read_number(f"0.{most}", "en").value != read_number(f"0.{near}", "en").value


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("1", "2"), (1, 2)),
        (("1 %", "2"), (1, 2)),
        (("45 %", "0"), (45, 0)),
        (("45 %", "0.5"), ()),
        (("€1", "2 EUR"), (1, 2)),
        (("£1", "€2"), ()),
        (("$1", "US$ 2"), (1, 2)),
        (("A$1", "US$ 2", "$3"), ()),
        (("1", "many"), ()),
        (("1", "2.000"), ()),
    ],
)
def test_only_numbers_with_the_same_unit_are_compared(texts: tuple[str, ...], values: tuple[float, ...]) -> None:
    assert comparable(*(read_number(text, "en") for text in texts)) == values
